"""Figures released to the public: a ledger that only grows."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0014_release"
down_revision = "0012_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
