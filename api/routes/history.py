"""The history: of one case, across cases, and whether it holds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.cases import attempts, ledger, narratives, sieve, timeline
from api.cases.sieve import By, Search
from api.desk import Desk
from api.security import onlookers
from api.security.policy import AUDITORS, CASES, HISTORY
from engine.database import now
from engine.past import audit
from engine.past.anchors import Anchors

Here = NamedDependency[SkipValidation[Desk]]


class Why(BaseModel):
    """Why it has to be opened."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=1_000)


@get("/api/cases/{case_id:uuid}/history", policy=HISTORY, sync_to_thread=True)
def history_of_case(desk: Here, case_id: FromPath[UUID], as_of: FromQuery[datetime | None] = None) -> dict[str, Any]:
    """Every record of a case, from its first on, how it stood after them, and whether its seal holds.

    `as_of`: as it was then, its facts, clocks and referrals folded up to that moment.
    """
    return ledger.of_case(desk, case_id, as_of)


@post("/api/cases/{case_id:uuid}/history/{seq:int}/narrative", policy=CASES, sync_to_thread=True,
      status_code=HTTP_200_OK)  # fmt: skip
def open_narrative(desk: Here, case_id: FromPath[UUID], seq: FromPath[int], data: JSONBody[Why]) -> dict[str, Any]:
    """What a record says in private, with the form that it answers. Who opened it and why is on record first."""
    return narratives.opened(desk, case_id, seq, data.reason)


@get("/api/history", policy=AUDITORS, sync_to_thread=True)
def history_of_all(
    desk: Here,
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
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Newest first. `case` is a registration number, `by` people or the system alone."""
    search = Search(case, kind, since, until, cursor, limit, person, role, act, kelurahan, by, late)
    return ledger.across(desk, search)


@get("/api/history/attempts", policy=AUDITORS, sync_to_thread=True)
def refused_attempts(
    desk: Here,
    case: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    person: FromQuery[UUID | None] = None,
    role: FromQuery[str | None] = None,
    act: FromQuery[str | None] = None,
    kelurahan: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Who tried what, and which codes stood in the way: newest first."""
    search = Search(case, None, since, until, cursor, limit, person, role, act, kelurahan)
    return attempts.across(desk, search)


@get("/api/history/filters", policy=AUDITORS, sync_to_thread=True)
def history_filters(desk: Here) -> dict[str, Any]:
    """What the two lists above can be narrowed by, where it is one of a few values."""
    return {"items": sieve.offered(desk)}


@get("/api/history/verify", policy=AUDITORS, sync_to_thread=True)
def verify(desk: Here, case: FromQuery[UUID | None] = None) -> dict[str, Any]:
    """Every record against its hash, its MAC, the one before it and what was sealed of it; every case and clock against
    its records; the log against its signatures. Names the first bad record of each case.
    """
    verdict = audit.verify(desk.engine, case, anchors=Anchors(desk.house.settings.anchors).notes())
    with desk.engine.database.transaction(desk.actor) as tx:
        moment = now(tx.connection)
    return {**timeline.seal(verdict), "at": moment, "seal": timeline.log(verdict.sealed)}


@get("/api/access", policy=AUDITORS, sync_to_thread=True)
def who_looked(
    desk: Here,
    case: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    person: FromQuery[UUID | None] = None,
    role: FromQuery[str | None] = None,
    kelurahan: FromQuery[str | None] = None,
    cursor: FromQuery[int | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Who looked at what, and why, across cases: newest first. What they saw stands in the case."""
    return onlookers.across(desk, Search(case, None, since, until, None, limit, person, role, None, kelurahan), cursor)


HANDLERS = (history_of_case, open_narrative, history_of_all, refused_attempts, history_filters, verify, who_looked)
