"""Exports that take a second person."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0016_export_request"
down_revision = "0005_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
