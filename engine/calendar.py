"""Time as the law and the office count it: durations, working days, and the line that explains a due moment. Pure.

Elapsed time and working days are never converted into each other. A working day is the whole day, 00:00–24:00 in
the calendar's zone, and `WorkingDays(n)` is n × 24 h counted inside such days. So Thursday 10:00 + 3 working days is
Tuesday 10:00, and an anchor on a day off starts to count at the next working day's 00:00.

A budget that runs out exactly when a working day ends is due at that end (Monday 24:00, which is Tuesday 00:00), not
at the start of the next working day: the earliest moment by which the whole time was available.

The words stand beside the arithmetic, in one file, so that the line a person reads cannot drift from the formula.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

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
class WorkingDays:
    """`days` × 24 h, counted only inside the working days of a calendar."""

    days: int

    def __post_init__(self) -> None:
        _forbid_negative(self.days)


Duration = Elapsed | WorkingDays


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `weekend` counts from Monday = 0; `holidays` gives each day off its name."""

    name: str
    zone: str = "Asia/Jakarta"
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError(f"The weekend of calendar {self.name} must leave at least one of the days 0 to 6.")

        ZoneInfo(self.zone)
        object.__setattr__(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))

    def __hash__(self) -> int:
        return hash((self.name, self.zone, self.weekend, tuple(self.holidays.items())))

    def works(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def canonical(self) -> dict[str, Any]:
        """The calendar as JSON: equal calendars give equal values, so that it may enter a workflow's version."""
        return {
            "name": self.name,
            "zone": self.zone,
            "weekend": sorted(self.weekend),
            "holidays": {day.isoformat(): name for day, name in self.holidays.items()},
        }


class Named(Protocol):
    """What the anchor is called in both languages, such as `engine.definition.Text`."""

    @property
    def id(self) -> str: ...

    @property
    def en(self) -> str: ...


def due(anchor: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """The earliest moment (UTC) by which the whole duration has run since the anchor.

    Raises ValueError on an anchor without a time zone.
    """
    at = _utc(anchor)
    if isinstance(duration, Elapsed):
        return at + timedelta(minutes=duration.total_minutes)

    return _count_forward(at, timedelta(days=duration.days), calendar)


def before(moment: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """The latest moment (UTC) from which the whole duration still runs until `moment`: "2 days before"."""
    at = _utc(moment)
    if isinstance(duration, Elapsed):
        return at - timedelta(minutes=duration.total_minutes)

    return _count_back(at, timedelta(days=duration.days), calendar)


def share(duration: Duration, percent: int) -> Duration:
    """That part of a duration, never early: what is left of a minute, or of a working day, counts whole.

    So N working days give ⌈N/2⌉, N, N + ⌈N/2⌉ and 2N at 50, 100, 150 and 200 percent.
    """
    if isinstance(duration, WorkingDays):
        return WorkingDays(_part(duration.days, percent))

    minutes = _part(duration.total_minutes, percent)
    if duration.days and not duration.hours and not duration.minutes and minutes % (24 * 60) == 0:
        return Elapsed(days=minutes // (24 * 60))

    return Elapsed(hours=minutes // 60, minutes=minutes % 60)


def canonical(duration: Duration) -> dict[str, Any]:
    """The duration as JSON: equal lengths of one kind give equal values, however they were written."""
    if isinstance(duration, WorkingDays):
        return {"kind": "working_days", "days": duration.days}

    return {"kind": "elapsed", "minutes": duration.total_minutes}


def words(duration: Duration) -> tuple[str, str]:
    """In Bahasa Indonesia and English: "3 hari kerja", "3 working days"; "72 jam kalender", "72 calendar hours"."""
    if isinstance(duration, WorkingDays):
        return f"{duration.days} hari kerja", f"{duration.days} {_plural('working day', duration.days)}"

    parts = [
        (count, unit)
        for count, unit in zip((duration.days, duration.hours, duration.minutes), _UNITS, strict=True)
        if count
    ]
    if len(parts) == 1 and parts[0][1] != _MINUTE:
        count, (indonesian, english) = parts[0]
        return f"{count} {indonesian} kalender", f"{count} calendar {_plural(english, count)}"

    parts = parts or [(0, _MINUTE)]
    return (
        " ".join(f"{count} {indonesian}" for count, (indonesian, _) in parts),
        " ".join(f"{count} {_plural(english, count)}" for count, (_, english) in parts),
    )


def explain(anchor: datetime, duration: Duration, calendar: Calendar, anchor_name: Named) -> tuple[str, str]:
    """The due moment as one line in Bahasa Indonesia and one in English, each equal to the formula.

    "Sel 8 Des 2026 10.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja (dilewati: Sab 5, Min 6)"
    """
    zone = ZoneInfo(calendar.zone)
    start = _utc(anchor).astimezone(zone)
    end = due(anchor, duration, calendar).astimezone(zone)
    last = _last_day(start, end)
    off = [] if isinstance(duration, Elapsed) else [day for day in _days(start.date(), last) if not calendar.works(day)]

    lines = (
        f"{speech.moment(end)}{speech.closing(end, last, duration)} = {name} {speech.moment(start)} + {length}"
        f"{speech.skipped(off, start.date(), calendar)}"
        for speech, name, length in zip(
            (_INDONESIAN, _ENGLISH), (anchor_name.id, anchor_name.en), words(duration), strict=True
        )
    )
    return next(lines), next(lines)


_DAY = timedelta(days=1)
_MINUTE = ("menit", "minute")
_UNITS = (("hari", "day"), ("jam", "hour"), _MINUTE)
_LISTED = 6
"""More days off than this are counted instead of listed; at most so many holidays are named."""


def _count_forward(at: datetime, left: timedelta, calendar: Calendar) -> datetime:
    zone = ZoneInfo(calendar.zone)
    day = _day_of(at, zone)
    while left:
        day_end = _start_of(day + _DAY, zone)
        if calendar.works(day.date()):
            available = day_end - at
            if left <= available:
                return at + left
            left -= available
        at, day = day_end, day + _DAY

    return at


def _count_back(at: datetime, left: timedelta, calendar: Calendar) -> datetime:
    zone = ZoneInfo(calendar.zone)
    day = _day_of(at, zone)
    while left:
        day_start = _start_of(day, zone)
        if calendar.works(day.date()):
            available = at - day_start
            if left <= available:
                return at - left
            left -= available
        at, day = day_start, day - _DAY

    return at


def _day_of(at: datetime, zone: ZoneInfo) -> datetime:
    """The local 00:00 of that moment's day, labelled UTC: days are stepped on the wall, lengths taken from UTC."""
    local = at.astimezone(zone)
    return datetime(local.year, local.month, local.day, 0, 0, 0, 0, UTC)


def _start_of(day: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which that wall day begins: where a change of clocks leaves no 00:00, the moment of the change."""
    offset = zone.utcoffset(day)
    return day if offset is None else day - offset


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone.")

    return moment.astimezone(UTC)


def _part(whole: int, percent: int) -> int:
    return -(-whole * percent // 100)


def _forbid_negative(*counts: int) -> None:
    if min(counts) < 0:
        raise ValueError("A duration cannot be negative.")


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _last_day(start: datetime, end: datetime) -> date:
    """The last day that the span touches; one that ends at midnight does not touch the day that begins there."""
    ends_at_midnight = end.hour == end.minute == end.second == end.microsecond == 0
    return end.date() - _DAY if ends_at_midnight and end > start else end.date()


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class _Speech:
    """How one language writes moments and lists. By hand: a locale would depend on the machine."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    colon: str
    end_of: str
    skipping: str
    weekend_day: str
    weekend_days: str
    more: str

    def moment(self, at: datetime) -> str:
        return f"{self.day(at.date())} {self.months[at.month - 1]} {at.year} {at.hour:02d}{self.colon}{at.minute:02d}"

    def day(self, day: date) -> str:
        return f"{self.days[day.weekday()]} {day.day}"

    def closing(self, end: datetime, last: date, duration: Duration) -> str:
        """Says that 00:00 is the end of the working day before, lest it read as the start of another."""
        ends_a_day = isinstance(duration, WorkingDays) and last != end.date()
        return f" ({self.end_of} {self.day(last)})" if ends_a_day else ""

    def skipped(self, off: list[date], start: date, calendar: Calendar) -> str:
        if not off:
            return ""

        if len(off) <= _LISTED:
            return f" ({self.skipping}: {', '.join(self._listed(off, start, calendar))})"

        named = [day for day in off if day in calendar.holidays]
        parts = [self._counted(len(off) - len(named))] if len(named) < len(off) else []
        parts += self._listed(named[:_LISTED], start, calendar)
        if len(named) > _LISTED:
            parts.append(self.more.format(count=len(named) - _LISTED))
        return f" ({self.skipping}: {', '.join(parts)})"

    def _counted(self, weekend: int) -> str:
        return f"{weekend} {self.weekend_day if weekend == 1 else self.weekend_days}"

    def _listed(self, off: list[date], start: date, calendar: Calendar) -> Iterator[str]:
        """Month and year stand only where they differ from those of the day before in the line."""
        previous = start
        for day in off:
            month = f" {self.months[day.month - 1]}" if (day.month, day.year) != (previous.month, previous.year) else ""
            year = f" {day.year}" if day.year != previous.year else ""
            name = f" {calendar.holidays[day]}" if day in calendar.holidays else ""
            yield f"{self.day(day)}{month}{year}{name}"
            previous = day


_INDONESIAN = _Speech(
    days=("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    months=("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    colon=".",
    end_of="akhir",
    skipping="dilewati",
    weekend_day="hari akhir pekan",
    weekend_days="hari akhir pekan",
    more="dan {count} hari libur lain",
)

_ENGLISH = _Speech(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    colon=":",
    end_of="the end of",
    skipping="skipped",
    weekend_day="weekend day",
    weekend_days="weekend days",
    more="and {count} more holidays",
)
