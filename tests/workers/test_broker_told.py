"""What people told passes through no queue: all that workers say to Redis as they work is written down and searched."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis as client

from engine import commands
from engine.definition import Actor
from tests.api.samples import QUARREL
from tests.office import Office
from tests.start.test_canary import MARK, found_in
from tests.workers.processes import Crew, Redis, wait_until
from workflows.casework.talking import TAKE_IN
from workflows.office.roles import REPORTER

NIK = "1872015001900001"
TOLD = {
    "happened": f"{MARK}n001",
    "reporter_name": f"{MARK}n002",
    "safe_contact": f"{MARK}n003",
    "victims": [{"name": f"{MARK}n004", "age": 30, "nik": NIK}],
}
AUDIENCE = "SELECT audience FROM cases WHERE id = %s"


def test_names_stories_and_messages_come_to_no_key_queue_result_or_log(
    crew: Crew, office: Office, redis: Redis
) -> None:
    crew.redis_url = redis.url
    office.at("2026-12-01 09:00")
    heard = crew.folder / "heard"
    with heard_by(heard, redis):
        crew.start()
        case = office.open("omah-peluk", "kader", **{**QUARREL, **TOLD})
        reporter = Actor(None, REPORTER, frozenset(office.sql(AUDIENCE, case)[0][0]))
        written = {"text": f"{MARK}n005", "written_at": "2026-12-01T09:00:00+07:00"}
        commands.advance(office.api, reporter, case, TAKE_IN, written)
        office.later(days=20)
        crew.until(lambda: office.sql("SELECT FROM history WHERE kind = 'escalated'"), "what is late is escalated")
        crew.until(lambda: office.sql("SELECT FROM notice"), "and somebody is told")
        wait_until(lambda: b"workers.sweep" in heard.read_bytes(), "a task goes through Redis")
        with client.Redis(port=redis.port) as asked:
            keys = asked.keys("*")
            kept = [asked.dump(key) or b"" for key in keys]

    assert not [key for key in keys if b"task-meta" in key]  # no task leaves a result
    (crew.folder / "kept").write_bytes(b"\n".join([*keys, *kept]))
    assert found_in([crew.folder], [MARK, NIK]) == []


@contextmanager
def heard_by(listener: Path, redis: Redis) -> Iterator[None]:
    """Every command that anybody gives to this Redis (its MONITOR), written to a file."""
    with listener.open("wb") as out:
        process = subprocess.Popen(["redis-cli", "-p", str(redis.port), "monitor"], stdout=out)
        try:
            wait_until(lambda: b"OK" in listener.read_bytes(), "somebody listens")
            yield
        finally:
            process.terminate()
            process.wait(60)
