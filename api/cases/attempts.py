"""Refused attempts, across cases: who tried what and which codes stood in the way. For those who supervise or audit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.cases import ledger, sieve
from api.cases.casework import acts_of
from api.cases.sieve import Search
from api.cases.views import Json
from api.desk import Desk
from api.errors import UnknownParameter
from api.security import accounts, looks
from api.words import role_words, text
from engine.definition import Text

SELECT = "SELECT t.id, t.case_id, t.at, t.actor, t.role, t.act, t.codes FROM attempt t"


def across(desk: Desk, search: Search) -> Json:
    """A page of them, newest first. Raises UnknownParameter for a cursor that is not ours, and Unrecorded."""
    parts, values = sieve.where(desk, search, "t")
    if search.cursor is not None:
        parts.append("t.id < %(before)s")
        values["before"] = _number(search.cursor)
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    with desk.engine.database.transaction(desk.actor) as tx:
        looks.record(tx, "history", None)
        query = f"{SELECT}{where} ORDER BY t.id DESC LIMIT %(limit)s"
        rows = tx.connection.execute(query, {**values, "limit": search.limit + 1}).fetchall()
        people = accounts.names(tx.connection)
    page = rows[: search.limit]
    numbers = ledger.numbers({row[1] for row in page}, desk)
    acts = _acts(desk)
    return {
        "items": [_shown(row, people, numbers, acts) for row in page],
        "next": str(page[-1][0]) if len(rows) > search.limit else None,
    }


def _shown(row: Any, people: Mapping[UUID, str], numbers: Mapping[UUID, str], acts: Mapping[str, Text]) -> Json:
    of, case, at, actor, role, act, codes = row
    return {
        "id": of,
        "at": at,
        "actor": {"id": actor, "name": people.get(actor), "role": role_words(role)},
        "act": {"name": act, "title": text(acts.get(act, Text(act, act)))},
        "codes": list(codes),
        "case": {"id": case, "number": numbers.get(case, "?")},
    }


def _acts(desk: Desk) -> dict[str, Text]:
    return {name: words for one in desk.engine.registry for name, words in acts_of(one.workflow).items()}


def _number(cursor: str) -> int:
    try:
        return int(cursor)
    except ValueError:
        raise UnknownParameter(["cursor"]) from None
