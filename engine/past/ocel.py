"""Cases and their children as an object-centric event log: OCEL 2.0 in JSON, without anybody in it. Pure.

Every case is an object of its workflow's type, every record an event; a child's event names its parent, too. Values are
strings, as the schema published with the standard wants them (Berti et al., OCEL 2.0 Specification, 2023).

Times are relative: each family is moved by whole weeks, so that it begins in the week of Monday 3 January 2000. How
long things took, the hour and the day of the week stay true, and so what working days do; the date on which somebody
came, by which those who know her could find her case among the others, is gone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.calendar import WIB
from engine.past.retelling import Told
from engine.registry import Registry

Json = dict[str, Any]

MONDAY = datetime(2000, 1, 3, tzinfo=WIB)
WEEK = timedelta(days=7)

STEPS = (("role", "string"), ("kind", "string"), ("from", "string"), ("to", "string"), ("late", "boolean"))
"""What every event tells: whose act, of which kind, between which states, and whether a clock was over by then."""

CLIMBS = (*STEPS, ("rung", "integer"), ("level", "integer"))
CLIMBED = "climb "
"""Begins the type of an event in which a rung of that clock was climbed."""


@dataclass(frozen=True, slots=True)
class View:
    """How much leaves: `pseudonym` stands for a case, `facts` are the closed facts told of each workflow's cases,
    `place` makes of a region what may be told of it.
    """

    pseudonym: Callable[[str], str]
    place: Callable[[str], str]
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)


def log(registry: Registry, families: Iterable[Sequence[Told]], view: View, mark: str = "") -> Json:
    """The whole log. `mark` leads back to whoever took it. Raises KeyError or ValueError where a record is none."""
    events: list[Json] = []
    objects: list[Json] = []
    for number, family in enumerate(families, 1):
        told = _Family(registry, family, view)
        events.extend(told.events(number))
        objects.extend(told.objects())
    if mark:
        objects.append({"id": "export", "type": "export", "attributes": [_value("record", mark, MONDAY)]})
    return {
        "eventTypes": [_type(name, _event_attributes(name)) for name in _names(events)],
        "objectTypes": [_type(name, _object_attributes(objects, name)) for name in _names(objects)],
        "events": events,
        "objects": objects,
    }


def _names(of: Iterable[Json]) -> list[str]:
    return sorted({one["type"] for one in of})


def _type(name: str, attributes: Iterable[tuple[str, str]]) -> Json:
    return {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in attributes]}


def _event_attributes(name: str) -> Iterable[tuple[str, str]]:
    return CLIMBS if name.startswith(CLIMBED) else STEPS


def _object_attributes(objects: Iterable[Json], name: str) -> Iterable[tuple[str, str]]:
    found = {each["name"] for one in objects if one["type"] == name for each in one["attributes"]}
    return ((one, "string") for one in sorted(found))


class _Family:
    """One family on its way into the log."""

    def __init__(self, registry: Registry, family: Sequence[Told], view: View) -> None:
        self._registry, self._family, self._view = registry, family, view
        self._root = family[0].body["case"]
        first = _at(family[0])
        self._shift = (first - MONDAY) // WEEK * WEEK

    def events(self, number: int) -> Iterator[Json]:
        for place, one in enumerate(self._family, 1):
            yield {
                "id": f"e{number}.{place}",
                "type": _what(one),
                "time": self._moved(_at(one)).isoformat(),
                "attributes": [*self._attributes(one)],
                "relationships": [*self._relations(one)],
            }

    def objects(self) -> Iterator[Json]:
        """Each case with how its state, its place and its closed facts changed."""
        cases: dict[str, Json] = {}
        said: dict[tuple[str, str], str] = {}
        facts: dict[str, Json] = {}
        for one in self._family:
            case, body = one.body["case"], one.body
            if case not in cases:
                cases[case] = {"id": self._view.pseudonym(case), "type": body["workflow"], "attributes": []}
                if case != self._root:
                    parent = {"objectId": self._view.pseudonym(self._root), "qualifier": "part of"}
                    cases[case]["relationships"] = [parent]
            facts[case] = {**facts.get(case, {}), **body["facts"]}
            for name, value in self._values(one, facts[case]):
                if said.get((case, name)) != value:
                    said[(case, name)] = value
                    cases[case]["attributes"].append(_value(name, value, self._moved(_at(one))))
        return iter(cases.values())

    def _values(self, one: Told, facts: Json) -> Iterator[tuple[str, str]]:
        workflow = self._registry.get(one.body["workflow"]).workflow
        yield "state", one.body["to"]
        if one.body["facts"] and workflow.region is not None:
            region = workflow.region(workflow.facts.model_validate(facts))
            if region is not None:
                yield "place", self._view.place(region)
        for name in self._view.facts.get(workflow.name, ()):
            if facts.get(name) is not None:
                yield name, _plain(facts[name])

    def _attributes(self, one: Told) -> Iterator[Json]:
        body = one.body
        told: Json = {"role": body["role"], "kind": body["kind"], "from": body["from"], "to": body["to"]}
        told["late"] = body["late"]
        if body["deadline"] is not None and _what(one).startswith(CLIMBED):
            told["rung"] = body["deadline"]["rung"] + 1
            told["level"] = self._level(one)
        yield from ({"name": name, "value": _plain(value)} for name, value in told.items() if value is not None)

    def _level(self, one: Told) -> int | None:
        """As today's definition has it; nothing where that clock or rung is no more."""
        fired = one.body["deadline"]
        clocks = self._registry.get(one.body["workflow"]).workflow.deadlines
        clock = next((each for each in clocks if each.name == fired["name"]), None)
        return clock.rungs[fired["rung"]].level if clock is not None and fired["rung"] < len(clock.rungs) else None

    def _relations(self, one: Told) -> Iterator[Json]:
        yield {"objectId": self._view.pseudonym(one.body["case"]), "qualifier": "of"}
        if one.body["case"] != self._root:
            yield {"objectId": self._view.pseudonym(self._root), "qualifier": "within"}
        known = {each.body["case"] for each in self._family}
        for child in one.body["children"]:
            if child in known:
                yield {"objectId": self._view.pseudonym(child), "qualifier": "opens"}

    def _moved(self, at: datetime) -> datetime:
        return at - self._shift


def _what(one: Told) -> str:
    return f"{CLIMBED}{one.body['act']}" if one.body["kind"] == "escalated" else str(one.body["act"])


def _at(one: Told) -> datetime:
    return datetime.fromisoformat(one.body["at"]).astimezone(WIB)


def _value(name: str, value: str, at: datetime) -> Json:
    return {"name": name, "time": at.isoformat(), "value": value}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
