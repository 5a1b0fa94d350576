"""One family's history, lived through again on a virtual clock: persons do what they did, when they did it, and all
that the system does meanwhile is decided by the same functions as in earnest, on the workflows at hand. Pure.

As long as the system moves the case as it did, what persons did is taken as it was recorded. Once it has moved the case
at another moment, their acts are judged by `decide` on how the case then stands: by role, state, and every guard that
needs no form. What is refused there is left undone, and counted. What was done on a child that now begins later is done
as much later; nobody acts earlier than they did. No form is opened: the facts stand in the record.

Long because it is the whole of one life: time, rungs, acts, and which child is which.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

from engine import clocks, pausing
from engine.calendar import duration_of
from engine.climbing import climb
from engine.clocks import Armed, Plan
from engine.composition import Act, act_of, after_firing, following
from engine.decision import Refusals, decide
from engine.definition import Actor, Snapshot, Transition
from engine.family import Family, Member
from engine.past.retelling import Told, retold
from engine.registry import Compiled, Registry
from engine.trying.script import ESCALATED, OPENED, Climb, Script
from engine.working_time import LAST

DROPPED = frozenset({"rejected", "withdrawn"})
UNSAID = "-"
"""Stands for the reason that a person gave and nobody opens."""

Era = tuple[datetime, Registry]
"""From when on, which workflows on which calendars."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A rung that was climbed: `at` is when its roles would hear of it, with workers that are never late."""

    climb: Climb
    workflow: str
    at: datetime
    level: int
    tells: tuple[str, ...]


@dataclass(slots=True)
class Spell:
    """A clock from its anchor until it was met; `met_at` None: it runs still."""

    workflow: str
    clock: str
    breach_at: datetime
    met_at: datetime | None = None

    def over(self, until: datetime) -> bool:
        """Whether it is known how it came out."""
        return self.met_at is not None or self.breach_at < until

    def breached(self, until: datetime) -> bool:
        return (self.met_at or until) > self.breach_at


@dataclass(slots=True)
class Lived:
    """`undone` are acts that were refused, or that had no case to be done on."""

    alerts: list[Alert] = field(default_factory=list)
    spells: dict[tuple[UUID, str, datetime], Spell] = field(default_factory=dict)
    undone: int = 0
    diverged: bool = False


def live(script: Script, eras: Sequence[Era], until: datetime) -> Lived:
    """The family until a moment. Raises KeyError, TypeError or ValueError where its records cannot be read by these
    workflows.
    """
    return _Rehearsal(script, eras).live(until)


class _Rehearsal:
    def __init__(self, script: Script, eras: Sequence[Era]) -> None:
        first = script.records[0]
        self._script, self._eras, self._era = script, eras, 0
        self._root_id = first.case_id
        self._now = datetime.fromisoformat(first.body["at"])
        self._members: dict[UUID, Member] = {}
        self._facts: dict[UUID, dict[str, Any]] = {}
        self._lived = Lived()
        self._done: set[tuple[str, int]] = set()
        self._consumed: set[Climb] = set()
        self._ids = 0
        self._kin = Family(self._root_id, 0, 0, self._now, eras[0][1], self._members)
        # Which child of then is which of now, once they are no longer born together.
        self._alias: dict[UUID, UUID] = {}
        self._nameless: list[tuple[UUID, str, frozenset[str]]] = []
        self._awaited: dict[UUID, Told] = {}
        self._held: dict[UUID, list[Told]] = {}
        self._shift: dict[UUID, timedelta] = {}
        self._later: list[tuple[datetime, int, Told]] = []

    def live(self, until: datetime) -> Lived:
        for one in self._script.records:
            at = datetime.fromisoformat(one.body["at"])
            if at > until:
                break
            if one.cause is None or self._script.part(one) == "act":  # also what another case's step brought here
                self._advance(at)
            self._now = max(self._now, at)
            self._take(one)
        self._advance(until)
        return self._lived

    # --- time

    def _advance(self, until: datetime) -> None:
        """Climb what is due by then, the earliest first, count anew where a calendar changes, do what was put off."""
        while True:
            ready = self._next()
            turn = self._eras[self._era + 1][0] if self._era + 1 < len(self._eras) else None
            later = self._later[0][0] if self._later else None
            first = min(one for one in (turn, later, ready[1].due_at if ready else None, LAST) if one is not None)
            if first > until or first == LAST:
                return
            if ready is not None and ready[1].due_at == first:
                self._fire(*ready)
            elif first == turn:
                self._recount(turn)
            else:
                self._perform_later()

    def _next(self) -> tuple[UUID, Armed] | None:
        running = [(one.snapshot.id, clock) for one in self._members.values() for clock in one.clocks]
        return min(running, key=lambda pair: (pair[1].due_at, pair[1].name, str(pair[0])), default=None)

    def _perform_later(self) -> None:
        at, _, one = heappop(self._later)
        self._now = max(self._now, at)
        self._perform(self._alias[one.case_id], one)

    def _recount(self, at: datetime) -> None:
        self._era += 1
        registry = self._eras[self._era][1]
        self._kin = replace(self._kin, registry=registry)
        for case_id, member in list(self._members.items()):
            compiled = registry.of(member.snapshot.workflow, member.compiled.version)
            workflow, case = compiled.workflow, self._kin.snapshot(case_id)
            anew = [
                clocks.recounted(workflow, case, one) if clocks.stale(workflow, one) else one for one in member.clocks
            ]
            self._members[case_id] = replace(member, compiled=compiled, clocks=tuple(anew))
            if any(not now.same_moments(then) for now, then in zip(anew, member.clocks, strict=True)):
                self._keep(compiled, case, clocks.plan(workflow, case, anew, case.seq), max(at, self._now))

    def _fire(self, case_id: UUID, clock: Armed) -> None:
        member = self._members[case_id]
        self._now = max(self._now, clock.due_at)
        if clock.paused is not None:
            self._do([pausing.resumed(self._kin, member, clock)])
            return
        rung = member.compiled.workflow.deadline(clock.name).rungs[clock.rung]
        key = Climb(case_id, clock.name, clock.rung, clock.due_at)
        self._lived.alerts.append(Alert(key, member.snapshot.workflow, self._now, rung.level, rung.tell))
        acts = climb(self._kin, member, clock)
        self._do(self._named(key, acts))

    def _named(self, key: Climb, acts: list[Act]) -> list[Act]:
        """The acts of a rung, with its children as they were called where the system did the same then."""
        told = self._script.climbed.get(key)
        moves = [one.act for one in acts if one.kind != ESCALATED and one.newborn is None]
        born = [one for one in acts if one.newborn is not None]
        if told is None or moves != told.moves or len(born) != len(told.children):
            self._lived.diverged |= bool(moves) or (told is not None and bool(told.moves))
            return acts
        self._consumed.add(key)
        names = {one.after.id: known for one, known in zip(born, told.children, strict=True)}
        return [
            replace(one, after=replace(one.after, id=names[one.after.id])) if one.after.id in names else one
            for one in acts
        ]

    # --- what was recorded

    def _take(self, one: Told) -> None:
        part = self._script.part(one)
        if part == "rung":
            self._pass_by(one)
        elif part == "born":
            self._bear(one)
        elif part == "followed":
            if not self._lived.diverged:
                self._repeat(one)
        elif part != "system":
            self._act(one)

    def _pass_by(self, one: Told) -> None:
        """A rung of then: where the system moved the case, and has not done so by now, the ways part here."""
        key = self._script.climb(one)
        if key is None or key in self._consumed:
            return
        self._lived.diverged |= bool(self._script.climbed[key].moves)
        if one.body["kind"] == OPENED:
            self._match(one)

    def _bear(self, one: Told) -> None:
        if one.cause in self._done:
            self._repeat(one)
        elif self._lived.diverged:
            self._match(one)

    def _act(self, one: Told) -> None:
        case_id = self._alias.get(one.case_id, one.case_id)
        if one.case_id in self._shift:
            self._put_off(one)
        elif case_id in self._members or one.body["kind"] == OPENED:
            self._perform(case_id, one)
        elif one.case_id in self._awaited:
            self._held.setdefault(one.case_id, []).append(one)
        else:
            self._lived.undone += 1

    def _put_off(self, one: Told) -> None:
        at = datetime.fromisoformat(one.body["at"]) + self._shift[one.case_id]
        heappush(self._later, (at, one.body["seq"], one))

    def _perform(self, case_id: UUID, one: Told) -> None:
        if self._script.part(one) == "clock":
            acts = self._on_clock(case_id, one)
        elif not self._lived.diverged:
            self._repeat(one)
            return
        else:
            acts = self._judged(case_id, one)
        if acts is None:
            self._lived.undone += 1
            return
        self._done.add(one.key)
        self._do(acts)

    def _repeat(self, one: Told) -> None:
        """As it was recorded. A parent that did nothing then has its clocks looked at all the same."""
        member = self._members.get(one.case_id)
        compiled = member.compiled if member is not None else self._kin.registry.get(one.body["workflow"])
        before = member.snapshot if member is not None else None
        told = retold(one, before, self._facts_after(compiled, one, before), self._now)
        self._members[one.case_id] = replace(member or _newborn(told, compiled, one.number), snapshot=told)
        self._done.add(one.key)
        self._look_at_clocks(one.case_id)
        if one.case_id != self._root_id and self._script.part(one) == "act" and one.key not in self._script.leading:
            self._look_at_clocks(self._root_id)

    def _look_at_clocks(self, case_id: UUID) -> None:
        member, case = self._members[case_id], self._kin.snapshot(case_id)
        self._keep(
            member.compiled, case, clocks.plan(member.compiled.workflow, case, member.clocks, case.seq), self._now
        )

    def _facts_after(self, compiled: Compiled, one: Told, before: Snapshot | None) -> Any:
        if before is not None and not one.body["facts"]:
            return before.facts
        merged = {**self._plain(one.case_id, before), **one.body["facts"]}
        self._facts[one.case_id] = merged
        return compiled.workflow.facts.model_validate(merged)

    def _plain(self, case_id: UUID, case: Snapshot | None) -> Mapping[str, Any]:
        if case_id not in self._facts and case is not None:
            self._facts[case_id] = case.facts.model_dump(mode="json")
        return self._facts.get(case_id, {})

    # --- what is decided anew

    def _judged(self, case_id: UUID, one: Told) -> list[Act] | None:
        """Somebody's act on the case as it stands now, with the facts that they recorded; None where it is refused."""
        member, case, body = self._members[case_id], self._kin.snapshot(case_id), one.body
        transition = member.compiled.workflow.find(body["act"])
        actor = Actor(UUID(body["actor"]) if body["actor"] is not None else None, body["role"])
        approving = body["kind"] == "approved"
        proposed = case.pending is not None and case.pending.transition == body["act"]
        if transition is None or ((approving or body["kind"] in DROPPED) and not proposed):
            return None
        if body["kind"] in DROPPED:
            return [Act(replace(case, pending=None), body["kind"], body["act"], actor, case.state)]

        taken = self._as_recorded(member, transition, one)
        moved = decide(member.compiled, case, taken, actor, None, self._now, approving=approving)
        if isinstance(moved, Refusals):
            return None
        owner = UUID(body["owner"]) if body["owner"] is not None else case.owner
        act = act_of(replace(moved, after=replace(moved.after, owner=owner)), "approved" if approving else None)
        if case_id == self._root_id or moved.proposes:
            return [act]
        return [act, *following(self._kin.registry, self._kin, act, self._now)]

    def _as_recorded(self, member: Member, transition: Transition, one: Told) -> Transition:
        """The step without its form: what it changed stands in the record, and a child that it opened has its own. What
        was set to the moment of the step is set to the moment of now.
        """
        merged = {**self._plain(member.snapshot.id, member.snapshot), **one.body["facts"]}
        facts = member.compiled.workflow.facts.model_validate(merged)
        then = datetime.fromisoformat(one.body["at"])
        told = {name: getattr(facts, name) for name in one.body["facts"]}
        changes = {name: self._now if value == then else value for name, value in told.items()}
        guards = tuple(each for each in transition.guards if not each.needs_form)
        return replace(
            transition,
            form=None,
            guards=guards,
            changes=lambda _: changes,
            audience=None,
            opens=None,
            assigns=False,
        )

    def _on_clock(self, case_id: UUID, one: Told) -> list[Act] | None:
        """A pause, its end, or more time: by the same rules."""
        body, kin = one.body, replace(self._kin, now=self._now)
        actor = Actor(UUID(body["actor"]) if body["actor"] is not None else None, body["role"])
        clock = str(body["form"]["clock"])
        if body["act"] == pausing.EXTEND:
            answer = pausing.extend(kin, case_id, clock, actor, duration_of(body["form"]["by"]), UNSAID)
        else:
            step = pausing.pause if body["act"] == pausing.PAUSE else pausing.resume
            answer = step(kin, case_id, clock, actor, UNSAID)
        return None if isinstance(answer, Refusals) else answer

    def _do(self, acts: Sequence[Act]) -> None:
        for act in acts:
            member = self._members.get(act.after.id)
            compiled = member.compiled if member is not None else act.newborn
            assert compiled is not None, "an act belongs to a known case or opens a new one"
            case = replace(act.after, seq=act.after.seq + 1)
            running = after_firing(compiled, member, act, case, self._now)
            self._facts.pop(case.id, None)
            self._keep(compiled, case, clocks.plan(compiled.workflow, case, running, case.seq), self._now)
        for act in acts:
            if act.newborn is not None and act.after.id not in self._script_children():
                self._name(act)

    def _keep(self, compiled: Compiled, case: Snapshot, plan: Plan, at: datetime) -> None:
        """The case with its clocks: which began, which were met, and which go on otherwise."""
        member = self._members.get(case.id)
        running = tuple(self._stored(one) for one in plan.running)
        spells = self._lived.spells
        for clock in running:
            spell = spells.get((case.id, clock.name, clock.anchor_at))
            if spell is None:
                spells[(case.id, clock.name, clock.anchor_at)] = Spell(case.workflow, clock.name, clock.breach_at)
            else:
                spell.breach_at, spell.met_at = clock.breach_at, None
        going = {(clock.name, clock.anchor_at) for clock in running}
        for clock in member.clocks if member is not None else ():
            if (clock.name, clock.anchor_at) not in going:
                spells[(case.id, clock.name, clock.anchor_at)].met_at = at
        plain = replace(case, children=(), parent=None)
        number = member.number if member is not None else ""
        self._members[case.id] = replace(_newborn(plain, compiled, number), clocks=running, last_at=at)

    def _stored(self, clock: Armed) -> Armed:
        if clock.id is not None:
            return clock
        self._ids += 1
        return replace(clock, id=self._ids)

    # --- which child is which

    def _script_children(self) -> Iterator[UUID]:
        return (child for key in self._consumed for child in self._script.climbed[key].children)

    def _name(self, act: Act) -> None:
        """A child that the system opened at another moment: then it was the one for the same receivers."""
        kind = (act.after.workflow, act.after.audience)
        known = next((one for one in self._awaited.values() if _kind(one) == kind), None)
        if known is None:
            self._nameless.append((act.after.id, *kind))
            return
        del self._awaited[known.case_id]
        self._alias[known.case_id] = act.after.id
        self._shift[known.case_id] = self._now - datetime.fromisoformat(known.body["at"])
        for held in self._held.pop(known.case_id, []):
            self._put_off(held)

    def _match(self, one: Told) -> None:
        """A child of then that was not opened so now: one that the system has opened meanwhile, or will open later."""
        found = next((each for each in self._nameless if each[1:] == _kind(one)), None)
        if found is None:
            self._awaited[one.case_id] = one
        else:
            self._nameless.remove(found)
            self._alias[one.case_id] = found[0]


def _kind(one: Told) -> tuple[str, frozenset[str]]:
    return one.body["workflow"], frozenset(one.body["audience"])


def _newborn(case: Snapshot, compiled: Compiled, number: str) -> Member:
    return Member(case, compiled, number, b"", case.opened_at, None)
