"""The wall before the threads: the door reads and writes under the code that it was shown, and finds no case behind."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from api import receipts
from api.desk import House
from api.talk import thread
from api.talk.lock import NotForThisCode
from tests.api.test_talk import filed
from tests.office import Office, person

Connection = psycopg.Connection[tuple[object, ...]]
READABLE = "id, thread, from_office, at, sealed"


@pytest.fixture
def door(office: Office) -> Iterator[Connection]:
    """A raw connection in the door's role, before no thread."""
    with psycopg.connect(office.urls["omah_door"], autocommit=True) as connection:
        connection.execute("SELECT set_config('app.role', 'reporter', false)")
        yield connection


def before(door: Connection, house: House, code: str) -> bytes:
    address = thread.address(house.engine.keys, code)
    door.execute("SELECT set_config('app.thread', %s, false)", (address.hex(),))
    return address


def test_the_door_reads_only_under_the_code_that_it_was_shown(furnished: House, door: Connection) -> None:
    (mine, case), (other, _) = filed(furnished), filed(furnished, "b" * 30)
    thread.write(furnished, mine, case, "Pesan saya.", "one")

    seen = {}
    for name, code in (("mine", mine), ("another", other)):
        before(door, furnished, code)
        seen[name] = len(door.execute(f"SELECT {READABLE} FROM message").fetchall())
    door.execute("SELECT set_config('app.thread', '', false)")

    assert seen == {"mine": 1, "another": 0}
    assert door.execute(f"SELECT {READABLE} FROM message").fetchall() == []


def test_the_door_finds_no_case_behind_a_message_and_changes_none(furnished: House, door: Connection) -> None:
    code, case = filed(furnished)
    thread.write(furnished, code, case, "Pesan saya.", "one")
    before(door, furnished, code)

    for query in (
        "SELECT case_id FROM message",
        "SELECT owed FROM message",
        "SELECT * FROM message",
        "UPDATE message SET owed = NULL",
        "DELETE FROM message",
        "SELECT id FROM cases",
        "SELECT * FROM history",
        "UPDATE cases SET state = 'consulted'",
        "SELECT case_id FROM receipt",
        "SELECT thread FROM receipt",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute(query)


def test_the_door_writes_in_no_other_thread_and_not_as_the_house(furnished: House, door: Connection) -> None:
    (mine, case), (other, _) = filed(furnished), filed(furnished, "b" * 30)
    theirs = thread.address(furnished.engine.keys, other)
    own = before(door, furnished, mine)
    into = "INSERT INTO message (id, thread, case_id, from_office, sealed, owed) VALUES (%s, %s, %s, %s, 'x', %s)"

    door.execute(into, (uuid4(), own, case, False, b"x"))
    for address, ours, owed in ((theirs, False, b"x"), (own, True, None), (own, False, None)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute(into, (uuid4(), address, case, ours, owed))


def test_the_house_writes_where_it_sees_the_case_and_reads_no_thread(office: Office, furnished: House) -> None:
    code, case = filed(furnished)
    thread.write(furnished, code, case, "Pesan saya.", "one")
    address = thread.address(furnished.engine.keys, code)
    into = "INSERT INTO message (id, thread, case_id, from_office, sealed) VALUES (%s, %s, %s, true, 'x')"

    with office.api.database.transaction(person("kader")) as tx:
        tx.connection.execute(into, (uuid4(), address, case))
        assert tx.connection.execute("SELECT id FROM message").fetchall() == []
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        office.api.database.transaction(person("kader@18.72.04.1001")) as tx,
    ):
        tx.connection.execute(into, (uuid4(), address, case))


def test_the_workers_can_forget_a_message_and_read_none(office: Office, furnished: House) -> None:
    with psycopg.connect(office.urls["omah_worker"], autocommit=True) as worker:
        worker.execute("SELECT at, waits FROM message")
        for column in ("sealed", "owed", "thread", "case_id"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(f"SELECT {column} FROM message")


def test_without_the_code_the_keys_open_nothing(office: Office, furnished: House) -> None:
    """Whoever holds the database and every key, and tries the code of somebody else."""
    (code, case), (other, _) = filed(furnished), filed(furnished, "b" * 30)
    known = receipts.track_again(furnished, code)
    assert known is not None
    thread.write(furnished, code, case, "Pesan saya.", "one")
    office.sql("UPDATE message SET thread = %s", thread.address(furnished.engine.keys, other))
    stolen: list[UUID] = list(known.cases)

    with pytest.raises(NotForThisCode):
        thread.read(furnished, other, stolen)
