"""The JSON Schema (2020-12) of a definition in canonical form: read from the words in which definitions are written.

`engine.canonical` writes dataclasses as objects, functions by name and digest, forms as their own JSON Schema. What it
writes follows from the types in `engine.definition`, and so does this: a new field is in both.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from engine import definition
from engine.calendar import Calendar, Elapsed, WorkingDays, WorkingHours
from engine.definition import Workflow

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "A workflow's definition in canonical form"


def definition_schema() -> Schema:
    """The schema of `GET /api/workflows/{name}`, `definition`."""
    named: dict[str, Schema] = {}
    root = _schema(Workflow, named)
    return {"$schema": DRAFT, "title": TITLE, **root, "$defs": dict(sorted(named.items()))}


def _schema(hint: Any, named: dict[str, Schema]) -> Schema:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(one, named) for one in inner]}
    if origin in (tuple, frozenset, list):
        return {"type": "array", "items": _schema(inner[0], named)}
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": _schema(inner[1], named)}
    if origin is type:
        return _ref("form", named, _FORM)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Callable):  # type: ignore[arg-type]
        return {"anyOf": [_ref("function", named, _FUNCTION), *(_dataclass(one, named) for one in _as_data())]}
    if hint is Calendar:
        return _ref("calendar", named, _CALENDAR)
    if hint in _LENGTHS:
        name, unit = _LENGTHS[hint]
        return _ref(name, named, _length(name, unit))
    if is_dataclass(hint):
        return _dataclass(hint, named)
    return {}


def _as_data() -> list[Any]:
    """Functions that are data themselves, and so stand whole in the canonical form."""
    return [one for one in vars(definition).values() if is_dataclass(one) and "__call__" in vars(one)]


def _dataclass(hint: Any, named: dict[str, Schema]) -> Schema:
    name = hint.__name__.lower()
    if name not in named:
        named[name] = {}
        types = get_type_hints(hint)
        names = [one.name for one in fields(hint)]
        named[name] = {
            "type": "object",
            "properties": {one: _schema(types[one], named) for one in names},
            "required": names,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _ref(name: str, named: dict[str, Schema], schema: Schema) -> Schema:
    named[name] = schema
    return {"$ref": f"#/$defs/{name}"}


_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Any: {},
}
_FUNCTION: Schema = {
    "type": "object",
    "description": "A function by its name; `source` is the SHA-256 of its text, `holds` what it closes over.",
    "properties": {
        "function": {"type": "string", "minLength": 1},
        "source": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "holds": {"type": "object"},
    },
    "required": ["function", "source"],
    "additionalProperties": False,
}
_FORM: Schema = {
    "type": "object",
    "description": "A form as its own JSON Schema.",
    "properties": {"type": {"const": "object"}, "properties": {"type": "object"}},
    "required": ["type"],
}
_CALENDAR: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "zone": {"type": "string"},
        "weekend": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}},
        "hours": {
            "type": "object",
            "propertyNames": {"pattern": "^[0-6]$"},
            "additionalProperties": {
                "type": "array",
                "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            },
        },
        "holidays": {
            "type": "object",
            "propertyNames": {"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "additionalProperties": {"type": "string"},
        },
    },
    "required": ["name", "zone", "weekend", "hours", "holidays"],
    "additionalProperties": False,
}


def _length(name: str, unit: str) -> Schema:
    return {
        "type": "object",
        "properties": {"kind": {"const": name}, unit: {"type": "integer", "minimum": 0}},
        "required": ["kind", unit],
        "additionalProperties": False,
    }


_LENGTHS: Mapping[Any, tuple[str, str]] = {
    Elapsed: ("elapsed", "minutes"),
    WorkingHours: ("working_hours", "minutes"),
    WorkingDays: ("working_days", "days"),
}
