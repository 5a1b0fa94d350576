"""A calendar that somebody proposes, judged before anything counts by it: every problem is named, in its place."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from engine.calendar import Calendar, openings
from engine.definition import Text
from engine.errors import Invalid, Problem

FIELDS = ("name", "zone", "weekend", "hours", "holidays")
LONGEST_REST = 31
"""Days without a working day. A calendar that rests for longer would let cases lie in silence."""

LONGEST_NAME = 80


def read(proposed: Mapping[str, Any], current: Calendar, today: date) -> Calendar:
    """The proposed calendar, in the form that `Calendar.canonical` gives. Raises Invalid with every problem.

    What lies before `today` stays as it is in `current`: the past was counted by it. A day that was a holiday and is
    only now entered may still be added.
    """
    found = [*_shape(proposed), *_past(proposed, current, today)]
    if found:
        raise Invalid(found)

    calendar = Calendar.of(proposed)
    rested = list(rests(calendar))
    if rested:
        raise Invalid(rested)
    if calendar == current:
        raise Invalid([_problem("", "unchanged", "Tidak ada yang berubah.", "This changes nothing.")])
    return calendar


def _shape(proposed: Mapping[str, Any]) -> Iterator[Problem]:
    for name in FIELDS:
        if name not in proposed:
            yield _problem(f"/{name}", "missing", "Belum diisi.", "This is not filled in.")
    for name in sorted(set(proposed) - set(FIELDS)):
        yield _problem(f"/{name}", "extra_forbidden", "Isian ini tidak dikenal.", "This field is not known.")
    yield from _zone(proposed.get("zone", "UTC"))
    yield from _weekend(proposed.get("weekend", []))
    yield from _hours(proposed.get("hours", {"0": [["00:00", "24:00"]]}))
    yield from _holidays(proposed.get("holidays", {}))


def _zone(zone: Any) -> Iterator[Problem]:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, TypeError, OSError):
        yield _problem("/zone", "zone", f"Zona waktu {zone} tidak dikenal.", f"The time zone {zone} is not known.")


def _weekend(weekend: Any) -> Iterator[Problem]:
    if not isinstance(weekend, list | tuple) or not all(type(day) is int and 0 <= day <= 6 for day in weekend):
        yield _problem("/weekend", "weekday", "Hari ditulis 0 (Senin) sampai 6.", "Days are written 0 (Monday) to 6.")
    elif len(set(weekend)) == 7:
        yield _problem("/weekend", "no_working_day", "Tidak ada hari kerja.", "There is no working day.")


def _hours(hours: Any) -> Iterator[Problem]:
    if not isinstance(hours, Mapping):
        yield _problem("/hours", "hours", "Jam buka ditulis per hari.", "Opening hours are written for each weekday.")
        return
    for day, pairs in hours.items():
        if day not in set("0123456"):
            yield _problem(f"/hours/{day}", "weekday", "Hari ditulis 0 (Senin) sampai 6.", "Days are 0 (Monday) to 6.")
        elif not _opens(pairs):
            yield _problem(
                f"/hours/{day}",
                "hours",
                "Tulis dari–sampai yang berurutan dan tidak tumpang tindih, seperti 08:00–16:00.",
                "Write from–to in order and without overlap, as 08:00–16:00.",
            )
    if not any(hours.values()):
        yield _problem("/hours", "never_open", "Tidak pernah buka.", "It never opens.")


def _opens(pairs: Any) -> bool:
    try:
        openings([(start, end) for start, end in pairs])
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _holidays(holidays: Any) -> Iterator[Problem]:
    if not isinstance(holidays, Mapping):
        yield _problem("/holidays", "holidays", "Tulis tanggal: nama.", "Write date: name.")
        return
    for day, name in holidays.items():
        if _date(day) is None:
            yield _problem(f"/holidays/{day}", "date", "Tanggal ini tidak ada.", "There is no such date.")
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
            yield _problem(f"/holidays/{day}", "holiday_without_name", "Hari libur ini belum bernama.",
                           "This holiday has no name.")  # fmt: skip


def _past(proposed: Mapping[str, Any], current: Calendar, today: date) -> Iterator[Problem]:
    if proposed.get("name") != current.name:
        yield _problem("/name", "another_calendar", "Ini kalender lain.", "This is another calendar.")
    kept = proposed.get("holidays")
    kept = kept if isinstance(kept, Mapping) else {}
    for day, name in current.holidays.items():
        if day < today and kept.get(day.isoformat()) != name:
            yield _problem(
                f"/holidays/{day.isoformat()}",
                "past",
                f"{name} sudah lewat: tenggat yang lalu dihitung dengannya.",
                f"{name} is past: deadlines were counted by it.",
            )


def rests(calendar: Calendar) -> Iterator[Problem]:
    """Long stretches in which nothing is worked. A weekday is worked again right after the last holiday."""
    days = list(calendar.holidays)
    worked = [day for first in days for day in _around(first) if calendar.works(day)]
    for before, after in pairwise(sorted(set(worked))):
        between = [day for day in days if before < day < after]
        if between and (after - before).days > LONGEST_REST:
            yield _problem(
                f"/holidays/{between[0].isoformat()}",
                "no_working_day",
                f"Dari {before} sampai {after} tidak ada hari kerja.",
                f"Nothing is worked from {before} to {after}.",
            )


def _around(day: date) -> Iterator[date]:
    return (day + timedelta(days=offset) for offset in range(-7, 8))


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-25") else None
    except (ValueError, TypeError):
        return None


def _problem(pointer: str, code: str, indonesian: str, english: str) -> Problem:
    return Problem(pointer, code, Text(indonesian, english))
