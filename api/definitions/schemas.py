"""A form as JSON Schema 2020-12, whole in itself, with what a page needs to draw it under `x-ui`.

What the form says of itself stays; what it leaves open follows from the type. Pages know these hints and no field:
`title`, `help` (both languages), `widget`, `labels` by value, `autocomplete`, `private`.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from api.words import Words
from engine.forms import is_private

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FEW = 4
"""So many choices are shown at once; more are folded into a list."""
LINE = 200
"""Letters that fit a line; a longer text gets a box."""


@cache
def schema(form: type[BaseModel]) -> Schema:
    """The schema of a form. Shared: do not change what is returned."""
    raw = form.model_json_schema()
    whole = _inlined(raw, raw.get("$defs", {}))
    whole.pop("$defs", None)
    _furnish(form, whole)
    return {"$schema": DRAFT, **whole}


def _inlined(node: Any, definitions: Schema) -> Any:
    """Every reference replaced by what it names; what stands beside a reference wins."""
    if isinstance(node, list):
        return [_inlined(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = definitions[node["$ref"].rsplit("/", 1)[-1]]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined({**named, **beside}, definitions)
    return {key: _inlined(value, definitions) for key, value in node.items()}


def _furnish(form: type[BaseModel], node: Schema) -> None:
    """Give every property of a form, and of the groups in it, its hints."""
    node.setdefault("additionalProperties", False)
    node.pop("description", None)
    for name, info in form.model_fields.items():
        known = node.get("properties", {})
        place = info.alias or name
        if place in known:
            known[place] = _property(place, info, _without_null(known[place]))


def _property(name: str, info: FieldInfo, node: Schema) -> Schema:
    nested = group_in(info.annotation)
    if nested is not None:
        _furnish(nested, node.get("items", node))
    said: Schema = node.get("x-ui", {})
    title: Words = said.get("title") or _same(info.title or name)
    hints = {
        "help": None,
        "widget": _widget(node),
        "labels": {},
        "autocomplete": "off",
        "private": is_private(info),
        **said,
        "title": title,
    }
    return {**node, "title": title["id"], "x-ui": hints}


def group_in(kind: Any) -> type[BaseModel] | None:
    """The form within a field: a group, or the lines of a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in (Annotated, Union, UnionType, list, tuple):
        return next((found for part in get_args(kind) if (found := group_in(part)) is not None), None)
    return None


def _without_null(node: Schema) -> Schema:
    """A field that may be left out is left out: a page never sends null."""
    kinds = [one for one in node.get("anyOf", []) if one.get("type") != "null"]
    if len(kinds) != 1 or len(node["anyOf"]) != 2:
        return dict(node)
    rest = {key: value for key, value in node.items() if key != "anyOf" and not (key == "default" and value is None)}
    return {**kinds[0], **rest}


def _widget(node: Schema) -> str:
    match node.get("type"):
        case "array":
            return "checkboxes" if node.get("items", {}).keys() & {"enum", "const"} else "list"
        case "object":
            return "group"
        case "boolean":
            return "checkbox"
        case "integer" | "number":
            return "number"
    choices = node.get("enum", [])
    if choices:
        return "radio" if len(choices) <= FEW else "select"
    return _text_widget(node)


def _text_widget(node: Schema) -> str:
    by_format = {"date": "date", "date-time": "datetime"}
    return by_format.get(node.get("format", ""), "textarea" if node.get("maxLength", 0) > LINE else "text")


def _same(words: str) -> Words:
    return {"id": words, "en": words}
