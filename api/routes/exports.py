"""Files to take away: few rows, closed facts, each on record before it leaves."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, SkipValidation

from api import exports
from api.access import AUDITORS, SUPERVISORS
from api.desk import Desk
from api.exports import File
from api.ledger import Search
from engine.reading import Filters

Here = NamedDependency[SkipValidation[Desk]]
State = Annotated[str | None, QueryParameter(name="state", required=False)]


@get("/api/exports/cases.csv", policy=SUPERVISORS, sync_to_thread=True)
def export_cases(
    desk: Here,
    workflow: FromQuery[str | None] = None,
    at: State = None,
    overdue: FromQuery[bool | None] = None,
    risk: FromQuery[str | None] = None,
    kelurahan: FromQuery[str | None] = None,
    ended: FromQuery[bool | None] = None,
) -> Response[str]:
    """The cases in sight that fit, as a list shows them. 403 for more than fifty: that takes a second person."""
    facts = {"risk": risk} if risk is not None else {}
    filters = Filters(workflow, at, overdue, kelurahan, ended=ended, facts=facts)
    return _to_keep(exports.cases(desk, filters), "text/csv")


@get("/api/exports/history.jsonl", policy=AUDITORS, sync_to_thread=True)
def export_history(
    desk: Here,
    case: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Response[str]:
    """The records that fit, newest first, a JSON object a line. `case` is a registration number. 403 as above."""
    return _to_keep(exports.history(desk, Search(case, kind, since, until)), "application/jsonl")


def _to_keep(file: File, kind: str) -> Response[str]:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, headers=headers, media_type=kind)


HANDLERS = (export_cases, export_history)
