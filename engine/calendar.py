"""Time as the law and the office count it: three kinds of duration, and the calendars that they are counted in. Pure.

Elapsed time, working hours and working days are never converted into each other. A working day is the whole day,
00:00–24:00 in the calendar's zone, and `WorkingDays(n)` is n × 24 h counted inside such days. So Thursday 10:00 + 3
working days is Tuesday 10:00, and an anchor on a day off starts to count at the next working day's 00:00. Working
hours are counted inside the calendar's opening hours, which a holiday closes.

A budget that runs out exactly when a working day, an opening or the time before a pause ends is due at that end
(Monday 24:00, which is Tuesday 00:00), not when time starts to count again: the earliest moment by which the whole
time was available.

Longer than most files because the three kinds of duration are told apart here, and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from engine.working_time import (
    FIRST,
    LAST,
    WHOLE_DAY,
    Pause,
    Span,
    backward,
    forward,
    spend,
    spend_back,
    without,
)

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Runs through nights, weekends and holidays; its parts add up."""

    minutes: int = 0
    hours: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        _forbid_negative(self.minutes, self.hours, self.days)

    @property
    def total_minutes(self) -> int:
        return (self.days * 24 + self.hours) * 60 + self.minutes


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Counted only inside the opening hours of a calendar; its parts add up."""

    hours: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        _forbid_negative(self.hours, self.minutes)

    @property
    def total_minutes(self) -> int:
        return self.hours * 60 + self.minutes


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`days` × 24 h, counted only inside the working days of a calendar."""

    days: int

    def __post_init__(self) -> None:
        _forbid_negative(self.days)

    @property
    def total_minutes(self) -> int:
        return self.days * 24 * 60


Duration = Elapsed | WorkingHours | WorkingDays

Hours = Mapping[int, Sequence[tuple[str, str]]]
"""For each weekday (Monday = 0) when it is open: ascending pairs of wall times, "00:00" to "24:00"."""

OFFICE_HOURS = (("08:00", "16:00"),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and when. `weekend` counts from Monday = 0; `holidays` gives each day off its name.

    `hours` None: OFFICE_HOURS on each day that is not the weekend. `edition` numbers the calendars as they are in
    force (0: as the code has them); it is no part of the value.
    """

    name: str
    zone: str = "Asia/Jakarta"
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Mapping[date, str] = field(default_factory=dict)
    hours: Hours | None = None
    edition: int = field(default=0, compare=False)
    _open: tuple[tuple[tuple[int, int], ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError(f"The weekend of calendar {self.name} must leave at least one of the days 0 to 6.")

        ZoneInfo(self.zone)
        hours = self.hours if self.hours is not None else dict.fromkeys(set(range(7)) - self.weekend, OFFICE_HOURS)
        kept = {day: tuple((start, end) for start, end in hours[day]) for day in sorted(hours) if hours[day]}
        object.__setattr__(self, "hours", MappingProxyType(kept))
        object.__setattr__(self, "_open", tuple(openings(kept.get(day, ())) for day in range(7)))
        object.__setattr__(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))
        if not any(self._open):
            raise ValueError(f"Calendar {self.name} never opens: give it an hour in the week.")

    def __hash__(self) -> int:
        return hash((self.name, self.zone, self.weekend, tuple(self.holidays.items()), self._open))

    def works(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def week(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Monday to Sunday: when each weekday opens, in minutes since 00:00."""
        return self._open

    def open_hours(self, day: date) -> tuple[tuple[int, int], ...]:
        """When that day is open, in minutes since its 00:00."""
        return () if day in self.holidays else self._open[day.weekday()]

    def working_day(self, day: date) -> tuple[tuple[int, int], ...]:
        """The whole day, or nothing of it."""
        return WHOLE_DAY if self.works(day) else ()

    def canonical(self) -> dict[str, Any]:
        """The calendar as JSON: equal calendars give equal values, so that it may enter a workflow's version."""
        return {
            "name": self.name,
            "zone": self.zone,
            "weekend": sorted(self.weekend),
            "hours": {str(day): [list(pair) for pair in pairs] for day, pairs in (self.hours or {}).items()},
            "holidays": {day.isoformat(): name for day, name in self.holidays.items()},
        }

    @classmethod
    def of(cls, canonical: Mapping[str, Any], edition: int = 0) -> "Calendar":
        """The calendar that `canonical` describes. Raises ValueError or KeyError where it describes none."""
        return cls(
            name=canonical["name"],
            zone=canonical["zone"],
            weekend=frozenset(canonical["weekend"]),
            holidays={date.fromisoformat(day): name for day, name in canonical["holidays"].items()},
            hours={int(day): tuple((start, end) for start, end in pairs) for day, pairs in canonical["hours"].items()},
            edition=edition,
        )


def due(anchor: datetime, duration: Duration, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The earliest moment (UTC) by which the whole duration has run since the anchor, outside the pauses.

    Raises ValueError on an anchor without a time zone.
    """
    at = _utc(anchor)
    length = timedelta(minutes=duration.total_minutes)
    if not length or (isinstance(duration, Elapsed) and not pauses):
        return at + length

    spans = _forward(at, duration, calendar)
    return spend(without(spans, pauses) if pauses else spans, length)


def before(moment: datetime, duration: Duration, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The latest moment (UTC) from which the whole duration still runs until `moment`: "2 days before"."""
    at = _utc(moment)
    length = timedelta(minutes=duration.total_minutes)
    if not length or (isinstance(duration, Elapsed) and not pauses):
        return at - length

    spans = _backward(at, duration, calendar)
    return spend_back(without(spans, pauses, latest_first=True) if pauses else spans, length)


def share(duration: Duration, percent: int) -> Duration:
    """That part of a duration, never early: what is left of a minute, or of a working day, counts whole.

    So N working days give ⌈N/2⌉, N, N + ⌈N/2⌉ and 2N at 50, 100, 150 and 200 percent.
    """
    if isinstance(duration, WorkingDays):
        return WorkingDays(_part(duration.days, percent))

    minutes = _part(duration.total_minutes, percent)
    if isinstance(duration, WorkingHours):
        return WorkingHours(hours=minutes // 60, minutes=minutes % 60)
    if duration.days and not duration.hours and not duration.minutes and minutes % (24 * 60) == 0:
        return Elapsed(days=minutes // (24 * 60))

    return Elapsed(hours=minutes // 60, minutes=minutes % 60)


def plus(first: Duration, second: Duration) -> Duration:
    """Both together. Raises ValueError where they are of two kinds: those are never converted."""
    if isinstance(first, Elapsed) and isinstance(second, Elapsed):
        return Elapsed(first.minutes + second.minutes, first.hours + second.hours, first.days + second.days)
    if isinstance(first, WorkingHours) and isinstance(second, WorkingHours):
        return WorkingHours(first.hours + second.hours, first.minutes + second.minutes)
    if isinstance(first, WorkingDays) and isinstance(second, WorkingDays):
        return WorkingDays(first.days + second.days)
    raise ValueError(f"{kind(second)} cannot be added to {kind(first)}: durations of two kinds are never converted.")


def kind(duration: Duration) -> str:
    """What JSON calls this kind of duration."""
    return _KINDS[type(duration)]


def canonical(duration: Duration) -> dict[str, Any]:
    """The duration as JSON: equal lengths of one kind give equal values, however they were written."""
    if isinstance(duration, WorkingDays):
        return {"kind": kind(duration), "days": duration.days}

    return {"kind": kind(duration), "minutes": duration.total_minutes}


def duration_of(value: Mapping[str, Any]) -> Duration:
    """The duration that `canonical` gave. Raises ValueError where the value is none."""
    kinds: dict[str, type[Duration]] = {name: one for one, name in _KINDS.items()}
    chosen = kinds.get(str(value.get("kind")))
    parts = {name: count for name, count in value.items() if name != "kind"}
    whole = all(type(count) is int for count in parts.values())
    if chosen is None or not parts or not whole or not set(parts) <= set(chosen.__match_args__):
        raise ValueError(f"{dict(value)} is no duration.")
    return chosen(**parts)


def openings(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
    """Pairs of wall times in minutes since 00:00. Raises ValueError where they are no times, overlap or go back."""
    opened = tuple((_minute(start), _minute(end)) for start, end in pairs)
    walls = [wall for pair in opened for wall in pair]
    if any(start >= end for start, end in opened) or walls != sorted(walls):
        raise ValueError(f"Opening hours go from a time to a later one and do not overlap: {list(pairs)}.")
    return opened


_KINDS: dict[type[Duration], str] = {
    Elapsed: "elapsed",
    WorkingHours: "working_hours",
    WorkingDays: "working_days",
}


def _forward(at: datetime, duration: Duration, calendar: Calendar) -> Iterator[Span]:
    if isinstance(duration, Elapsed):
        return iter(((at, LAST),))
    opened = calendar.open_hours if isinstance(duration, WorkingHours) else calendar.working_day
    return forward(at, ZoneInfo(calendar.zone), opened)


def _backward(at: datetime, duration: Duration, calendar: Calendar) -> Iterator[Span]:
    if isinstance(duration, Elapsed):
        return iter(((FIRST, at),))
    opened = calendar.open_hours if isinstance(duration, WorkingHours) else calendar.working_day
    return backward(at, ZoneInfo(calendar.zone), opened)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone.")

    return moment.astimezone(UTC)


def _part(whole: int, percent: int) -> int:
    return -(-whole * percent // 100)


def _forbid_negative(*counts: int) -> None:
    if min(counts) < 0:
        raise ValueError("A duration cannot be negative.")


def _minute(wall: str) -> int:
    hour, colon, minute = wall.partition(":")
    if colon and len(wall) == 5 and wall.isascii() and (hour + minute).isdigit():
        minutes = int(hour) * 60 + int(minute)
        if int(minute) < 60 and minutes <= 24 * 60:
            return minutes
    raise ValueError(f"{wall!r} is no time of a day; write it as 08:00, at most 24:00.")
