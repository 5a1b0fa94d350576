"""`python -m engine.migrate`: make the database roles, then bring the tables to the newest revision.

Runs as the owner (DATABASE_URL), under an advisory lock, as often as one likes. The roles' passwords come from
OMAH_API_PASSWORD, OMAH_WORKER_PASSWORD and OMAH_DOOR_PASSWORD; OMAH_DEMO=1 lets the API move the clock.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine

ROLES = ("omah_api", "omah_worker", "omah_door")
LOCK = 0x6F6D6168  # "omah"


def migrate(url: str, passwords: Mapping[str, str], *, demo: bool = False) -> None:
    """Raises psycopg.Error where the database refuses."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        for role in ROLES:
            _ensure_role(connection, role, passwords[role])
        _run_revisions(url)
        verb = sql.SQL(
            "GRANT EXECUTE ON FUNCTION {} TO omah_api" if demo else "REVOKE EXECUTE ON FUNCTION {} FROM omah_api"
        )
        connection.execute(verb.format(sql.SQL("omah_advance_clock(interval)")))


def _ensure_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> None:
    """A login that is neither superuser nor owner, or row-level security would not bind it."""
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = "ALTER" if known is not None else "CREATE"
    connection.execute(
        sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def _run_revisions(url: str) -> None:
    config = Config(toml_file=str(Path(__file__).parents[1] / "pyproject.toml"))
    engine = create_engine(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
    engine.dispose()


def main() -> int:
    try:
        migrate(
            os.environ["DATABASE_URL"],
            {role: os.environ[role.upper() + "_PASSWORD"] for role in ROLES},
            demo=os.environ.get("OMAH_DEMO") == "1",
        )
    except KeyError as missing:
        print(f"{missing.args[0]} is not set: the migration needs the owner's address and a password for each role.")
        return 2
    except psycopg.Error as refused:
        print(f"The database cannot be migrated: {str(refused).splitlines()[0]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
