"""What the observer knows of one family: every case replayed from its records, and what each record must have caused.

Longer than most files because it is one rule book: each record passes all of it, in the order in which it was written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.definition import SYSTEM, Actor, Notice, Pending, Situation, Snapshot, Transition, Workflow
from engine.registry import Registry
from tests.simulation import oracle
from tests.simulation.breaching import Breach
from tests.simulation.keeping import check_erasure
from tests.simulation.oracle import GENESIS, Running, Violation
from tests.simulation.waiting import Waiting

Mark = tuple[UUID, int]
"""A record: its case and its number."""

Owed = tuple[UUID, int, int]
Notes = dict[Owed, dict[str, Any]]


@dataclass(slots=True)
class CaseBook:
    """One case as its records leave it. `snapshot` is without its kin."""

    workflow: Workflow
    snapshot: Snapshot
    facts: dict[str, Any]
    clocks: dict[str, Running] = field(default_factory=dict)
    head: bytes = GENESIS
    last_at: datetime | None = None
    waiting: Waiting = field(default_factory=Waiting)
    breach: Breach | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A record that another one must have brought about: of `case` (None: a newborn), called `act` (None: any)."""

    case: UUID | None
    act: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A record as the book reads it. `moment` is when its step counts from."""

    case: UUID
    seq: int
    at: datetime
    moment: datetime
    body: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.body["kind"])

    @property
    def visible(self) -> bool:
        return self.kind != "escalated"

    @property
    def mark(self) -> Mark:
        return self.case, self.seq

    @property
    def actor(self) -> Actor:
        return Actor(UUID(self.body["actor"]) if self.body["actor"] else None, self.body["role"])


@dataclass(slots=True)
class FamilyBook:
    """A root case and its children. `ailing`: clocks of it were made to fail, so that they may be passed over."""

    root: UUID
    registry: Registry
    mac_key: bytes
    cases: dict[UUID, CaseBook] = field(default_factory=dict)
    version: int = 0
    writes: int = 0
    ailing: bool = False
    erased: bool = False
    by_persons: list[int] = field(default_factory=list)
    told_dead: set[tuple[UUID, str]] = field(default_factory=set)
    firings: dict[int, Line] = field(default_factory=dict)
    owed: Notes = field(default_factory=dict)
    expected: dict[Mark, list[Expected]] = field(default_factory=dict)
    moments: dict[Mark, datetime] = field(default_factory=dict)
    joined: dict[Mark, Mark] = field(default_factory=dict)
    """Records that follow from one of another family, with the case before and after: judged in `pairs`."""
    taken_up: dict[Mark, tuple[Snapshot, Snapshot]] = field(default_factory=dict)
    _heads: dict[UUID, tuple[int, bytes, datetime | None]] = field(default_factory=dict)
    _only_clocks: set[Mark] = field(default_factory=set)
    _guests: dict[Mark, frozenset[str]] = field(default_factory=dict)
    """Who came to see a case with a child that its record opens, until that child is read."""

    def snapshot(self, case: UUID) -> Snapshot:
        """A case with its kin, as guards and clocks see it."""
        own = self.cases[case].snapshot
        if case == self.root:
            return replace(own, children=tuple(one.snapshot for id, one in self.cases.items() if id != case))
        return replace(own, parent=self.snapshot(self.root))

    def read(self, rows: Sequence[Mapping[str, Any]], latest: datetime) -> list[Line]:
        """Check the new records of the family and take them in, in their order. Raises Violation."""
        lines = self._in_order(rows)
        for line in lines:
            self._take(line, latest)
        for mark, missing in self.expected.items():
            if missing:
                raise Violation("follow", f"record {mark[1]} should have brought about {missing[0].act}", mark[0])
        self.expected.clear()
        self.moments.clear()
        self._only_clocks.clear()
        return lines

    # --- the chain, and the order in which records came

    def _in_order(self, rows: Sequence[Mapping[str, Any]]) -> list[Line]:
        heads = {case: (book.snapshot.seq, book.head, book.last_at) for case, book in self.cases.items()}
        lines = []
        for row in rows:
            seq, head, last = heads.get(row["case_id"], (0, GENESIS, None))
            body = oracle.check_record(row, seq + 1, head, self.mac_key)
            if last is not None and row["at"] < last:
                raise Violation("time", f"record {seq + 1} was written before the one it follows", row["case_id"])
            heads[row["case_id"]] = (seq + 1, row["hash"], row["at"])
            effective = body["effective_at"]
            moment = datetime.fromisoformat(effective) if effective else row["at"]
            lines.append(Line(row["case_id"], seq + 1, row["at"], moment, body))
        for case, (_, head, last) in heads.items():
            if case in self.cases:
                self.cases[case].head, self.cases[case].last_at = head, last
        newborn = {line.case: heads[line.case] for line in lines if line.seq == 1}
        self._heads = newborn
        return sorted(lines, key=lambda line: self._place(line, {one.mark: one for one in lines}))

    def _place(self, line: Line, others: Mapping[Mark, Line]) -> tuple[Any, ...]:
        """Versions count steps; an escalation leaves the version, and comes after the step that made it."""
        depth, cause = 0, _cause(line)
        while cause is not None and cause in others and others[cause].body["version"] == line.body["version"]:
            depth, cause = depth + 1, _cause(others[cause])
        # Of one case the sequence decides; between cases of a family the moment does.
        return line.body["version"], not line.visible, line.at, depth, line.moment, line.seq

    # --- one record

    def _take(self, line: Line, latest: datetime) -> None:
        body, case = line.body, line.case
        if line.at > latest:
            raise Violation("time", f"record {line.seq} was written at {line.at}, which has not come", case)
        cause = _cause(line)
        if cause is not None and cause in self.moments:
            line = replace(line, moment=self.moments[cause])
        self.moments[line.mark] = line.moment
        self._check_version(line, cause)
        self._check_cause(line, cause)

        if line.seq == 1:
            self._open(line, cause)
            return
        book = self.cases[case]
        before = self.snapshot(case)
        if body["role"] != SYSTEM:
            self._check_due_first(line)
        if body["deadline"] is not None:
            self._check_firing(line, book, before)
        transition = self._transition(line, book, cause)
        if body["from"] != before.state:
            raise Violation("replay", f"record {line.seq} leaves {body['from']}, not {before.state}", case)
        self._check_step(line, before, transition)

        after = self._after(line, book, before, transition)
        running = dict(book.clocks)
        if body["deadline"] is not None:
            self._climb(line, book, after, running)
        book.snapshot = after
        if line.mark in self.joined:
            self.taken_up[line.mark] = before, after
        plan = oracle.planned(book.workflow, self.snapshot(case), running, line.at)
        self._check_clocks(line, book, plan)
        self._check_story(line, book)
        self._owe(line, book, transition)
        self._expect(line, transition)

    def _check_version(self, line: Line, cause: Mark | None) -> None:
        said = line.body["version"]
        steps = {self.version, self.version + 1} if cause is not None else {self.version + 1}
        right = steps if line.visible else {self.version}
        if said not in right:
            raise Violation("version", f"record {line.seq} makes version {said} out of {self.version}", line.case)
        self.version = said
        if line.body["role"] != SYSTEM and cause is None:
            self.by_persons.append(said)

    def _check_cause(self, line: Line, cause: Mark | None) -> None:
        if cause is None:
            if line.kind == "followed":
                raise Violation("follow", f"record {line.seq} follows nothing", line.case)
            return
        if cause[0] not in self.cases and line.seq > 1:
            self.joined[line.mark] = cause
            return
        known = line.case if line.seq > 1 else None
        waiting = self.expected.get(cause, [])
        for one in waiting:
            if one.case == known and one.act in (None, line.body["act"]):
                waiting.remove(one)
                return
        raise Violation(
            "follow", f"record {line.seq} ({line.body['act']}) follows what does not call for it", line.case
        )

    # --- openings

    def _open(self, line: Line, cause: Mark | None) -> None:
        body = line.body
        workflow = self.registry.get(body["workflow"]).workflow
        if body["kind"] != "opened" or body["to"] != workflow.initial:
            raise Violation("replay", f"a case begins with {body['kind']} in {body['to']}", line.case)
        if (line.case == self.root) != (cause is None):
            raise Violation("follow", "a child case that nothing opened", line.case)
        if body["role"] not in workflow.opened_by and cause is None:
            raise Violation("role", f"{body['role']} opened a case", line.case)
        facts = workflow.facts.model_validate(body["facts"])
        own = workflow.audience(facts) if workflow.audience is not None else frozenset()
        audience = frozenset(body["audience"])
        if not own <= audience:
            raise Violation("audience", "those whom the facts name do not see the new case", line.case)
        snapshot = Snapshot(
            line.case,
            workflow.name,
            workflow.initial,
            facts,
            line.moment,
            line.moment,
            seq=1,
            audience=audience,
        )
        _, head, last = self._heads[line.case]
        book = CaseBook(workflow, snapshot, dict(body["facts"]), head=head, last_at=last)
        self.cases[line.case] = book
        if cause is not None:
            parent = self.cases[self.root].snapshot
            if not self._guests.pop(cause, frozenset()) <= audience <= parent.audience:
                raise Violation(
                    "audience", "those who see the child are not those who came to see its parent", line.case
                )
        self._check_derived(line, book.workflow, None, facts)
        plan = oracle.planned(workflow, self.snapshot(line.case), {}, line.at)
        self._check_clocks(line, book, plan)
        if workflow.name == "breach":
            book.breach = Breach(datetime.fromisoformat(body["form"]["detected_at"]))
        self._check_story(line, book)
        self._note(line, workflow.tells, 0)

    def _check_story(self, line: Line, book: CaseBook) -> None:
        """What the models of their own say of a record, which know nothing of the definitions."""
        if book.breach is not None:
            book.breach.take(line.case, line.at, line.body)
        if book.workflow.name == "omah-peluk":
            book.waiting.take(line.case, line.moment, line.body, book.facts, line.mark in self.joined)

    # --- what a step may and may not do

    def _transition(self, line: Line, book: CaseBook, cause: Mark | None) -> Transition | None:
        """The transition that a record tells of; None for an escalation, and where only clocks follow a child."""
        if line.kind in ("escalated", "rejected", "withdrawn"):
            return None
        if line.kind == "followed" and cause is not None and cause in self._only_clocks:
            return None
        transition = book.workflow.find(line.body["act"])
        if transition is None:
            raise Violation("replay", f"record {line.seq}: there is no step {line.body['act']}", line.case)
        return transition

    def _check_step(self, line: Line, before: Snapshot, transition: Transition | None) -> None:
        if line.kind in ("rejected", "withdrawn"):
            self._check_dropping(line, before)
            return
        if transition is None:
            if line.body["to"] != before.state:
                raise Violation("replay", f"record {line.seq} moves the case without a step", line.case)
            return
        self._check_role(line, before, transition)
        wrong_state = before.state not in transition.sources or before.state in transition.refused_in
        if wrong_state or (before.ended_at is not None and not transition.past_the_end):
            raise Violation("state", f"{transition.name} was taken in {before.state}", line.case)
        target = before.state if line.kind == "proposed" else transition.target or before.state
        if line.body["to"] != target:
            raise Violation("state", f"{transition.name} led to {line.body['to']}", line.case)
        why = oracle.refusals(transition.guards, Situation(before, line.actor, line.moment))
        if why:
            raise Violation("guard", f"{transition.name} was taken against {why[0].code}", line.case)
        if transition.erases:
            check_erasure(line.body["form"], before, line.moment)
        if line.body["checked"] != [[guard.rule, None] for guard in transition.guards]:
            raise Violation("guard", f"{transition.name} does not tell what it was checked for", line.case)

    def _check_role(self, line: Line, before: Snapshot, transition: Transition) -> None:
        role, actor, four_eyes = line.body["role"], line.actor.id, transition.four_eyes
        allowed = four_eyes.by if line.kind == "approved" and four_eyes is not None else transition.by
        if role not in allowed:
            raise Violation("role", f"{role} took {transition.name}", line.case)
        if (four_eyes is not None) != (line.kind in ("proposed", "approved")):
            raise Violation("four eyes", f"{transition.name} was {line.kind}", line.case)
        pending = before.pending
        if line.kind == "proposed" and pending is not None:
            raise Violation("four eyes", "a second proposal while one waits", line.case)
        if line.kind == "approved":
            if pending is None or pending.transition != transition.name:
                raise Violation("four eyes", f"{transition.name} was approved, and nobody had proposed it", line.case)
            if pending.by == actor:
                raise Violation("four eyes", "a proposal was approved by the one who made it", line.case)

    def _check_dropping(self, line: Line, before: Snapshot) -> None:
        pending, actor = before.pending, line.actor.id
        if pending is None or line.body["voided"] != pending.number:
            raise Violation("four eyes", f"a proposal was {line.kind}, and none waited", line.case)
        if (pending.by == actor) != (line.kind == "withdrawn"):
            raise Violation("four eyes", f"a proposal was {line.kind} by the wrong person", line.case)

    def _check_due_first(self, line: Line) -> None:
        """What is due comes before a later command."""
        for case, book in self.cases.items():
            for clock in book.clocks.values():
                if clock.due <= line.at and not self.ailing:
                    words = f"record {line.seq} was written at {line.at}; {clock.name} was due at {clock.due}"
                    raise Violation("due first", words, case)

    def _check_firing(self, line: Line, book: CaseBook, before: Snapshot) -> None:
        fired = line.body["deadline"]
        clock = book.clocks.get(fired["name"])
        if clock is None or (clock.rung, _moment(clock.due)) != (fired["rung"], fired["due"]):
            raise Violation("firing", f"record {line.seq} fires {fired['name']}, which does not run so", line.case)
        if line.at < clock.due:
            raise Violation("early", f"{clock.name} was due at {clock.due} and fired at {line.at}", line.case)
        deadline = book.workflow.deadline(clock.name)
        if (before.ended_at is not None and not deadline.after_end) or before.state not in deadline.states:
            raise Violation("firing", f"{clock.name} fired for a case that has left {deadline.states}", line.case)
        if fired["id"] in self.firings:
            raise Violation("firing", f"{clock.name} fired twice", line.case)
        if line.body["effective_at"] != _moment(clock.due):
            raise Violation("firing", f"{clock.name} counts from {line.body['effective_at']}, not its due", line.case)
        self.firings[fired["id"]] = line
        earlier = [
            one for kin in self.cases.values() for one in kin.clocks.values() if one.due < clock.due and not self.ailing
        ]
        if earlier:
            raise Violation("order", f"{clock.name} fired before {earlier[0].name}", line.case)
        rung = deadline.rungs[clock.rung]
        if rung.move is not None:
            self._check_systems_move(line, rung.move, before)

    def _check_systems_move(self, line: Line, move: str, before: Snapshot) -> None:
        """The system's step is taken, here or by the parent, unless something forbids it."""
        own = self.cases[line.case].workflow.find(move)
        if own is not None:
            if line.kind == "escalated" and not self._forbidden(own, before, line.moment):
                raise Violation("system's move", f"{move} was due, and nothing forbade it", line.case)
            return
        parent = self.cases[self.root].workflow.find(move)
        if parent is not None and not self._forbidden(parent, self.snapshot(self.root), line.moment):
            self.expected.setdefault(line.mark, []).append(Expected(self.root, move))

    def _forbidden(self, transition: Transition, case: Snapshot, moment: datetime) -> bool:
        if case.ended_at is not None and not transition.past_the_end:
            return True
        if case.state not in transition.sources or case.state in transition.refused_in:
            return True
        return bool(oracle.refusals(transition.guards, Situation(case, Actor(None, SYSTEM), moment)))

    # --- what it leads to

    def _after(self, line: Line, book: CaseBook, before: Snapshot, transition: Transition | None) -> Snapshot:
        body = line.body
        book.facts.update(body["facts"])
        facts = book.workflow.facts.model_validate(book.facts) if body["facts"] else before.facts
        moves = transition is not None and line.kind != "proposed"
        if body["facts"] and not moves:
            raise Violation("replay", f"record {line.seq} ({line.kind}) changes facts", line.case)
        if moves:
            self._check_facts(line, book.workflow, before, facts, transition)
        reopens = moves and transition is not None and transition.reopens
        own = replace(
            book.snapshot,
            seq=line.seq,
            state=body["to"],
            facts=facts,
            audience=frozenset(body["audience"]),
            excluded=frozenset(UUID(one) for one in body.get("excluded", ())),
            owner=UUID(body["owner"]) if body["owner"] else None,
            entered_at=line.moment if body["to"] != before.state or reopens else before.entered_at,
        )
        own = replace(own, pending=self._pending(line, book.workflow, before, own))
        own = replace(own, ended_at=self._ended(line, book.workflow, before, transition if moves else None))
        self._check_audience(line, book.workflow, before, own, transition if moves else None)
        assigns = moves and transition is not None and transition.assigns
        owner = UUID(body["form"]["assignee"]) if assigns else before.owner
        if own.owner != (None if owner in own.excluded else owner):
            raise Violation("owner", f"record {line.seq} leaves the case with {own.owner}", line.case)
        keeps_out = book.workflow.excluded
        if line.case == self.root and keeps_out is not None and own.excluded != keeps_out(own.facts):
            raise Violation("sight", f"record {line.seq} keeps out others than its facts", line.case)
        return own

    def _check_facts(
        self, line: Line, workflow: Workflow, before: Snapshot, facts: Any, transition: Transition | None
    ) -> None:
        self._check_derived(line, workflow, before.facts, facts)
        if transition is None or transition.changes is not None:
            return
        for name, value in line.body["form"].items():
            if name in workflow.facts.model_fields and self.cases[line.case].facts[name] != value:
                raise Violation("facts", f"{name} was filled in and did not become a fact", line.case)

    def _check_derived(self, line: Line, workflow: Workflow, before: Any, facts: Any) -> None:
        if workflow.derive is None:
            return
        derived = workflow.derive(before, facts, line.moment)
        wrong = [name for name, value in derived.items() if getattr(facts, name) != value]
        if wrong:
            raise Violation(
                "derived", f"record {line.seq}: {', '.join(wrong)} does not follow from the facts", line.case
            )

    def _pending(self, line: Line, workflow: Workflow, before: Snapshot, after: Snapshot) -> Pending | None:
        pending = before.pending
        voided: int | None = None
        if line.kind == "proposed":
            pending = Pending(line.seq, line.body["act"], line.actor.id, line.moment, dict(line.body["read"]))
        elif line.kind == "approved":
            pending = None
        elif pending is not None and (
            line.kind in ("rejected", "withdrawn") or self._dies(line, workflow, pending, after)
        ):
            voided, pending = pending.number, None
        said = (line.body["pending"], line.body["voided"])
        if said != (pending.number if pending is not None else None, voided):
            raise Violation("pending", f"record {line.seq} leaves proposal {said[0]} and drops {said[1]}", line.case)
        return pending

    def _dies(self, line: Line, workflow: Workflow, pending: Pending, after: Snapshot) -> bool:
        """A proposal dies when a fact that it was judged on changes, or the case leaves the states it starts from."""
        transition = workflow.find(pending.transition)
        if not line.visible or transition is None:
            return False
        if after.state not in transition.sources:
            return True
        names = {name for guard in transition.guards for name in guard.reads}
        now = after.facts.model_dump(mode="json", include=names) if names else {}
        return bool(now != dict(pending.reads))

    def _ended(
        self, line: Line, workflow: Workflow, before: Snapshot, transition: Transition | None
    ) -> datetime | None:
        ended = before.ended_at
        if transition is not None:
            if transition.ends or workflow.state(line.body["to"]).final:
                ended = ended or line.moment
            elif transition.reopens:
                ended = None
        said = datetime.fromisoformat(line.body["ended"]) if line.body["ended"] else None
        if said != ended:
            raise Violation("end", f"record {line.seq} says the case ended at {said}, not {ended}", line.case)
        return ended

    def _check_audience(
        self, line: Line, workflow: Workflow, before: Snapshot, after: Snapshot, transition: Transition | None
    ) -> None:
        """Whoever the facts no longer name loses sight, whoever they name gains it; else only a child brings guests."""
        right = before.audience
        if transition is not None and workflow.audience is not None:
            named = workflow.audience(after.facts)
            right = right - (workflow.audience(before.facts) - named) | named
        guests = after.audience - right
        if transition is not None and transition.opens is not None:
            self._guests[line.mark] = guests
            guests = frozenset()
        if guests or not right <= after.audience:
            said = f"{sorted(guests)} too many, {sorted(right - after.audience)} missing"
            raise Violation("audience", f"record {line.seq} gives sight to others than it should: {said}", line.case)

    # --- clocks and notices

    def _climb(self, line: Line, book: CaseBook, after: Snapshot, running: dict[str, Running]) -> None:
        clock = running.pop(line.body["deadline"]["name"])
        following = oracle.climbed(book.workflow, after, clock, line.at)
        if following is not None:
            running[clock.name] = following

    def _check_clocks(self, line: Line, book: CaseBook, plan: oracle.Planned) -> None:
        names = ("name", "rung", "anchor", "due", "breach", "turn")
        said = [tuple(one.get(name) for name in names) for one in line.body["clocks"]]
        right = [
            (one.name, one.rung, *(_moment(at) for at in (one.anchor, one.due, one.breach)), _moment(one.turn))
            for one in sorted(plan.running.values(), key=lambda one: one.name)
        ]
        if said != right:
            differ = [one for one in (*said, *right) if one not in said or one not in right]
            raise Violation("clocks", f"record {line.seq} has other clocks than it should: {differ}", line.case)
        if line.body["late"] != plan.late:
            raise Violation("late", f"record {line.seq} says late: {line.body['late']}", line.case)
        book.clocks = plan.running
        case = self.snapshot(line.case)
        bound = [one for one in plan.running if not book.workflow.deadline(one).aside]
        if case.ended_at is None and not bound and not book.workflow.settled(case):
            raise Violation("silence", f"open in {case.state}, and no clock runs", line.case)

    def _owe(self, line: Line, book: CaseBook, transition: Transition | None) -> None:
        notices: tuple[Notice, ...] = ()
        level = 0
        if transition is not None and line.kind == "proposed" and transition.four_eyes is not None:
            notices = (Notice(transition.four_eyes.by, "approval"),)
        elif transition is not None:
            notices = transition.tells
        if line.body["deadline"] is not None:
            fired = line.body["deadline"]
            rung = book.workflow.deadline(fired["name"]).rungs[fired["rung"]]
            level = rung.level
            if rung.tell:
                notices = (*notices, Notice(rung.tell, "escalation" if rung.level else "reminder"))
        self._note(line, notices, level)
        if transition is not None and transition.erases and line.kind == "approved":
            self.owed[(line.case, line.seq, len(notices))] = {"owed": "erasure"}
            self.erased = True

    def _note(self, line: Line, notices: Iterable[Notice], level: int) -> None:
        for place, notice in enumerate(notices):
            payload = {"roles": sorted(notice.roles), "topic": notice.topic, "level": level}
            self.owed[(line.case, line.seq, place)] = payload

    # --- what must come of it in the family

    def _expect(self, line: Line, transition: Transition | None) -> None:
        expected = self.expected.setdefault(line.mark, [])
        if transition is None or line.kind == "proposed":
            return
        if transition.opens is not None:
            if len(line.body["children"]) != 1:
                raise Violation("follow", f"{transition.name} opened {len(line.body['children'])} cases", line.case)
            expected.append(Expected(None, "open"))
        elif line.case != self.root:
            expected.extend(self._parents_step(line))

    def _parents_step(self, line: Line) -> list[Expected]:
        parent = self.cases[self.root]
        case = self.snapshot(self.root)
        beside = self.cases[line.case].workflow.beside
        name = parent.workflow.follow(case) if parent.workflow.follow is not None and not beside else None
        if name is not None:
            return [Expected(self.root, name)]
        plan = oracle.planned(parent.workflow, case, parent.clocks, line.at)
        if plan.running == parent.clocks:
            return []
        self._only_clocks.add(line.mark)
        return [Expected(self.root, line.body["act"])]


def _cause(line: Line) -> Mark | None:
    cause = line.body["cause"]
    return (UUID(cause[0]), cause[1]) if cause is not None else None


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
