"""Staff, sessions, access records, receipts and notices, with the grants and policies that keep them."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0002_api"
down_revision = "0001_engine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
