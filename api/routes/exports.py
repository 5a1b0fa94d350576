"""Files to take away: few rows alone, more with a second person; closed facts, each on record before it leaves."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.cases.sieve import By, Search
from api.desk import Desk
from api.figures import bundles, eventlog, export_requests, exports
from api.figures.exports import File
from api.security.policy import ASKERS, EVENT_LOG, EXPORTERS, EXTRACTORS, LISTERS, SECOND_PERSONS, TAKERS
from engine.reading import Filters

Here = NamedDependency[SkipValidation[Desk]]
State = Annotated[str | None, QueryParameter(name="state", required=False)]


class Why(BaseModel):
    """What the file is for. Which rows it holds, the address says, as that of the list does."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=1_000)


class Query(BaseModel):
    """What is asked for: filters of cases, or of the history, as the list takes them."""

    model_config = ConfigDict(extra="forbid")

    workflow: str | None = None
    state: str | None = None
    overdue: bool | None = None
    risk: str | None = None
    kelurahan: str | None = None
    assignee: UUID | None = None
    waiting: bool | None = None
    ended: bool | None = None
    due_before: datetime | None = None
    case: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    person: UUID | None = None
    role: str | None = None
    act: str | None = None
    by: By | None = None
    late: bool | None = None


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    what: Literal["cases.csv", "history.jsonl", "bundle.zip", "cases.ocel.json", "tidy.zip", "tidy.xlsx"]
    query: Query = Query()
    reason: str = Field(min_length=5, max_length=1_000)


@post("/api/exports/cases.csv", policy=LISTERS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_cases(
    desk: Here,
    data: JSONBody[Why],
    workflow: FromQuery[str | None] = None,
    at: State = None,
    overdue: FromQuery[bool | None] = None,
    risk: FromQuery[str | None] = None,
    kelurahan: FromQuery[str | None] = None,
    assignee: FromQuery[UUID | None] = None,
    waiting: FromQuery[bool | None] = None,
    ended: FromQuery[bool | None] = None,
    number: FromQuery[str | None] = None,
    due_before: FromQuery[datetime | None] = None,
) -> Response[Any]:
    """The cases in sight that fit, as a list shows them. 403 for more than fifty: that takes a second person."""
    facts = {"risk": risk} if risk is not None else {}
    filters = Filters(workflow, at, overdue, kelurahan, assignee, waiting, ended, number, due_before, facts)
    return _to_keep(exports.cases(desk, filters, data.reason))


@post("/api/exports/tidy", policy=EXPORTERS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_tidy(
    desk: Here,
    data: JSONBody[Why],
    at: State = None,
    overdue: FromQuery[bool | None] = None,
    kelurahan: FromQuery[str | None] = None,
    ended: FromQuery[bool | None] = None,
    shape: Annotated[Literal["zip", "xlsx"], QueryParameter(name="shape", required=False)] = "zip",
) -> Response[Any]:
    """A table for each dimension of the record, and a dictionary of all values. 403 as above."""
    return _to_keep(exports.tidy(desk, Filters(None, at, overdue, kelurahan, ended=ended), shape, data.reason))


@post("/api/exports/history.jsonl", policy=EXTRACTORS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_history(
    desk: Here,
    data: JSONBody[Why],
    case: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    person: FromQuery[UUID | None] = None,
    role: FromQuery[str | None] = None,
    act: FromQuery[str | None] = None,
    kelurahan: FromQuery[str | None] = None,
    by: FromQuery[By | None] = None,
    late: FromQuery[bool | None] = None,
) -> Response[Any]:
    """The records that fit, newest first, a JSON object a line. `case` is a registration number. 403 as above."""
    search = Search(case, kind, since, until, None, exports.ALONE, person, role, act, kelurahan, by, late)
    return _to_keep(exports.history(desk, search, data.reason))


@post("/api/exports/bundle.zip", policy=EXTRACTORS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_bundle(desk: Here, data: JSONBody[Why], case: FromQuery[str | None] = None) -> Response[Any]:
    """What a stranger needs to check the past offline. Without a case, everything: for auditors. 403 as above."""
    return _to_keep(bundles.export(desk, case, data.reason))


@post("/api/exports/cases.ocel.json", policy=EXTRACTORS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_event_log(
    desk: Here,
    data: JSONBody[Why],
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Response[Any]:
    """The cases opened meanwhile as an OCEL 2.0 event log: pseudonyms and relative times. 403 as above."""
    return _to_keep(eventlog.export(desk, since, until, data.reason))


@get("/api/exports/cases.ocel.json", policy=EVENT_LOG, sync_to_thread=True)
def read_event_log(
    desk: Here,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Response[Any]:
    """The same for a program, in the name of whoever allowed its token; its name stands in the record. 403 as above."""
    assert desk.program is not None, "the policy lets nobody else in"
    return _to_keep(eventlog.export(desk, since, until, f"Token: {desk.program.name}"))


@post("/api/exports/requests", policy=ASKERS, sync_to_thread=True)
def ask_for_export(desk: Here, data: JSONBody[Asked]) -> dict[str, Any]:
    """Ask a second person for more than fifty rows. 404 for what one could not take a part of either."""
    return export_requests.ask(desk, data.what, data.query.model_dump(mode="json", exclude_none=True), data.reason)


@get("/api/exports/requests", policy=ASKERS, sync_to_thread=True)
def list_requests(desk: Here) -> dict[str, Any]:
    return {"items": export_requests.listed(desk), "offered": export_requests.offered(desk.actor.role)}


@post("/api/exports/requests/{request_id:uuid}/{verdict:str}", policy=SECOND_PERSONS, sync_to_thread=True,
      status_code=HTTP_200_OK)  # fmt: skip
def decide_request(
    desk: Here, request_id: FromPath[UUID], verdict: FromPath[Literal["allow", "refuse"]]
) -> dict[str, Any]:
    """The second person's word. 404 for one's own, and where it was said already."""
    return export_requests.decide(desk, request_id, allowed=verdict == "allow")


@get("/api/exports/requests/{request_id:uuid}/file", policy=TAKERS, sync_to_thread=True)
def take_export(desk: Here, request_id: FromPath[UUID]) -> Response[Any]:
    """For whoever asked, within a day of the second person's consent; each time on record."""
    return _to_keep(export_requests.take(desk, request_id))


def _to_keep(file: File) -> Response[Any]:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, headers=headers, media_type=file.kind)


HANDLERS = (
    export_cases,
    export_tidy,
    export_history,
    export_bundle,
    export_event_log,
    read_event_log,
    ask_for_export,
    list_requests,
    decide_request,
    take_export,
)
