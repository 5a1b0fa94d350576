"""The second wall: what the database itself refuses, whatever the code above it does."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlmodel import SQLModel

from api import tables
from api.desk import House
from tests.api.samples import QUARREL
from tests.office import CAST, Office, person

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def api(office: Office, furnished: House) -> Iterator[Connection]:
    """A raw connection in the API's role, with no actor set."""
    with psycopg.connect(office.urls["omah_api"]) as connection:
        yield connection


def become(connection: Connection, role: str, audience: str = "{}") -> None:
    connection.execute("SELECT set_config('app.actor', %s, false)", (str(CAST[role]),))
    connection.execute("SELECT set_config('app.role', %s, false)", (role,))
    connection.execute("SELECT set_config('app.audience', %s, false)", (audience,))


def audience_of(role: str) -> str:
    return "{" + ",".join(sorted(person(role).audience)) + "}"


def looked_at(office: Office, who: str, case: UUID) -> None:
    office.sql(
        "INSERT INTO access_record (actor, role, case_id, what) VALUES (%s, %s, %s, 'view')", CAST[who], who, case
    )


def test_without_an_actor_nothing_that_concerns_people_is_seen(office: Office, api: Connection) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    looked_at(office, "kader", case)

    for table in ("cases", "history", "access_record", "idempotency", "notice"):
        assert api.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_access_records_are_never_changed(office: Office, api: Connection) -> None:
    looked_at(office, "kader", office.open("omah-peluk", "kader", **QUARREL))
    become(api, "supervisor", audience_of("supervisor"))

    for change in ("UPDATE access_record SET what = 'search'", "DELETE FROM access_record", "TRUNCATE access_record"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            api.execute(change)
        api.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            office.sql(change)


def test_nobody_writes_a_look_in_anothers_name(office: Office, api: Connection) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    become(api, "kader", audience_of("kader"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        api.execute(
            "INSERT INTO access_record (actor, role, case_id, what) VALUES (%s, 'kader', %s, 'view')",
            (CAST["coordinator"], case),
        )


def test_who_looked_is_seen_by_those_who_see_the_case_and_those_who_audit(office: Office, api: Connection) -> None:
    looked_at(office, "kader", office.open("omah-peluk", "kader", **QUARREL))
    seen = {}

    for role in CAST:
        become(api, role, audience_of(role))
        row = api.execute("SELECT count(*) FROM access_record").fetchone()
        seen[role] = row is not None and row[0] == 1

    assert {role for role, sees in seen.items() if sees} == {"kader", "coordinator", "supervisor", "auditor"}


def test_a_revelation_without_a_reason_cannot_be_recorded(office: Office, api: Connection) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    with pytest.raises(psycopg.errors.CheckViolation):
        office.sql(
            "INSERT INTO access_record (actor, role, case_id, what) VALUES (%s, 'kader', %s, 'reveal')",
            CAST["kader"], case,
        )  # fmt: skip


def test_the_workers_know_of_the_staff_only_what_a_notice_needs(office: Office, furnished: House) -> None:
    with psycopg.connect(office.urls["omah_worker"], autocommit=True) as worker:
        worker.execute("SELECT id, email, role, kelurahan, active, language FROM staff")
        for query in (
            "SELECT name FROM staff",
            "SELECT * FROM credential",
            "SELECT * FROM receipt",
            "SELECT * FROM login_delay",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(query)


def test_one_sees_only_ones_own_notices(office: Office, api: Connection) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql(
        "INSERT INTO notice (outbox_id, staff_id, case_id, topic, at)"
        " SELECT min(id), %s, %s, 'report', now() FROM outbox", CAST["kader"], case,
    )  # fmt: skip

    become(api, "kader", audience_of("kader"))
    assert api.execute("SELECT count(*) FROM notice").fetchone() == (1,)
    become(api, "coordinator", audience_of("coordinator"))
    assert api.execute("SELECT count(*) FROM notice").fetchone() == (0,)


def test_dropping_a_policy_of_ours_is_noticed(office: Office, furnished: House) -> None:
    """Each table with rows of people has its wall, forced also on its owner."""
    rows = office.sql(
        "SELECT relname, relrowsecurity AND relforcerowsecurity,"
        "       (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)"
        "  FROM pg_class c WHERE relname IN ('access_record', 'idempotency', 'message', 'notice') ORDER BY relname"
    )

    assert rows == [("access_record", True, 6), ("idempotency", True, 3), ("message", True, 7), ("notice", True, 4)]


def test_the_models_and_the_tables_agree(office: Office) -> None:
    for model in (
        tables.Staff, tables.Credential, tables.SessionRow, tables.LoginDelay, tables.AccessRecord, tables.Idempotency,
        tables.NoticeRow, tables.Mail, tables.ReceiptRow, tables.MessageRow,
    ):  # fmt: skip
        rows = office.sql(
            "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns WHERE table_name = %s",
            model.__tablename__,
        )
        declared = {column.name: column.nullable for column in SQLModel.metadata.tables[model.__tablename__].columns}
        assert declared == dict(rows), model.__tablename__
