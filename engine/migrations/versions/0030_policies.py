"""Times that the office sets by itself: proposed by one person, decided on by another, in force from a moment."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0030_policies"
down_revision = "0028_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
