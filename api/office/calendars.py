"""The calendars by which deadlines count: what holds, what held and who changed it, and a change put together by parts.

A calendar is proposed whole; days that are added or taken away, and a year's collective leave, are the parts in which
people think of it. What is unsound is refused by the engine with every problem in its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from api.words import role_words, text
from engine import almanac
from engine.almanac import Version
from engine.calendar import Calendar
from engine.database import Tx, now
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem
from engine.registry import Registry
from workflows.office.calendar import COLLECTIVE, known

Json = dict[str, Any]

WEEKDAYS = (
    Text("Senin", "Monday"),
    Text("Selasa", "Tuesday"),
    Text("Rabu", "Wednesday"),
    Text("Kamis", "Thursday"),
    Text("Jumat", "Friday"),
    Text("Sabtu", "Saturday"),
    Text("Minggu", "Sunday"),
)
EXPLAINED = Text(
    "Tenggat yang dihitung dalam hari kerja melewati akhir pekan dan hari libur di sini; tenggat dalam jam atau hari"
    " kalender berjalan terus. Perubahan berlaku seketika: tenggat yang sedang berjalan dihitung ulang dan tercatat di"
    " riwayat tiap kasus. Yang sudah lewat tidak berubah.",
    "Deadlines counted in working days pass over the weekend and the holidays here; those in calendar hours or days run"
    " on. A change holds at once: deadlines that run are counted anew, on the record of each case. What is past stays.",
)
LEAVE = Text(
    "Cuti bersama dari daftar tahunan; tanpa itu, hari-hari ini adalah hari kerja (bacaan yang lebih ketat).",
    "Collective leave by the yearly list; without it these are working days (the stricter reading).",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What somebody changes: days with their names, days that are holidays no more, the leave of a year; or all of it,
    in the form that `Calendar.canonical` gives.
    """

    add: Mapping[str, str] = field(default_factory=dict)
    remove: Sequence[str] = ()
    collective_leave: int | None = None
    whole: Mapping[str, Any] | None = None


def names(registry: Registry) -> list[str]:
    """The calendars by which the workflows count that run here."""
    return sorted({one.workflow.calendar.name for one in registry})


def shown(tx: Tx, registry: Registry, name: str, people: Mapping[UUID, str]) -> Json:
    """A calendar with its holidays, its versions, and who changed what. Raises NotFound."""
    kept = _kept(tx.connection, name)
    current = kept[-1].calendar
    today = now(tx.connection).astimezone(ZoneInfo(current.zone)).date()
    return {
        "name": name,
        "version": kept[-1].version,
        "edition": current.edition,
        "explained": text(EXPLAINED),
        "zone": current.zone,
        "weekend": [_weekday(day) for day in sorted(current.weekend)],
        "hours": [{**_weekday(int(day)), "open": pairs} for day, pairs in current.canonical()["hours"].items()],
        "holidays": [{**_day(day, called), "past": day < today} for day, called in current.holidays.items()],
        "collective_leave": {"explained": text(LEAVE), "years": list(_years(current))},
        "workflows": [
            {"name": one.workflow.name, "title": text(one.workflow.title)}
            for one in registry
            if one.workflow.calendar.name == name
        ],
        "versions": [_version(one, before, people) for before, one in _pairs(kept)],
        "canonical": current.canonical(),
    }


def proposed(tx: Tx, name: str, parts: Parts) -> Mapping[str, Any]:
    """The calendar that these parts ask for, on top of what holds. Raises NotFound, and Invalid with every problem."""
    current = _kept(tx.connection, name)[-1].calendar
    told = dict(parts.whole) if parts.whole is not None else current.canonical()
    held = told.get("holidays")
    holidays = dict(held) if isinstance(held, Mapping) else {}
    wrong = list(_wrong(current, parts))
    if wrong:
        raise Invalid(wrong)
    for day in parts.remove:
        holidays.pop(day, None)
    holidays |= dict(parts.add)
    if parts.collective_leave is not None:
        holidays |= {day.isoformat(): called for day, called in _leave_of(parts.collective_leave)}
    return told if parts.whole is not None and not _touches(parts) else {**told, "holidays": holidays}


def _touches(parts: Parts) -> bool:
    return bool(parts.add or parts.remove or parts.collective_leave is not None)


def _wrong(current: Calendar, parts: Parts) -> Iterator[Problem]:
    if parts.whole is None and not _touches(parts):
        yield Problem("", "empty", Text("Isi perubahannya.", "Say what to change."))
    there = {day.isoformat() for day in current.holidays}
    for day in parts.remove:
        if day not in there:
            yield Problem(
                f"/remove/{day}", "no_holiday", Text(f"{day} bukan hari libur di sini.", f"{day} is no holiday here.")
            )
    if parts.collective_leave is not None and not _leave_of(parts.collective_leave):
        year = parts.collective_leave
        message = Text(f"Cuti bersama {year} belum terdaftar.", f"The collective leave of {year} is not on file.")
        yield Problem("/collective_leave", "unknown_year", message)


def _kept(connection: "psycopg.Connection[Any]", name: str) -> list[Version]:
    found = almanac.versions(connection, name)
    if not found:
        raise NotFound("calendar")
    return found


def _pairs(kept: list[Version]) -> Iterator[tuple[Version | None, Version]]:
    """Each version with the one before it, the newest first."""
    befores: list[Version | None] = [None, *kept[:-1]]
    return reversed(list(zip(befores, kept, strict=True)))


def _version(one: Version, before: Version | None, people: Mapping[UUID, str]) -> Json:
    now_, then = dict(one.calendar.holidays), dict(before.calendar.holidays) if before is not None else {}
    told, said = one.calendar.canonical(), before.calendar.canonical() if before is not None else {}
    others = [part for part in ("zone", "weekend", "hours") if before is not None and told[part] != said[part]]
    return {
        "version": one.version,
        "edition": one.calendar.edition,
        "from": one.from_at,
        "actor": {"id": one.actor, "name": people.get(one.actor) if one.actor is not None else None},
        "role": role_words(one.role),
        "reason": one.reason,
        "added": [_day(day, called) for day, called in now_.items() if then.get(day) != called],
        "removed": [_day(day, called) for day, called in then.items() if now_.get(day) != called],
        "changed": others,
    }


def _years(current: Calendar) -> Iterator[Json]:
    """Each year whose collective leave is on file, and whether it holds."""
    for year in sorted({day.year for day, kind, _ in known() if kind == COLLECTIVE}):
        days = _leave_of(year)
        holds = all(day in current.holidays for day, _ in days)
        yield {"year": year, "in_force": holds, "days": [_day(day, called) for day, called in days]}


def _leave_of(year: int) -> list[tuple[date, str]]:
    return [(day, called) for day, kind, called in known() if kind == COLLECTIVE and day.year == year]


def _day(day: date, called: str) -> Json:
    return {"date": day.isoformat(), "name": called, "weekday": text(WEEKDAYS[day.weekday()])}


def _weekday(day: int) -> Json:
    return {"day": day, "title": text(WEEKDAYS[day])}
