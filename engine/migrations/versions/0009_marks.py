"""Marks of people: a blind index that tells equality."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0009_marks"
down_revision = "0013_visits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
