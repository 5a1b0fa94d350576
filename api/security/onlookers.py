"""Who looked, across cases: for those who supervise and those who audit. What was seen stands in the cases alone."""

from collections.abc import Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from api.cases import ledger, sieve
from api.cases.sieve import Search
from api.cases.views import Json
from api.definitions.catalog import catalog
from api.desk import Desk
from api.security import reasons
from api.security.looks import WHAT
from api.words import Words, role_words, text
from engine.definition import Text
from workflows.extracts.papers import PAPERS
from workflows.office.roles import AUDITOR

# A case that somebody is kept out of is hidden here too; an auditor sees no case, and who looked at each.
LOOKS = """
SELECT a.id, a.at, s.name, a.role, a.what, a.fields, a.reason, a.case_id, c.root_id
  FROM access_record a JOIN staff s ON s.id = a.actor LEFT JOIN cases c ON c.id = a.case_id
 WHERE (%(cursor)s::bigint IS NULL OR a.id < %(cursor)s)
   AND (%(auditor)s OR a.case_id IS NULL OR c.id IS NOT NULL)
"""


def across(desk: Desk, search: Search, cursor: int | None) -> Json:
    """A page of access records, the newest first."""
    parts, values = sieve.where(desk, search, "a")
    asked = {**values, "cursor": cursor, "auditor": desk.actor.role == AUDITOR, "limit": search.limit + 1}
    query = f"{' AND '.join([LOOKS, *parts])} ORDER BY a.id DESC LIMIT %(limit)s"
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(query, asked).fetchall()
    page = rows[: search.limit]
    numbers = ledger.numbers({row[7] for row in page if row[7] is not None}, desk)
    return {
        "items": [_shown(desk, row, numbers) for row in page],
        "next": page[-1][0] if len(rows) > search.limit else None,
    }


def _shown(desk: Desk, row: Any, numbers: Mapping[UUID, str]) -> Json:
    """The reason is opened where it is about no one case, or about one that the asker may see."""
    of, at, name, role, what, fields, reason, case, root = row
    opened = reasons.read(desk.engine.keys, root, reason) if case is None or root is not None else None
    return {
        "id": of,
        "at": at,
        "actor": {"name": name, "role": role_words(role)},
        "what": {"name": what, "title": WHAT[what]},
        "fields": list(fields),
        "shown": [_called(desk, field) for field in fields],
        "case": {"id": case, "number": numbers.get(case)} if case is not None else None,
        "has_reason": reason is not None,
        "reason": opened,
    }


def _called(desk: Desk, field: str) -> Words:
    """What was looked at, as its form, its paper or the history calls it."""
    kind, _, number = field.partition(":")
    if kind == "record" and number:
        return text(Text(f"catatan {number}", f"record {number}"))
    registry = desk.engine.registry
    known = [found for one in registry if (found := catalog(registry, one.workflow.name).get(field)) is not None]
    titles = [found.title for found in known] or [
        text(one.title) for one in chain(*PAPERS.values()) if one.name == field
    ]
    return next(iter(titles), {"id": field, "en": field})
