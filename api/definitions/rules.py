"""The rules as a page shows them: words, basis, how well it is known, and where in the running workflows they act."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from api.cases.views import Json
from api.desk import Desk
from api.words import text
from engine import almanac
from engine.definition import Text
from engine.policies import deciding, setting, standing
from engine.policies.setting import Values
from engine.registry import Registry
from workflows.rules import MARKS, RULES, By, Rule


def listed(desk: Desk) -> list[Json]:
    registry = desk.engine.registry
    with desk.engine.database.transaction(desk.actor) as tx:
        values, since = almanac.current(tx.connection, registry).values, standing.since(tx.connection)
    return [{**_shown(registry, one), "settings": _settings(registry, one, values, since)} for one in RULES]


def _settings(registry: Registry, rule: Rule, values: Values, since: Mapping[str, datetime]) -> list[Json]:
    """What of a rule the office sets by itself: as it is now, what it may be, and since when it is so."""
    workflows = [one.workflow for one in registry]
    found = []
    for one in registry.settings:
        if rule.number in setting.rules(one, workflows):
            now = deciding.number(registry, values, one.name)
            told = {"name": one.name, "title": text(one.title), "value": now, "now": text(one.said(now))}
            bounds = {"least": one.least, "most": one.most, "unit": one.unit, "bounds": text(one.bounds)}
            found.append({**told, **bounds, "basis": text(POLICY), "since": since.get(one.name)})
    return found


def acting(registry: Registry, number: str) -> Iterator[tuple[By, str, Text | None]]:
    """The guards, clocks and promises of a rule, in the order of the workflows; each once."""
    seen: set[tuple[By, str]] = set()
    for kind, rule, name, title in _all(registry):
        if rule == number and (kind, name) not in seen:
            seen.add((kind, name))
            yield kind, name, title


def _all(registry: Registry) -> Iterator[tuple[By, str, str, Text | None]]:
    for compiled in registry:
        workflow = compiled.workflow
        for step in workflow.transitions:
            yield from (("guard", guard.rule, guard.name, None) for guard in step.guards)
            refused = step.refused_in.values()
            yield from (("guard", one.rule, one.code, one.reason) for one in refused)
        yield from (("clock", one.rule, one.name, one.title) for one in workflow.deadlines)
        yield from (("promise", one.rule, one.name, one.title) for one in workflow.properties)


def _shown(registry: Registry, rule: Rule) -> Json:
    return {
        "number": rule.number,
        "title": text(rule.words),
        "basis": rule.basis,
        "marks": [{"mark": one, "title": text(MARKS[one])} for one in rule.marks],
        "where": [
            *({"kind": text(KINDS[kind]), "name": name, "title": text(title) if title is not None else None}
              for kind, name, title in acting(registry, rule.number)),
            *({"kind": text(FIELD), "name": name, "title": None} for name in rule.fields),
            *({"kind": text(PAGE), "name": name, "title": None} for name in rule.pages),
        ],
    }  # fmt: skip


KINDS: dict[By, Text] = {
    "guard": Text("Penjaga", "Guard"),
    "clock": Text("Tenggat", "Clock"),
    "promise": Text("Janji yang dibuktikan", "Proved promise"),
}
POLICY = Text("kebijakan", "policy")
FIELD = Text("Isian", "Field")
PAGE = Text("Halaman", "Page")
