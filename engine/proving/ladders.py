"""A ladder as its definition stands: each rung has one moment, does something, and comes after the one below it.

Two rungs are compared as lengths of time from the anchor, for every time that the clock allows. In one kind of time
that is exact. In two kinds a rung comes after another if it does wherever in the calendar the clock starts; where the
day of the start would decide, nobody could read the ladder, and it is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, WorkingHours, share
from engine.definition import ByFact, Deadline, Rung, Text
from engine.explaining import words
from engine.proving.waiting import longest

OVER = Rung(Text("waktu habis", "the time is over"), percent=100)


def times(within: object) -> list[Duration]:
    """Every time that a clock can give, where its definition says so; none where only its function knows."""
    if isinstance(within, ByFact):
        return [one for one in (*within.times.values(), within.otherwise) if one is not None]
    return [within] if isinstance(within, Duration) else []


def unclimbable(deadline: Deadline, calendar: Calendar) -> Iterator[str]:
    """What is wrong with the ladder of a clock, as sentences."""
    if not deadline.rungs:
        yield f"the clock {deadline.name} has no rung: nothing happens when it is over."
        return
    if deadline.rungs[-1].every is None:
        yield f"the ladder of {deadline.name} ends with {deadline.rungs[-1].title.en!r}, then is silent; let it repeat."
    for number, rung in enumerate(deadline.rungs, 1):
        yield from _rung(deadline, number, rung)
    levels = [rung.level for rung in deadline.rungs]
    if levels != sorted(levels):
        yield f"the levels of {deadline.name} go down: {levels}."
    yield from disorder(deadline, times(deadline.within), calendar)


def _rung(deadline: Deadline, number: int, rung: Rung) -> Iterator[str]:
    if not _has_one_moment(rung):
        yield f"rung {number} of {deadline.name} needs exactly one of percent, after, before, past."
    if not rung.tell and rung.move is None:
        yield f"rung {number} of {deadline.name} tells nobody and moves nothing."
    if rung.every is not None and not rung.every.total_minutes:
        yield f"rung {number} of {deadline.name} repeats without any time between."
    if rung.every is not None and number < len(deadline.rungs):
        yield f"rung {number} of {deadline.name} repeats, so the rungs after it are never climbed."


def disorder(deadline: Deadline, allowed: Iterable[Duration], calendar: Calendar) -> list[str]:
    """Rungs that do not come one after the other, and reminders that come too late, with the first of the times allowed
    with which there are any.
    """
    if not all(_has_one_moment(rung) for rung in deadline.rungs):
        return []
    found = ([*_misplaced(deadline, within, calendar)] for within in allowed)
    return next((sentences for sentences in found if sentences), [])


def _misplaced(deadline: Deadline, within: Duration, calendar: Calendar) -> Iterator[str]:
    name, where = deadline.name, f"with {words(within)[1]} allowed"
    for number, (lower, upper) in enumerate(pairwise(deadline.rungs), 1):
        least, most = _between(lower, upper, within, calendar)
        if most < 0:
            yield f"rung {number + 1} of {name} comes before rung {number}, {where}: put them in the order of time."
        elif least < 0:
            yield (
                f"whether rung {number + 1} of {name} comes after rung {number} hangs on the day on which its clock"
                f" starts, {where}: count both in one kind of time."
            )
    for number, rung in enumerate(deadline.rungs, 1):
        if not rung.level and _between(rung, OVER, within, calendar)[0] < 0:
            yield f"rung {number} of {name} only reminds, and can come when the time is over, {where}: raise a level."


def _has_one_moment(rung: Rung) -> bool:
    return sum(one is not None for one in (rung.percent, rung.after, rung.before, rung.past)) == 1


def _between(lower: Rung, upper: Rung, within: Duration, calendar: Calendar) -> tuple[float, float]:
    """How many hours after the lower rung the upper one comes: at the least, and at the most."""
    minutes: Counter[type[Duration]] = Counter()
    for sign, rung in ((1, upper), (-1, lower)):
        for way, one in _parts(rung, within):
            minutes[type(one)] += sign * way * one.total_minutes
    least = most = 0.0
    for kind, number in minutes.items():
        shortest, worst = abs(number) / 60, longest(_OF_MINUTES[kind](abs(number)), calendar)
        least += shortest if number > 0 else -worst
        most += worst if number > 0 else -shortest
    return least, most


def _parts(rung: Rung, within: Duration) -> tuple[tuple[int, Duration], ...]:
    """The lengths that lead from the anchor to a rung, forward (1) or back (-1)."""
    if rung.after is not None:
        return ((1, rung.after),)
    if rung.before is not None:
        return ((1, within), (-1, rung.before))
    if rung.past is not None:
        return ((1, within), (1, rung.past))
    return ((1, share(within, rung.percent or 0)),)


_OF_MINUTES: dict[type[Duration], Callable[[int], Duration]] = {
    Elapsed: lambda minutes: Elapsed(minutes=minutes),
    WorkingHours: lambda minutes: WorkingHours(minutes=minutes),
    WorkingDays: lambda minutes: WorkingDays(minutes // (24 * 60)),
}
