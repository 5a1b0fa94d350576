"""What is only added to beside the history is sealed row by row: whatever the database's owner changes is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from engine import almanac
from engine.calendar import Calendar
from engine.past import audit
from engine.past.ledgers import LEDGERS, Ledger
from engine.past.seal import Sealer
from tests.engine.errand import ERRAND_FORM, ERRANDS
from tests.engine.test_seal import KINDS, anchors_of
from tests.office import CAST, Office, open_office, person
from tests.workers.conftest import hire

TABLES = {one.table: one for one in LEDGERS}
ROWS = 3
WHO = CAST["psychologist"]


@pytest.fixture(scope="module")
def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three rows or more in each ledger, sealed and anchored."""
    for office in open_office(postgres, tmp_path_factory.mktemp("world"), ERRANDS):
        hire(office)
        case = office.open("errand", "kader", **ERRAND_FORM)
        for number in range(ROWS):
            written(office, case, number)
        Sealer(office.worker, anchors_of(office)).seal()
        yield office


def written(office: Office, case: Any, number: int) -> None:
    """A row in each ledger, as a person's act leaves it."""
    supervisor = person("supervisor")
    with office.api.database.transaction(supervisor) as tx:
        standing = almanac.hold(tx.connection)
        changed = almanac.versions(tx.connection, next(iter(standing.calendars)))[-1].calendar.canonical()
        almanac.record(tx.connection, standing, Calendar.of(changed), supervisor, f"Cuti bersama {number}")
    assert office.fire(case, "finish", "supervisor", remark="Terlalu dini.").refused is not None
    for statement, values in (
        ("""change_record (actor, role, subject, key, act, old, new)
            VALUES (%s, 'admin', 'staff', %s, 'changed', '{"active": null}', '{"role": "kader"}')""",
         (WHO, str(number))),
        ("access_record (actor, role, case_id, what, reason) VALUES (%s, 'kader', %s, 'reveal', %s)",
         (WHO, case, uuid4().bytes)),
        ("release (year, at, actor, body, previous, hash) VALUES (%s, now(), %s, '{}', sha256(%s), sha256(%s))",
         (2020 + number, WHO, b"p%d" % number, b"h%d" % number)),
        ("""breach_opening (breach_id, fingerprint, place, at, actor, what, case_id, number, workflow, field)
            VALUES (%s, repeat('a', 64), %s, now(), %s, 'view', %s, 'N', 'errand', 'weight')""",
         (case, number + 1, WHO, case)),
        ("""policy_proposal (at, actor, role, reason, changes, wanted_from)
            VALUES (now(), %s, 'supervisor', 'Ruang penuh', '{"shelter": [null, 3]}', now())""", (WHO,)),
        ("policy_decision VALUES (%s, now(), %s, 'head_of_uptd', 'approved', 'Setuju')", (number + 1, WHO)),
        ("policy VALUES (%s, %s, '{}', '2999-01-01')", (number + 1, number + 1)),
    ):  # fmt: skip
        office.sql(f"INSERT INTO {statement}", *values)


@contextmanager
def forging(office: Office) -> Iterator["psycopg.Connection[Any]"]:
    """As the owner, with every trigger and each check of these tables switched off."""
    with psycopg.connect(office.owner_url, options="-c timezone=UTC") as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for (name,) in owner.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype <> 'n'", (table,)
            ).fetchall():
                owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
        yield owner
        owner.rollback()


def named(office: Office, owner: "psycopg.Connection[Any]") -> list[tuple[str, int]]:
    found = audit.examine(office.api, owner, anchors=anchors_of(office).notes()).findings
    return [(one.problem, one.seq) for one in found]


def numbers(office: Office, ledger: Ledger) -> list[int]:
    return [row[0] for row in office.sql(f"SELECT {ledger.number} FROM {ledger.table} ORDER BY 1")]


def test_an_untouched_world_verifies_with_every_row_in_the_log(world: Office) -> None:
    verdict = audit.verify(world.api, anchors=anchors_of(world).notes())

    rows = {one.id: len(numbers(world, one)) for one in LEDGERS}
    assert verdict.findings == ()
    assert min(rows.values()) >= ROWS
    assert dict(world.sql("SELECT case_id, count(*) FROM seal_leaf GROUP BY 1")).items() >= rows.items()


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_ledger_is_sealed(world: Office, table: str) -> None:
    there = world.sql("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)

    assert {one.partition("::")[0] for one in TABLES[table].columns} == {row[0] for row in there}


@pytest.mark.parametrize("table", TABLES)
def test_each_column_of_each_row_that_is_changed_is_found(world: Office, table: str) -> None:
    ledger, unfound = TABLES[table], []
    known = dict(
        world.sql("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", table)
    )
    there = numbers(world, ledger)
    kinds = {
        **KINDS,
        "jsonb": "{0} || '{{\"added\": null}}'",
        "ARRAY": "{0} || '{{18b6bf0e-8b39-4a3c-9a5b-b5cc2c5b5a01}}'",
    }
    with forging(world) as owner:
        owner.execute(f"ALTER TABLE {table} ALTER {ledger.number} DROP IDENTITY IF EXISTS")
        for name, kind in known.items():
            for number in there:
                with owner.transaction(force_rollback=True):
                    owner.execute(
                        f"UPDATE {table} SET {name} = {kinds[kind].format(name)} WHERE {ledger.number} = {number}"
                    )
                    if not named(world, owner):
                        unfound.append((name, number))

    assert unfound == []


@pytest.mark.parametrize("table", [one for one in TABLES if one != "calendar"])
def test_a_row_that_is_changed_deleted_swapped_or_cut_off_is_named(world: Office, table: str) -> None:
    ledger = TABLES[table]
    first, *_, other, last = numbers(world, ledger)
    column = next(one for one in ("reason", "at", "from_at") if one in ledger.columns)
    swap = (
        f"UPDATE {table} SET {ledger.number} = CASE {ledger.number} WHEN {other} THEN {last} ELSE {other} END"
        f" WHERE {ledger.number} IN ({other}, {last})"
    )
    change = f"UPDATE {table} SET {column} = NULL WHERE {ledger.number} = {first}"
    expected = {
        change: [("row_differs", first)],
        f"DELETE FROM {table} WHERE {ledger.number} = {other}": [("row_missing", other)],
        f"DELETE FROM {table} WHERE {ledger.number} = {last}": [("row_missing", last)],
        f"DELETE FROM {table}": [("row_missing", first)],
        swap: [("row_differs", other)],
    }
    with forging(world) as owner:
        owner.execute(f"ALTER TABLE {table} ALTER {ledger.number} DROP IDENTITY IF EXISTS")
        owner.execute(f"ALTER TABLE {table} ALTER {column} DROP NOT NULL")
        for forgery, problems in expected.items():
            with owner.transaction(force_rollback=True):
                owner.execute(forgery)
                assert named(world, owner) == problems, forgery


def test_cutting_off_the_newest_calendar_and_rewriting_who_and_why_are_named(world: Office) -> None:
    last = numbers(world, TABLES["calendar"])[-1]
    with forging(world) as owner:
        for forgery, problem in (
            ("DELETE FROM calendar WHERE edition = %s", "row_missing"),
            ("UPDATE calendar SET reason = 'Lain' WHERE edition = %s", "row_differs"),
            ("UPDATE calendar SET actor = gen_random_uuid() WHERE edition = %s", "row_differs"),
            ("UPDATE calendar SET from_at = from_at - interval '1 day' WHERE edition = %s", "row_differs"),
        ):
            with owner.transaction(force_rollback=True):
                owner.execute(forgery, (last,))
                assert named(world, owner) == [(problem, last)]


def test_a_row_that_was_committed_late_is_sealed_all_the_same(world: Office) -> None:
    """Its number is lower than one that is sealed already."""
    sealer = Sealer(world.worker, anchors_of(world))
    sealer.seal()
    row = "change_record (role, subject, key, act) VALUES ('admin', 'setting', 'office', 'changed')"
    with psycopg.connect(world.owner_url) as slow:
        slow.execute(f"INSERT INTO {row}")
        world.sql(f"INSERT INTO {row}")

        assert sealer.seal() == 1
        slow.commit()

    assert sealer.seal() == 1
    assert audit.verify(world.api).verified


def test_a_worker_is_told_the_digests_of_rows_and_not_the_rows(world: Office) -> None:
    with psycopg.connect(world.urls["omah_worker"], autocommit=True) as worker:
        assert worker.execute("SELECT count(DISTINCT ledger) FROM sealable").fetchone() == (len(LEDGERS),)
        for table in ("access_record", "attempt", "change_record"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(f"SELECT * FROM {table}")
    with (
        psycopg.connect(world.urls["omah_api"], autocommit=True) as api,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        api.execute("SELECT * FROM sealable")
