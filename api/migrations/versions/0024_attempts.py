"""Refused attempts for those who audit; the audit bundle among what is taken with a second person."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0024_attempts"
down_revision = "0007_saved_filter"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
