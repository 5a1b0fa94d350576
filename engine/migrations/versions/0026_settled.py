"""A line of the outbox that is settled is proved to be."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0026_settled"
down_revision = "0022_tokens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
