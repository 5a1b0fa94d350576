"""Which clocks run for a case, and what a step keeps, meets, moves and starts: decided without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine import clocks
from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, WorkingHours
from engine.clocks import Armed, course, plan, recounted, stale, timed, with_course
from engine.definition import Rung, Snapshot, Workflow
from engine.working_time import Pause
from tests.engine.repair import ANSWER, CALENDAR, CALL, REPAIR, VISIT, RepairFacts
from tests.office import words

MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)  # a Tuesday, 09:00 WIB
HOUR = timedelta(hours=1)


def standing(*, urgent: bool = False, opened_at: datetime = MORNING) -> Snapshot:
    return Snapshot(UUID(int=1), "repair", "waiting", RepairFacts(urgent=urgent), opened_at, opened_at)


def stored(armed: tuple[Armed, ...]) -> tuple[Armed, ...]:
    return tuple(replace(clock, id=number) for number, clock in enumerate(armed, 1))


def by_name(armed: tuple[Armed, ...]) -> dict[str, Armed]:
    return {clock.name: clock for clock in armed}


def on(calendar: Calendar) -> Workflow:
    return replace(REPAIR, calendar=calendar)


@pytest.fixture
def running() -> tuple[Armed, ...]:
    return stored(plan(REPAIR, standing(), (), 1).armed)


def test_every_clock_with_an_anchor_starts_on_its_first_rung() -> None:
    started = by_name(plan(REPAIR, standing(), (), 1).armed)

    assert set(started) == {"answer", "visit", "call", "law"}
    assert started["visit"].due_at == MORNING + HOUR
    assert started["visit"].breach_at == MORNING + 28 * HOUR  # 7 hours on Tuesday, 5 on Wednesday from 8
    assert started["answer"].breach_at == MORNING + 72 * HOUR


def test_what_counts_no_working_time_hangs_on_no_calendar(running: tuple[Armed, ...]) -> None:
    assert {clock.name: clock.calendar for clock in running} == {"answer": 0, "visit": 0, "call": None, "law": None}


def test_a_step_that_changes_nothing_keeps_every_clock(running: tuple[Armed, ...]) -> None:
    step = plan(REPAIR, standing(), running, 2)

    assert (step.kept, step.cancelled, step.replaced, step.armed) == (running, (), (), ())


def test_a_changed_allowance_moves_a_clock_and_meets_none(running: tuple[Armed, ...]) -> None:
    climbed = tuple(replace(one, rung=1, level=0) if one.name == "answer" else one for one in running)

    step = plan(REPAIR, standing(urgent=True), climbed, 2)

    (moved,) = step.armed
    assert [one.name for one in step.replaced] == ["answer"]
    assert (moved.id, moved.rung, moved.armed_seq) == (None, 1, 2)
    assert (moved.due_at, moved.calendar) == (MORNING + 6 * HOUR, 0)
    assert step.cancelled == ()
    assert not step.late(MORNING + 1000 * HOUR)


def test_a_new_anchor_is_a_new_clock_and_the_old_one_was_met(running: tuple[Armed, ...]) -> None:
    paused = tuple(replace(one, pauses=(Pause(MORNING, MORNING + HOUR),), rung=1) for one in running)

    step = plan(REPAIR, standing(opened_at=MORNING + HOUR), paused, 2)

    assert len(step.cancelled) == len(step.armed) == 4
    assert {(one.rung, one.pauses) for one in step.armed} == {(0, ())}
    assert step.late(MORNING + 11 * HOUR)


def test_a_case_that_has_ended_has_no_clock(running: tuple[Armed, ...]) -> None:
    step = plan(REPAIR, replace(standing(), ended_at=MORNING), running, 2)

    assert (step.cancelled, step.running) == (running, ())


@pytest.mark.parametrize(
    ("pauses", "due", "breach"),
    [
        ((), 5, 10),
        ((Pause(MORNING + HOUR, MORNING + 3 * HOUR),), 7, 12),
        ((Pause(MORNING + 6 * HOUR, MORNING + 8 * HOUR),), 5, 12),
        ((Pause(MORNING + HOUR, MORNING + 2 * HOUR), Pause(MORNING + 7 * HOUR, MORNING + 9 * HOUR)), 6, 13),
        ((Pause(MORNING + HOUR, MORNING, open=True),), 5, 14),  # the pause ends at 1 + 4 hours
    ],
)
def test_pauses_move_each_rung_that_comes_after_them(pauses: tuple[Pause, ...], due: int, breach: int) -> None:
    clock = Armed("call", 0, 0, MORNING, MORNING, MORNING, pauses=pauses)

    anew = timed(CALL, clock, Elapsed(hours=10), CALENDAR)

    assert (anew.due_at, anew.breach_at) == (MORNING + due * HOUR, MORNING + breach * HOUR)


def test_a_rung_before_the_due_time_is_counted_back_in_its_own_kind_of_time() -> None:
    almost = clocks.rung_due(VISIT, 1, MORNING, WorkingHours(12), CALENDAR)
    late = clocks.rung_due(VISIT, 3, MORNING, WorkingHours(12), CALENDAR)

    assert almost == MORNING + 26 * HOUR  # Wednesday 11:00, two working hours before 13:00
    assert late == MORNING + 48 * HOUR  # Thursday 9:00: three hours are left on Wednesday, one comes on Thursday


def test_a_reminder_before_the_due_time_moves_with_it_out_of_a_pause() -> None:
    reminded = replace(CALL, rungs=(Rung(words("soon"), before=Elapsed(hours=3), tell=("kader",)), *CALL.rungs[1:]))
    pause = Pause(MORNING + 8 * HOUR, MORNING + 10 * HOUR)
    clock = Armed("call", 0, 0, MORNING, MORNING, MORNING, pauses=(pause,))

    anew = timed(reminded, clock, Elapsed(hours=10), CALENDAR)

    assert (anew.due_at, anew.breach_at) == (MORNING + 7 * HOUR, MORNING + 12 * HOUR)


def test_a_rung_that_repeats_counts_from_its_own_turns(running: tuple[Armed, ...]) -> None:
    visit = replace(by_name(running)["visit"], rung=3, due_at=MORNING + 48 * HOUR)

    turned = clocks.climb(REPAIR, standing(), visit, 5, MORNING + 50 * HOUR)
    assert turned is not None
    again = plan(REPAIR, standing(), (replace(turned, id=9),), 6)

    assert (turned.rung, turned.turn_from, turned.due_at) == (3, MORNING + 48 * HOUR, MORNING + 72 * HOUR)
    assert replace(turned, id=9) in again.kept


def test_turns_that_nobody_saw_are_climbed_once_and_the_next_keeps_its_hour(running: tuple[Armed, ...]) -> None:
    law = replace(by_name(running)["law"], due_at=MORNING + 72 * HOUR)

    turned = clocks.climb(REPAIR, standing(), law, 5, MORNING + timedelta(days=40))

    assert turned is not None
    assert turned.due_at == MORNING + 72 * HOUR + timedelta(days=42)
    assert turned.turn_from == MORNING + 72 * HOUR + timedelta(days=35)


@pytest.mark.parametrize(
    ("within", "extension", "sum_"),
    [
        (WorkingDays(3), WorkingDays(2), WorkingDays(5)),
        (WorkingDays(3), Elapsed(days=2), WorkingDays(3)),
        (Elapsed(hours=6), Elapsed(hours=1), Elapsed(hours=7)),
        (Elapsed(hours=6), None, Elapsed(hours=6)),
    ],
)
def test_an_extension_counts_beside_an_allowance_of_its_own_kind(
    within: Duration, extension: Duration | None, sum_: Duration
) -> None:
    assert clocks.allowance(within, extension) == sum_


def test_a_clock_is_stale_by_another_edition_and_counted_anew_by_the_one_in_force(running: tuple[Armed, ...]) -> None:
    leave = Calendar("village", holidays={MORNING.date() + timedelta(days=1): "Cuti"}, edition=4)
    answer, call = by_name(running)["answer"], by_name(running)["call"]

    assert stale(on(leave), answer)
    assert not stale(on(leave), call)
    anew = recounted(on(leave), standing(), replace(answer, rung=1, level=0))
    assert (anew.breach_at, anew.calendar, anew.rung) == (MORNING + 144 * HOUR, 4, 1)  # over Wednesday and the weekend
    assert not stale(on(leave), anew)


def test_what_happened_to_a_clock_is_kept_as_json(running: tuple[Armed, ...]) -> None:
    clock = replace(
        by_name(running)["answer"],
        pauses=(Pause(MORNING, MORNING + HOUR), Pause(MORNING + 2 * HOUR, MORNING + 3 * HOUR, open=True)),
        extension=WorkingDays(2),
        turn_from=MORNING,
    )

    assert with_course(replace(clock, pauses=(), extension=None, turn_from=None), course(clock)) == clock
    assert course(by_name(running)["answer"]) == {}
    assert with_course(clock, None) is clock
    assert ANSWER.pausable is not None
