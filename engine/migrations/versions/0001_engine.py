"""Cases, their history, deadlines, outbox and clock, with the grants, policies and triggers that keep them."""

from pathlib import Path

from alembic import op

revision = "0001_engine"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None, "the migration runs on a live connection"
    connection.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
