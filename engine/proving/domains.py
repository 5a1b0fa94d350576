"""The finite domain over which a proof tries a fact or a field: all values of a closed type, samples of an open one.

Booleans, literals and enums are tried whole; a moment is any moment (`engine.proving.moments`); a whole number one of
its first three; a list is empty, has one, or all. Where that is not enough to tell apart what guards tell apart, the
workflow gives `samples` of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.definition import Workflow
from engine.proving.moments import MOMENTS, SOMETIME

Domain = tuple[Any, ...]

SOMEBODY = UUID(int=1)
WORDS = "…" * 20


def of_facts(workflow: Workflow) -> dict[str, Domain]:
    return {name: _domain(workflow.samples.get(name), info) for name, info in workflow.facts.model_fields.items()}


def of_form(workflow: Workflow, form: type[BaseModel]) -> dict[str, Domain]:
    return {
        name: _domain(workflow.samples.get(f"{form.__name__}.{name}"), info) for name, info in form.model_fields.items()
    }


def _domain(given: Domain | None, info: FieldInfo) -> Domain:
    return given if given is not None else _values(info.annotation, info.metadata)


def _values(kind: Any, limits: list[Any]) -> Domain:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *more = get_args(kind)
        return _values(inner, more)
    if origin is Literal:
        return get_args(kind)
    if origin in (Union, UnionType):
        parts = sorted(get_args(kind), key=lambda part: part is not NoneType)
        return tuple(value for part in parts for value in _values(part, limits))
    if origin in (tuple, list, set, frozenset):
        return _collections(origin, _values(get_args(kind)[0], []))
    return _plain(kind, limits)


def _collections(kind: Any, values: Domain) -> Domain:
    """Nothing, the first, everything."""
    sizes = sorted({0, min(1, len(values)), len(values)})
    return tuple(kind(values[:size]) for size in sizes)


def _plain(kind: Any, limits: list[Any]) -> Domain:
    if isinstance(kind, type):
        if issubclass(kind, BaseModel):
            return (_built(kind),)
        if issubclass(kind, Enum):
            return tuple(kind)
    return FIXED[kind] if kind in FIXED else _whole_numbers(limits) if kind is int else ({},)


FIXED: Mapping[Any, Domain] = {
    bool: (False, True),
    datetime: (SOMETIME,),
    date: (MOMENTS[0].date(),),
    UUID: (SOMEBODY,),
    str: (WORDS,),
    NoneType: (None,),
}


def _whole_numbers(limits: list[Any]) -> Domain:
    least = max((one.ge for one in limits if hasattr(one, "ge")), default=0)
    most = min((one.le for one in limits if hasattr(one, "le")), default=least + 2)
    return tuple(range(least, min(most, least + 2) + 1))


def _built(model: type[BaseModel]) -> BaseModel:
    fields = model.model_fields.items()
    values = {name: _values(one.annotation, one.metadata)[0] for name, one in fields}
    made: dict[str, Any] = {name: MOMENTS[0] if one is SOMETIME else one for name, one in values.items()}
    return model.model_construct(**made)
