"""The log in which records are sealed, and its signed checkpoints: both only grow."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0004_seal"
down_revision = "0003_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
