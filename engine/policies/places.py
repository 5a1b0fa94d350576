"""Where in a workflow a setting can stand, what stands there, and the workflow with another there. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.calendar import Duration
from engine.definition import ByFact, Deadline, Rung, Workflow

Amount = Duration | int
"""A length of time, a percentage, or how many."""
Part = Literal["again", "pause", "pauses", "extension"]
OTHERWISE = "*"
"""Any value of a fact that has no time of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """All that a clock allows, what it allows for one `value` of its fact, the moment of one of its rungs (counted from
    1), or a `part` of it: how often its last rung comes `again`, how long a `pause` lasts and how many `pauses` there
    are, how long an `extension` may be. Without a clock, the `limit` of that name, which guards read.
    """

    workflow: str
    clock: str | None = None
    value: str | None = None
    rung: int | None = None
    part: Part | None = None
    limit: str | None = None


def clock_at(place: Place, workflows: Iterable[Workflow]) -> Deadline | None:
    found = next((one for one in workflows if one.name == place.workflow), None)
    clocks = found.deadlines if found is not None else ()
    return next((one for one in clocks if one.name == place.clock), None)


def found_at(place: Place, workflows: Iterable[Workflow]) -> Amount | None:
    """None where there is nothing that could be set."""
    if place.limit is not None:
        limits = next((one.limits for one in workflows if one.name == place.workflow), {})
        return limits.get(place.limit)
    clock = clock_at(place, workflows)
    if clock is None:
        return None
    if place.part is not None:
        return _part(clock, place.part)
    if place.rung is not None:
        rung = clock.rungs[place.rung - 1] if 1 <= place.rung <= len(clock.rungs) else None
        return (rung.after or rung.before or rung.past or rung.percent) if rung is not None else None
    if isinstance(clock.within, ByFact):
        return clock.within.otherwise if place.value == OTHERWISE else clock.within.times.get(place.value or "")
    return clock.within if place.value is None and isinstance(clock.within, Duration) else None


def _part(clock: Deadline, part: Part) -> Amount | None:
    extending = clock.extendable.at_most if clock.extendable is not None else None
    return {
        "again": clock.rungs[-1].every if clock.rungs else None,
        "pause": clock.pausable.at_most if clock.pausable is not None else None,
        "pauses": clock.pausable.times if clock.pausable is not None else None,
        "extension": extending if isinstance(extending, Duration) else None,
    }[part]


def placed(workflow: Workflow, place: Place, to: Amount) -> Workflow:
    """The workflow with this at a place that has something; the same object where nothing changes."""
    if found_at(place, [workflow]) == to:
        return workflow
    if place.limit is not None and isinstance(to, int):
        return replace(workflow, limits={**workflow.limits, place.limit: to})
    deadlines = (_timed(one, place, to) if one.name == place.clock else one for one in workflow.deadlines)
    return replace(workflow, deadlines=tuple(deadlines))


def _timed(clock: Deadline, place: Place, to: Any) -> Deadline:
    """What may be extended by its own time goes on to be."""
    if place.part is not None:
        return _parted(clock, place.part, to)
    if place.rung is not None:
        rungs = list(clock.rungs)
        rungs[place.rung - 1] = moved(rungs[place.rung - 1], to)
        return replace(clock, rungs=tuple(rungs))
    within: Any = to
    if isinstance(clock.within, ByFact) and place.value == OTHERWISE:
        within = replace(clock.within, otherwise=to)
    elif isinstance(clock.within, ByFact):
        within = replace(clock.within, times={**clock.within.times, str(place.value): to})
    extending = clock.extendable
    if extending is not None and extending.at_most == clock.within:
        extending = replace(extending, at_most=within)
    return replace(clock, within=within, extendable=extending)


def _parted(clock: Deadline, part: Part, to: Any) -> Deadline:
    pausing, extending = clock.pausable, clock.extendable
    if part == "again":
        return replace(clock, rungs=(*clock.rungs[:-1], replace(clock.rungs[-1], every=to)))
    if part == "extension" and extending is not None:
        return replace(clock, extendable=replace(extending, at_most=to))
    assert pausing is not None, "a place that was judged has its part"
    return replace(clock, pausable=replace(pausing, **{"at_most" if part == "pause" else "times": to}))


def moved(rung: Rung, to: Amount) -> Rung:
    """The rung at another moment: a percentage, or a length of time from where it was reckoned; what was a percentage
    counts from the start then.
    """
    if isinstance(to, int):
        return replace(rung, percent=to, after=None, before=None, past=None)
    if rung.before is not None:
        return replace(rung, before=to)
    if rung.past is not None:
        return replace(rung, past=to)
    return replace(rung, percent=None, after=to)
