"""Which deadlines run for a case as it stands, and what each climbs next. Pure: moments come in, moments go out.

A clock keeps one armed row: the next rung of its ladder. Every due time is computed from the anchor, never from the
moment at which a worker came by, so a late worker shifts nothing. While a clock is paused, what is due next is the end
of the pause; its other moments are reckoned as if the pause lasted until then.

Longer than most files because every moment of a clock is reckoned here, and by nobody else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.calendar import Calendar, Duration, Elapsed, before, canonical, due, duration_of, plus, share
from engine.definition import Deadline, Rung, Snapshot, Workflow
from engine.working_time import Pause


@dataclass(frozen=True, slots=True)
class Armed:
    """A clock that runs: `due_at` is when the next rung is climbed, `breach_at` when the time allowed is over.

    `rung` counts from 0, `level` is the escalation level reached so far, `id` is None until it is stored. `calendar` is
    the edition by which it was counted, None where it counts in no working time. `turn_from` is the moment from which a
    rung that repeats counts its next turn.
    """

    name: str
    rung: int
    level: int
    anchor_at: datetime
    due_at: datetime
    breach_at: datetime
    id: int | None = None
    armed_seq: int = 0
    calendar: int | None = None
    pauses: tuple[Pause, ...] = ()
    extension: Duration | None = None
    turn_from: datetime | None = None

    @property
    def paused(self) -> Pause | None:
        """The pause in which it stands still now."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].open else None

    def same_moments(self, other: "Armed") -> bool:
        return (self.due_at, self.breach_at, self.pauses) == (other.due_at, other.breach_at, other.pauses)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step does to the clocks of a case: `cancelled` ones are met, `replaced` ones run on with other moments."""

    kept: tuple[Armed, ...]
    cancelled: tuple[Armed, ...]
    replaced: tuple[Armed, ...]
    armed: tuple[Armed, ...]

    @property
    def running(self) -> tuple[Armed, ...]:
        return self.kept + self.armed

    def late(self, now: datetime) -> bool:
        """Whether a clock that this step meets was already over."""
        return any(clock.breach_at < now for clock in self.cancelled)


def plan(workflow: Workflow, case: Snapshot, running: Sequence[Armed], seq: int) -> Plan:
    """Compare the clocks that run with those that should, for a case as it stands after record `seq`.

    A clock with the same anchor keeps the rungs it has climbed, its pauses and what it was allowed beyond, also when
    the time allowed changes.
    """
    kept: list[Armed] = []
    cancelled: list[Armed] = []
    replaced: list[Armed] = []
    armed: list[Armed] = []
    by_name = {clock.name: clock for clock in running}
    calendar = workflow.calendar

    for deadline, anchor, within in _wanted(workflow, case):
        old = by_name.pop(deadline.name, None)
        if old is not None and old.anchor_at != anchor:
            cancelled.append(old)
            old = None
        if old is None:
            fresh = Armed(deadline.name, 0, 0, anchor, anchor, anchor, armed_seq=seq)
            armed.append(timed(deadline, fresh, within, calendar))
        elif old.breach_at == due(anchor, allowance(within, old.extension), calendar, old.pauses):
            kept.append(old)
        else:
            replaced.append(old)
            armed.append(timed(deadline, replace(old, id=None, armed_seq=seq), within, calendar))

    return Plan(tuple(kept), (*cancelled, *by_name.values()), tuple(replaced), tuple(armed))


def _wanted(workflow: Workflow, case: Snapshot) -> Iterator[tuple[Deadline, datetime, Duration]]:
    for deadline in workflow.deadlines:
        if case.ended_at is not None and not deadline.after_end:
            continue
        if case.state in deadline.states:
            anchor = deadline.anchor(case)
            within = allowed(deadline, case)
            if anchor is not None and within is not None:
                yield deadline, anchor, within


def allowed(deadline: Deadline, case: Snapshot) -> Duration | None:
    """The time that a deadline gives a case as it stands, before any extension; None where it does not run."""
    return deadline.within(case) if callable(deadline.within) else deadline.within


def allowance(within: Duration, extension: Duration | None) -> Duration:
    """The time allowed with its extension. One that was granted in another kind of time counts no more: when a fact
    changes the kind, the stricter reading holds.
    """
    return plus(within, extension) if type(extension) is type(within) else within


def timed(deadline: Deadline, clock: Armed, within: Duration, calendar: Calendar) -> Armed:
    """The clock with all its moments reckoned anew: the end of an open pause, the breach, and what is due next."""
    pauses = _bounded(deadline, clock.pauses, calendar)
    time = allowance(within, clock.extension)
    breach = due(clock.anchor_at, time, calendar, pauses)
    paused = pauses[-1] if pauses and pauses[-1].open else None
    if paused is not None:
        at = paused.until
    elif clock.turn_from is not None:
        at = due(clock.turn_from, deadline.rungs[clock.rung].every or Elapsed(), calendar, pauses)
    else:
        at = rung_due(deadline, clock.rung, clock.anchor_at, time, calendar, pauses)
    edition = calendar.edition if _counts_working_time(deadline, time) else None
    return replace(clock, pauses=pauses, due_at=at, breach_at=breach, calendar=edition)


def _bounded(deadline: Deadline, pauses: tuple[Pause, ...], calendar: Calendar) -> tuple[Pause, ...]:
    """An open pause lasts as long as the deadline lets it; what is over stays as it was."""
    if not pauses or not pauses[-1].open or deadline.pausable is None:
        return pauses
    until = due(pauses[-1].since, deadline.pausable.at_most, calendar)
    return (*pauses[:-1], replace(pauses[-1], until=until))


def _counts_working_time(deadline: Deadline, within: Duration) -> bool:
    """Whether any moment of this clock hangs on the calendar."""
    if type(within) is not Elapsed or (deadline.pausable and type(deadline.pausable.at_most) is not Elapsed):
        return True
    lengths = (one for rung in deadline.rungs for one in (rung.after, rung.before, rung.past, rung.every))
    return any(one is not None and type(one) is not Elapsed for one in lengths)


def rung_due(
    deadline: Deadline,
    rung: int,
    anchor: datetime,
    within: Duration,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """The moment of a rung, aware UTC: a share of the time allowed, or an offset from the anchor or the due time."""
    step: Rung = deadline.rungs[rung]
    if step.percent is not None:
        return due(anchor, share(within, step.percent), calendar, pauses)
    if step.after is not None:
        return due(anchor, step.after, calendar, pauses)
    breach = due(anchor, within, calendar, pauses)
    if step.before is not None:
        return before(breach, step.before, calendar, pauses)
    return due(breach, step.past or Elapsed(), calendar, pauses)


def climb(workflow: Workflow, case: Snapshot, clock: Armed, seq: int, now: datetime) -> Armed | None:
    """The clock after its due rung was climbed in record `seq`; None when the ladder ends there.

    A repeating last rung goes on from when it was due; the turns missed while nobody was awake are climbed once.
    """
    deadline = workflow.deadline(clock.name)
    climbed = deadline.rungs[clock.rung]
    within = allowed(deadline, case)
    rung, turn = clock.rung, clock.turn_from
    if clock.rung + 1 < len(deadline.rungs) and within is not None:
        rung, time = clock.rung + 1, allowance(within, clock.extension)
        at = max(rung_due(deadline, rung, clock.anchor_at, time, workflow.calendar, clock.pauses), clock.due_at)
    elif climbed.every is None:
        return None
    else:
        turn, at = clock.due_at, due(clock.due_at, climbed.every, workflow.calendar, clock.pauses)
        while at <= now:
            turn, at = at, due(at, climbed.every, workflow.calendar, clock.pauses)
    return replace(clock, id=None, level=climbed.level, armed_seq=seq, rung=rung, due_at=at, turn_from=turn)


def stale(workflow: Workflow, clock: Armed) -> bool:
    """Whether the clock was counted by a calendar that is no longer in force."""
    return clock.calendar is not None and clock.calendar != workflow.calendar.edition


def recounted(workflow: Workflow, case: Snapshot, clock: Armed) -> Armed:
    """The clock by the calendar that is in force. What it has climbed stays climbed."""
    deadline = workflow.deadline(clock.name)
    within = allowed(deadline, case)
    return timed(deadline, clock, within, workflow.calendar) if within is not None else replace(clock, calendar=None)


def due_clock(running: Sequence[tuple[UUID, Armed]], now: datetime) -> tuple[UUID, Armed] | None:
    """The first rung that is due, the earliest first; ties by name, so that every worker sees the same order."""
    ready = [(case, clock) for case, clock in running if clock.due_at <= now]
    return min(ready, key=lambda pair: (pair[1].due_at, pair[1].name, str(pair[0])), default=None)


def urgency(running: Sequence[Armed]) -> datetime | None:
    """The earliest moment at which the time allowed is over, by which lists are sorted."""
    return min((clock.breach_at for clock in running), default=None)


def course(clock: Armed) -> dict[str, Any]:
    """What has happened to a clock since it started, as JSON; empty for most."""
    told: dict[str, Any] = {}
    if clock.pauses:
        told["pauses"] = [[_moment(one.since), _moment(one.until), one.open] for one in clock.pauses]
    if clock.extension is not None:
        told["extension"] = canonical(clock.extension)
    if clock.turn_from is not None:
        told["turn"] = _moment(clock.turn_from)
    return told


def with_course(clock: Armed, told: Mapping[str, Any] | None) -> Armed:
    """The clock with what `course` gave."""
    if not told:
        return clock
    pauses = tuple(
        Pause(datetime.fromisoformat(since), datetime.fromisoformat(until), still)
        for since, until, still in told.get("pauses", ())
    )
    extension = duration_of(told["extension"]) if "extension" in told else None
    turn = datetime.fromisoformat(told["turn"]) if "turn" in told else None
    return replace(clock, pauses=pauses, extension=extension, turn_from=turn)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
