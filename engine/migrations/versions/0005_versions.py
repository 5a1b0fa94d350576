"""Cases move from one version of their workflow to another, on record."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0005_versions"
down_revision = "0014_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    plain: Any = op.get_bind().connection.driver_connection
    plain.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
