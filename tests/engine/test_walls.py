"""The second wall: whatever is asked, PostgreSQL shows a case only to its audience, and no identity to workers."""

from uuid import UUID

import psycopg
import pytest

from engine.definition import Actor
from tests.engine.errand import ERRAND_FORM
from tests.office import REJOMULYO, YOSODADI, Office, person

TABLES = ("cases", "history", "deadline", "outbox")


@pytest.fixture
def two_places(errands: Office) -> dict[str, UUID]:
    return {
        place: errands.open("errand", f"kader@{place}", **{**ERRAND_FORM, "place": place})
        for place in (REJOMULYO, YOSODADI)
    }


def seen(office: Office, actor: Actor, table: str) -> set[UUID]:
    column = "id" if table == "cases" else "case_id"
    with office.api.database.transaction(actor) as tx:
        return {row[0] for row in tx.connection.execute(f"SELECT {column} FROM {table}")}


@pytest.mark.parametrize("table", TABLES)
def test_a_kader_sees_the_rows_of_her_own_kelurahan(errands: Office, two_places: dict[str, UUID], table: str) -> None:
    assert seen(errands, person(f"kader@{REJOMULYO}"), table) <= {two_places[REJOMULYO]}
    assert seen(errands, person("supervisor"), table) <= set(two_places.values())
    assert seen(errands, person("admin"), table) == set()


@pytest.mark.parametrize("table", ["cases", "history", "deadline"])
def test_what_is_in_sight_is_really_seen(errands: Office, two_places: dict[str, UUID], table: str) -> None:
    assert seen(errands, person(f"kader@{REJOMULYO}"), table) == {two_places[REJOMULYO]}
    assert seen(errands, person("supervisor"), table) == set(two_places.values())


def test_whoever_is_excluded_from_a_case_sees_nothing_of_it(errands: Office, two_places: dict[str, UUID]) -> None:
    supervisor = person("supervisor")
    errands.sql("UPDATE cases SET excluded = %s WHERE id = %s", [supervisor.id], two_places[REJOMULYO])

    for table in ("cases", "history", "deadline"):
        assert seen(errands, supervisor, table) == {two_places[YOSODADI]}


@pytest.mark.parametrize("table", [*TABLES, "attempt"])
def test_a_connection_without_an_actor_sees_nothing(errands: Office, two_places: dict[str, UUID], table: str) -> None:
    with psycopg.connect(errands.urls["omah_api"]) as raw:
        assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_the_actor_ends_with_the_transaction(errands: Office, two_places: dict[str, UUID]) -> None:
    with errands.api.database.transaction(person("supervisor")) as tx:
        connection = tx.connection
        assert len(connection.execute("SELECT FROM cases").fetchall()) == 2

    for _ in range(20):
        with errands.api.database.transaction(Actor(None, "")) as tx:
            assert tx.connection.execute("SELECT count(*) FROM cases").fetchone() == (0,)


def test_a_worker_cannot_read_what_is_sealed(errands: Office, two_places: dict[str, UUID]) -> None:
    with psycopg.connect(errands.urls["omah_worker"], autocommit=True) as raw:
        assert raw.execute("SELECT count(*) FROM cases").fetchone() == (2,)
        for query in ("SELECT sealed FROM cases", "SELECT sealed FROM history", "UPDATE cases SET sealed = NULL"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(query)


@pytest.mark.parametrize("role", ["omah_api", "omah_worker", "omah_door"])
def test_no_process_is_superuser_or_owner(errands: Office, role: str) -> None:
    flags = errands.sql("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", role)
    owned = errands.sql("SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = %s", role)

    assert flags == [(False, False, False)]
    assert owned == [(0,)]


def test_nobody_writes_a_record_in_anothers_name(errands: Office, two_places: dict[str, UUID]) -> None:
    forged = """INSERT INTO history (case_id, root_id, seq, at, kind, act, actor, role, to_state, body, prev, hash, mac)
                SELECT case_id, root_id, 2, at, 'moved', 'take', gen_random_uuid(), 'supervisor', 'done', body, hash,
                       mac, mac FROM history LIMIT 1"""
    with pytest.raises(psycopg.errors.InsufficientPrivilege), errands.api.database.transaction(person("kader")) as tx:
        tx.connection.execute(forged)
