"""What it means for one family to be decided by other versions of its workflows: acts, moved clocks, problems. Pure.

State and clocks get the names that they have there. A clock keeps the moment from which it counts, its pauses, its
extension and what it has climbed; its moments are reckoned by the new version. Facts stay, and so does the moment at
which the state was entered. Every case whose version changes gets one record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clocks
from engine.clocks import Armed, timed
from engine.composition import SYSTEM_ACTOR, Act, moment
from engine.definition import Deadline, Snapshot, Text
from engine.family import Family, Member
from engine.past.replay import MIGRATED
from engine.versions.mapping import Move

MIGRATE = "migrate"
TITLES: Mapping[str, Text] = {
    MIGRATE: Text("Pindah ke versi alur kerja lain", "Moved to another version of the workflow")
}
"""What this act is called in a history."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One clock: its name, the next rung's moment and the end of its time, before and after; None where it does not
    run.
    """

    old: str | None
    new: str | None
    due: tuple[datetime | None, datetime | None]
    breach: tuple[datetime | None, datetime | None]

    @property
    def changes(self) -> bool:
        return self.old != self.new or self.due[0] != self.due[1] or self.breach[0] != self.breach[1]


@dataclass(frozen=True, slots=True)
class Crossed:
    """What becomes of one case."""

    case_id: UUID
    number: str
    workflow: str
    versions: tuple[str, str]
    states: tuple[str, str]
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What becomes of a family. `kin` is the family by its new versions, on which `acts` are composed."""

    kin: Family
    acts: tuple[Act, ...]
    cases: tuple[Crossed, ...]
    problems: tuple[str, ...]


def cross(kin: Family, moves: Mapping[str, Move]) -> Crossing:
    """The family under other versions, by the version that each of its cases is pinned to."""
    chosen = {one: moves[member.definition] for one, member in kin.members.items() if member.definition in moves}
    problems = [
        f"{kin.members[one].number}: its state {kin.members[one].snapshot.state} has none in the new version."
        for one, move in chosen.items()
        if kin.members[one].snapshot.state not in move.states
    ]
    problems += _left_behind(kin, chosen)
    if problems:
        return Crossing(kin, (), (), tuple(problems))

    there = _there(kin, chosen)
    acts: list[Act] = []
    cases: list[Crossed] = []
    for one, move in chosen.items():
        crossing = _Case(kin, there, kin.members[one], move)
        acts.append(crossing.act())
        cases.append(crossing.told())
        problems += crossing.problems()
    return Crossing(there, tuple(acts), tuple(cases), tuple(problems))


def _left_behind(kin: Family, chosen: Mapping[UUID, Move]) -> Iterator[str]:
    """A family moves together: no case of it stays on a version that runs no more, while others go on from theirs."""
    for one, member in kin.members.items():
        running = kin.registry.get(member.snapshot.workflow).version
        if chosen and one not in chosen and member.definition != running:
            yield (
                f"{member.number}: it would stay on {member.definition[:12]} of {member.snapshot.workflow}, while its"
                f" family moves (--with {member.definition[:12]} …)."
            )


def _there(kin: Family, chosen: Mapping[UUID, Move]) -> Family:
    members = dict(kin.members)
    for one, move in chosen.items():
        member = members[one]
        compiled = kin.registry.of(member.snapshot.workflow, move.new.version)
        snapshot = replace(member.snapshot, state=move.states[member.snapshot.state])
        members[one] = replace(member, compiled=compiled, snapshot=snapshot)
    return replace(kin, members=members)


class _Case:
    """One case on its way. `here` is as it stands, `case` as it will."""

    def __init__(self, kin: Family, there: Family, member: Member, move: Move) -> None:
        self.move, self.here, self.member = move, member.snapshot, there.members[member.snapshot.id]
        self.case: Snapshot = there.snapshot(member.snapshot.id)
        self.workflow = self.member.compiled.workflow
        self.old = kin.members[member.snapshot.id].compiled.workflow
        self.before = sorted(member.clocks, key=lambda clock: clock.name)
        self.altered = {clock.id or 0: self._armed(clock) for clock in self.before}
        kept = tuple(clock for clock in self.altered.values() if clock is not None)
        self.plan = clocks.plan(self.workflow, replace(self.case, seq=self.case.seq + 1), kept, self.case.seq + 1)

    def _armed(self, clock: Armed) -> Armed | None:
        """The clock by the new version; None where it does not run there."""
        name = self.move.clocks.get(clock.name)
        deadline = next((one for one in self.workflow.deadlines if one.name == name), None)
        if deadline is None or self.case.state not in deadline.states:
            return None
        if self.case.ended_at is not None and not deadline.after_end:
            return None
        anchor, within = deadline.anchor(self.case), clocks.allowed(deadline, self.case)
        if anchor is None or within is None:
            return None
        old = next((one for one in self.old.deadlines if one.name == clock.name), deadline)
        rung = _rung(old, deadline, clock)
        turn = clock.turn_from if deadline.rungs[rung].every is not None else None
        placed = replace(clock, name=deadline.name, rung=rung, anchor_at=anchor, turn_from=turn)
        placed = replace(placed, id=None, armed_seq=self.case.seq + 1)
        return timed(deadline, placed, within, self.workflow.calendar)

    def act(self) -> Act:
        return Act(
            after=self.case,
            kind=MIGRATED,
            act=MIGRATE,
            actor=SYSTEM_ACTOR,
            before=self.here.state,
            form={
                "from": self.move.old.version,
                "to": self.move.new.version,
                "states": dict(self.move.states),
                "clocks": dict(self.move.clocks),
                "one_way": self.move.one_way,
                "were": [_said(clock) for clock in self.before],
            },
            altered=self.altered,
        )

    def told(self) -> Crossed:
        return Crossed(
            self.here.id,
            self.member.number,
            self.here.workflow,
            (self.move.old.version, self.move.new.version),
            (self.here.state, self.case.state),
            tuple(self._shifts()),
        )

    def _shifts(self) -> Iterator[Shift]:
        for clock in self.before:
            anew = self.altered.get(clock.id or 0)
            if anew is None:
                yield Shift(clock.name, None, (clock.due_at, None), (clock.breach_at, None))
            else:
                yield Shift(clock.name, anew.name, (clock.due_at, anew.due_at), (clock.breach_at, anew.breach_at))
        known = {clock.name for clock in self.altered.values() if clock is not None}
        for fresh in self.plan.armed:
            if fresh.name not in known:
                yield Shift(None, fresh.name, (None, fresh.due_at), (None, fresh.breach_at))

    def problems(self) -> Iterator[str]:
        number = self.member.number
        bound = any(clock.name not in self.member.compiled.aside for clock in self.plan.running)
        if self.case.ended_at is None and not bound and not self.workflow.settled(self.case):
            yield f"{number}: it would rest in {self.case.state} and no clock would run: nobody would be told."
        yield from (f"{number}: {sentence}" for sentence in self._law())
        pending = self.case.pending
        step = self.workflow.find(pending.transition) if pending is not None else None
        if pending is not None and (step is None or step.four_eyes is None or self.case.state not in step.sources):
            yield (
                f"{number}: a proposal of {pending.transition} waits, which the new version does not know in"
                f" {self.case.state}; decide on it first."
            )

    def _law(self) -> Iterator[str]:
        """A clock of the law runs on, and its time ends no later, but on the way back to what it was."""
        statutory = {one.name: one for one in self.old.deadlines if one.statutory}
        for clock in self.before:
            law = statutory.get(clock.name)
            anew = self.altered.get(clock.id or 0)
            if law is None:
                continue
            if anew is None:
                yield f"the law's clock {law.name} ({law.rule}) would stop in {self.case.state}."
            elif anew.breach_at > clock.breach_at and not self.move.back:
                ends = f"{moment(clock.breach_at)} → {moment(anew.breach_at)}"
                yield f"the law's clock {law.name} ({law.rule}) would end later: {ends}."


def _rung(old: Deadline, new: Deadline, clock: Armed) -> int:
    """The next rung on the new ladder: what was climbed stays climbed, told by levels where the ladders differ."""
    levels = [rung.level for rung in new.rungs]
    if levels == [rung.level for rung in old.rungs]:
        return clock.rung
    last = len(levels) - 1
    if clock.level:
        return next((place for place, level in enumerate(levels) if level > clock.level), last)
    reminders = next((place for place, level in enumerate(levels) if level), last)
    return min(clock.rung, reminders)


def _said(clock: Armed) -> dict[str, Any]:
    """A clock as it was, in the words of a record."""
    return {
        "name": clock.name,
        "rung": clock.rung,
        "anchor": moment(clock.anchor_at),
        "due": moment(clock.due_at),
        "breach": moment(clock.breach_at),
        **clocks.course(clock),
    }
