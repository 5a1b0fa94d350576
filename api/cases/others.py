"""Other cases that a form names by their number: there, in sight, and not the case itself."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from api.definitions.schemas import Schema, schema
from engine.database import Tx
from engine.definition import Text
from engine.errors import Invalid, Problem
from engine.registry import Registry

THERE = """SELECT EXISTS (SELECT FROM cases o JOIN cases c ON c.id = %s
    WHERE o.number = %s AND o.workflow = c.workflow AND o.id <> c.root_id AND o.parent_id IS NULL)"""


def insist(registry: Registry, tx: Tx, case_id: UUID, step: str, form: Mapping[str, Any]) -> None:
    """In the transaction of a step: each case that it names is one of the same kind that its actor may see.

    Raises Invalid.
    """
    asked = [name for name in _steps_that_name(registry).get(step, ()) if form.get(name)]
    wrong = [Problem(f"/{name}", "no_such_case", UNKNOWN) for name in asked if not _is_there(tx, case_id, form[name])]
    if wrong:
        raise Invalid(wrong)


def suggested(form: Schema, alike: Sequence[Mapping[str, Any]]) -> Schema:
    """A step's form, with the cases of the same people where it asks for another one. Any may be named."""
    if not alike:
        return form
    fields = {
        name: {**node, "x-ui": {**node["x-ui"], "suggested": list(alike)}}
        if node["x-ui"].get("source") == "case"
        else node
        for name, node in form.get("properties", {}).items()
    }
    return {**form, "properties": fields}


def _is_there(tx: Tx, case_id: UUID, number: Any) -> bool:
    row = tx.connection.execute(THERE, (case_id, str(number))).fetchone()
    return bool(row is not None and row[0])


@lru_cache(maxsize=8)
def _steps_that_name(registry: Registry) -> Mapping[str, tuple[str, ...]]:
    """The fields that hold the number of a case, by the step whose form they stand in."""
    found: dict[str, tuple[str, ...]] = {}
    for compiled in registry:
        for step in compiled.workflow.transitions:
            fields = schema(step.form).get("properties", {}) if step.form is not None else {}
            named = tuple(name for name, node in fields.items() if node["x-ui"].get("source") == "case")
            if named:
                found[step.name] = named
    return found


UNKNOWN = Text(
    "Tidak ada kasus lain dengan nomor ini yang dapat Anda lihat; periksa nomornya.",
    "There is no other case of this number that you may see; check the number.",
)
