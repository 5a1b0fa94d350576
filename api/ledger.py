"""The history of all cases, newest first: for those who supervise and those who audit."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api import accounts, looks, standing, timeline
from api.access import sight
from api.casework import find
from api.desk import Desk
from api.errors import UnknownParameter
from api.views import Json, Lens
from engine import audit, reading, versions
from engine.calendar import WIB
from engine.database import SYSTEM_ACTOR, Tx, now
from engine.definition import Actor
from engine.errors import NotFound
from engine.reading import Written
from workflows.roles import AUDITOR, ROLES

SELECT = """SELECT h.case_id, h.seq, h.prev, h.body, h.sealed, h.hash, h.mac,
       h.at, h.actor, h.role, h.kind, h.act, h.from_state, h.to_state, h.deadline_id FROM history h"""
NEWEST_FIRST = " ORDER BY h.at DESC, h.case_id, h.seq DESC LIMIT %(limit)s"


@dataclass(frozen=True, slots=True)
class Search:
    """Which records. `case` is a registration number, `since` the earliest moment, `until` the latest."""

    case: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = 50


def of_case(desk: Desk, case_id: UUID, as_of: datetime | None) -> Json:
    """The history of one case with its seal, and how the case stood then; on record as read. Raises NotFound.

    A moment without a zone is one of the office's clock on the wall.
    """
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=WIB)
    with desk.engine.database.transaction(desk.actor) as tx:
        records = reading.history(tx, case_id, as_of)
        if not records:
            raise NotFound
        looks.record(tx, "history", case_id)
        versions.at_hand(tx.connection, desk.engine.registry, map(_pin, records))
        lens = Lens(desk.engine.registry, desk.actor, accounts.names(tx.connection), now(tx.connection))
        facts = _sees_facts(desk, tx, case_id)
        shown = timeline.told(lens, records, facts=facts)
        stood = standing.stood(lens, tx, records, as_of or lens.now, as_of, facts=facts)
    seal = timeline.seal(audit.verify(desk.engine, case_id))
    return {"records": shown, "stood": stood, "seal": {**seal, "finding": next(iter(seal["findings"]), None)}}


def across(desk: Desk, search: Search) -> Json:
    """A page of the records of every case in sight. Raises UnknownParameter for a cursor that is not ours."""
    with desk.engine.database.transaction(desk.actor) as tx:
        records = found(desk, tx, search)
        looks.record(tx, "history", None)
        versions.at_hand(tx.connection, desk.engine.registry, map(_pin, records))
        lens = Lens(desk.engine.registry, desk.actor, accounts.names(tx.connection), now(tx.connection))
    page = records[: search.limit]
    numbered = numbers({one.record.case_id for one in page}, desk)
    return {
        "items": [
            {**_shown(lens, one), "case": {"id": one.record.case_id, "number": numbered.get(one.record.case_id, "?")}}
            for one in page
        ],
        "next": _cursor(page[-1]) if len(records) > search.limit else None,
    }


def _shown(lens: Lens, one: Written) -> Json:
    """Among many cases the old values are not at hand; whoever wants them opens the case's own history."""
    return timeline.record(lens, one, {} if _content(lens.actor) else None)


def _pin(one: Written) -> tuple[str, str]:
    return one.body["workflow"], one.body["definition"]


def _content(actor: Actor) -> bool:
    return ROLES[actor.role].scope != "none"


def _sees_facts(desk: Desk, tx: Tx, case_id: UUID) -> bool:
    return desk.actor.role != AUDITOR and sight(desk.actor, find(desk, tx, case_id).snapshot).facts


def found(desk: Desk, tx: Tx, search: Search) -> list[Written]:
    """The newest that fit, and one more than asked for where there are more."""
    parts: list[str] = []
    values: dict[str, Any] = {"limit": search.limit + 1}
    if search.case is not None:
        parts.append("h.case_id = %(case)s")
        values["case"] = _id_of(desk, search.case)
    if search.kind is not None:
        parts.append("h.kind = %(kind)s")
        values["kind"] = search.kind
    if search.since is not None:
        parts.append("h.at >= %(since)s")
        values["since"] = search.since
    if search.until is not None:
        parts.append("h.at <= %(until)s")
        values["until"] = search.until
    if search.cursor is not None:
        # The order is descending, then ascending, then descending: spelt out, for no row comparison says that.
        parts.append(
            "(h.at < %(at)s OR h.at = %(at)s AND (h.case_id > %(of)s OR h.case_id = %(of)s AND h.seq < %(seq)s))"
        )
        values.update(_after(search.cursor))
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    return [reading.written(row) for row in tx.connection.execute(SELECT + where + NEWEST_FIRST, values)]


def numbers(cases: set[UUID], desk: Desk) -> dict[UUID, str]:
    """The registration numbers, which an auditor knows without seeing any case."""
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        rows = tx.connection.execute("SELECT id, number FROM cases WHERE id = ANY(%s)", (list(cases),))
        return dict(rows.fetchall())


def _id_of(desk: Desk, number: str) -> UUID | None:
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute("SELECT id FROM cases WHERE number = %s", (number.strip().upper(),)).fetchone()
    return row[0] if row is not None else None


def _cursor(last: Written) -> str:
    mark = [last.columns["at"].isoformat(), str(last.record.case_id), last.record.seq]
    return base64.urlsafe_b64encode(json.dumps(mark).encode()).decode().rstrip("=")


def _after(cursor: str) -> dict[str, Any]:
    try:
        at, of, seq = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return {"at": datetime.fromisoformat(at), "of": UUID(of), "seq": int(seq)}
    except (ValueError, TypeError, AttributeError):
        raise UnknownParameter(["cursor"]) from None
