"""Which deadlines run for a case as it stands, and what each climbs next. Pure: moments come in, moments go out.

A clock keeps one armed row: the next rung of its ladder. Every due time is computed from the anchor, never from the
moment at which a worker came by, so a late worker shifts nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from engine.calendar import Calendar, Duration, Elapsed, before, due, share
from engine.definition import Deadline, Rung, Snapshot, Workflow


@dataclass(frozen=True, slots=True)
class Armed:
    """A clock that runs: `due_at` is when the next rung is climbed, `breach_at` when the time allowed is over.

    `rung` counts from 0, `level` is the escalation level reached so far, `id` is None until it is stored.
    """

    name: str
    rung: int
    level: int
    anchor_at: datetime
    due_at: datetime
    breach_at: datetime
    id: int | None = None
    armed_seq: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step does to the clocks of one case."""

    kept: tuple[Armed, ...]
    cancelled: tuple[Armed, ...]
    armed: tuple[Armed, ...]

    @property
    def running(self) -> tuple[Armed, ...]:
        return self.kept + self.armed

    def late(self, now: datetime) -> bool:
        """Whether a clock that this step meets was already over."""
        return any(clock.breach_at < now for clock in self.cancelled)


def plan(workflow: Workflow, case: Snapshot, running: Sequence[Armed], seq: int) -> Plan:
    """Compare the clocks that run with those that should, for a case as it stands after record `seq`.

    A clock with the same anchor keeps the rungs it has climbed, also when the time allowed changes.
    """
    kept: list[Armed] = []
    cancelled: list[Armed] = []
    armed: list[Armed] = []
    by_name = {clock.name: clock for clock in running}

    for deadline, anchor, within in _wanted(workflow, case):
        old = by_name.pop(deadline.name, None)
        same = old is not None and old.anchor_at == anchor
        breach = due(anchor, within, workflow.calendar)
        if old is not None and same and old.breach_at == breach:
            kept.append(old)
            continue
        if old is not None:
            cancelled.append(old)
        rung, level = (old.rung, old.level) if old is not None and same else (0, 0)
        at = rung_due(deadline, rung, anchor, within, workflow.calendar)
        armed.append(Armed(deadline.name, rung, level, anchor, at, breach, armed_seq=seq))

    return Plan(tuple(kept), (*cancelled, *by_name.values()), tuple(armed))


def _wanted(workflow: Workflow, case: Snapshot) -> Iterator[tuple[Deadline, datetime, Duration]]:
    if case.ended_at is not None:
        return
    for deadline in workflow.deadlines:
        if case.state in deadline.states:
            anchor = deadline.anchor(case)
            within = deadline.within(case) if callable(deadline.within) else deadline.within
            if anchor is not None and within is not None:
                yield deadline, anchor, within


def rung_due(deadline: Deadline, rung: int, anchor: datetime, within: Duration, calendar: Calendar) -> datetime:
    """The moment of a rung, aware UTC: a share of the time allowed, or an offset from the anchor or the due time."""
    step: Rung = deadline.rungs[rung]
    if step.percent is not None:
        return due(anchor, share(within, step.percent), calendar)
    if step.after is not None:
        return due(anchor, step.after, calendar)
    breach = due(anchor, within, calendar)
    if step.before is not None:
        return before(breach, step.before, calendar)
    return due(breach, step.past or Elapsed(), calendar)


def climb(workflow: Workflow, case: Snapshot, clock: Armed, seq: int, now: datetime) -> Armed | None:
    """The clock after its due rung was climbed in record `seq`; None when the ladder ends there.

    A repeating last rung goes on from when it was due; the turns missed while nobody was awake are climbed once.
    """
    deadline = workflow.deadline(clock.name)
    climbed = deadline.rungs[clock.rung]
    within = deadline.within(case) if callable(deadline.within) else deadline.within
    if clock.rung + 1 < len(deadline.rungs) and within is not None:
        at = rung_due(deadline, clock.rung + 1, clock.anchor_at, within, workflow.calendar)
        return replace(
            clock, id=None, rung=clock.rung + 1, level=climbed.level, due_at=max(at, clock.due_at), armed_seq=seq
        )
    if climbed.every is None:
        return None
    at = due(clock.due_at, climbed.every, workflow.calendar)
    while at <= now:
        at = due(at, climbed.every, workflow.calendar)
    return replace(clock, id=None, level=climbed.level, due_at=at, armed_seq=seq)


def due_clock(running: Sequence[tuple[UUID, Armed]], now: datetime) -> tuple[UUID, Armed] | None:
    """The first rung that is due, the earliest first; ties by name, so that every worker sees the same order."""
    ready = [(case, clock) for case, clock in running if clock.due_at <= now]
    return min(ready, key=lambda pair: (pair[1].due_at, pair[1].name, str(pair[0])), default=None)


def urgency(running: Sequence[Armed]) -> datetime | None:
    """The earliest moment at which the time allowed is over, by which lists are sorted."""
    return min((clock.breach_at for clock in running), default=None)
