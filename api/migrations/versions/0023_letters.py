"""Workers know which agencies are reached by letter; what is printed is on record like every other look."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0023_letters"
down_revision = "0024_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
