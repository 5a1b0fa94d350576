"""What if a deadline, a rung or a holiday were another: the recorded past lived through twice, as it is and changed.

Both runs are of one kind, so that what differs is due to the change; how far the first of them equals what was truly
recorded is told beside it. Families are read in portions and forgotten when they are counted. Nothing is written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from transitions import MachineError

from engine import almanac
from engine.definition import Text
from engine.errors import EngineError, Invalid, Problem
from engine.past.retelling import Told, by_family
from engine.registry import Registry
from engine.trying.changing import Change, changed, on_these_days
from engine.trying.rehearsal import Alert, Era, Lived, live
from engine.trying.script import Climb, Script

PORTION = 200
"""So many families are read together."""

CAVEAT = Text(
    "Hitungan ini mengandaikan semua orang berbuat persis seperti dahulu, pada waktu yang sama. Bila aturannya sungguh"
    " diubah, orang dapat bertindak lain: angka ini petunjuk, bukan ramalan.",
    "This reckoning takes it that everybody does exactly what they did, when they did it. If the rule were really"
    " changed, people may act otherwise: these figures are a hint, no forecast.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which change, of which workflow, over which time. `most` families are gone through; more is refused."""

    workflow: str
    changes: tuple[Change, ...]
    since: datetime
    until: datetime
    most: int | None = None
    shown: int = 100


@dataclass(slots=True)
class Outcome:
    """One run, added up: alerts by role and day, and each clock with how often it was over and how often breached.

    `undone` counts acts that could not be done, since the system had moved the case at another moment.
    """

    alerts: int = 0
    told: Counter[tuple[str, date]] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    finished: Counter[tuple[str, str]] = field(default_factory=Counter)
    breached: Counter[tuple[str, str]] = field(default_factory=Counter)
    undone: int = 0


@dataclass(frozen=True, slots=True)
class Differing:
    """A family that would have been alerted otherwise: what falls away, and what is new."""

    case_id: UUID
    number: str
    gone: tuple[Alert, ...]
    new: tuple[Alert, ...]


@dataclass(slots=True)
class Faith:
    """How far the unchanged run equals what was recorded: rungs and families, and the numbers of those that differ."""

    recorded: int = 0
    rehearsed: int = 0
    same: int = 0
    families: int = 0
    unlike: list[str] = field(default_factory=list)


@dataclass(slots=True)
class WhatIf:
    """`unread` families could not be lived through again; they are in no figure."""

    asked: Asked
    families: int = 0
    unread: list[str] = field(default_factory=list)
    before: Outcome = field(default_factory=Outcome)
    after: Outcome = field(default_factory=Outcome)
    differ: int = 0
    differing: list[Differing] = field(default_factory=list)
    faith: Faith = field(default_factory=Faith)


def what_if(connection: "psycopg.Connection[Any]", registry: Registry, asked: Asked) -> WhatIf:
    """Over the families that this connection's actor sees. Raises NotFound, and Invalid with every problem."""
    other = changed(almanac.current(connection, registry), asked.workflow, asked.changes)
    as_is = almanac.eras(connection, registry)
    otherwise = _changed_eras(connection, other, asked)
    found = WhatIf(asked)
    for roots in _portions(connection, registry, asked):
        for family in by_family(_records(connection, roots)):
            _add(found, registry, (as_is, otherwise), family)
    return found


def _changed_eras(connection: "psycopg.Connection[Any]", other: Registry, asked: Asked) -> list[Era]:
    """The same calendars from the same moments on, each with the days off changed."""
    name = other.get(asked.workflow).workflow.calendar.name
    found: list[Era] = []
    for since, registry in almanac.eras(connection, other):
        calendars = {one.workflow.calendar.name: one.workflow.calendar for one in registry}
        calendars[name] = on_these_days(calendars[name], asked.changes)
        found.append((since, registry.counting_by(calendars[name].edition, calendars.values())))
    return found


def _add(found: WhatIf, registry: Registry, worlds: tuple[Sequence[Era], Sequence[Era]], family: list[Told]) -> None:
    asked, root = found.asked, next((one for one in family if one.cause is None), family[0])
    try:
        script = Script(registry, family)
        before, after = (live(script, eras, asked.until) for eras in worlds)
    except (KeyError, TypeError, ValueError, RuntimeError, StopIteration, EngineError, MachineError):
        found.unread.append(root.number)
        return
    found.families += 1
    zone = ZoneInfo(registry.get(asked.workflow).workflow.calendar.zone)
    _count(found.before, before, asked, zone)
    _count(found.after, after, asked, zone)
    _compare(found, root, before, after)
    _believe(found.faith, root, script, before, asked)


def _count(outcome: Outcome, lived: Lived, asked: Asked, zone: ZoneInfo) -> None:
    for alert in _within(lived.alerts, asked):
        outcome.alerts += 1
        outcome.levels[alert.level] += 1
        day = alert.at.astimezone(zone).date()
        outcome.told.update((role, day) for role in alert.tells)
    for (_, name, anchor), spell in lived.spells.items():
        if asked.since <= anchor and spell.over(asked.until):
            outcome.finished[(spell.workflow, name)] += 1
            outcome.breached[(spell.workflow, name)] += spell.breached(asked.until)
    outcome.undone += lived.undone


def _within(alerts: Iterable[Alert], asked: Asked) -> Iterator[Alert]:
    return (one for one in alerts if asked.since <= one.at <= asked.until)


def _compare(found: WhatIf, root: Told, before: Lived, after: Lived) -> None:
    """Alerts are the same where the same rung of the same clock is climbed at the same moment. A child of one run only
    is told by its clock.
    """
    then, now = list(_within(before.alerts, found.asked)), list(_within(after.alerts, found.asked))
    left, right = Counter(map(_place, then)), Counter(map(_place, now))
    gone, new = tuple(_only(then, left - right)), tuple(_only(now, right - left))
    if gone or new:
        found.differ += 1
        if len(found.differing) < found.asked.shown:
            found.differing.append(Differing(root.case_id, root.number, gone, new))


def _place(alert: Alert) -> tuple[str, str, int, datetime]:
    return alert.workflow, alert.climb.clock, alert.climb.rung, alert.at


def _only(alerts: Iterable[Alert], places: "Counter[tuple[str, str, int, datetime]]") -> Iterator[Alert]:
    for alert in alerts:
        if places[_place(alert)] > 0:
            places[_place(alert)] -= 1
            yield alert


def _believe(faith: Faith, root: Told, script: Script, lived: Lived, asked: Asked) -> None:
    """Compared by the moment at which each rung was due: a worker that came late then changes nothing here."""

    def within(climb: Climb) -> bool:
        return asked.since <= climb.due_at <= asked.until

    recorded = {one for one in script.climbed if within(one)}
    rehearsed = {one.climb for one in lived.alerts if within(one.climb)}
    faith.recorded += len(recorded)
    faith.rehearsed += len(rehearsed)
    faith.same += len(recorded & rehearsed)
    faith.families += recorded == rehearsed
    if recorded != rehearsed:
        faith.unlike.append(root.number)


# --- reading


def _portions(connection: "psycopg.Connection[Any]", registry: Registry, asked: Asked) -> Iterator[list[UUID]]:
    values = {"workflows": _roots_of(registry, asked.workflow), "since": asked.since, "until": asked.until}
    last, seen = UUID(int=0), 0
    while roots := [row[0] for row in connection.execute(_ROOTS, {**values, "last": last, "limit": PORTION})]:
        seen += len(roots)
        if asked.most is not None and seen > asked.most:
            most = asked.most
            words = Text(
                f"Lebih dari {most} kasus: pilih jangka waktu yang lebih pendek.",
                f"More than {most} cases: choose a shorter time.",
            )
            raise Invalid([Problem("/since", "too_many", words)])
        yield roots
        last = roots[-1]


def _roots_of(registry: Registry, name: str) -> list[str]:
    """The workflows whose families this one belongs to."""
    found = {name}
    while more := {one.workflow.name for one in registry if found & set(one.workflow.children)} - found:
        found |= more
    return sorted(found)


def _records(connection: "psycopg.Connection[Any]", roots: list[UUID]) -> Iterator[tuple[UUID, Told]]:
    with connection.cursor(binary=True) as cursor:
        for root_id, case_id, number, text in cursor.execute(_RECORDS, (roots,)):
            yield root_id, Told(case_id, number, json.loads(text))


_ROOTS = """SELECT id FROM cases WHERE parent_id IS NULL AND workflow = ANY(%(workflows)s) AND id > %(last)s
    AND opened_at <= %(until)s AND (ended_at IS NULL OR last_at >= %(since)s) ORDER BY id LIMIT %(limit)s"""
_RECORDS = """SELECT c.root_id, c.id, c.number, h.body FROM history h JOIN cases c ON c.id = h.case_id
    WHERE c.root_id = ANY(%s) ORDER BY c.root_id, c.id, h.seq"""
