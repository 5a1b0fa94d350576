"""Visits of the psychologist, their slots, her notes, calendar feeds; awareness sessions and their pictures."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0013_visits"
down_revision = "0009_conflict"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
