"""Times of the workflows that are the office's own policy: which they are, within what bounds, where they act. Pure.

A setting names the places at which its time stands in the workflows; as declared, all of them have the same time there,
and that is its default. No setting reaches a clock of the law.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.calendar import Duration, Elapsed, WorkingDays, kind
from engine.definition import ByFact, Deadline, Rung, Text, Workflow

Unit = Literal["minutes", "hours", "days", "working_days"]
Values = Mapping[str, int]
"""What is set, by the names of settings, each in its own unit."""

LENGTHS: Mapping[Unit, Callable[[int], Duration]] = {
    "minutes": lambda number: Elapsed(minutes=number),
    "hours": lambda number: Elapsed(hours=number),
    "days": lambda number: Elapsed(days=number),
    "working_days": WorkingDays,
}
OTHERWISE = "*"
"""Any value of a fact that has no time of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a time stands: all that a clock allows, what it allows for one `value` of its fact, or the moment of one of
    its rungs (counted from 1).
    """

    workflow: str
    clock: str
    value: str | None = None
    rung: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A time that the office may set, from `least` to `most` of its `unit`."""

    name: str
    title: Text
    rule: str
    basis: str
    unit: Unit
    least: int
    most: int
    places: tuple[Place, ...]

    def length(self, number: int) -> Duration:
        return LENGTHS[self.unit](number)


def declared(setting: Setting, workflows: Iterable[Workflow]) -> int:
    """The number that stands in these workflows now."""
    length = _length(_clock(setting.places[0], workflows), setting.places[0])
    assert length is not None, "a setting that was judged has its time"
    return length.total_minutes // setting.length(1).total_minutes


def problems(settings: Sequence[Setting], workflows: Sequence[Workflow]) -> list[str]:
    """Everything that is wrong with how settings are declared, as sentences."""
    found = [f"the setting {one.name}: {sentence}" for one in settings for sentence in _problems(one, workflows)]
    names = [one.name for one in settings]
    return found + [f"there are two settings {name}." for name in sorted({n for n in names if names.count(n) > 1})]


def applied(workflows: Sequence[Workflow], settings: Sequence[Setting], values: Values) -> list[Workflow]:
    """The workflows with these times; what is not changed is the same object. A name that is none is passed over."""
    changed = {one.name: one for one in workflows}
    for setting in settings:
        if setting.name in values:
            to = setting.length(values[setting.name])
            for place in setting.places:
                changed[place.workflow] = _placed(changed[place.workflow], place, to)
    return list(changed.values())


def moved(rung: Rung, to: Duration) -> Rung:
    """The rung at another length of time, from where it was reckoned; what was a percentage counts from the start."""
    if rung.before is not None:
        return replace(rung, before=to)
    if rung.past is not None:
        return replace(rung, past=to)
    return replace(rung, percent=None, after=to)


def _placed(workflow: Workflow, place: Place, to: Duration) -> Workflow:
    clock = workflow.deadline(place.clock)
    now = _length(clock, place)
    if now is None or (kind(now) == kind(to) and now.total_minutes == to.total_minutes):
        return workflow
    other = _timed(clock, place, to)
    return replace(workflow, deadlines=tuple(other if one is clock else one for one in workflow.deadlines))


def _timed(clock: Deadline, place: Place, to: Duration) -> Deadline:
    """What may be extended by its own time goes on to be."""
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


def _length(clock: Deadline | None, place: Place) -> Duration | None:
    """The time at a place; None where there is none that could be set."""
    if clock is None:
        return None
    if place.rung is not None:
        rung = clock.rungs[place.rung - 1] if 1 <= place.rung <= len(clock.rungs) else None
        return (rung.after or rung.before or rung.past) if rung is not None else None
    if isinstance(clock.within, ByFact):
        times = clock.within.times
        return clock.within.otherwise if place.value == OTHERWISE else times.get(place.value or "")
    return clock.within if place.value is None and isinstance(clock.within, Duration) else None


def _clock(place: Place, workflows: Iterable[Workflow]) -> Deadline | None:
    found = next((one for one in workflows if one.name == place.workflow), None)
    clocks = found.deadlines if found is not None else ()
    return next((one for one in clocks if one.name == place.clock), None)


def _problems(setting: Setting, workflows: Sequence[Workflow]) -> Iterator[str]:
    lengths: list[Duration] = []
    for place in setting.places:
        clock = _clock(place, workflows)
        length = _length(clock, place)
        if clock is not None and clock.statutory:
            yield f"the clock {place.clock} of {place.workflow} is the law's ({clock.rule}): no setting reaches it."
        elif length is None:
            yield f"no time that could be set stands at {place}."
        else:
            lengths.append(length)
    if not setting.places:
        yield "it acts nowhere."
    if len({(kind(one), one.total_minutes) for one in lengths}) > 1:
        yield "its places have different times."
    if lengths:
        yield from _unfit(setting, lengths[0])


def _unfit(setting: Setting, length: Duration) -> Iterator[str]:
    one = setting.length(1)
    number, rest = divmod(length.total_minutes, one.total_minutes)
    if kind(length) != kind(one) or rest:
        yield f"its time is no whole number of {setting.unit}."
    elif not 0 < setting.least <= number <= setting.most:
        yield f"its default {number} is not from {setting.least} to {setting.most}."
