"""From decisions to the step that is written: numbers, records, clocks and what is owed, for every case of a family
that an act touches. No SQL, no clock; the only secret it knows is how to seal.

Longer than most files because a step is composed of parts that have to agree with each other, in one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Any, Protocol
from uuid import UUID, uuid4

from engine import clocks, history
from engine.clocks import Armed, Plan
from engine.decision import Moved, Refusals, decide, facts_after, followed
from engine.definition import SYSTEM, Actor, Notice, Snapshot
from engine.errors import SilentCase, VersionGone
from engine.family import Family, Member
from engine.registry import Compiled, Registry
from engine.step import ERASURE, NOTICE, Entry, Owed, Row, Step

SYSTEM_ACTOR = Actor(None, SYSTEM)


class Sealer(Protocol):
    """Turns what is private into ciphertext under the root case's own key."""

    def record(self, case_id: UUID, seq: int, private: Mapping[str, Any]) -> bytes: ...

    def case(self, case_id: UUID, private: Mapping[str, Any]) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Act:
    """What happens to one case in a step. `fired` is the clock whose rung this is; `lasting` replaces the case's
    ciphertext.
    """

    after: Snapshot
    kind: str
    act: str
    actor: Actor
    before: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    lasting: Mapping[str, Any] | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    checked: tuple[tuple[str, str | None], ...] = ()
    fired: Armed | None = None
    voided: int | None = None
    cause: tuple[UUID, int] | None = None
    opened: tuple[UUID, ...] = ()
    notices: tuple[Notice, ...] = ()
    level: int = 0
    newborn: Compiled | None = None
    """For a case that this step opens: its workflow."""
    effective_at: datetime | None = None
    """For what takes effect at another moment than its own, and is no rung."""
    altered: Mapping[int, Armed | None] = field(default_factory=dict)
    """Clocks that run on otherwise than they did, by the id under which they ran; None for one that stops."""
    erases: bool = False
    """The keys of the case are owed to destruction."""


def act_of(moved: Moved, kind: str | None = None) -> Act:
    """The act that a decision amounts to. `kind` where it is not told by the decision itself."""
    own = "proposed" if moved.proposes else _kind(moved)
    return Act(
        after=moved.after,
        kind=kind or own,
        act=moved.transition.name,
        actor=moved.actor,
        before=moved.before.state,
        facts=moved.facts,
        form=moved.form,
        private=moved.private,
        read=moved.read,
        checked=moved.checked,
        voided=moved.voided,
        notices=moved.notices,
        erases=moved.transition.erases and not moved.proposes,
    )


def _kind(moved: Moved) -> str:
    if moved.transition.ends:
        return "ended"
    if moved.transition.reopens:
        return "reopened"
    return "moved" if moved.after.state != moved.before.state else "changed"


def birth(
    registry: Registry, moved: Moved, child_id: UUID, now: datetime, private: Mapping[str, Any], cause: tuple[UUID, int]
) -> Act | None:
    """The child that a decision opens, or None. `private` is what the parent holds; empty when the system acts."""
    opens, situation = moved.opens, moved.situation
    if opens is None or situation is None:
        return None
    compiled = registry.get(opens.workflow)
    situation = replace(situation, case=moved.after)
    begun = opens.facts(situation)
    facts = facts_after(compiled.workflow, begun, {}, now)
    audience = opens.audience(situation)
    if compiled.workflow.audience is not None:
        audience |= compiled.workflow.audience(facts)
    child = Snapshot(
        child_id,
        compiled.workflow.name,
        compiled.workflow.initial,
        facts,
        now,
        now,
        audience=audience,
        excluded=moved.after.excluded,
    )
    return opening(compiled, child, moved.actor, {}, opens.private(situation, private), cause)


def opening(
    compiled: Compiled,
    case: Snapshot,
    actor: Actor,
    form: Mapping[str, Any],
    private: Mapping[str, Any],
    cause: tuple[UUID, int] | None = None,
) -> Act:
    """The first act of a case: all its facts are news."""
    return Act(
        after=case,
        kind="opened",
        act="open",
        actor=actor,
        before=None,
        facts=case.facts.model_dump(mode="json"),
        form=form,
        private=private,
        lasting=private,
        cause=cause,
        notices=compiled.workflow.tells,
        newborn=compiled,
    )


def following(registry: Registry, family: Family, child: Act, now: datetime) -> list[Act]:
    """What the parent does after its child's act: the automatic step that its workflow names, and the child that this
    may open in turn; or nothing but a change of its clocks; or nothing.
    """
    root = family.root
    parent = _parent_after(family, child)
    cause = (child.after.id, child.after.seq + 1)

    name = followed(root.compiled.workflow, parent, registry.get(child.after.workflow).workflow)
    transition = root.compiled.workflow.find(name) if name is not None else None
    if transition is None:
        plan = clocks.plan(root.compiled.workflow, parent, root.clocks, parent.seq + 1)
        if plan.armed or plan.cancelled:
            return [Act(parent, "followed", child.act, SYSTEM_ACTOR, parent.state, cause=cause)]
        return []

    moved = decide(root.compiled, parent, transition, SYSTEM_ACTOR, None, now)
    if isinstance(moved, Refusals):
        codes = ", ".join(one.code for one in moved.why)
        raise RuntimeError(f"{root.compiled.workflow.name} follows its child with {name}, and refuses it: {codes}")
    act = replace(act_of(moved, "ended" if transition.ends else "followed"), cause=cause)
    return with_birth(registry, moved, act, now, {})


def _parent_after(family: Family, child: Act) -> Snapshot:
    parent = family.snapshot(family.root_id)
    moved = replace(child.after, parent=None)
    children = tuple(moved if one.id == moved.id else one for one in parent.children)
    return replace(parent, children=children)


def with_birth(registry: Registry, moved: Moved, act: Act, now: datetime, private: Mapping[str, Any]) -> list[Act]:
    """An act together with the case that it opens, if it opens one. Whoever may answer the child also comes to see its
    parent, since a family is guarded by its root; how much of it they are shown is for the shell to say.
    """
    child = birth(registry, moved, uuid4(), now, private, (moved.before.id, moved.before.seq + 1))
    if child is None:
        return [act]
    parent = replace(act.after, audience=act.after.audience | child.after.audience)
    return [replace(act, after=parent, opened=(child.after.id,)), child]


def compose(family: Family | None, acts: Sequence[Act], now: datetime, mac_key: bytes, sealer: Sealer) -> Step:
    """One step out of the acts of one family, at most one act a case. Raises SilentCase, writing nothing, where an
    open obligation would be left without a clock, and VersionGone, where a case of it may not be moved.
    """
    root_id = family.root_id if family is not None else acts[0].after.id
    born = list(accumulate((act.newborn is not None for act in acts), initial=0))
    drafts = [_draft(family, act, root_id, now, mac_key, sealer, born[place]) for place, act in enumerate(acts)]
    rows = [draft.row for draft in drafts]
    if family is not None and all(row.snapshot.id != root_id for row in rows):
        rows.insert(0, _untouched(family.root))
    rows.sort(key=lambda row: row.snapshot.id != root_id)
    rows += _kept_out_too(family, rows) if family is not None else []

    running = {one.snapshot.id: one.clocks for one in family.members.values()} if family is not None else {}
    running.update({draft.row.snapshot.id: draft.running for draft in drafts})
    visible = any(act.kind != "escalated" for act in acts)
    return Step(
        root_id=root_id,
        writes=family.writes if family is not None else 1,
        version=(family.version if family is not None else 0) + (1 if visible or family is None else 0),
        breach_at=clocks.urgency([clock for each in running.values() for clock in each]),
        rows=tuple(rows),
        entries=tuple(draft.entry for draft in drafts),
        cancelled=tuple(one for draft in drafts for one in draft.cancelled),
        fired=tuple((act.fired.id, now) for act in acts if act.fired is not None and act.fired.id is not None),
        armed=tuple((draft.row.snapshot.id, clock) for draft in drafts for clock in draft.armed),
        owed=tuple(one for draft in drafts for one in draft.owed),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    row: Row
    entry: Entry
    running: tuple[Armed, ...]
    cancelled: tuple[int, ...]
    armed: tuple[Armed, ...]
    owed: tuple[Owed, ...]


def _draft(
    family: Family | None, act: Act, root_id: UUID, now: datetime, mac_key: bytes, sealer: Sealer, born: int
) -> _Draft:
    member = family.members.get(act.after.id) if family is not None else None
    compiled = member.compiled if member is not None else act.newborn
    assert compiled is not None, "an act belongs to a known case or opens a new one"
    if compiled.gone:
        raise VersionGone(compiled.workflow.name, compiled.version, compiled.gone)
    case = replace(act.after, seq=act.after.seq + 1)
    at = max(now, member.last_at) if member is not None else now

    running = after_firing(compiled, member, act, case, now)
    plan = clocks.plan(compiled.workflow, case, running, case.seq)
    _insist_on_a_clock(compiled, case, plan, act)

    version = (family.version if family is not None else 0) + (0 if act.kind == "escalated" else 1)
    owed = _owed(act, case)
    body = _body(compiled, act, case, plan, owed, at, now, version)
    sealed = sealer.record(case.id, case.seq, act.private) if act.private else None
    head = member.head if member is not None else history.GENESIS
    record = history.write(case.id, case.seq, head, body, sealed, mac_key)

    return _Draft(
        row=_row(compiled, family, member, act, case, record.hash, at, sealer, root_id, born),
        entry=Entry(
            record,
            at,
            act.kind,
            act.act,
            act.actor.id,
            act.actor.role,
            act.before,
            case.state,
            act.fired.id if act.fired is not None else None,
        ),
        running=plan.running,
        cancelled=(
            *(clock.id for clock in (*plan.cancelled, *plan.replaced) if clock.id is not None),
            *act.altered,
        ),
        armed=plan.armed + tuple(clock for clock in plan.kept if clock.id is None),
        owed=owed,
    )


def after_firing(
    compiled: Compiled, member: Member | None, act: Act, case: Snapshot, now: datetime
) -> tuple[Armed, ...]:
    """The clocks that ran, with those that the act alters, or the one that fired put on its next rung."""
    before = member.clocks if member is not None else ()
    if act.altered:
        running = (act.altered.get(clock.id or 0, clock) for clock in before)
        return tuple(clock for clock in running if clock is not None)
    if act.fired is None:
        return before
    others = tuple(clock for clock in before if clock.id != act.fired.id)
    following = clocks.climb(compiled.workflow, case, act.fired, case.seq, now)
    return others if following is None else (*others, following)


def _insist_on_a_clock(compiled: Compiled, case: Snapshot, plan: Plan, act: Act) -> None:
    bound = any(clock.name not in compiled.aside for clock in plan.running)
    if case.ended_at is None and not bound and not compiled.workflow.settled(case):
        raise SilentCase(case.id, case.state, act.act)


def _body(
    compiled: Compiled,
    act: Act,
    case: Snapshot,
    plan: Plan,
    owed: tuple[Owed, ...],
    at: datetime,
    now: datetime,
    version: int,
) -> dict[str, Any]:
    """The record in clear. Keys and their meaning are final (format v1); see `engine.history`."""
    effective = act.fired.due_at if act.fired is not None else act.effective_at
    return {
        "workflow": compiled.workflow.name,
        "definition": compiled.version,
        "version": version,
        "at": moment(at),
        "effective_at": moment(effective) if effective is not None else None,
        "kind": act.kind,
        "act": act.act,
        "actor": act.actor.id.hex if act.actor.id is not None else None,
        "role": act.actor.role,
        "from": act.before,
        "to": case.state,
        "late": plan.late(now),
        "facts": dict(act.facts),
        "form": dict(act.form),
        "read": dict(act.read),
        "checked": [list(one) for one in act.checked],
        "clocks": _clocks_told(plan),
        "deadline": _deadline_told(compiled, act),
        "owner": case.owner.hex if case.owner is not None else None,
        "audience": sorted(case.audience),
        **({"excluded": sorted(one.hex for one in case.excluded)} if case.excluded else {}),
        "pending": case.pending.number if case.pending is not None else None,
        "voided": act.voided,
        "ended": moment(case.ended_at) if case.ended_at is not None else None,
        "children": [one.hex for one in act.opened],
        "cause": [act.cause[0].hex, act.cause[1]] if act.cause is not None else None,
        "owes": [[one.topic, one.payload] for one in owed],
    }


def _clocks_told(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "name": clock.name,
            "rung": clock.rung,
            "anchor": moment(clock.anchor_at),
            "due": moment(clock.due_at),
            "breach": moment(clock.breach_at),
            **clocks.course(clock),
        }
        for clock in sorted(plan.running, key=lambda one: one.name)
    ]


def _deadline_told(compiled: Compiled, act: Act) -> dict[str, Any] | None:
    """Which clock fired, if one did."""
    if act.fired is None:
        return None
    return {
        "id": act.fired.id,
        "name": act.fired.name,
        "rule": compiled.workflow.deadline(act.fired.name).rule,
        "rung": act.fired.rung,
        "due": moment(act.fired.due_at),
    }


@lru_cache(maxsize=1_000)
def moment(at: datetime) -> str:
    """A moment as the history writes it: ISO 8601, UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _row(
    compiled: Compiled,
    family: Family | None,
    member: Member | None,
    act: Act,
    case: Snapshot,
    head: bytes,
    at: datetime,
    sealer: Sealer,
    root_id: UUID,
    born: int,
) -> Row:
    region = compiled.workflow.region
    number = member.number if member is not None else _number(family, case, at, born)
    return Row(
        snapshot=case,
        number=number,
        definition=compiled.version,
        region=region(case.facts) if region is not None else member.region if member is not None else None,
        parent_id=None if case.id == root_id else root_id,
        head=head,
        last_at=at,
        new=member is None,
        sealed=sealer.case(case.id, act.lasting) if act.lasting else None,
    )


ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _number(family: Family | None, case: Snapshot, at: datetime, born: int) -> str:
    """A registration number that tells nothing but the year: not sequential (R31). A child's is its parent's with a
    count; `born` are those that the same step opened before it.
    """
    if family is not None:
        return f"{family.root.number}/{len(family.members) + born}"
    return registration(case.id, at.year)


def registration(case_id: UUID, year: int) -> str:
    rest, drawn = case_id.int, ""
    for _ in range(7):
        rest, place = divmod(rest, len(ALPHABET))
        drawn += ALPHABET[place]
    return f"{year}-{drawn}"


def _untouched(root: Member) -> Row:
    """A root whose child moved and that has nothing to record itself: only its counters go on."""
    return Row(root.snapshot, root.number, root.definition, root.region, None, root.head, root.last_at)


def _kept_out_too(family: Family, rows: Sequence[Row]) -> list[Row]:
    """The children that a step leaves alone, where its root now keeps out others than they do: whoever is kept out of a
    case is kept out of what belongs to it. The root's record tells it for all of them.
    """
    excluded = rows[0].snapshot.excluded
    touched = {row.snapshot.id for row in rows}
    return [
        replace(_untouched(one), snapshot=replace(one.snapshot, excluded=excluded), parent_id=family.root_id)
        for one in family.members.values()
        if one.snapshot.excluded != excluded and one.snapshot.id not in touched
    ]


def _owed(act: Act, case: Snapshot) -> tuple[Owed, ...]:
    told = tuple(
        Owed(
            case.id,
            case.seq,
            place,
            NOTICE,
            {"roles": sorted(notice.roles), "topic": notice.topic, "level": act.level},
        )
        for place, notice in enumerate(act.notices)
    )
    return (*told, Owed(case.id, case.seq, len(told), ERASURE, {})) if act.erases else told
