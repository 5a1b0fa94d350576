"""Who of the staff a form may name: whoever works where the case is, or sees it only because she is named.

A field that names one of the staff says so in its schema (`x-ui`: `source`, `roles`). Where a step is offered, the
field becomes a choice of people by name; where it is taken, nobody else is accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.definitions.schemas import Schema, schema
from api.words import Words
from engine import reading
from engine.database import Tx
from engine.definition import Actor, Text
from engine.errors import Invalid, Problem
from engine.family import Member
from engine.registry import Registry
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES, audience

ACTIVE = "SELECT id, name, role, kelurahan FROM staff WHERE active ORDER BY name, id"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the active staff. `kelurahan` are region codes."""

    id: UUID
    name: str
    role: str
    kelurahan: tuple[str, ...]

    @property
    def label(self) -> Words:
        role = ROLES[self.role].title
        places = [KELURAHAN[code].name for code in self.kelurahan if code in KELURAHAN]
        return {tongue: " · ".join((self.name, title, *places)) for tongue, title in (("id", role.id), ("en", role.en))}

    def works_at(self, case: Member) -> bool:
        """Whether the case is hers to see, or will be by her being named. Whoever is excluded is never named."""
        if self.id in case.excluded:
            return False
        named = ROLES[self.role].scope == "person"
        return named or bool(audience(self.role, self.kelurahan, self.id) & case.snapshot.audience)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a field names: somebody in one of these roles who works there, anybody in them, or who is kept out."""

    names: tuple[str, ...]
    whoever: str

    def fits(self, one: Colleague, case: Member, everywhere: bool) -> bool:
        """Whether somebody is offered."""
        if self.whoever == "kept_out":
            return one.id in case.excluded
        return one.id not in case.excluded and (everywhere or self.whoever == "anybody" or one.works_at(case))

    def takes(self, one: Colleague, case: Member) -> bool:
        """Whether somebody is accepted, once the step is made."""
        return self.whoever != "works_there" or one.works_at(case)


def active(connection: Connection) -> tuple[Colleague, ...]:
    return tuple(Colleague(row[0], row[1], row[2], tuple(row[3])) for row in connection.execute(ACTIVE))


def offered(form: Schema, staff: Sequence[Colleague], case: Member, actor: Actor) -> Schema:
    """A step's form with its people filled in. Who may move a case elsewhere is offered people of everywhere."""
    asked = _roles_by_field(form)
    if not asked:
        return form
    everywhere = ROLES[actor.role].scope == "city"
    fields = dict(form["properties"])
    for name, roles in asked.items():
        fields[name] = _choice(
            fields[name], [one for one in staff if one.role in roles.names and roles.fits(one, case, everywhere)]
        )
    return {**form, "properties": fields}


def insist(registry: Registry, tx: Tx, case_id: UUID, step: str, form: Mapping[str, Any]) -> None:
    """After a step, in its transaction: whoever it names works where the case is now. Raises Invalid."""
    asked = _steps_that_name(registry).get(step)
    view = reading.case(tx, registry, case_id) if asked else None
    if not asked or view is None:
        return
    known = {str(one.id): one for one in active(tx.connection)}
    wrong = []
    for name, roles in asked.items():
        one = known.get(str(form.get(name)))
        if name in form and (one is None or one.role not in roles.names or not roles.takes(one, view.member)):
            wrong.append(Problem(f"/{name}", "not_here", NOT_HERE))
    if wrong:
        raise Invalid(wrong)


@lru_cache(maxsize=8)
def _steps_that_name(registry: Registry) -> Mapping[str, Mapping[str, Wanted]]:
    """The fields that name one of the staff, with their roles, by the step whose form they stand in."""
    forms = {step.name: step.form for one in registry for step in one.workflow.transitions if step.form is not None}
    found = {name: _roles_by_field(schema(form)) for name, form in forms.items()}
    return {name: fields for name, fields in found.items() if fields}


def _roles_by_field(form: Schema) -> Mapping[str, Wanted]:
    hints = {name: node.get("x-ui", {}) for name, node in form.get("properties", {}).items()}
    return {
        name: Wanted(tuple(said["roles"]), said["whoever"])
        for name, said in hints.items()
        if said.get("source") == "staff"
    }


def _choice(field: Schema, chosen: Sequence[Colleague]) -> Schema:
    plain = {key: value for key, value in field.items() if key != "format"}
    labels = {str(one.id): one.label for one in chosen}
    return {**plain, "enum": list(labels), "x-ui": {**field["x-ui"], "labels": labels}}


NOT_HERE = Text(
    "Orang ini tidak bekerja di tempat kasus berada; pilih dari daftar.",
    "This person does not work where the case is; choose from the list.",
)
