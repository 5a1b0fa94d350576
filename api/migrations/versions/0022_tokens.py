"""Tokens of programs, by which they read figures and sign in nowhere."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0022_tokens"
down_revision = "0025_shortcuts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
