"""What people do to a case: open it, take a step, decide on a proposal. Each reads, decides, writes and returns.

The transaction is opened here and ends here, because a lost race has to read again; `also` lets the caller put its
own rows (an idempotent answer, a receipt, an access record) into the same transaction, just before it commits.

Longer than most files because every verb ends in the same try, write and try again, and they are read together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg

from engine import almanac, database, family, forms, joint, pausing, writing
from engine.calendar import Duration
from engine.composition import Act, act_of, compose, following, opening, with_birth
from engine.database import Tx
from engine.decision import SECOND_PERSON, Moved, Refusals, decide, facts_after, standing
from engine.definition import Actor, Refusal, Situation, Snapshot, Text, Transition
from engine.errors import Change, Invalid, NoLongerPending, NotFound, Overtaken, Refused, Stale
from engine.family import Family
from engine.joint import DueFirst, Other
from engine.runtime import Engine
from engine.secrets import marks, sealing
from engine.secrets.sealing import CaseSealer
from engine.step import Step
from engine.sweep import fire_family
from engine.wire import Asked

TRIES = 8
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command. `proposal` is the number under which it waits for a second person, else None."""

    case_id: UUID
    version: int
    number: str
    proposal: int | None = None
    opened: tuple[UUID, ...] = ()


Also = Callable[[Tx, Done], None]
Judge = Callable[[Tx, Family], "list[Act] | Refusals"]


def open_case(
    engine: Engine, actor: Actor, workflow: str, form: Mapping[str, Any] | None, *, also: Also | None = None
) -> Done:
    """Open a case. Its key is on disk before the case commits. Raises Invalid, NotFound, Refused."""
    declared = engine.registry.get(workflow).workflow
    if declared.begin is None or declared.opening is None:
        raise NotFound("workflow that is opened by hand")
    if actor.role not in declared.opened_by:
        raise Refused("open", declared.initial, [_may_not_open(declared.opened_by)], [])

    with engine.database.transaction(actor, first=Asked(almanac.NOW)) as tx:
        now, standing = tx.first[0]
        compiled = almanac.under(tx.connection, engine.registry, standing).get(workflow)
        filled = forms.validate(declared.opening, form, now)
        case_id = uuid4()
        blank = Snapshot(case_id, declared.name, declared.initial, None, now, now)
        begun = declared.begin(Situation(blank, actor, now, filled))
        facts = facts_after(declared, begun, {}, now)
        audience = declared.audience(facts) if declared.audience is not None else frozenset()
        excluded = declared.excluded(facts) if declared.excluded is not None else frozenset()
        case = replace(blank, facts=facts, audience=audience, excluded=excluded)
        closed, private = forms.split(filled)

        engine.keys.new_case_key(case_id)
        act = opening(compiled, case, actor, closed, private)
        written = compose(None, [act], now, engine.keys.secret("mac"), CaseSealer(engine.keys, case_id))
        writing.create(tx.connection, [written])
        if declared.identities is not None:
            marks.keep(tx.connection, engine.keys.secret("index"), case_id, declared.identities(private), new=True)

        done = Done(case_id, written.version, written.rows[0].number)
        if also is not None:
            also(tx, done)
    return done


def advance(
    engine: Engine,
    actor: Actor,
    case_id: UUID,
    transition: str,
    form: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
    also: Also | None = None,
) -> Done:
    """Take a step, or propose it where it needs a second person. `seen` is the version that the person looked at.

    Raises NotFound, Stale, Invalid, Refused (with every reason, the attempt on record), Overtaken.
    """

    def judge(tx: Tx, kin: Family) -> list[Act] | Refusals:
        member = kin.members[case_id]
        chosen = member.compiled.workflow.find(transition)
        if chosen is None:
            return _unknown(member.snapshot.state, transition)
        case = kin.snapshot(case_id)
        try:
            filled = forms.validate(chosen.form, form, kin.now) if chosen.form is not None else None
        except Invalid:
            # What stands in the way whatever is filled in is said first: nobody should mend a form in vain.
            why = standing(member.compiled, case, chosen, actor, kin.now)
            if not why:
                raise
            return Refusals(chosen.name, case.state, why)
        moved = decide(member.compiled, case, chosen, actor, filled, kin.now)
        return moved if isinstance(moved, Refusals) else _acts(engine, tx, kin, moved)

    return _command(engine, actor, case_id, judge, seen, also)


def approve(
    engine: Engine, actor: Actor, case_id: UUID, number: int, *, seen: int | None = None, also: Also | None = None
) -> Done:
    """The second person's yes: the proposal is judged again on the facts of now. Raises as `advance`, and
    NoLongerPending.
    """

    def judge(tx: Tx, kin: Family) -> list[Act] | Refusals:
        chosen = _proposed(kin, case_id, number)
        member = kin.members[case_id]
        pending = member.snapshot.pending
        if pending is not None and pending.by == actor.id:
            return Refusals(chosen.name, member.snapshot.state, (SECOND_PERSON,))
        filled = None
        if chosen.form is not None:
            proposed_at = pending.at if pending is not None else kin.now
            filled = forms.validate(chosen.form, _proposal_form(engine, tx, case_id, number), proposed_at)
        moved = decide(member.compiled, kin.snapshot(case_id), chosen, actor, filled, kin.now, approving=True)
        return moved if isinstance(moved, Refusals) else _acts(engine, tx, kin, moved, kind="approved")

    return _command(engine, actor, case_id, judge, seen, also)


def reject(
    engine: Engine,
    actor: Actor,
    case_id: UUID,
    number: int,
    reason: str,
    *,
    seen: int | None = None,
    also: Also | None = None,
) -> Done:
    """The second person's no, with a reason (kept as ciphertext). Raises as `approve`."""

    def judge(_: Tx, kin: Family) -> list[Act] | Refusals:
        chosen = _proposed(kin, case_id, number)
        case = kin.members[case_id].snapshot
        by = chosen.four_eyes.by if chosen.four_eyes is not None else ()
        if actor.role not in by or (case.pending is not None and case.pending.by == actor.id):
            return Refusals(chosen.name, case.state, (SECOND_PERSON,))
        return [_dropped(case, chosen, actor, "rejected", {"reason": reason} if reason else {})]

    return _command(engine, actor, case_id, judge, seen, also)


def withdraw(
    engine: Engine, actor: Actor, case_id: UUID, number: int, *, seen: int | None = None, also: Also | None = None
) -> Done:
    """The proposer takes a proposal back. Raises as `approve`."""

    def judge(_: Tx, kin: Family) -> list[Act] | Refusals:
        chosen = _proposed(kin, case_id, number)
        case = kin.members[case_id].snapshot
        if case.pending is None or case.pending.by != actor.id:
            return Refusals(chosen.name, case.state, (NOT_YOUR_PROPOSAL,))
        return [_dropped(case, chosen, actor, "withdrawn", {})]

    return _command(engine, actor, case_id, judge, seen, also)


def pause(
    engine: Engine,
    actor: Actor,
    case_id: UUID,
    clock: str,
    reason: str,
    *,
    seen: int | None = None,
    also: Also | None = None,
) -> Done:
    """Stop a clock for a while, with a reason (kept as ciphertext). Raises as `advance`."""
    return _command(
        engine, actor, case_id, lambda _, kin: pausing.pause(kin, case_id, clock, actor, reason), seen, also
    )


def resume(
    engine: Engine,
    actor: Actor,
    case_id: UUID,
    clock: str,
    reason: str,
    *,
    seen: int | None = None,
    also: Also | None = None,
) -> Done:
    """Set a paused clock going again, with what is left of its time. Raises as `advance`."""
    return _command(
        engine, actor, case_id, lambda _, kin: pausing.resume(kin, case_id, clock, actor, reason), seen, also
    )


def extend(
    engine: Engine,
    actor: Actor,
    case_id: UUID,
    clock: str,
    by: Duration,
    reason: str,
    *,
    seen: int | None = None,
    also: Also | None = None,
) -> Done:
    """Allow a clock more time, with a reason (kept as ciphertext). Raises as `advance`."""

    def judge(_: Tx, kin: Family) -> list[Act] | Refusals:
        return pausing.extend(kin, case_id, clock, actor, by, reason)

    return _command(engine, actor, case_id, judge, seen, also)


def _command(engine: Engine, actor: Actor, case_id: UUID, judge: Judge, seen: int | None, also: Also | None) -> Done:
    """Read, compare with what was seen, fire what is due, decide, write. Whoever lost the race reads again."""
    for _ in range(TRIES):
        try:
            answer = _attempt(engine, actor, case_id, judge, seen, also)
        except _Lost:
            continue
        except DueFirst as due:
            fire_family(engine, due.root_id)
            continue
        if isinstance(answer, Refused):
            raise answer
        if isinstance(answer, Done):
            return answer
        seen = _fire_first(engine, answer, seen)
    raise Overtaken


class _Lost(Exception):
    """Somebody else wrote to the family between our read and our write."""


def _attempt(
    engine: Engine, actor: Actor, case_id: UUID, judge: Judge, seen: int | None, also: Also | None
) -> Done | Refused | UUID:
    """One try, in one transaction. A root's id means: its due deadlines come first. A refusal is committed, then
    raised.
    """
    with engine.database.transaction(actor, first=family.seen(case_id)) as tx:
        kin = family.told(tx.connection, engine.registry, tx.first)
        if kin is None:
            raise NotFound
        if seen is not None and kin.version != seen:
            raise Stale(seen, kin.version, _changes_since(tx.connection, kin.root_id, seen))
        if kin.due(kin.now):
            return kin.root_id

        acts = judge(tx, kin)
        if isinstance(acts, Refusals):
            return _refused(tx, kin, case_id, actor, acts)
        other = joint.other(tx.connection, engine.registry, engine.keys, kin, case_id, acts[0])
        if isinstance(other, Refusals):
            return _refused(tx, kin, case_id, actor, other)

        done = _write(engine, tx, kin, case_id, acts, other, last=also is None)
        if also is not None:
            also(tx, done)
        return done


def _fire_first(engine: Engine, root_id: UUID, seen: int | None) -> int | None:
    """The case's own due deadlines come before a later command. They are no change that the person should have seen."""
    fired = fire_family(engine, root_id)
    if fired is None or seen != fired.version_before:
        return seen
    return fired.version_after


def _write(
    engine: Engine, tx: Tx, kin: Family, case_id: UUID, acts: list[Act], other: Other | None, *, last: bool
) -> Done:
    """The family, and the other one that the step changes with it: the smaller root first, so that two who join the
    same cases wait for each other and never both.
    """
    written = _composed(engine, kin, acts)
    steps = [written]
    if other is not None and not other.waits:
        steps = sorted((written, _composed(engine, other.family, [other.act])), key=lambda step: step.root_id)
    alone = last and len(steps) == 1 and all(act.lasting is None for act in acts)
    for step in steps:
        try:
            moved = _written(tx, step, last=alone)
        except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected) as raced:
            raise _Lost from raced
        if step.root_id not in moved:
            raise _Lost
    for act in acts:
        _mark(engine, tx, kin, act)
    if other is not None and not other.waits:
        _mark(engine, tx, other.family, other.act)
    pending = next((row.snapshot.pending for row in written.rows if row.snapshot.id == case_id), None)
    proposed = pending.number if pending is not None and acts[0].kind == "proposed" else None
    born = tuple(row.snapshot.id for row in written.rows if row.new)
    return Done(case_id, written.version, kin.members[case_id].number, proposed, born)


def _composed(engine: Engine, kin: Family, acts: list[Act]) -> Step:
    return compose(kin, acts, kin.now, engine.keys.secret("mac"), CaseSealer(engine.keys, kin.root_id))


def _mark(engine: Engine, tx: Tx, kin: Family, act: Act) -> None:
    """Who the people of a case are may have changed: then they are marked anew."""
    member = kin.members.get(act.after.id)
    identities = member.compiled.workflow.identities if member is not None else None
    if act.lasting is not None and identities is not None:
        key = engine.keys.secret("index")
        marks.keep(tx.connection, key, act.after.id, identities(act.lasting), new=False)


def _written(tx: Tx, step: Step, *, last: bool) -> frozenset[UUID]:
    """A step may take its own writer's sight of the case away; the database lets nobody write what they do not see, so
    those who see it afterwards lend theirs while it is written. `last`: nothing else is written with it.
    """
    own, who = tx.actor.audience, tx.actor.id
    stored = [row.snapshot for row in step.rows if not row.new]
    left = frozenset[str]().union(*(one.audience for one in stored if not one.audience & own))
    kept_out = any(who in one.excluded for one in stored)
    if not left and not kept_out:
        return writing.write(tx.connection, [step], last=last)
    database.look_with(tx.connection, own | left, NOBODY if kept_out else who)
    moved = writing.write(tx.connection, [step])
    database.look_with(tx.connection, own, who)
    return moved


def _acts(engine: Engine, tx: Tx, kin: Family, moved: Moved, kind: str | None = None) -> list[Act]:
    """A decision with all that follows from it in the family."""
    case_id = moved.before.id
    first = act_of(moved, kind)
    lasting = _lasting(engine, tx, kin, case_id, moved.private) if moved.private and not moved.proposes else None
    if lasting is not None:
        first = replace(first, lasting=lasting)
    if moved.opens is not None:
        private = sealing.read_case(tx.connection, engine.keys, case_id)
        return with_birth(kin.registry, moved, first, kin.now, private)
    if case_id == kin.root_id or moved.proposes:
        return [first]
    return [first, *following(kin.registry, kin, first, kin.now)]


def _lasting(
    engine: Engine, tx: Tx, kin: Family, case_id: UUID, private: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The case's private side with what this form replaces in it; None when it replaces nothing."""
    named = {name: value for name, value in private.items() if name in kin.members[case_id].compiled.lasting}
    if not named:
        return None
    return {**sealing.read_case(tx.connection, engine.keys, case_id), **named}


def _proposed(kin: Family, case_id: UUID, number: int) -> Transition:
    member = kin.members[case_id]
    pending = member.snapshot.pending
    transition = member.compiled.workflow.find(pending.transition) if pending is not None else None
    if pending is None or pending.number != number or transition is None:
        raise NoLongerPending(number)
    return transition


def _proposal_form(engine: Engine, tx: Tx, case_id: UUID, number: int) -> Any:
    body = tx.connection.execute(
        "SELECT convert_from(body, 'UTF8')::jsonb -> 'form' FROM history WHERE case_id = %s AND seq = %s",
        (case_id, number),
    ).fetchone()
    if body is None:
        raise NoLongerPending(number)
    return forms.join(body[0], sealing.read_record(tx.connection, engine.keys, case_id, number))


def _dropped(case: Snapshot, transition: Transition, actor: Actor, kind: str, private: Mapping[str, Any]) -> Act:
    number = case.pending.number if case.pending is not None else None
    return Act(replace(case, pending=None), kind, transition.name, actor, case.state, private=private, voided=number)


def _refused(tx: Tx, kin: Family, case_id: UUID, actor: Actor, refusals: Refusals) -> Refused:
    """Put the attempt on record, and say what is possible instead."""
    member = kin.members[case_id]
    tx.connection.execute(
        "INSERT INTO attempt (case_id, at, actor, role, act, state, codes) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            case_id,
            kin.now,
            actor.id,
            actor.role,
            refusals.act,
            refusals.state,
            sorted({one.code for one in refusals.why}),
        ),
    )
    case = kin.snapshot(case_id)
    possible = [
        one.name
        for one in member.compiled.workflow.transitions
        if not standing(member.compiled, case, one, actor, kin.now)
    ]
    return Refused(refusals.act, refusals.state, refusals.why, possible)


def _changes_since(connection: "psycopg.Connection[Any]", root_id: UUID, seen: int) -> list[Change]:
    rows = connection.execute(
        """SELECT seq, at, actor, role, act FROM history
            WHERE root_id = %s AND (convert_from(body, 'UTF8')::jsonb ->> 'version')::int > %s ORDER BY at, seq LIMIT
            20""",
        (root_id, seen),
    ).fetchall()
    return [Change(*row) for row in rows]


def _unknown(state: str, name: str) -> Refusals:
    unknown = Refusal(
        "STATE",
        "UNKNOWN_TRANSITION",
        Text("Langkah ini tidak dikenal.", "There is no such step."),
        "alur kerja / workflow",
        Text("Pilih langkah yang ditawarkan.", "Choose a step that is offered."),
    )
    return Refusals(name[:80], state, (unknown,))


def _may_not_open(roles: tuple[str, ...]) -> Refusal:
    who = ", ".join(roles)
    return Refusal(
        "ROLE",
        "NOT_YOUR_ROLE",
        Text(f"Kasus dibuka oleh: {who}.", f"Cases are opened by: {who}."),
        "peran / roles",
        Text("Minta orang dengan peran itu.", "Ask a person in that role."),
    )


NOT_YOUR_PROPOSAL = Refusal(
    "R22",
    "NOT_YOUR_PROPOSAL",
    Text("Hanya pengusul yang dapat menariknya.", "Only the proposer withdraws a proposal."),
    "R22",
    Text("Tolak usulan itu sebagai orang kedua.", "Reject it as the second person."),
)
