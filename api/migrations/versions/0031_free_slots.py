"""A slot is free again once its case is over, whoever ends the case."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0031_free_slots"
down_revision = "0027_ledgers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
