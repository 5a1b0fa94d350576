"""Forms: what a person fills in, checked, and split into closed facts and what only ciphertext may hold."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from engine.definition import Private, Text
from engine.errors import Invalid, Problem

FormT = TypeVar("FormT", bound=BaseModel)

CLOSED = (bool, int, date, datetime, UUID, type(None))

WORDS = {
    "missing": Text("Belum diisi.", "This is not filled in."),
    "extra_forbidden": Text("Isian ini tidak dikenal; hapus.", "This field is not known; remove it."),
    "literal_error": Text("Pilih salah satu dari pilihan yang ada.", "Choose one of the values offered."),
    "enum": Text("Pilih salah satu dari pilihan yang ada.", "Choose one of the values offered."),
    "string_too_short": Text("Terlalu pendek.", "This is too short."),
    "string_too_long": Text("Terlalu panjang.", "This is too long."),
    "too_short": Text("Isi paling sedikit satu.", "Give at least one."),
    "too_long": Text("Terlalu banyak isian.", "There are too many of these."),
}
WRONG = Text("Isian ini tidak bisa dibaca; periksa kembali.", "This cannot be read; check it.")


def validate(form: type[FormT], data: Any, now: datetime) -> FormT:
    """The filled-in form. Raises Invalid with a pointer for each problem; validators find `now` in their context."""
    try:
        return form.model_validate(data if data is not None else {}, context={"now": now})
    except ValidationError as wrong:
        raise Invalid([_problem(error) for error in wrong.errors(include_url=False)]) from None


def _problem(error: Any) -> Problem:
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in error["loc"])
    said = error.get("ctx") or {}
    if "id" in said and "en" in said:
        pointer += f"/{said['at']}" if said.get("at") else ""
        return Problem(pointer, error["type"], Text(str(said["id"]), str(said["en"])))
    return Problem(pointer, error["type"], WORDS.get(error["type"], WRONG))


def split(form: BaseModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """(closed, private), both ready for JSON. A list of groups keeps its order and length on both sides.

    Fields left out by the person appear on neither side; empty private groups are dropped.
    """
    closed: dict[str, Any] = {}
    private: dict[str, Any] = {}
    plain = form.model_dump(mode="json", exclude_unset=True)
    for name, value in plain.items():
        info = type(form).model_fields[name]
        if is_private(info):
            if value is not None:
                private[name] = value
        else:
            open_part, secret_part = _split_value(getattr(form, name), value)
            closed[name] = open_part
            if secret_part:
                private[name] = secret_part
    return closed, private


def _split_value(model: Any, plain: Any) -> tuple[Any, Any]:
    if isinstance(model, BaseModel):
        return split(model)
    if isinstance(model, list | tuple) and any(isinstance(one, BaseModel) for one in model):
        parts = [split(one) for one in model]
        secrets = [secret for _, secret in parts]
        return [opened for opened, _ in parts], secrets if any(secrets) else None
    return plain, None


def join(closed: Any, private: Any) -> Any:
    """The opposite of `split`: what was filled in, from its two sides."""
    if isinstance(closed, dict) and isinstance(private, dict):
        return {name: join(closed.get(name), private.get(name)) for name in {**closed, **private}}
    if isinstance(closed, list) and isinstance(private, list):
        return [join(one, other) for one, other in zip(closed, private, strict=True)]
    return closed if private is None else private


def is_private(info: FieldInfo) -> bool:
    return any(isinstance(mark, Private) or mark is Private for mark in info.metadata)


def leaks(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """The fields that hold open text and are not marked Private: they would stand in clear in the history."""
    for name, info in model.model_fields.items():
        if not is_private(info):
            yield from _leaks_of(info.annotation, f"{path}{name}", info.metadata)


def _leaks_of(kind: Any, path: str, marks: list[Any]) -> Iterator[str]:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *more = get_args(kind)
        if not any(isinstance(mark, Private) or mark is Private for mark in more):
            yield from _leaks_of(inner, path, more)
    elif origin is Literal:
        return
    elif origin in (Union, UnionType, list, tuple, set, frozenset):
        for part in get_args(kind):
            if part is not Ellipsis:
                yield from _leaks_of(part, path, marks)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from leaks(kind, f"{path}.")
    elif not (isinstance(kind, type) and issubclass(kind, (*CLOSED, Enum))) and not _bound(kind, marks):
        yield path


def _bound(kind: Any, marks: list[Any]) -> bool:
    """A string that may only be one of a list, or of a pattern (a region code), is closed."""
    if kind is not str or not marks:
        return False
    schema = TypeAdapter(Annotated[(kind, *marks)]).json_schema()
    return any(word in schema for word in ("enum", "const", "pattern"))


def private_names(form: type[BaseModel] | None) -> frozenset[str]:
    """The top-level fields of a form that hold, or contain, something private."""
    if form is None:
        return frozenset()
    return frozenset(
        name for name, info in form.model_fields.items() if is_private(info) or _contains_private(info.annotation)
    )


def _contains_private(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return any(is_private(info) or _contains_private(info.annotation) for info in kind.model_fields.values())
    return any(_contains_private(part) for part in get_args(kind))
