"""The canonical form of a workflow: what is hashed into its version, and what auditors read.

Sorted-key JSON. Functions stand as their name and the SHA-256 of their source, so that a changed guard is a new
version; forms stand as their JSON Schema.
"""

import hashlib
import inspect
import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from engine.calendar import Calendar, Elapsed, WorkingDays, WorkingHours, canonical
from engine.definition import Workflow


def fingerprint(workflow: Workflow) -> tuple[str, str]:
    """(canonical JSON, its SHA-256 in hexadecimal)."""
    text = json.dumps(plain(workflow), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A definition as values that JSON knows."""
    if isinstance(value, Calendar):
        return value.canonical()
    if isinstance(value, Elapsed | WorkingHours | WorkingDays):
        return canonical(value)
    if isinstance(value, type):
        return value.model_json_schema() if issubclass(value, BaseModel) else value.__name__
    if is_dataclass(value) or isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in _names(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if callable(value):
        return _function(value)
    return value


def _names(value: Any) -> list[str]:
    return [one.name for one in fields(value)] if is_dataclass(value) else list(type(value).model_fields)


def _function(function: Callable[..., Any]) -> dict[str, Any]:
    source = textwrap.dedent(inspect.getsource(function))
    named: dict[str, Any] = {
        "function": f"{function.__module__}.{function.__qualname__}",
        "source": hashlib.sha256(source.encode()).hexdigest(),
    }
    held = inspect.getclosurevars(function).nonlocals
    if held:
        named["holds"] = {name: plain(value) for name, value in sorted(held.items())}
    return named
