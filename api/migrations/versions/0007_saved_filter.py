"""Filters of the list of cases that people keep."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0007_saved_filter"
down_revision = "0009_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
