"""A sweep fires all that is due, stops in time, and leaves a sign of life."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from engine import sweep as due
from engine.runtime import Engine
from tests.engine.errand import ERRAND_FORM
from tests.office import CAST, Office
from tests.workers.processes import PROJECT
from workers import heartbeat
from workers.expiry import expire
from workers.time import sweep


def errands_overdue(office: Office, count: int) -> None:
    office.at("2026-12-01 09:00")
    for _ in range(count):
        office.open("errand", "kader", **ERRAND_FORM)
    office.later(hours=11)


def test_one_sweep_fires_every_rung_that_is_due(errands: Office) -> None:
    errands_overdue(errands, 5)

    assert sweep(errands.worker, "w1", seconds=60, limit=2) == 10
    assert sweep(errands.worker, "w1") == 0


def test_a_sweep_that_takes_too_long_leaves_the_rest_to_the_next(
    errands: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    errands_overdue(errands, 5)

    assert sweep(errands.worker, "w1", seconds=0, limit=2) == 2
    assert sweep(errands.worker, "w1", seconds=60, limit=2) == 8


def test_each_sweep_leaves_a_sign_of_life(errands: Office) -> None:
    assert heartbeat.last_sweep(errands.worker.database) is None
    errands_overdue(errands, 1)

    sweep(errands.worker, "w1")
    sweep(errands.worker, "w2")

    rows = errands.sql("SELECT name, detail FROM heartbeat ORDER BY name")
    assert rows == [("sweep:w1", {"fired": 2}), ("sweep:w2", {"fired": 0})]
    age = heartbeat.last_sweep(errands.worker.database)
    assert age is not None
    assert timedelta(0) <= age < timedelta(seconds=60)


def test_a_sweep_that_fails_leaves_no_sign_of_life(errands: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(engine: Engine, **_: Any) -> int:
        raise ConnectionError

    monkeypatch.setattr(due, "fire_due", unable)

    with pytest.raises(ConnectionError):
        sweep(errands.worker, "w1")

    assert heartbeat.last_sweep(errands.worker.database) is None


def test_the_sign_of_life_keeps_real_time_when_the_demo_clock_stands(errands: Office) -> None:
    errands.at("2031-01-01 00:00")

    sweep(errands.worker, "w1")

    assert errands.sql("SELECT at <= clock_timestamp() FROM heartbeat") == [(True,)]


@pytest.mark.parametrize(
    ("age", "code", "said"), [(None, 1, "No sweep yet."), (2, 0, "Last sweep"), (120, 1, "Last sweep")]
)
def test_the_health_check_looks_at_the_sweep_and_not_at_the_process(
    errands: Office, age: int | None, code: int, said: str
) -> None:
    if age is not None:
        sweep(errands.worker, "w1@host")
        errands.sql("UPDATE heartbeat SET at = clock_timestamp() - make_interval(secs => %s)", age)

    answer = subprocess.run(
        [sys.executable, "-m", "workers.heartbeat", "w1@host"],
        env={**os.environ, "DATABASE_URL": errands.urls["omah_worker"]},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (answer.returncode, said in answer.stdout) == (code, True), answer


def test_what_has_outlived_its_purpose_is_deleted_and_nothing_else(errands: Office) -> None:
    kader = CAST["kader"]
    for token, life in ((b"a" * 32, timedelta(seconds=-1)), (b"b" * 32, timedelta(hours=1))):
        errands.sql(
            "INSERT INTO session (token_hash, staff_id, expires_at) VALUES (%s, %s, clock_timestamp() + %s)",
            *(token, kader, life),
        )
    for key, age in (("old", timedelta(hours=25)), ("new", timedelta(hours=23))):
        errands.sql(
            """INSERT INTO idempotency (actor, key, request, digest, status, body, at)
               VALUES (%s, %s, 'POST', %s, 200, '', clock_timestamp() - %s)""",
            *(kader, key, b"d" * 32, age),
        )
    errands.sql("INSERT INTO heartbeat (name, at) VALUES ('sweep:gone', clock_timestamp() - interval '8 days')")

    expire(errands.worker.database)

    assert errands.sql("SELECT token_hash FROM session") == [(b"b" * 32,)]
    assert errands.sql("SELECT key FROM idempotency") == [("new",)]
    assert errands.sql("SELECT name FROM heartbeat") == []
