"""Erasing a case, what becomes due for it, and the breaches of data with what was opened."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0021_breach"
down_revision = "0023_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
