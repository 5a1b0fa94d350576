"""How long a clock can make people wait, at its worst and at its best: working time over the whole calendar, and every
pause and extension that may be granted.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, share
from engine.definition import Deadline, Rung

DAY = 24 * 60
QUIET = date(2026, 1, 1)
"""Where a calendar without holidays is looked at: any two years are alike."""

Span = tuple[int, int]
"""From when to when time counts, in minutes since a first day's 00:00."""


def longest(duration: Duration, calendar: Calendar) -> float:
    """Hours, wherever in the calendar's known years (and one beyond) it begins."""
    if isinstance(duration, Elapsed):
        return duration.total_minutes / 60
    return _longest(duration.total_minutes, isinstance(duration, WorkingDays), calendar) / 60


def latest(
    deadline: Deadline, within: Duration, calendar: Calendar, extension: Duration | None = None
) -> tuple[float, ...]:
    """For each rung, hours from the anchor by which it is climbed, never before the one below it; with all the pauses
    that may be granted, and with that extension.
    """
    paused = 0.0
    if deadline.pausable is not None and not deadline.statutory:
        each = longest(deadline.pausable.at_most, calendar) + _day_off(within, calendar)
        paused = deadline.pausable.times * each
    hours: list[float] = []
    for rung in deadline.rungs:
        reached = paused + sum(longest(one, calendar) for one in _parts(rung, within))
        if extension is not None and rung.after is None:
            reached += longest(_share_of(rung, extension), calendar)
        hours.append(max([reached, *hours[-1:]]))
    return tuple(hours)


def earliest(rung: Rung, within: Duration) -> float:
    """Hours from the anchor before which a rung is not climbed."""
    if rung.before is not None:
        return 0.0
    return sum(one.total_minutes / 60 for one in _parts(rung, within))


def _parts(rung: Rung, within: Duration) -> Sequence[Duration]:
    """The durations that pass until a rung; one that comes before the due time counts as if it came with it."""
    if rung.after is not None:
        return (rung.after,)
    if rung.past is not None:
        return (within, rung.past)
    return (_share_of(rung, within),)


def _share_of(rung: Rung, duration: Duration) -> Duration:
    return share(duration, rung.percent) if rung.percent is not None else duration


def _day_off(within: Duration, calendar: Calendar) -> float:
    """Working time that a pause cuts in two can meet one more run of days off."""
    return 0.0 if isinstance(within, Elapsed) else longest(type(within)(1), calendar)


@lru_cache(maxsize=256)
def _longest(minutes: int, whole_days: bool, calendar: Calendar) -> int:
    """The most minutes on the wall that pass until so many have counted, from just after time has counted."""
    spans = _spans(calendar, whole_days)
    worst, last, counted = 0, 0, 0
    for first in range(1, len(spans)):
        while last < len(spans) and (last < first or counted < minutes):
            counted += spans[last][1] - spans[last][0] if last >= first else 0
            last += 1
        if last == len(spans) or not minutes:
            break
        worst = max(worst, spans[last - 1][1] - (counted - minutes) - spans[first - 1][1])
        counted -= spans[first][1] - spans[first][0]
    return worst


@lru_cache(maxsize=16)
def _spans(calendar: Calendar, whole_days: bool) -> tuple[Span, ...]:
    """When time counts, from the year before the first holiday to the year after the last."""
    known = tuple(calendar.holidays) or (QUIET,)
    first, last = date(min(known).year - 1, 1, 1), date(max(known).year + 1, 12, 31)
    return tuple(_counting(calendar, whole_days, first, (last - first).days))


def _counting(calendar: Calendar, whole_days: bool, first: date, days: int) -> Iterator[Span]:
    for offset in range(days):
        day = first + timedelta(days=offset)
        for start, end in calendar.working_day(day) if whole_days else calendar.open_hours(day):
            yield offset * DAY + start, offset * DAY + end
