"""Cases: the list, one case, the steps it can take, the proposals that wait, what is opened with a reason."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED
from pydantic import BaseModel, ConfigDict, Field

from api.cases import approvals, casework, choices, lists, search, similar
from api.cases.casework import etag
from api.desk import Desk
from api.errors import UnknownParameter, VersionMissing
from api.security.policy import CASES, HISTORY, POLL
from api.talk import handing
from engine import commands
from engine.reading import Filters
from workflows.extracts.registers import REGISTERS, Register

Here = NamedDependency[SkipValidation[Desk]]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False, max_length=200)]
Seen = Annotated[str | None, HeaderParameter(name="If-Match", required=False, max_length=40)]
Prefer = Annotated[str | None, HeaderParameter(name="Prefer", required=False, max_length=100)]
Known = Annotated[str | None, HeaderParameter(name="If-None-Match", required=False, max_length=40)]
State = Annotated[str | None, QueryParameter(name="state", required=False)]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class NewCase(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    workflow: str
    form: dict[str, Any]


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(default="", max_length=2_000)


class Asked(BaseModel):
    """A private field, and why it has to be opened."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    field: str
    reason: str = Field(min_length=5, max_length=1_000)


class Search(BaseModel):
    """What to look for; and why, without which no name is looked for."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    query: str = Field(min_length=3, max_length=100)
    reason: str | None = Field(default=None, min_length=5, max_length=1_000)


@get("/api/cases", policy=CASES, sync_to_thread=True)
def list_cases(
    request: Request[Desk, Any, Any],
    desk: Here,
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
    missing: FromQuery[str | None] = None,
    sent: FromQuery[bool | None] = None,
    written: FromQuery[bool | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 25,
) -> Response[dict[str, Any]]:
    """The cases in sight, those whose time is over first. `Link` names the next page (RFC 8288).

    `missing` names a register: the cases that are over and not entered there; no other filter counts beside it.
    `sent`: something in them was sent to whoever asks, and nobody has answered it. `written`: a reporter wrote,
    and waits for an answer.
    """
    facts = {"risk": risk} if risk is not None else {}
    filters = Filters(workflow, at, overdue, kelurahan, assignee, waiting, ended, number, due_before, facts)
    if sent:
        filters = replace(filters, arrived=choices.beginnings(desk.engine.registry))
    if written:
        filters = replace(filters, roots=handing.waiting_for(desk))
    found = lists.page(desk, lists.missing_in(register_of(missing)) if missing else filters, cursor, limit)
    return Response(found, headers=lists.link(str(request.url), found["next"]))


@post("/api/cases/search", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def search_cases(desk: Here, data: JSONBody[Search]) -> dict[str, Any]:
    """By number, receipt or kelurahan; with a reason by name too.

    The words asked for travel in the body, and are kept nowhere; the reason is.
    """
    return search.search(desk, data.query, data.reason)


@post("/api/cases", policy=CASES, sync_to_thread=True)
def open_case(desk: Here, data: JSONBody[NewCase], key: Key = None) -> Response[Any]:
    return casework.open_new(
        desk,
        key,
        data.workflow,
        data.form,
        lambda also: commands.open_case(desk.engine, desk.actor, data.workflow, data.form, also=also),
    )


@get("/api/cases/{case_id:uuid}", policy=CASES, sync_to_thread=True)
def read_case(desk: Here, case_id: FromPath[UUID]) -> Response[dict[str, Any]]:
    """A look: it is on record before this is answered."""
    shown = casework.look(desk, case_id)
    return Response(shown, headers=etag(shown["version"]))


@get("/api/cases/{case_id:uuid}/version", policy=POLL, sync_to_thread=True)
def read_version(desk: Here, case_id: FromPath[UUID], known: Known = None) -> Response[dict[str, Any] | None]:
    """For polling: it neither prolongs the session nor counts as a look."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = casework.find(desk, tx, case_id)
    tag = etag(view.family.version)
    if known == tag["etag"]:
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=tag)
    return Response({"version": view.family.version, "seq": view.snapshot.seq}, headers=tag)


@post("/api/cases/{case_id:uuid}/transitions/{name:str}", policy=CASES, sync_to_thread=True)
def advance(
    desk: Here,
    case_id: FromPath[UUID],
    name: FromPath[str],
    data: JSONBody[dict[str, Any]],
    seen: Seen = None,
    key: Key = None,
    prefer: Prefer = None,
) -> Response[Any]:
    """Take a step. 202 where it waits for a second person. `Prefer: return=minimal` leaves the page out."""
    version = seen_version(seen)
    return casework.act(
        desk,
        case_id,
        key,
        f"{case_id} {name} {version}",
        data,
        lambda also: casework.advance(desk, case_id, name, data, version, also),
        brief=casework.MINIMAL in (prefer or ""),
    )


@get("/api/cases/{case_id:uuid}/proposals/{number:int}", policy=CASES, sync_to_thread=True)
def read_proposal(desk: Here, case_id: FromPath[UUID], number: FromPath[int]) -> dict[str, Any]:
    return {"proposal": casework.proposal(desk, case_id, number)}


@get("/api/approvals", policy=CASES, sync_to_thread=True)
def list_approvals(desk: Here) -> dict[str, Any]:
    """The proposals that wait for whoever asks, each with what it takes to decide. A look at each case."""
    return approvals.waiting(desk)


@post("/api/cases/{case_id:uuid}/proposals/{number:int}/{verb:str}", policy=CASES, sync_to_thread=True)
def decide(
    desk: Here,
    case_id: FromPath[UUID],
    number: FromPath[int],
    verb: FromPath[Literal["approve", "reject", "withdraw"]],
    data: JSONBody[Reason],
    seen: Seen = None,
    key: Key = None,
) -> Response[Any]:
    """The second person's yes or no, or the proposer's withdrawal."""
    version = seen_version(seen)
    engine, actor = desk.engine, desk.actor
    verbs: dict[str, casework.Command] = {
        "approve": lambda also: casework.approve(desk, case_id, number, version, also),
        "reject": lambda also: commands.reject(engine, actor, case_id, number, data.reason, seen=version, also=also),
        "withdraw": lambda also: commands.withdraw(engine, actor, case_id, number, seen=version, also=also),
    }
    line = f"{case_id} {verb} {number} {version}"
    return casework.act(desk, case_id, key, line, data.model_dump(), verbs[verb])


@get("/api/cases/{case_id:uuid}/similar", policy=CASES, sync_to_thread=True)
def read_similar(desk: Here, case_id: FromPath[UUID]) -> dict[str, Any]:
    """Other cases, in sight of the one who asks, in which somebody is the same by number or name."""
    return similar.similar(desk, case_id)


@post("/api/cases/{case_id:uuid}/reveal", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def reveal(desk: Here, case_id: FromPath[UUID], data: JSONBody[Asked]) -> dict[str, Any]:
    """One private field in clear. That it was opened, by whom and why, is on record first."""
    return {"value": casework.reveal(desk, case_id, data.field, data.reason)}


@get("/api/cases/{case_id:uuid}/access", policy=HISTORY, sync_to_thread=True)
def who_looked(desk: Here, case_id: FromPath[UUID]) -> dict[str, Any]:
    return {"items": casework.who_looked(desk, case_id)}


def register_of(name: str) -> Register:
    """Raises UnknownParameter."""
    if name not in REGISTERS:
        raise UnknownParameter(["missing"])
    return REGISTERS[name]


def seen_version(seen: str | None) -> int:
    """The version in an If-Match, as `"v7"`. Raises VersionMissing: nothing else says what was seen."""
    number = (seen or "").strip().strip('"').removeprefix("v")
    if not number.isascii() or not number.isdigit():
        raise VersionMissing
    return int(number)


HANDLERS = (
    *(list_cases, search_cases, open_case, read_case, read_version, advance, read_proposal, decide, reveal),
    list_approvals,
    who_looked,
    read_similar,
)
