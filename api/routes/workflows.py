"""What runs here: the workflows with their states and filters, the form that opens a case, the drawing."""

from typing import Annotated, Any, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from api.cases import choices
from api.cases.views import Json, state
from api.definitions import diagram, mermaid
from api.definitions.diagram import Where
from api.definitions.schemas import schema
from api.desk import Desk
from api.figures import processmap
from api.security.policy import CASES, STAFF
from api.words import all_named, text
from engine.definition import Workflow
from engine.definition_schema import definition_schema
from engine.errors import NotFound
from engine.registry import Compiled

Here = NamedDependency[SkipValidation[Desk]]
State = Annotated[str | None, QueryParameter(name="state", required=False)]


@get("/api/workflows", policy=STAFF, sync_to_thread=False)
def list_workflows(desk: Here) -> list[dict[str, Any]]:
    return [_shown(desk, one) for one in desk.engine.registry]


@get("/api/workflows/{name:str}", policy=STAFF, sync_to_thread=False)
def read_workflow(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    """With its definition, in the canonical form that its version is the digest of."""
    one = desk.engine.registry.get(name)
    return {**_shown(desk, one), "definition": one.canonical}


@get("/api/workflows/{name:str}/opening", policy=CASES, sync_to_thread=False)
def opening(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    workflow = desk.engine.registry.get(name).workflow
    if workflow.opening is None:
        raise NotFound("workflow that is opened by hand")
    return {
        "name": "open",
        "title": text(workflow.title),
        "schema": all_named(schema(workflow.opening)),
        "allowed": desk.actor.role in workflow.opened_by,
        "refusals": [],
        "confirm": None,
        "four_eyes": False,
        "href": "/api/cases",
    }


@get("/api/workflows/{name:str}/diagram.svg", policy=STAFF, sync_to_thread=False)
def draw(
    desk: Here,
    name: FromPath[str],
    current: State = None,
    visited: FromQuery[str] = "",
    possible: FromQuery[str] = "",
    lang: FromQuery[Literal["id", "en"]] = "id",
) -> Response[str]:
    """`visited` names states, `possible` steps, each separated by commas; unknown names are left out."""
    workflow = desk.engine.registry.get(name).workflow
    known = {one.name for one in workflow.states}
    where = Where(
        current if current in known else None,
        frozenset(visited.split(",")) & known,
        frozenset(possible.split(",")),
    )
    return Response(diagram.draw(workflow, where, lang), media_type="image/svg+xml")


@get("/api/workflows/{name:str}/diagram.mmd", policy=STAFF, sync_to_thread=True)
def draw_as_text(desk: Here, name: FromPath[str], lang: FromQuery[Literal["id", "en"]] = "id") -> Response[str]:
    """The drawing as Mermaid text, for documents."""
    workflow = desk.engine.registry.get(name).workflow
    return Response(mermaid.draw(workflow, lang), media_type="text/vnd.mermaid")


@get("/api/workflows/schema", policy=STAFF, sync_to_thread=False)
def schema_of_definitions() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the canonical definitions."""
    return definition_schema()


@get("/api/workflows/{name:str}/process-map", policy=CASES, sync_to_thread=True)
def process_map(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    """How often each arrow was taken and after how long, and how long cases stay; over the cases in sight."""
    return processmap.shown(desk, name)


@get("/api/workflows/{name:str}/process-map.svg", policy=CASES, sync_to_thread=True)
def draw_process_map(desk: Here, name: FromPath[str], lang: FromQuery[Literal["id", "en"]] = "id") -> Response[str]:
    return Response(processmap.drawn(desk, name, lang), media_type="image/svg+xml")


def _shown(desk: Desk, one: Compiled) -> Json:
    workflow = one.workflow
    return {
        "name": workflow.name,
        "title": text(workflow.title),
        "version": one.version,
        "states": [state(each) for each in workflow.states],
        "filters": choices.offered(desk.engine.registry, workflow) if _theirs(desk.actor.role, workflow) else [],
        "opening": {
            "allowed": workflow.opening is not None and desk.actor.role in workflow.opened_by,
            "href": f"/api/workflows/{workflow.name}/opening" if workflow.opening is not None else None,
        },
    }


def _theirs(role: str, workflow: Workflow) -> bool:
    """Whether somebody in this role does anything in a workflow that is no other's child."""
    return workflow.opening is not None and any(role in step.by for step in workflow.transitions)


HANDLERS = (
    list_workflows,
    read_workflow,
    opening,
    draw,
    draw_as_text,
    schema_of_definitions,
    process_map,
    draw_process_map,
)
