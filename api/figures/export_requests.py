"""More than one person may take away alone: she asks with a reason, a second person decides, and for a day she may.

Every file is still on record when it leaves. What is taken is what fits *then*, as far as whoever asked may see it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.cases.sieve import Search
from api.cases.views import Json
from api.desk import Desk
from api.figures import bundles, eventlog, exports
from api.figures.exports import TOGETHER, File
from api.security import reasons
from api.security.policy import EXPORTERS, EXTRACTORS, LISTERS, Policy
from api.words import role_words, text
from engine.definition import Text
from engine.errors import NotFound
from engine.reading import Filters

LASTS = timedelta(hours=24)
"""After the second person's consent, in real time."""

ASK = "INSERT INTO export_request (actor, role, what, query, reason) VALUES (%s, %s, %s, %s, %s) RETURNING id"
SHOWN = """
SELECT r.id, r.at, r.actor, s.name, r.role, r.what, r.query, r.reason, r.decided_at, d.name, r.allowed,
       coalesce(r.allowed AND r.decided_at > clock_timestamp() - %(lasts)s, false)
  FROM export_request r JOIN staff s ON s.id = r.actor LEFT JOIN staff d ON d.id = r.decided_by
"""
RECENT = f"{SHOWN} WHERE r.at > clock_timestamp() - interval '30 days' ORDER BY r.at DESC LIMIT 100"
ONE = f"{SHOWN} WHERE r.id = %(id)s"
DECIDE = """
UPDATE export_request SET decided_at = clock_timestamp(), decided_by = %s, allowed = %s
 WHERE id = %s AND decided_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Request:
    """`open`: whoever asked may take it now."""

    id: UUID
    at: datetime
    actor: UUID
    name: str
    role: str
    what: str
    query: Mapping[str, Any]
    reason: bytes
    decided_at: datetime | None
    decided_by: str | None
    allowed: bool | None
    open: bool


def filters(query: Mapping[str, Any]) -> Filters:
    facts = {"risk": query["risk"]} if query.get("risk") is not None else {}
    named: dict[str, Any] = {name: query.get(name) for name in ("workflow", "state", "overdue", "waiting", "ended")}
    owner = UUID(query["assignee"]) if query.get("assignee") else None
    before = datetime.fromisoformat(query["due_before"]) if query.get("due_before") else None
    return Filters(**named, owner=owner, due_before=before, region=query.get("kelurahan"), facts=facts)


def _search(query: Mapping[str, Any]) -> Search:
    since, until = _times(query)
    person = UUID(query["person"]) if query.get("person") else None
    named: dict[str, Any] = {
        name: query.get(name) for name in ("case", "kind", "role", "act", "kelurahan", "by", "late")
    }
    return Search(since=since, until=until, person=person, **named)


def _times(query: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    since, until = (datetime.fromisoformat(query[name]) if query.get(name) else None for name in ("since", "until"))
    return since, until


TAKEN: Mapping[str, Callable[[Desk, Mapping[str, Any], str], File]] = {
    "cases.csv": lambda desk, query, why: exports.cases(desk, filters(query), why, TOGETHER),
    "tidy.zip": lambda desk, query, why: exports.tidy(desk, filters(query), "zip", why, TOGETHER),
    "tidy.xlsx": lambda desk, query, why: exports.tidy(desk, filters(query), "xlsx", why, TOGETHER),
    "history.jsonl": lambda desk, query, why: exports.history(desk, _search(query), why, TOGETHER),
    "bundle.zip": lambda desk, query, why: bundles.export(desk, query.get("case"), why, TOGETHER),
    "cases.ocel.json": lambda desk, query, why: eventlog.export(desk, *_times(query), why, TOGETHER),
}


MAY: Mapping[str, Policy] = {
    "cases.csv": LISTERS,
    "tidy.zip": EXPORTERS,
    "tidy.xlsx": EXPORTERS,
    "history.jsonl": EXTRACTORS,
    "bundle.zip": EXTRACTORS,
    "cases.ocel.json": EXTRACTORS,
}
"""Who may ask for it: whoever may take a few rows of it alone."""


TITLES: Mapping[str, Text] = {
    "cases.csv": Text("Daftar kasus (CSV)", "List of cases (CSV)"),
    "tidy.zip": Text("Data pencatatan, satu tabel per hal (ZIP)", "The record, a table for each dimension (ZIP)"),
    "tidy.xlsx": Text("Data pencatatan, satu tabel per hal (XLSX)", "The record, a table for each dimension (XLSX)"),
    "history.jsonl": Text("Riwayat (JSON Lines)", "The history (JSON Lines)"),
    "bundle.zip": Text("Bundel audit (ZIP)", "Audit bundle (ZIP)"),
    "cases.ocel.json": Text("Log kejadian (OCEL 2.0)", "Event log (OCEL 2.0)"),
}


def ask(desk: Desk, what: str, query: Mapping[str, Any], reason: str) -> Json:
    """Raises NotFound for what one may not take a part of either."""
    if desk.actor.role not in (MAY[what].roles or ()):
        raise NotFound("export")
    sealed = reasons.seal(desk.engine.keys, None, reason)
    with desk.engine.database.transaction(desk.actor) as tx:
        values = (desk.actor.id, desk.actor.role, what, json.dumps(query), sealed)
        (made,) = tx.connection.execute(ASK, values).fetchone() or (None,)
    assert made is not None, "what was inserted is returned"
    return _shown(desk, _one(desk, made))


def listed(desk: Desk) -> list[Json]:
    """One's own, and, for those who decide, everybody's: of the last thirty days, newest first."""
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(RECENT, {"lasts": LASTS}).fetchall()
    return [_shown(desk, Request(*row)) for row in rows]


def offered(role: str) -> list[Json]:
    """What somebody in this role may ask for."""
    return [{"name": name, "title": text(TITLES[name])} for name, policy in MAY.items() if role in (policy.roles or ())]


def decide(desk: Desk, request: UUID, *, allowed: bool) -> Json:
    """Raises NotFound also for one's own: nobody is her own second person."""
    with desk.engine.database.transaction(desk.actor) as tx:
        if tx.connection.execute(DECIDE, (desk.actor.id, allowed, request)).rowcount != 1:
            raise NotFound("request")
    return _shown(desk, _one(desk, request))


def take(desk: Desk, request: UUID) -> File:
    """Raises NotFound unless one asked for it oneself and a second person consented within the last day."""
    found = _one(desk, request)
    if not found.open or found.actor != desk.actor.id or found.role != desk.actor.role:
        raise NotFound("request")
    return TAKEN[found.what](desk, found.query, reasons.read(desk.engine.keys, None, found.reason) or "")


def _one(desk: Desk, request: UUID) -> Request:
    with desk.engine.database.transaction(desk.actor) as tx:
        row = tx.connection.execute(ONE, {"lasts": LASTS, "id": request}).fetchone()
    if row is None:
        raise NotFound("request")
    return Request(*row)


def _shown(desk: Desk, one: Request) -> Json:
    mine = one.actor == desk.actor.id
    return {
        "id": one.id,
        "at": one.at,
        "actor": {"name": one.name, "role": role_words(one.role)},
        "what": one.what,
        "query": one.query,
        "reason": reasons.read(desk.engine.keys, None, one.reason),
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "allowed": one.allowed,
        "mine": mine,
        "may_take": mine and one.open,
        "may_decide": one.decided_at is None and not mine,
    }
