"""Files to take away: few rows, closed facts, each on record with its reason before it leaves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api import exports
from api.access import AUDITORS, SUPERVISORS
from api.desk import Desk
from api.exports import File
from api.ledger import Search
from engine.reading import Filters

Here = NamedDependency[SkipValidation[Desk]]
State = Annotated[str | None, QueryParameter(name="state", required=False)]


class Why(BaseModel):
    """What the file is for. Which rows it holds, the address says, as that of the list does."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=1_000)


@post("/api/exports/cases.csv", policy=SUPERVISORS, sync_to_thread=True, status_code=HTTP_200_OK)
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
) -> Response[str]:
    """The cases in sight that fit, as a list shows them. 403 for more than fifty: that takes a second person."""
    facts = {"risk": risk} if risk is not None else {}
    filters = Filters(workflow, at, overdue, kelurahan, assignee, waiting, ended, number, due_before, facts)
    return _to_keep(exports.cases(desk, filters, data.reason), "text/csv")


@post("/api/exports/history.jsonl", policy=AUDITORS, sync_to_thread=True, status_code=HTTP_200_OK)
def export_history(
    desk: Here,
    data: JSONBody[Why],
    case: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Response[str]:
    """The records that fit, newest first, a JSON object a line. `case` is a registration number. 403 as above."""
    return _to_keep(exports.history(desk, Search(case, kind, since, until), data.reason), "application/jsonl")


def _to_keep(file: File, kind: str) -> Response[str]:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, headers=headers, media_type=kind)


HANDLERS = (export_cases, export_history)
