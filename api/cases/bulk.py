"""One step on many cases: which steps can be taken on all of them, and what came of it for each.

Only a step that hands a case to somebody, and changes nothing else of it, is taken on many at once: what ends or moves
a case is looked at case by case. Each case is a transaction of its own, so one that is refused holds up no other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.cases import casework
from api.cases.colleagues import offered
from api.cases.views import Json, for_many
from api.definitions.schemas import Schema, schema
from api.desk import Desk
from api.errors import ShellError
from api.problems import answer_for, refusal
from api.replay import Answer, Request, once
from api.words import text
from engine import reading
from engine.commands import Done
from engine.database import Tx
from engine.errors import EngineError, NotFound
from engine.reading import Step, View

MOST = 50
"""Cases at once."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case, and the version of it that was seen."""

    id: UUID
    version: int


def offer(desk: Desk, cases: Sequence[UUID]) -> Json:
    """The steps for many that stand open in any of these cases, and for each what blocks it where. Of a form, only what
    is compulsory is asked. Cases out of sight count as gone."""
    with desk.engine.database.transaction(desk.actor) as tx:
        seen = [view for one in cases if (view := reading.case(tx, desk.engine.registry, one)) is not None]
        lens = casework.lens_of(desk, tx, seen[0].now) if seen else None
    open_to = [_open_steps(desk, view) for view in seen]
    names = dict.fromkeys(name for steps in open_to for name in steps)
    staff = lens.staff if lens is not None else ()
    return {
        "cases": len(seen),
        "gone": len(cases) - len(seen),
        "steps": [_offered(desk, name, list(zip(seen, open_to, strict=True)), staff) for name in names],
    }


def take(desk: Desk, name: str, cases: Sequence[Chosen], form: Json, key: str | None) -> list[Json]:
    """What came of it, in the order asked. Raises NotFound for a step that is not for many."""
    registry = desk.engine.registry
    if not any(for_many(step) for one in registry for step in one.workflow.transitions if step.name == name):
        raise NotFound("step for many")
    return [_taken(desk, name, one, form, f"{key} {one.id}" if key else None) for one in cases]


def _open_steps(desk: Desk, view: View) -> Mapping[str, Step]:
    steps = reading.steps(view.member.compiled, view.snapshot, desk.actor, view.now)
    return {one.transition.name: one for one in steps if for_many(one.transition)}


def _offered(desk: Desk, name: str, cases: Iterable[tuple[View, Mapping[str, Step]]], staff: Any) -> Json:
    able = [(view, steps[name]) for view, steps in cases if name in steps]
    blocked = [
        {
            "number": view.member.number,
            "refusals": [refusal(one) for one in steps[name].refusals] if name in steps else [],
        }
        for view, steps in cases
        if name not in steps or not steps[name].allowed
    ]
    transition = able[0][1].transition
    form = schema(transition.form) if transition.form is not None else None
    asked = [_compulsory(offered(form, staff, view.member, desk.actor)) for view, _ in able] if form else []
    return {
        "name": name,
        "title": text(transition.title),
        "allowed": not blocked,
        "blocked": blocked,
        "schema": _common(asked) if asked else None,
        "confirm": text(transition.confirm) if transition.confirm is not None else None,
        "href": f"/api/cases/bulk/{name}",
    }


def _compulsory(form: Schema) -> Schema:
    needed = form.get("required", [])
    return {**form, "properties": {name: node for name, node in form["properties"].items() if name in needed}}


def _common(forms: Sequence[Schema]) -> Schema:
    """One form for all: a choice offers what every case offers."""
    fields = dict(forms[0]["properties"])
    for name, node in fields.items():
        if "enum" in node:
            shared = [value for value in node["enum"] if all(value in one["properties"][name]["enum"] for one in forms)]
            fields[name] = {**node, "enum": shared}
    return {**forms[0], "properties": fields}


def _taken(desk: Desk, name: str, one: Chosen, form: Json, key: str | None) -> Json:
    number: str | None = None
    try:
        with desk.engine.database.transaction(desk.actor) as tx:
            member = casework.find(desk, tx, one.id).member
        number = member.number
        step = member.compiled.workflow.find(name)
        if step is None or not for_many(step):
            raise NotFound("step for many")
        asked = Request(desk.actor, key, f"{one.id} {name} {one.version}", form)
        once(desk.engine.database, asked, _run(desk, name, one, form))
    except (EngineError, ShellError) as error:
        return {"id": one.id, "number": number, "done": False, **_told(error)}
    return {"id": one.id, "number": number, "done": True}


def _run(desk: Desk, name: str, one: Chosen, form: Json) -> Callable[[Callable[[Tx, Answer], None]], Answer]:
    def run(keep: Callable[[Tx, Answer], None]) -> Answer:
        made = Answer(200, {"done": True}, {})

        def also(tx: Tx, _done: Done) -> None:
            keep(tx, made)

        casework.advance(desk, one.id, name, form, one.version, also)
        return made

    return run


def _told(error: Exception) -> Json:
    told = answer_for(error)
    members = told.members_for(error)
    return {
        "code": told.code,
        "message": text(told.message),
        "refusals": members.get("refusals", []),
        "errors": members.get("errors", []),
    }
