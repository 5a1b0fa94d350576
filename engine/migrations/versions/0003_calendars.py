"""Calendars as versioned values, and what happens to a clock on its way: pauses, extensions, turns."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0003_calendars"
down_revision = "0002_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
