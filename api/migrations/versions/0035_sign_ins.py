"""What was opened in a breach is told by sign-in, too (R27)."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0035_sign_ins"
down_revision = "0031_free_slots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
