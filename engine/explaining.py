"""A due moment in one line that equals its formula, in Bahasa Indonesia and English. Pure.

By hand: a locale would depend on the machine. The moments are computed here by the same arithmetic as the clock's, so
that the line a person reads cannot drift from it. Longer than most files because it speaks two languages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, WorkingHours, due, plus
from engine.working_time import Pause


class Named(Protocol):
    """What the anchor is called in both languages, such as `engine.definition.Text`."""

    @property
    def id(self) -> str: ...

    @property
    def en(self) -> str: ...


def words(duration: Duration) -> tuple[str, str]:
    """In Bahasa Indonesia and English: "3 hari kerja", "3 working days"; "72 jam kalender", "72 calendar hours"."""
    if isinstance(duration, WorkingDays):
        return f"{duration.days} hari kerja", f"{duration.days} {_plural('working day', duration.days)}"
    if isinstance(duration, WorkingHours):
        return _working_hours(duration)

    parts = _parts(_counts(duration))
    if len(parts) == 1 and parts[0][1] != _MINUTE:
        count, (indonesian, english) = parts[0]
        return f"{count} {indonesian} kalender", f"{count} calendar {_plural(english, count)}"
    return _listed_parts(parts)


def explain(
    anchor: datetime,
    duration: Duration,
    calendar: Calendar,
    anchor_name: Named,
    *,
    extension: Duration | None = None,
    pauses: Sequence[Pause] = (),
) -> tuple[str, str]:
    """The due moment as one line in Bahasa Indonesia and one in English, each equal to the formula.

    "Sel 8 Des 2026 10.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja (dilewati: Sab 5, Min 6)"
    "Rab 9 Des 2026 10.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja + 1 hari kerja (perpanjangan) (dilewati: …)"
    """
    zone = ZoneInfo(calendar.zone)
    start = anchor.astimezone(zone)
    end = due(anchor, plus(duration, extension) if extension else duration, calendar, pauses).astimezone(zone)
    span = _Span(start, end, duration, calendar, tuple(pauses))

    lines = (
        f"{speech.moment(end)}{speech.closing(span)} = {name} {speech.moment(start)} + {length}"
        f"{speech.extended(words(extension)[place]) if extension else ''}{speech.remarks(span)}"
        for place, (speech, name, length) in enumerate(
            zip((_INDONESIAN, _ENGLISH), (anchor_name.id, anchor_name.en), words(duration), strict=True)
        )
    )
    return next(lines), next(lines)


_DAY = timedelta(days=1)
_MINUTE = ("menit", "minute")
_UNITS = (("hari", "day"), ("jam", "hour"), _MINUTE)
_HOURS = 72
"""The longest time that the law tells in hours."""
_LISTED = 6
"""More days off than this are counted instead of listed; at most so many holidays are named."""


def _working_hours(duration: WorkingHours) -> tuple[str, str]:
    hours, minutes = divmod(duration.total_minutes, 60)
    if hours and minutes:
        return f"{hours} jam {minutes} menit kerja", f"{hours} {_plural('working hour', hours)} {minutes} minutes"
    if minutes:
        return f"{minutes} menit kerja", f"{minutes} {_plural('working minute', minutes)}"
    return f"{hours} jam kerja", f"{hours} {_plural('working hour', hours)}"


def _counts(duration: Elapsed) -> tuple[int, int, int]:
    """Days, hours and minutes as they were written; one that was kept has minutes alone, and they are put together."""
    if duration.days or duration.hours or duration.minutes < 60:
        return duration.days, duration.hours, duration.minutes
    hours, minutes = divmod(duration.minutes, 60)
    days, hours = divmod(hours, 24) if hours > _HOURS else (0, hours)
    return days, hours, minutes


def _parts(counts: tuple[int, ...]) -> list[tuple[int, tuple[str, str]]]:
    return [(count, unit) for count, unit in zip(counts, _UNITS, strict=True) if count] or [(0, _MINUTE)]


def _listed_parts(parts: list[tuple[int, tuple[str, str]]]) -> tuple[str, str]:
    return (
        " ".join(f"{count} {indonesian}" for count, (indonesian, _) in parts),
        " ".join(f"{count} {_plural(english, count)}" for count, (_, english) in parts),
    )


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


@dataclass(frozen=True, slots=True)
class _Span:
    """What a line is about: from the anchor to the due moment, both on the wall."""

    start: datetime
    end: datetime
    duration: Duration
    calendar: Calendar
    pauses: tuple[Pause, ...]

    @property
    def last(self) -> date:
        """The last day that it touches; a span that ends at midnight does not touch the day that begins there."""
        ends_at_midnight = self.end.hour == self.end.minute == self.end.second == self.end.microsecond == 0
        return self.end.date() - _DAY if ends_at_midnight and self.end > self.start else self.end.date()

    @property
    def off(self) -> list[date]:
        """The days in it that do not count: of working hours the holidays, for the week itself is told as such."""
        if isinstance(self.duration, Elapsed):
            return []
        days = (self.start.date() + offset * _DAY for offset in range((self.last - self.start.date()).days + 1))
        if isinstance(self.duration, WorkingDays):
            return [day for day in days if not self.calendar.works(day)]
        return [day for day in days if day in self.calendar.holidays and self.calendar.week()[day.weekday()]]


@dataclass(frozen=True, slots=True)
class _Speech:
    """How one language writes moments and lists."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    colon: str
    end_of: str
    skipping: str
    weekend_day: str
    weekend_days: str
    more: str
    extension: str
    paused: str
    paused_still: str

    def moment(self, at: datetime) -> str:
        return f"{self.day(at.date())} {self.months[at.month - 1]} {at.year} {at.hour:02d}{self.colon}{at.minute:02d}"

    def day(self, day: date) -> str:
        return f"{self.days[day.weekday()]} {day.day}"

    def closing(self, span: _Span) -> str:
        """Says that 00:00 is the end of the working day before, lest it read as the start of another."""
        ends_a_day = not isinstance(span.duration, Elapsed) and span.last != span.end.date()
        return f" ({self.end_of} {self.day(span.last)})" if ends_a_day else ""

    def extended(self, length: str) -> str:
        return f" + {length} ({self.extension})"

    def remarks(self, span: _Span) -> str:
        hours = [self.week(span.calendar)] if isinstance(span.duration, WorkingHours) else []
        off = [f"{self.skipping}: {', '.join(self._off(span))}"] if span.off else []
        parts = [*hours, *off, *(self.pause(one, span.start) for one in span.pauses)]
        return f" ({'; '.join(parts)})" if parts else ""

    def week(self, calendar: Calendar) -> str:
        """The opening hours: "Sen–Kam 08.00–16.00, Jum 08.00–11.30 13.00–16.00"."""
        told = []
        for hours, group in groupby(enumerate(calendar.week()), key=lambda pair: pair[1]):
            if hours:
                days = [self.days[weekday] for weekday, _ in group]
                span = days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}"
                told.append(" ".join((span, *(f"{self.wall(opens)}–{self.wall(closes)}" for opens, closes in hours))))
        return ", ".join(told)

    def wall(self, minutes: int) -> str:
        return f"{minutes // 60:02d}{self.colon}{minutes % 60:02d}"

    def pause(self, pause: Pause, start: datetime) -> str:
        since, until = (self.moment(at.astimezone(start.tzinfo)) for at in (pause.since, pause.until))
        return (self.paused_still if pause.open else self.paused).format(since=since, until=until)

    def _off(self, span: _Span) -> list[str]:
        off, start, calendar = span.off, span.start.date(), span.calendar
        if len(off) <= _LISTED:
            return list(self._listed(off, start, calendar))

        named = [day for day in off if day in calendar.holidays]
        parts = [self._counted(len(off) - len(named))] if len(named) < len(off) else []
        parts += self._listed(named[:_LISTED], start, calendar)
        if len(named) > _LISTED:
            parts.append(self.more.format(count=len(named) - _LISTED))
        return parts

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
    extension="perpanjangan",
    paused="dijeda: {since} sampai {until}",
    paused_still="dijeda sejak {since}, paling lama sampai {until}",
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
    extension="extension",
    paused="paused: {since} to {until}",
    paused_still="paused since {since}, until {until} at the latest",
)
