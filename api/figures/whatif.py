"""What-if, asked and answered: a change in words becomes one that the engine can try, and what came of it becomes JSON.

The figures are small numbers about real people: for the supervisor alone, and said to be secret (R34).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.cases.views import Json
from api.definitions.catalog import Catalog, catalog
from api.desk import Desk
from api.figures import spans
from api.security import looks
from api.words import Words, role_words, text
from engine import almanac
from engine.calendar import WIB, Duration
from engine.database import Tx, now
from engine.definition import ByFact, Deadline, Rung, Text
from engine.errors import Invalid, Problem
from engine.explaining import words
from engine.policies import deciding
from engine.policies.setting import Setting
from engine.registry import Registry
from engine.trying import changing, whatif
from engine.trying.changing import Change, DaysOff, PolicySet, RungMoved, TimeAllowed
from engine.trying.rehearsal import Alert
from engine.trying.whatif import CAVEAT, Asked, Outcome, WhatIf
from workflows.office.calendar import COLLECTIVE, known

YEAR = timedelta(days=365)
AT_ONCE = 5_000
"""Families that one request goes through: some seconds. The terminal has no bound."""

ADDED = "andai / what if"
"""What a day is called that is only tried as a holiday."""


class Proposed(BaseModel):
    """One change. `to` is a length in the words of `api.figures.spans`, `value` a number in the unit of its setting."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: Literal["deadline", "rung", "holiday", "working_day", "collective_leave", "policy"]
    clock: str | None = Field(default=None, max_length=80)
    rung: int | None = None
    to: str | None = Field(default=None, max_length=20)
    day: date | None = None
    year: int | None = None
    setting: str | None = Field(default=None, max_length=80)
    value: int | None = None


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    changes: list[Proposed] = Field(min_length=1, max_length=20)
    since: date | None = None
    until: date | None = None


def answer(desk: Desk, name: str, question: Question) -> Json:
    """Over the cases in the asker's sight, on record as read. Raises NotFound, Invalid and Unrecorded."""
    registry = desk.engine.registry
    registry.get(name)
    with desk.engine.database.transaction(desk.actor) as tx:
        looks.record(tx, "history", None, ["what-if"])
        found = ask(tx, registry, name, question, AT_ONCE)
    return shaped(registry, found)


def ask(tx: Tx, registry: Registry, name: str, question: Question, most: int | None) -> WhatIf:
    """By default over the last year, until now. Raises NotFound, and Invalid with every problem."""
    moment = now(tx.connection)
    since = _midnight(question.since) if question.since is not None else moment - YEAR
    until = _midnight(question.until + timedelta(days=1)) if question.until is not None else moment
    if since >= min(until, moment):
        raise Invalid([_problem("/since", "too_late", "Jangka waktunya kosong.", "There is no time between these.")])
    asked = Asked(name, tuple(read(question.changes, registry)), since, min(until, moment), most)
    return whatif.what_if(tx.connection, registry, asked)


def read(changes: Sequence[Proposed], registry: Registry) -> Iterable[Change]:
    """The changes as the engine tries them. Raises Invalid with every one that says too little or nothing."""
    found: list[Change] = []
    problems: list[Problem] = []
    for place, one in enumerate(changes):
        try:
            found.append(_change(one, registry))
        except ValueError as wrong:
            problems.append(_problem(f"/changes/{place}", "incomplete", f"Belum terbaca: {wrong}", str(wrong)))
    if problems:
        raise Invalid(problems)
    return found


def _change(one: Proposed, registry: Registry) -> Change:
    match one:
        case Proposed(kind="deadline", clock=str(clock), to=str(to)):
            return TimeAllowed(clock, spans.read(to))
        case Proposed(kind="rung", clock=str(clock), rung=int(rung), to=str(to)):
            return RungMoved(clock, rung, spans.read(to))
        case Proposed(kind="holiday", day=date() as day):
            return DaysOff(added={day: ADDED})
        case Proposed(kind="working_day", day=date() as day):
            return DaysOff(removed=frozenset({day}))
        case Proposed(kind="collective_leave", year=int(year)):
            return _collective_leave(year)
        case Proposed(kind="policy", setting=str(name), value=int(value)):
            return PolicySet(_setting(registry, name), value)
    raise ValueError(f"{one.kind} needs {NEEDS[one.kind]}.")


NEEDS: Mapping[str, str] = {
    "deadline": "clock and to",
    "rung": "clock, rung and to",
    "holiday": "day",
    "working_day": "day",
    "collective_leave": "year",
    "policy": "setting and value",
}


def _setting(registry: Registry, name: str) -> Setting:
    found = next((one for one in registry.settings if one.name == name), None)
    if found is None:
        raise ValueError(f"{name} is no setting.")
    return found


def _collective_leave(year: int) -> DaysOff:
    days = {day: title for day, category, title in known() if category == COLLECTIVE and day.year == year}
    if not days:
        raise ValueError(f"No collective leave is known for {year}.")
    return DaysOff(added=days)


# --- what can be changed


def changeable(desk: Desk, name: str) -> Json:
    """The clocks of a workflow with their rungs and days off, as they are now. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        current = almanac.current(tx.connection, desk.engine.registry)
        workflow = current.get(name).workflow
        moment = now(tx.connection)
    entries = catalog(desk.engine.registry, name)
    first = (moment - YEAR).astimezone(WIB).date()
    holidays = [(day, title) for day, title in workflow.calendar.holidays.items() if first <= day]
    return {
        "workflow": workflow.name,
        "title": text(workflow.title),
        "since": first,
        "until": moment.astimezone(WIB).date(),
        "clocks": [_clock(entries, one) for one in workflow.deadlines],
        "holidays": [{"day": day, "title": title} for day, title in holidays if day.year <= moment.year + 1],
        "collective_leave": sorted({day.year for day, category, _ in known() if category == COLLECTIVE}),
        "settings": [
            {"name": one.name, "title": text(one.title), "bounds": text(one.bounds),
             "now": text(one.said(deciding.number(desk.engine.registry, current.values, one.name)))}
            for one in desk.engine.registry.settings if name in {place.workflow for place in one.places}
        ],
        "caveat": text(CAVEAT),
    }  # fmt: skip


def _clock(entries: Catalog, one: Deadline) -> Json:
    return {
        "name": one.name,
        "title": text(one.title),
        "rule": one.rule,
        "basis": one.basis,
        "statutory": one.statutory,
        "within": _within(entries, one.within),
        "rungs": [{"title": text(rung.title), "at": text(when(rung)), "level": rung.level} for rung in one.rungs],
    }


def _within(entries: Catalog, within: object) -> Words | None:
    """The time allowed in words, by the fact on which it hangs; None where only a function knows."""
    if isinstance(within, ByFact):
        entry = entries.get(within.fact)
        told = [
            (entry.label(value) if entry else {"id": value, "en": value}, one) for value, one in within.times.items()
        ]
        if within.otherwise is not None:
            told.append(({"id": "lainnya", "en": "else"}, within.otherwise))
        return {
            "id": "; ".join(f"{label['id']}: {words(one)[0]}" for label, one in told),
            "en": "; ".join(f"{label['en']}: {words(one)[1]}" for label, one in told),
        }
    return text(Text(*words(within))) if isinstance(within, Duration) else None


def when(rung: Rung) -> Text:
    """The moment of a rung in words."""
    if rung.percent is not None:
        return Text(f"{rung.percent} % dari waktunya", f"{rung.percent} % of its time")
    if rung.before is not None:
        length = words(rung.before)
        return Text(f"{length[0]} sebelum tenggat", f"{length[1]} before it is due")
    if rung.past is not None:
        length = words(rung.past)
        return Text(f"{length[0]} setelah tenggat", f"{length[1]} past the due time")
    length = words(rung.after) if rung.after is not None else ("0", "0")
    return Text(f"{length[0]} setelah mulai", f"{length[1]} after the start")


# --- what came of it


def shaped(registry: Registry, found: WhatIf) -> Json:
    asked, faith = found.asked, found.faith
    workflow = registry.get(asked.workflow).workflow
    return {
        "secret": True,
        "workflow": workflow.name,
        "title": text(workflow.title),
        "since": asked.since,
        "until": asked.until,
        "changes": [text(changing.told(one, workflow)) for one in asked.changes],
        "caveat": text(CAVEAT),
        "cases": found.families,
        "unread": found.unread[: asked.shown],
        "alerts": {"before": found.before.alerts, "after": found.after.alerts},
        "undone": found.after.undone,
        "roles": _roles(found.before.told, found.after.told),
        "clocks": _clocks(registry, found),
        "differ": found.differ,
        "differing": [
            {
                "case": {"id": one.case_id, "number": one.number},
                "gone": [_alert(registry, each) for each in one.gone],
                "new": [_alert(registry, each) for each in one.new],
            }
            for one in found.differing
        ],
        "faith": {
            "recorded": faith.recorded,
            "rehearsed": faith.rehearsed,
            "same": faith.same,
            "cases": found.families,
            "same_cases": faith.families,
            "unlike": faith.unlike[: asked.shown],
            "words": text(faithful(found)),
        },
    }


def faithful(found: WhatIf) -> Text:
    """How far the reckoning can be believed."""
    faith = found.faith
    if faith.recorded == faith.rehearsed == faith.same:
        return Text(
            f"Tanpa perubahan, hitungan ini sama persis dengan {faith.recorded} eskalasi dan pengingat yang tercatat.",
            f"Without the change, this reckoning equals all {faith.recorded} escalations and reminders on record.",
        )
    more, unlike = faith.rehearsed - faith.same, found.families - faith.families
    return Text(
        f"Tanpa perubahan, {faith.same} dari {faith.recorded} yang tercatat terhitung sama; {more} terhitung tetapi"
        f" tidak tercatat (misalnya karena sistem sedang mati). Itu menyangkut {unlike} kasus.",
        f"Without the change, {faith.same} of {faith.recorded} on record are reckoned alike; {more} are reckoned and"
        f" not on record (the system was down, say). That concerns {unlike} cases.",
    )


def _roles(before: "Counter[tuple[str, date]]", after: "Counter[tuple[str, date]]") -> list[Json]:
    """Who is told how often, and on which days; the most alerted first."""
    roles = Counter[str]()
    for (role, _), count in (before + after).items():
        roles[role] += count
    return [
        {
            "role": role_words(role),
            "before": sum(count for (one, _), count in before.items() if one == role),
            "after": sum(count for (one, _), count in after.items() if one == role),
            "days": [
                {"day": day, "before": before[(role, day)], "after": after[(role, day)]}
                for day in sorted({day for one, day in (*before, *after) if one == role})
            ],
        }
        for role, _ in roles.most_common()
    ]


def _clocks(registry: Registry, found: WhatIf) -> list[Json]:
    """Every clock that came to an end in either run, in the order of its workflow."""
    told = []
    for workflow in (one.workflow for one in registry):
        for clock in workflow.deadlines:
            key = (workflow.name, clock.name)
            if found.before.finished[key] or found.after.finished[key]:
                named = {"workflow": workflow.name, "name": clock.name, "title": text(clock.title), "rule": clock.rule}
                told.append({**named, "before": _rate(found.before, key), "after": _rate(found.after, key)})
    return told


def _rate(outcome: Outcome, key: tuple[str, str]) -> Json:
    finished, breached = outcome.finished[key], outcome.breached[key]
    return {"finished": finished, "breached": breached, "rate": round(breached / finished, 3) if finished else None}


def _alert(registry: Registry, one: Alert) -> Json:
    clock = registry.get(one.workflow).workflow.deadline(one.climb.clock)
    return {
        "at": one.at,
        "clock": {"name": clock.name, "title": text(clock.title)},
        "rung": {"number": one.climb.rung + 1, "title": text(clock.rungs[one.climb.rung].title)},
        "level": one.level,
        "tells": [role_words(role) for role in one.tells],
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)


def _problem(pointer: str, code: str, indonesian: str, english: str) -> Problem:
    return Problem(pointer, code, Text(indonesian, english))
