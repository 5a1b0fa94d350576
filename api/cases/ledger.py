"""The history of all cases, newest first: for those who supervise and those who audit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import sieve, standing, timeline
from api.cases.casework import find
from api.cases.sieve import Search
from api.cases.views import Json, Lens
from api.desk import Desk
from api.security import accounts, looks, unmasking
from api.security.policy import Sight
from engine import reading
from engine.calendar import WIB
from engine.database import SYSTEM_ACTOR, Tx, now
from engine.errors import NotFound
from engine.past import audit
from engine.reading import Written
from engine.versions import pinned as versions
from workflows.office.roles import AUDITOR, ROLES

SELECT = """SELECT h.case_id, h.seq, h.prev, h.body, h.sealed, h.hash, h.mac,
       h.at, h.actor, h.role, h.kind, h.act, h.from_state, h.to_state, h.deadline_id FROM history h"""
NEWEST_FIRST = " ORDER BY h.at DESC, h.case_id, h.seq DESC LIMIT %(limit)s"
CHANGED = """SELECT h.case_id, h.seq, convert_from(h.body, 'UTF8')::jsonb -> 'facts'
  FROM unnest(%s::uuid[], %s::int[]) AS asked (of, newest) JOIN history h ON h.case_id = asked.of AND h.seq <= newest
 ORDER BY h.case_id, h.seq"""


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
        seen = _sight(desk, tx, case_id)
        shown = timeline.told(lens, records, facts=seen.facts)
        stood = standing.stood(lens, tx, records, as_of or lens.now, as_of, facts=seen.facts)
    seal = timeline.seal(audit.verify(desk.engine, case_id))
    return {
        "number": numbers({case_id}, desk)[case_id],
        "records": shown,
        "opens": seen.reveal,
        "stood": stood,
        "seal": {**seal, "finding": next(iter(seal["findings"]), None)},
    }


def across(desk: Desk, search: Search) -> Json:
    """A page of the records of every case in sight. Raises UnknownParameter for a cursor that is not ours."""
    content = ROLES[desk.actor.role].scope != "none"
    with desk.engine.database.transaction(desk.actor) as tx:
        records = found(desk, tx, search)
        page = records[: search.limit]
        looks.record(tx, "history", None)
        versions.at_hand(tx.connection, desk.engine.registry, map(_pin, page))
        lens = Lens(desk.engine.registry, desk.actor, accounts.names(tx.connection), now(tx.connection))
        known = _known(tx, page) if content else {}
    numbered = numbers({one.record.case_id for one in page}, desk)
    return {
        "items": [
            {**timeline.record(lens, one, known.get(_place(one))), "case": _named(one, numbered)} for one in page
        ],
        "next": _cursor(page[-1]) if len(records) > search.limit else None,
    }


def _named(one: Written, numbered: Mapping[UUID, str]) -> Json:
    return {"id": one.record.case_id, "number": numbered.get(one.record.case_id, "?")}


def _place(one: Written) -> tuple[UUID, int]:
    return one.record.case_id, one.record.seq


def _known(tx: Tx, page: Iterable[Written]) -> dict[tuple[UUID, int], dict[str, Any]]:
    """The facts of its case before each of these records: what the new values stand in the place of."""
    places = {_place(one) for one in page}
    newest = {case: max(seq for of, seq in places if of == case) for case, _ in places}
    before: dict[tuple[UUID, int], dict[str, Any]] = {}
    facts: dict[UUID, dict[str, Any]] = {}
    for case, seq, new in tx.connection.execute(CHANGED, (list(newest), list(newest.values()))):
        if (case, seq) in places:
            before[case, seq] = dict(facts.get(case, {}))
        facts.setdefault(case, {}).update(new)
    return before


def _pin(one: Written) -> tuple[str, str]:
    return one.body["workflow"], one.body["definition"]


def _sight(desk: Desk, tx: Tx, case_id: UUID) -> Sight:
    """How much of the case the reader is shown; of no case anything for an auditor."""
    if desk.actor.role == AUDITOR:
        return Sight(facts=False, reveal=False)
    return unmasking.sight_of(tx, find(desk, tx, case_id), desk.actor)


def found(desk: Desk, tx: Tx, search: Search) -> list[Written]:
    """The newest that fit, and one more than asked for where there are more."""
    parts, values = sieve.of_records(desk, search)
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    asked = {**values, "limit": search.limit + 1}
    return [reading.written(row) for row in tx.connection.execute(SELECT + where + NEWEST_FIRST, asked)]


def numbers(cases: set[UUID], desk: Desk) -> dict[UUID, str]:
    """The registration numbers, which an auditor knows without seeing any case."""
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        rows = tx.connection.execute("SELECT id, number FROM cases WHERE id = ANY(%s)", (list(cases),))
        return dict(rows.fetchall())


def _cursor(last: Written) -> str:
    return sieve.cursor(last.columns["at"], last.record.case_id, last.record.seq)
