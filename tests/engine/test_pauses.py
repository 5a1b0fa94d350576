"""A clock stands still and goes on with what was left, or gets more time: by whom, how far, and on record."""

import threading
from typing import Any
from uuid import UUID

import pytest

from engine import commands, sweep
from engine.calendar import Duration, Elapsed, WorkingDays
from engine.errors import Invalid, NotFound, Refused, Stale
from engine.history import verify
from tests.engine.repair import fired, open_repair
from tests.office import Office, person


def pause(
    office: Office, case: UUID, clock: str = "call", by: str = "supervisor", reason: str = "Ia di kampung."
) -> None:
    commands.pause(office.api, person(by), case, clock, reason)


def resume(office: Office, case: UUID, clock: str = "call", by: str = "supervisor") -> None:
    commands.resume(office.api, person(by), case, clock, "Ia sudah pulang.")


def extend(office: Office, case: UUID, by: Duration, clock: str = "answer", role: str = "supervisor") -> None:
    commands.extend(office.api, person(role), case, clock, by, "Hasil dokter ditunggu.")


def refused_by(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.refusals}


def last(office: Office, case: UUID) -> dict[str, Any]:
    return office.history(case)[-1].body


@pytest.fixture
def case(workshop: Office) -> UUID:
    """Opened on a Tuesday at 9; `call` is reminded at 14:00 and over at 19:00."""
    workshop.at("2026-12-01 09:00")
    return open_repair(workshop)


def test_a_paused_clock_climbs_nothing_and_goes_on_with_what_was_left(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-01 11:00")
    pause(workshop, case)
    workshop.at("2026-12-01 14:30")
    workshop.sweep()
    assert ("call", 0) not in fired(workshop, case)

    resume(workshop, case)

    clock = workshop.clocks(case)["call"]
    assert clock.next_at.isoformat() == "2026-12-01T10:30:00+00:00"  # 14:00 WIB and 3.5 hours
    assert clock.due_at.isoformat() == "2026-12-01T15:30:00+00:00"
    assert clock.explanation.en == (
        "Tue 1 Dec 2026 22:30 = opened Tue 1 Dec 2026 09:00 + 10 calendar hours"
        " (paused: Tue 1 Dec 2026 11:00 to Tue 1 Dec 2026 14:30)"
    )
    workshop.at("2026-12-01 17:29")
    workshop.sweep()
    assert ("call", 0) not in fired(workshop, case)
    workshop.at("2026-12-01 17:30")
    workshop.sweep()
    assert fired(workshop, case).count(("call", 0)) == 1


def test_a_pause_that_nobody_ends_ends_by_itself_and_time_counts_from_there(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-01 11:00")
    pause(workshop, case, by="kader")
    waiting = workshop.clocks(case)["call"]
    assert waiting.paused is not None
    assert waiting.next_at.isoformat() == "2026-12-01T08:00:00+00:00"  # 15:00 WIB, four hours later
    assert waiting.next_title.en == "The clock resumes"
    assert "paused since Tue 1 Dec 2026 11:00, until Tue 1 Dec 2026 15:00 at the latest" in waiting.explanation.en

    workshop.at("2026-12-02 03:00")
    workshop.sweep()

    resumed = [one.body for one in workshop.history(case) if one.body["act"] == "resume"]
    assert [(one["kind"], one["role"], one["effective_at"]) for one in resumed] == [
        ("changed", "system", "2026-12-01T08:00:00.000000Z")
    ]
    assert resumed[0]["at"] == "2026-12-01T20:00:00.000000Z"
    assert resumed[0]["deadline"] is None
    due = {
        one.body["deadline"]["rung"]: one.body["deadline"]["due"]
        for one in workshop.history(case)
        if one.body["deadline"] is not None and one.body["deadline"]["name"] == "call"
    }
    assert due == {0: "2026-12-01T11:00:00.000000Z", 1: "2026-12-01T16:00:00.000000Z"}


def test_a_persons_step_finds_the_pause_ended_where_it_was_bound_to(workshop: Office, case: UUID) -> None:
    pause(workshop, case)
    workshop.at("2026-12-01 13:30")

    workshop.fire(case, "hurry", seen=workshop.version_of(case), urgent=False)

    assert workshop.acts(case)[-2:] == ["resume", "hurry"]


def test_racing_workers_end_a_pause_once(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    cases = [open_repair(workshop) for _ in range(12)]
    for one in cases:
        pause(workshop, one)
    workshop.at("2026-12-01 20:00")

    def work() -> None:
        while sweep.fire_due(workshop.worker, limit=3):
            pass

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workshop.sweep()

    for one in cases:
        assert workshop.acts(one).count("resume") == 1
        assert fired(workshop, one).count(("call", 0)) == 1


def test_the_reason_is_sealed_and_the_record_says_the_rest(workshop: Office, case: UUID) -> None:
    pause(workshop, case, reason="Ia dirawat di RSUD.")

    body = last(workshop, case)
    assert (body["kind"], body["act"], body["role"], body["form"]) == (
        "changed",
        "pause",
        "supervisor",
        {"clock": "call"},
    )
    stored = workshop.sql("SELECT h::text || d::text FROM history h JOIN deadline d ON d.case_id = h.case_id")
    assert "RSUD" not in str(stored)
    assert b"RSUD".hex() not in str(stored)
    clock = next(one for one in body["clocks"] if one["name"] == "call")
    assert clock["pauses"] == [["2026-12-01T02:00:00.000000Z", "2026-12-01T06:00:00.000000Z", True]]
    resume(workshop, case)
    records = [one.record for one in workshop.history(case)]
    assert verify(records, workshop.keys.secret("mac")) is None


def test_a_pause_is_something_that_others_see(workshop: Office, case: UUID) -> None:
    pause(workshop, case)

    with pytest.raises(Stale):
        commands.advance(workshop.api, person("kader"), case, "mend", {}, seen=1)


def test_what_the_law_sets_is_neither_paused_nor_extended(workshop: Office, case: UUID) -> None:
    with pytest.raises(Refused) as unpaused:
        pause(workshop, case, clock="law")
    with pytest.raises(Refused) as unextended:
        extend(workshop, case, Elapsed(hours=1), clock="law")

    assert refused_by(unpaused) == refused_by(unextended) == {"STATUTORY"}
    attempts = workshop.sql("SELECT act, codes FROM attempt ORDER BY id")
    assert attempts == [("pause", ["STATUTORY"]), ("extend", ["STATUTORY"])]
    assert workshop.acts(case) == ["open"]


def test_a_clock_that_declares_neither_refuses_both(workshop: Office, case: UUID) -> None:
    with pytest.raises(Refused) as unpaused:
        pause(workshop, case, clock="visit")
    with pytest.raises(Refused) as unextended:
        extend(workshop, case, Elapsed(hours=1), clock="call")

    assert refused_by(unpaused) == {"NOT_PAUSABLE"}
    assert refused_by(unextended) == {"NOT_EXTENDABLE"}


def test_everything_that_stands_in_the_way_of_a_pause_is_said(workshop: Office, case: UUID) -> None:
    pause(workshop, case)
    with pytest.raises(Refused) as twice:
        pause(workshop, case, by="coordinator")
    assert refused_by(twice) == {"NOT_YOUR_ROLE", "PAUSED"}

    resume(workshop, case)
    workshop.at("2026-12-02 09:00")
    with pytest.raises(Refused) as late:
        pause(workshop, case, by="coordinator")
    assert refused_by(late) == {"NOT_YOUR_ROLE", "NO_PAUSE_LEFT", "TIME_IS_OVER"}


def test_only_what_is_paused_is_resumed_and_only_by_whom_may_pause(workshop: Office, case: UUID) -> None:
    with pytest.raises(Refused) as refused:
        resume(workshop, case, by="coordinator")

    assert refused_by(refused) == {"NOT_YOUR_ROLE", "NOT_PAUSED"}


def test_a_clock_that_does_not_run_is_neither_paused_nor_extended(workshop: Office, case: UUID) -> None:
    workshop.fire(case, "mend")

    with pytest.raises(Refused) as unpaused:
        pause(workshop, case)
    with pytest.raises(Refused) as unextended:
        extend(workshop, case, WorkingDays(1))
    assert refused_by(unpaused) == refused_by(unextended) == {"NOT_RUNNING"}


def test_a_clock_that_is_not_there_and_a_reason_that_is_not_given(workshop: Office, case: UUID) -> None:
    with pytest.raises(NotFound):
        pause(workshop, case, clock="nothing")
    with pytest.raises(NotFound):
        commands.pause(workshop.api, person("kader@18.72.04.1001"), case, "call", "Ia di kampung.")
    with pytest.raises(Invalid) as invalid:
        pause(workshop, case, reason="  ")

    assert [one.pointer for one in invalid.value.problems] == ["/reason"]
    assert workshop.acts(case) == ["open"]


def test_more_time_moves_what_is_not_climbed_yet_and_nothing_else(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-03 09:00")  # ⌈3/2⌉ = 2 working days: the kader is reminded
    workshop.sweep()

    extend(workshop, case, WorkingDays(2))

    clock = workshop.clocks(case)["answer"]
    assert clock.due_at.isoformat() == "2026-12-08T02:00:00+00:00"
    assert clock.next_at == clock.due_at
    assert clock.explanation.id == (
        "Sel 8 Des 2026 09.00 = opened Sel 1 Des 2026 09.00 + 3 hari kerja + 2 hari kerja (perpanjangan)"
        " (dilewati: Sab 5, Min 6)"
    )
    assert last(workshop, case)["form"] == {"clock": "answer", "by": {"kind": "working_days", "days": 2}}
    workshop.at("2026-12-31 09:00")
    workshop.sweep()
    assert [pair for pair in fired(workshop, case) if pair[0] == "answer"][:3] == [
        ("answer", 0),
        ("answer", 1),
        ("answer", 2),
    ]


def test_all_extensions_together_stay_within_their_bound(workshop: Office, case: UUID) -> None:
    extend(workshop, case, WorkingDays(2))
    with pytest.raises(Refused) as refused:
        extend(workshop, case, WorkingDays(2))
    extend(workshop, case, WorkingDays(1))

    assert refused_by(refused) == {"TOO_MUCH"}
    assert "3 working days" in refused.value.refusals[0].reason.en
    assert workshop.clocks(case)["answer"].due_at.isoformat() == "2026-12-09T02:00:00+00:00"
    with pytest.raises(Refused) as unauthorized:
        extend(workshop, case, WorkingDays(1), role="kader")
    assert refused_by(unauthorized) == {"NOT_YOUR_ROLE"}


def test_time_of_one_kind_is_never_turned_into_another(workshop: Office, case: UUID) -> None:
    with pytest.raises(Invalid) as invalid:
        extend(workshop, case, Elapsed(hours=24))
    assert [(one.pointer, one.code) for one in invalid.value.problems] == [("/by", "another_kind")]

    extend(workshop, case, WorkingDays(2))
    workshop.fire(case, "hurry", urgent=True)

    clock = workshop.clocks(case)["answer"]
    assert clock.due_at.isoformat() == "2026-12-01T08:00:00+00:00"
    assert "extension" not in clock.explanation.en


def test_a_clock_that_is_over_gets_more_time_and_keeps_the_level_it_reached(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-04 10:00")
    workshop.sweep()
    assert workshop.clocks(case)["answer"].level == 1

    extend(workshop, case, WorkingDays(1))

    clock = workshop.clocks(case)["answer"]
    assert (clock.level, clock.status, last(workshop, case)["late"]) == (1, "grace", False)


def test_a_change_of_facts_keeps_pauses_and_extensions(workshop: Office, case: UUID) -> None:
    pause(workshop, case, clock="answer")
    workshop.at("2026-12-01 15:00")
    resume(workshop, case, clock="answer")

    workshop.fire(case, "hurry", urgent=True)

    assert workshop.clocks(case)["answer"].due_at.isoformat() == "2026-12-01T14:00:00+00:00"  # 9:00 + 6 h + 6 h paused


def test_a_pause_over_a_weekend_costs_no_working_time(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-05 08:00")
    due = workshop.clocks(case)["answer"].due_at
    workshop.at("2026-12-03 09:30")
    open_now = open_repair(workshop)
    workshop.at("2026-12-05 08:00")
    workshop.sweep()
    before = workshop.clocks(open_now)["answer"]
    pause(workshop, open_now, clock="answer")
    workshop.at("2026-12-06 20:00")

    resume(workshop, open_now, clock="answer")

    after = workshop.clocks(open_now)["answer"]
    assert (after.due_at, after.next_at) == (before.due_at, before.next_at)
    assert due < after.due_at


def test_a_paused_clock_is_let_go_when_its_case_moves_on(workshop: Office, case: UUID) -> None:
    pause(workshop, case)

    workshop.fire(case, "mend")

    assert workshop.clocks(case) == {}
    workshop.at("2026-12-03 09:00")
    assert workshop.sweep() == 0
    statuses = workshop.sql("SELECT DISTINCT status FROM deadline WHERE name = 'call'")
    assert statuses == [("cancelled",)]
