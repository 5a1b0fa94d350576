"""What the fields of a workflow are called, and their values: gathered from its forms, and from what it shows in lists.

A case is shown by this alone; no page and no view knows the name of a fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from api.definitions.schemas import Schema, schema
from api.office.register import day_words, moment_words
from api.words import Words, text
from engine.definition import SYSTEM, Workflow
from engine.registry import Registry

YES_NO: Mapping[bool, Words] = {True: {"id": "Ya", "en": "Yes"}, False: {"id": "Tidak", "en": "No"}}


@dataclass(frozen=True, slots=True)
class Entry:
    """A field in words. `within` are the fields of a group or of the lines of a list."""

    title: Words
    labels: Mapping[str, Words] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)
    widget: str = "text"
    within: "Mapping[str, Entry]" = field(default_factory=dict)

    def label(self, value: Any) -> Words:
        """A value as people read it."""
        if isinstance(value, bool):
            return YES_NO[value]
        if isinstance(value, list | tuple | set | frozenset):
            return _joined([self.label(one) for one in value])
        if str(value) in self.labels:
            return self.labels[str(value)]
        if isinstance(value, datetime):
            return text(moment_words(value))
        if isinstance(value, date):
            return text(day_words(value))
        return _same("–" if value is None else str(value))

    def tone(self, value: Any) -> str | None:
        return self.tones.get(str(value))


Catalog = Mapping[str, Entry]


@lru_cache(maxsize=64)
def catalog(registry: Registry, name: str) -> Catalog:
    """Every field of a workflow, and of those that open it as a child: the forms tell first, then the lists."""
    workflow = registry.get(name).workflow
    found: dict[str, Entry] = {}
    parents = [one.workflow for one in registry if name in one.workflow.children]
    for declared in (workflow, *parents):
        for form in _forms(declared):
            for place, entry in _entries(schema(form)).items():
                found[place] = _merged(found.get(place), entry)
    for shown in (*workflow.known, *workflow.summary, *workflow.warns):
        labels = {str(value): text(words) for value, words in shown.labels.items()}
        tones = {str(value): tone for value, tone in shown.tones.items()}
        known = found.get(shown.fact)
        widget = known.widget if known is not None else "text"
        found[shown.fact] = Entry(text(shown.title), labels or (known.labels if known else {}), tones, widget)
    return found


def _forms(workflow: Workflow) -> Iterator[type[BaseModel]]:
    if workflow.opening is not None:
        yield workflow.opening
    for transition in workflow.transitions:
        if transition.form is not None and transition.by != (SYSTEM,):  # what nobody is asked gives a field no name
            yield transition.form


def _entries(form: Schema) -> dict[str, Entry]:
    return {name: _entry(name, node) for name, node in form.get("properties", {}).items()}


def _entry(name: str, node: Schema) -> Entry:
    said: Schema = node.get("x-ui", {})
    within = _entries(node.get("items", node)) if said.get("widget") in ("list", "group") else {}
    return Entry(said.get("title") or _same(name), said.get("labels") or {}, {}, said.get("widget", "text"), within)


def _merged(known: Entry | None, more: Entry) -> Entry:
    """The first form names the field; what later ones add are values and inner fields."""
    if known is None:
        return more
    return Entry(
        known.title, {**more.labels, **known.labels}, known.tones, known.widget, {**more.within, **known.within}
    )


def _joined(parts: list[Words]) -> Words:
    if not parts:
        return _same("–")
    return {"id": ", ".join(one["id"] for one in parts), "en": ", ".join(one["en"] for one in parts)}


def _same(words: str) -> Words:
    return {"id": words, "en": words}
