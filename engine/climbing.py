"""What a rung does when it is climbed: whom it tells, and the move that the system then makes. Pure.

Everything is judged at the moment when the rung was due, never at the one when a worker came by.
"""

from dataclasses import replace

from engine.clocks import Armed
from engine.composition import SYSTEM_ACTOR, Act, act_of, following, with_birth
from engine.decision import Moved, decide
from engine.definition import Notice, Rung
from engine.family import Family, Member


def climb(kin: Family, member: Member, clock: Armed) -> list[Act]:
    """What a rung does: it tells its roles, and where it makes a move, the system's step goes into the same record.

    A move that guards refuse by now changes nothing; its roles are told all the same.
    """
    rung = member.compiled.workflow.deadline(clock.name).rungs[clock.rung]
    told = _told(rung)
    moved = _move(kin, member, rung, clock) if rung.move is not None else None

    if moved is not None and moved.before.id == member.snapshot.id:
        act = replace(act_of(moved), fired=clock, level=rung.level, notices=(*moved.notices, *told))
        acts = with_birth(kin.registry, moved, act, clock.due_at, {})
        if len(acts) == 1 and member.snapshot.id != kin.root_id:
            acts += following(kin.registry, kin, act, clock.due_at)
        return acts

    escalated = Act(
        after=kin.snapshot(member.snapshot.id),
        kind="escalated",
        act=clock.name,
        actor=SYSTEM_ACTOR,
        before=member.snapshot.state,
        fired=clock,
        level=rung.level,
        notices=told,
    )
    if moved is None:
        return [escalated]
    cause = (member.snapshot.id, member.snapshot.seq + 1)
    return [escalated, *with_birth(kin.registry, moved, replace(act_of(moved), cause=cause), clock.due_at, {})]


def _move(kin: Family, member: Member, rung: Rung, clock: Armed) -> Moved | None:
    """The system's step, of this case or of its parent, judged at the moment when the rung was due."""
    for one in (member, kin.root):
        transition = one.compiled.workflow.find(rung.move or "")
        if transition is not None:
            decided = decide(one.compiled, kin.snapshot(one.snapshot.id), transition, SYSTEM_ACTOR, None, clock.due_at)
            return decided if isinstance(decided, Moved) else None
    return None


def _told(rung: Rung) -> tuple[Notice, ...]:
    if not rung.tell:
        return ()
    return (Notice(rung.tell, "escalation" if rung.level else "reminder"),)
