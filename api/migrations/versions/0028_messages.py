"""What a reporter and the house write to each other under a receipt."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0028_messages"
down_revision = "0026_settled"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
