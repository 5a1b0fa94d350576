"""What is due is fired exactly once in effect, counts from when it was due, and never falls silent."""

import threading
from uuid import UUID

import psycopg
import pytest

from engine import setback, sweep
from engine.history import verify
from tests.engine.errand import ERRAND_FORM
from tests.office import Office


def errand(office: Office, **form: object) -> UUID:
    return office.open("errand", "kader", **{**ERRAND_FORM, **form})


def test_each_rung_is_climbed_when_it_is_due_and_not_before(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)

    errands.at("2026-12-01 13:59")
    assert errands.sweep() == 0
    errands.at("2026-12-01 14:00")
    assert errands.sweep() == 1
    errands.at("2026-12-01 19:00")
    assert errands.sweep() == 1

    assert errands.told(case) == [
        ("reminder", 0, frozenset({"kader"})),
        ("escalation", 1, frozenset({"coordinator"})),
    ]


def test_after_a_long_silence_each_rung_is_climbed_once_in_order(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)

    errands.at("2027-03-01 09:00")
    errands.sweep()

    fired = [(one.body["deadline"]["name"], one.body["deadline"]["rung"]) for one in errands.history(case)[1:]]
    assert fired[:4] == [("take", 0), ("take", 1), ("take", 2), ("rush", 0)]
    assert errands.state_of(case) == "taken"
    assert [name for name, rung in fired[4:]] == ["finish"] * 3


def test_the_systems_move_counts_from_when_it_was_due(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)

    errands.at("2026-12-03 15:30")
    errands.sweep()

    moved = next(one.body for one in errands.history(case) if one.body["kind"] == "moved")
    assert moved["effective_at"] == "2026-12-03T02:00:00.000000Z"
    assert moved["at"] == "2026-12-03T08:30:00.000000Z"
    assert moved["role"] == "system"
    assert errands.clocks(case)["finish"].anchor_at.isoformat() == "2026-12-03T02:00:00+00:00"


def test_racing_workers_fire_each_rung_once(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    cases = [errand(errands) for _ in range(40)]
    errands.at("2026-12-02 06:00")

    def work() -> None:
        while sweep.fire_due(errands.worker, limit=7):
            pass

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    errands.sweep()

    counts = errands.sql("SELECT case_id, count(*), count(DISTINCT deadline_id) FROM history WHERE seq > 1 GROUP BY 1")
    assert {(number, distinct) for _, number, distinct in counts} == {(3, 3)}
    assert len(counts) == len(cases)
    fired = errands.sql("SELECT count(*) FROM deadline WHERE status = 'fired'")[0][0]
    assert fired == errands.sql("SELECT count(*) FROM outbox")[0][0] == 120
    for case in cases[:5]:
        records = [one.record for one in errands.history(case)]
        assert verify(records, errands.keys.secret("mac")) is None


def test_people_and_workers_at_once_lose_nothing(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    cases = [errand(errands) for _ in range(20)]
    errands.at("2026-12-01 20:00")

    def sweeping() -> None:
        for _ in range(20):
            sweep.fire_due(errands.worker, limit=3)

    def taking() -> None:
        for case in cases:
            errands.fire(case, "take")

    threads = [threading.Thread(target=target) for target in (sweeping, taking, sweeping)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    errands.sweep()

    for case in cases:
        assert errands.state_of(case) == "taken"
        assert errands.acts(case) == ["open", "take", "take", "take"]


def test_a_case_that_cannot_be_escalated_holds_up_no_other_and_is_named(
    errands: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    errands.at("2026-12-01 09:00")
    poisoned, healthy = errand(errands), errand(errands)
    errands.sql("UPDATE cases SET workflow = 'unknown' WHERE id = %s", poisoned)
    errands.at("2026-12-01 14:00")

    errands.sweep()

    assert errands.acts(healthy) == ["open", "take"]
    for _ in range(setback.GIVE_UP):
        errands.sql("UPDATE deadline SET retry_at = NULL WHERE case_id = %s", poisoned)
        errands.sweep()
    assert errands.sql("SELECT dead FROM deadline WHERE case_id = %s AND name = 'take'", poisoned) == [(True,)]
    assert errands.told(poisoned) == [("dead_clock", 3, frozenset({"supervisor"}))]


def test_every_open_case_has_a_clock_and_no_clock_outlives_its_case(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Sudah.")
    assert set(errands.clocks(case)) == {"finish", "approval"}

    errands.approve(case)

    assert errands.clocks(case) == {}
    errands.at("2027-12-01 09:00")
    assert errands.sweep() == 0


def test_a_changed_allowance_keeps_the_start_and_the_rungs_already_climbed(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)
    errands.at("2026-12-01 14:00")
    errands.sweep()

    errands.fire(case, "weigh", weight=6)

    clock = errands.clocks(case)["take"]
    assert clock.due_at.isoformat() == "2026-12-01T12:00:00+00:00"
    assert clock.next_at == clock.due_at


def test_a_case_that_another_worker_holds_is_passed_over_and_not_waited_for(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    held, free = errand(errands), errand(errands)
    errands.at("2026-12-01 14:00")

    with psycopg.connect(errands.urls["omah_worker"]) as other:
        other.execute("SELECT id FROM cases WHERE id = %s FOR UPDATE", (held,))
        assert sweep.fire_due(errands.worker) == 1

    assert (errands.acts(held), errands.acts(free)) == (["open"], ["open", "take"])
    assert errands.sweep() == 1
    assert errands.acts(held) == ["open", "take"]
