"""Persons for whom a case does not exist: an act may keep out even the one who takes it."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0009_conflict"
down_revision = "0017_proofs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
