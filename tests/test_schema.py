"""The tables that the code believes in are those that the migrations make."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

import api.tables
import engine.tables
from tests.office import Office

MODELS = (api.tables, engine.tables)


def _compared(_object: Any, _name: str | None, kind: str, *_: Any) -> bool:
    """Indexes, like policies and triggers, live in the migrations alone."""
    return kind in ("table", "column")


def _differs(_context: Any, _column: Any, _model: Any, stored: TypeEngine[Any], declared: TypeEngine[Any]) -> bool:
    """Text of any name is text, whole numbers of any width are whole numbers; arrays and JSON have to be the same."""
    return stored._type_affinity is not declared._type_affinity


def test_the_models_are_what_the_migrations_make(office: Office) -> None:
    database = create_engine(make_url(office.owner_url).set(drivername="postgresql+psycopg"))
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _differs, "include_object": _compared})
        differences = compare_metadata(context, SQLModel.metadata)
    database.dispose()

    assert [one for one in differences if "alembic_version" not in str(one)] == []
