"""A clock stopped for a while, set going again, or given more time: what each means, or why not. Pure.

While a clock stands still its time does not run, so what is left of it is left on resuming too. A pause that nobody
ends ends by itself when it has lasted as long as its deadline lets it.

Longer than most files because a third of it is what each refusal says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clocks
from engine.calendar import Duration, canonical, kind, plus
from engine.clocks import Armed
from engine.composition import SYSTEM_ACTOR, Act
from engine.decision import Refusals
from engine.definition import Actor, Deadline, Refusal, Snapshot, Text
from engine.errors import Invalid, NotFound, Problem
from engine.explaining import words
from engine.family import Family, Member
from engine.working_time import Pause

PAUSE, RESUME, EXTEND = "pause", "resume", "extend"

TITLES: Mapping[str, Text] = {
    PAUSE: Text("Jeda jamnya", "Pause the clock"),
    RESUME: Text("Jalankan lagi jamnya", "Resume the clock"),
    EXTEND: Text("Perpanjang tenggatnya", "Extend the deadline"),
}
"""What these acts are called, on a button and in a history."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody wants something of a clock. `clock` is None where the deadline does not run now."""

    actor: Actor
    case: Snapshot
    deadline: Deadline
    clock: Armed | None
    kin: Family


def pause(kin: Family, case_id: UUID, name: str, actor: Actor, reason: str) -> list[Act] | Refusals:
    """Stop a clock from now on. Raises NotFound for a clock that the workflow does not have, Invalid without reason."""
    ask = _asked(kin, case_id, name, actor, reason)
    return _answer(ask, PAUSE, why_not_pause(ask), reason, _pause)


def resume(kin: Family, case_id: UUID, name: str, actor: Actor, reason: str) -> list[Act] | Refusals:
    """Set a paused clock going again. Raises as `pause`."""
    ask = _asked(kin, case_id, name, actor, reason)
    return _answer(ask, RESUME, why_not_resume(ask), reason, _resume)


def extend(kin: Family, case_id: UUID, name: str, actor: Actor, by: Duration, reason: str) -> list[Act] | Refusals:
    """Allow a clock more time, also when it is over. Raises as `pause`, and Invalid for a time of another kind."""
    ask = _asked(kin, case_id, name, actor, reason)
    why = why_not_extend(ask) or _beyond(ask, by)

    def _extend(_: Ask, clock: Armed) -> tuple[Armed, dict[str, Any]]:
        return replace(clock, extension=_together(clock, by)), {"by": canonical(by)}

    return _answer(ask, EXTEND, why, reason, _extend)


def resumed(kin: Family, member: Member, clock: Armed) -> Act:
    """A pause that has reached its bound: the clock goes on from there, whenever somebody came by."""
    deadline = member.compiled.workflow.deadline(clock.name)
    ask = Ask(SYSTEM_ACTOR, kin.snapshot(member.snapshot.id), deadline, clock, kin)
    return replace(_act(ask, RESUME, clock, _ended(clock, clock.due_at), {}), effective_at=clock.due_at)


def possible(kin: Family, case_id: UUID, name: str, actor: Actor) -> tuple[str, ...]:
    """What this actor may do with a running clock now, as far as that can be said before a length and a reason."""
    member = kin.members[case_id]
    clock = next((one for one in member.clocks if one.name == name), None)
    ask = Ask(actor, kin.snapshot(case_id), member.compiled.workflow.deadline(name), clock, kin)
    judged = ((PAUSE, why_not_pause), (RESUME, why_not_resume), (EXTEND, why_not_extend))
    return tuple(act for act, why_not in judged if not why_not(ask))


def why_not_pause(ask: Ask) -> tuple[Refusal, ...]:
    """Everything that stands in the way of a pause now."""
    pausable, clock = ask.deadline.pausable, ask.clock
    if ask.deadline.statutory or pausable is None:
        return (_statutory(ask.deadline) if ask.deadline.statutory else _refusal(ask.deadline, "NOT_PAUSABLE"),)
    why = [] if ask.actor.role in pausable.by else [_roles(pausable.by)]
    if clock is None:
        return (*why, _refusal(ask.deadline, "NOT_RUNNING"))
    if clock.paused is not None:
        why.append(_refusal(ask.deadline, "PAUSED"))
    if len(clock.pauses) >= pausable.times and clock.paused is None:
        why.append(_refusal(ask.deadline, "NO_PAUSE_LEFT", times=pausable.times))
    if clock.breach_at <= ask.kin.now:
        why.append(_refusal(ask.deadline, "TIME_IS_OVER"))
    return tuple(why)


def why_not_resume(ask: Ask) -> tuple[Refusal, ...]:
    pausable, clock = ask.deadline.pausable, ask.clock
    if clock is None:
        return (_refusal(ask.deadline, "NOT_RUNNING"),)
    by = pausable.by if pausable is not None else ()
    why = [] if ask.actor.role in by else [_roles(by)]
    return (*why, _refusal(ask.deadline, "NOT_PAUSED")) if clock.paused is None else tuple(why)


def why_not_extend(ask: Ask) -> tuple[Refusal, ...]:
    """Everything that stands in the way of more time, however much."""
    extendable = ask.deadline.extendable
    if ask.deadline.statutory or extendable is None:
        return (_statutory(ask.deadline) if ask.deadline.statutory else _refusal(ask.deadline, "NOT_EXTENDABLE"),)
    why = [] if ask.actor.role in extendable.by else [_roles(extendable.by)]
    return (*why, _refusal(ask.deadline, "NOT_RUNNING")) if ask.clock is None else tuple(why)


def _asked(kin: Family, case_id: UUID, name: str, actor: Actor, reason: str) -> Ask:
    member = kin.members[case_id]
    deadline = next((one for one in member.compiled.workflow.deadlines if one.name == name), None)
    if deadline is None:
        raise NotFound("clock")
    if not reason.strip():
        raise Invalid([Problem("/reason", "missing", Text("Belum diisi.", "This is not filled in."))])
    clock = next((one for one in member.clocks if one.name == name), None)
    return Ask(actor, kin.snapshot(case_id), deadline, clock, kin)


def _answer(
    ask: Ask,
    act: str,
    why: tuple[Refusal, ...],
    reason: str,
    alter: Callable[[Ask, Armed], tuple[Armed, dict[str, Any]]],
) -> list[Act] | Refusals:
    if why or ask.clock is None:
        return Refusals(act, ask.case.state, why)
    altered, form = alter(ask, ask.clock)
    return [replace(_act(ask, act, ask.clock, altered, form), private={"reason": reason.strip()})]


def _pause(ask: Ask, clock: Armed) -> tuple[Armed, dict[str, Any]]:
    return replace(clock, pauses=(*clock.pauses, Pause(ask.kin.now, ask.kin.now, open=True))), {}


def _resume(ask: Ask, clock: Armed) -> tuple[Armed, dict[str, Any]]:
    return _ended(clock, ask.kin.now), {}


def _ended(clock: Armed, at: datetime) -> Armed:
    return replace(clock, pauses=(*clock.pauses[:-1], replace(clock.pauses[-1], until=at, open=False)))


def _act(ask: Ask, act: str, clock: Armed, altered: Armed, form: Mapping[str, Any]) -> Act:
    """The clock with its moments reckoned anew."""
    within = clocks.allowed(ask.deadline, ask.case)
    calendar = ask.kin.members[ask.case.id].compiled.workflow.calendar
    anew = clocks.timed(ask.deadline, altered, within, calendar) if within is not None else altered
    assert clock.id is not None, "a clock that was read is stored"
    return Act(
        after=ask.case,
        kind="changed",
        act=act,
        actor=ask.actor,
        before=ask.case.state,
        form={"clock": clock.name, **form},
        altered={clock.id: replace(anew, id=None, armed_seq=ask.case.seq + 1)},
    )


def _beyond(ask: Ask, by: Duration) -> tuple[Refusal, ...]:
    """Whether that is more than may be given. Raises Invalid where the time is of another kind than the allowance."""
    extendable, clock, within = ask.deadline.extendable, ask.clock, clocks.allowed(ask.deadline, ask.case)
    if extendable is None or clock is None or within is None:
        return ()
    if kind(by) != kind(within) or by.total_minutes == 0:
        indonesian, english = words(within)
        like = Text(f"Tulis dalam satuan yang sama dengan {indonesian}.", f"Write it in the kind of {english}.")
        raise Invalid([Problem("/by", "another_kind", like)])

    most = extendable.at_most(ask.case) if callable(extendable.at_most) else extendable.at_most
    if most is None or kind(most) != kind(by):
        return (_refusal(ask.deadline, "NOT_EXTENDABLE"),)
    if _together(clock, by).total_minutes <= most.total_minutes:
        return ()
    indonesian, english = words(most)
    return (_refusal(ask.deadline, "TOO_MUCH", most_id=indonesian, most_en=english),)


def _together(clock: Armed, by: Duration) -> Duration:
    """The new extension beside what was given before; of another kind of time nothing counts any more."""
    given = clock.extension
    return plus(given, by) if given is not None and kind(given) == kind(by) else by


def _refusal(deadline: Deadline, code: str, **values: object) -> Refusal:
    reason, lifted_by = WHY[code]
    told = Text(reason.id.format(**values), reason.en.format(**values))
    return Refusal(deadline.rule, code, told, deadline.basis, lifted_by)


def _statutory(deadline: Deadline) -> Refusal:
    return _refusal(deadline, "STATUTORY")


def _roles(roles: tuple[str, ...]) -> Refusal:
    who = ", ".join(roles)
    return Refusal(
        "ROLE",
        "NOT_YOUR_ROLE",
        Text(f"Langkah ini dilakukan oleh: {who}.", f"This step is taken by: {who}."),
        "peran / roles",
        Text("Minta orang dengan peran itu.", "Ask a person in that role."),
    )


WHY: Mapping[str, tuple[Text, Text | None]] = {
    "STATUTORY": (
        Text(
            "Tenggat ini dari undang-undang: tidak dapat dijeda atau diperpanjang.",
            "This deadline is the law's: it can be neither paused nor extended.",
        ),
        None,
    ),
    "NOT_PAUSABLE": (Text("Jam ini tidak dapat dijeda.", "This clock cannot be paused."), None),
    "NOT_EXTENDABLE": (Text("Tenggat ini tidak dapat diperpanjang.", "This deadline cannot be extended."), None),
    "NOT_RUNNING": (Text("Jam ini sedang tidak berjalan.", "This clock does not run now."), None),
    "PAUSED": (
        Text("Jam ini sudah dijeda.", "This clock is paused already."),
        Text("Jalankan lagi jamnya.", "Resume it."),
    ),
    "NOT_PAUSED": (Text("Jam ini tidak sedang dijeda.", "This clock is not paused."), None),
    "NO_PAUSE_LEFT": (
        Text(
            "Jam ini sudah dijeda {times} kali; lebih tidak boleh.", "This clock was paused {times} time(s): no more."
        ),
        None,
    ),
    "TIME_IS_OVER": (
        Text("Waktunya sudah habis; jeda akan menyembunyikannya.", "Its time is over; a pause would hide that."),
        None,
    ),
    "TOO_MUCH": (
        Text("Semua perpanjangan bersama paling banyak {most_id}.", "All extensions together are at most {most_en}."),
        Text("Minta waktu yang lebih pendek.", "Ask for less."),
    ),
}
"""What each refusal says, and what would lift it."""
