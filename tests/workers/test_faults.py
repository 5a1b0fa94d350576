"""Real workers on a real broker, killed with -9 in the middle of their work: nothing is lost, nothing comes twice."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest

from engine import sweep
from engine.history import verify
from tests.office import Office
from tests.workers.mailbox import Mailbox
from tests.workers.processes import Crew, Redis, wait_until
from tests.workflows.stories import report
from workers import effects
from workers.post import Post

PROTECTED: dict[str, Any] = {
    "victims": [{"name": "Bunga", "age": 9, "sex": "female", "sexual_forms": ["obscene_act"]}],
    "perpetrators": [{"relation": "neighbour", "sex": "male"}],
}
ORDINARY: dict[str, Any] = {"victims": [{"name": "Yuni", "age": 35, "sex": "female"}]}
OF_EACH_KIND = 30
SILENT = Post("surat@omah-peluk.example", server=None, wanted=False)
DUE = "status = 'armed' AND due_at <= omah_now()"


@pytest.fixture(params=["redis", "folder"])
def crew_on(request: pytest.FixtureRequest, crew: Crew) -> Crew:
    if request.param == "redis":
        crew.redis_url = request.getfixturevalue("redis").url
    return crew


def lose_the_broker(crew: Crew, request: pytest.FixtureRequest) -> None:
    if crew.redis_url:
        server: Redis = request.getfixturevalue("redis")
        server.flush()
    else:
        shutil.rmtree(crew.folder / "data" / "broker")


@contextmanager
def nobody_can_write(office: Office, table: str) -> Iterator[None]:
    """Whoever works comes as far as writing there, and stands in the middle of its transaction with all its locks."""
    with psycopg.connect(office.owner_url) as connection:
        connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def killed_at(table: str, crew: Crew, office: Office) -> None:
    with nobody_can_write(office, table):
        crew.start()
        crew.until(lambda: stands_in_the_middle(office), f"a worker is about to write to {table}")
        crew.kill()


def stands_in_the_middle(office: Office) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'omah_worker' AND wait_event_type = 'Lock'"
    return bool(office.sql(f"{waiting} AND datname = current_database()")[0][0])


def fired(office: Office) -> int:
    return int(office.sql("SELECT count(*) FROM history WHERE deadline_id IS NOT NULL")[0][0])


def due(office: Office) -> int:
    return int(office.sql(f"SELECT count(*) FROM deadline WHERE {DUE}")[0][0])


def owed(office: Office) -> int:
    return int(office.sql("SELECT count(*) FROM outbox WHERE paid_at IS NULL")[0][0])


def story(office: Office, case: UUID) -> list[Any]:
    """All that happened to a case and to its referrals, without what differs from one case to the next."""
    told: list[Any] = []
    for one in (case, *office.children_of(case)):
        bodies = [written.body for written in office.history(one)]
        told += [(body["kind"], body["act"], body["to"], body["at"], clock_of(body)) for body in bodies]
        told += office.told(one)
    return told


def clock_of(body: Any) -> tuple[str, int] | None:
    return (body["deadline"]["name"], body["deadline"]["rung"]) if body["deadline"] else None


def notices(office: Office, case: UUID) -> "Counter[tuple[str, str, int]]":
    rows = office.sql(
        """SELECT role, notice.topic, level FROM notice JOIN staff ON staff.id = staff_id
             JOIN outbox ON outbox.id = outbox_id WHERE root_id = %s""",
        case,
    )
    return Counter((role, topic, level) for role, topic, level in rows)


def is_whole(office: Office, case: UUID) -> bool:
    """Numbered without a gap from 1, chained without a fork."""
    for one in (case, *office.children_of(case)):
        records = [written.record for written in office.history(one)]
        if [record.seq for record in records] != list(range(1, len(records) + 1)):
            return False
        if verify(records, office.keys.secret("mac")) is not None:
            return False
    return True


def test_every_overdue_case_is_escalated_exactly_once_whoever_is_killed(
    crew_on: Crew, office: Office, request: pytest.FixtureRequest
) -> None:
    crew = crew_on
    office.at("2026-12-01 09:00")
    protected = [report(office, **PROTECTED) for _ in range(OF_EACH_KIND)]
    ordinary = [report(office, **ORDINARY) for _ in range(OF_EACH_KIND)]
    while effects.pay(office.worker, SILENT):
        pass  # whom a report reaches depends on who may see the case by then
    office.later(hours=30)
    for undisturbed in (protected[0], ordinary[0]):
        sweep.fire_family(office.worker, undisturbed)

    for _ in range(2):
        killed_at("history", crew, office)
        lose_the_broker(crew, request)
    before = fired(office)
    crew.start()
    crew.until(lambda: fired(office) > before, "a worker has begun")
    crew.kill()
    lose_the_broker(crew, request)
    killed_at("notice", crew, office)
    lose_the_broker(crew, request)
    crew.start(2)
    crew.until(lambda: not due(office) and not owed(office), "everything due is fired and everything owed is paid")

    assert {str(story(office, case)) for case in protected} == {str(story(office, protected[0]))}
    assert {str(story(office, case)) for case in ordinary} == {str(story(office, ordinary[0]))}
    assert office.state_of(protected[0]) == "referred-to-UPTD"
    assert all(is_whole(office, case) for case in (*protected, *ordinary))
    assert office.sql("SELECT count(*) FROM deadline WHERE status = 'fired'") == [(fired(office),)]
    for kind in (protected, ordinary):
        assert notices(office, kind[0]).total() > 0
        assert [case for case in kind if notices(office, case) != notices(office, kind[0])] == []
    assert office.sql("SELECT count(*) FROM deadline WHERE failures > 0 OR dead") == [(0,)]
    assert office.sql("SELECT count(*) FROM outbox WHERE failures > 0 OR dead") == [(0,)]


def test_a_relay_killed_between_sending_and_marking_sends_again_under_the_same_id(
    crew: Crew, office: Office, box: Mailbox
) -> None:
    crew.smtp_url = box.url
    office.at("2026-12-01 09:00")
    case = report(office, **ORDINARY)
    office.later(hours=4)
    office.sweep()

    box.taken = crew.kill
    crew.start()
    wait_until(lambda: not crew.workers, "the worker has sent and died")
    box.taken = None
    told = notices(office, case)
    assert (len(box.ids), office.sql("SELECT count(sent_at) FROM mail")) == (1, [(0,)])
    office.sql("UPDATE mail SET due_at = clock_timestamp()")  # the lease of the dead has run out
    crew.start()
    crew.until(lambda: office.sql("SELECT bool_and(sent_at IS NOT NULL) FROM mail") == [(True,)], "all are sent")

    mails = office.sql("SELECT message_id, recipient FROM mail")
    assert Counter(box.ids) == Counter([*(one for one, _ in mails), box.ids[0]])
    assert notices(office, case) == told
    assert len(mails) == told.total() > 0


def test_workers_go_on_after_redis_was_gone(crew: Crew, office: Office, redis: Redis) -> None:
    crew.redis_url = redis.url
    office.at("2026-12-01 09:00")
    report(office, **ORDINARY)
    crew.start()
    crew.until(lambda: office.sql("SELECT FROM heartbeat"), "the worker sweeps")

    redis.end()
    time.sleep(3)
    redis.again()
    office.later(hours=4)
    crew.until(lambda: fired(office) == 1, "the worker sweeps again")

    assert "Traceback" not in crew.said()


def test_a_killed_worker_takes_its_beat_along(crew: Crew, office: Office) -> None:
    messages = crew.folder / "data" / "broker" / "queue"
    crew.start()
    crew.until(lambda: office.sql("SELECT FROM heartbeat"), "the worker sweeps")

    crew.kill()
    time.sleep(1)
    for message in messages.iterdir():
        message.unlink()
    time.sleep(5)

    assert list(messages.iterdir()) == []


def test_asked_to_stop_a_worker_finishes_and_goes_quietly(crew: Crew, office: Office) -> None:
    crew.start()
    crew.until(lambda: office.sql("SELECT FROM heartbeat"), "the worker sweeps")

    codes = crew.stop()

    assert codes == [0]
    assert "Traceback" not in crew.said()
