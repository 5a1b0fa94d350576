"""The history: of one case, across cases, and whether it holds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from api import ledger, onlookers, timeline
from api.access import AUDITORS, HISTORY
from api.desk import Desk
from api.ledger import Search
from engine import audit
from engine.anchors import Anchors

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/cases/{case_id:uuid}/history", policy=HISTORY, sync_to_thread=True)
def history_of_case(desk: Here, case_id: FromPath[UUID], as_of: FromQuery[datetime | None] = None) -> dict[str, Any]:
    """Every record of a case, from its first on, how it stood after them, and whether its seal holds.

    `as_of`: as it was then, its facts, clocks and referrals folded up to that moment.
    """
    return ledger.of_case(desk, case_id, as_of)


@get("/api/history", policy=AUDITORS, sync_to_thread=True)
def history_of_all(
    desk: Here,
    case: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Newest first. `case` is a registration number."""
    return ledger.across(desk, Search(case, kind, since, until, cursor, limit))


@get("/api/history/verify", policy=AUDITORS, sync_to_thread=True)
def verify(desk: Here, case: FromQuery[UUID | None] = None) -> dict[str, Any]:
    """Every record against its hash, its MAC, the one before it and what was sealed of it; every case and clock against
    its records; the log against its signatures. Names the first bad record of each case.
    """
    verdict = audit.verify(desk.engine, case, anchors=Anchors(desk.house.settings.anchors).notes())
    return {**timeline.seal(verdict), "seal": timeline.log(verdict.sealed)}


@get("/api/access", policy=AUDITORS, sync_to_thread=True)
def who_looked(
    desk: Here,
    cursor: FromQuery[int | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Who looked at what, and why, across cases: newest first. What they saw stands in the case."""
    return onlookers.across(desk, cursor, limit)


HANDLERS = (history_of_case, history_of_all, verify, who_looked)
