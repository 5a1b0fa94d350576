"""A form that names victims by number: on the page of a case it offers those who are on record, in words.

A field says so in its schema (`x-ui`: `source`). A form that also adds victims is left as it is: it numbers those too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.definitions.schemas import Schema
from api.words import Words
from engine.definition import Text
from workflows.facts.case import Victim, age_band
from workflows.facts.vocabulary import AGE_BAND, SEX

SOURCE = "victims"
FEW = 4
"""So many are shown at once; more are folded into a list."""


def offered(form: Schema, facts: Any, *, described: bool) -> Schema:
    """`described`: whoever asks may know more of them than how many there are."""
    victims = getattr(facts, SOURCE, ())
    if not isinstance(victims, tuple) or not victims or SOURCE in form.get("properties", {}):
        return form  # another workflow may call something else so
    return _filled(form, {victim.number: _called(victim, described) for victim in victims})


def _filled(form: Schema, labels: Mapping[int, Words]) -> Schema:
    """The form, and the groups in it, with its victims to choose from."""
    fields = {name: _field(node, labels) for name, node in form.get("properties", {}).items()}
    return {**form, "properties": fields} if fields else form


def _field(node: Schema, labels: Mapping[int, Words]) -> Schema:
    within = node.get("items")
    if node.get("x-ui", {}).get("source") != SOURCE:
        return {**_filled(node, labels), **({"items": _filled(within, labels)} if within else {})}
    known = list(labels)
    hints = {**node["x-ui"], "labels": {str(number): words for number, words in labels.items()}}
    if within:
        return {**node, "items": {**within, "enum": known}, "x-ui": {**hints, "widget": "checkboxes"}}
    return {**node, "enum": known, "x-ui": {**hints, "widget": "radio" if len(known) <= FEW else "select"}}


def _called(victim: Any, described: bool) -> Words:
    """A referral knows no more of those whom it carries than their number."""
    said = [Text(f"Korban {victim.number}", f"Victim {victim.number}")]
    if described and isinstance(victim, Victim):
        said += [SEX[victim.sex], AGE_BAND[age_band(victim.age_now)]]
    return {"id": _joined([one.id for one in said]), "en": _joined([one.en for one in said])}


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(parts)
