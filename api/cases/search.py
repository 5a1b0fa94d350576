"""Search by registration number, receipt and kelurahan; with a reason, by name in what the asker may reveal anyway.

Names stand only as ciphertext, so the newest cases are opened one by one, here and for no longer; the answer says how
many were. It names nobody. That somebody searched is on record before the answer, and so, at each case that a name
has led to, that it was found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api import receipts
from api.cases import casework, lists
from api.cases.views import Json
from api.definitions.catalog import Catalog, catalog
from api.desk import Desk
from api.security import looks, reasons
from api.security.policy import shows_facts, sight
from api.words import text
from engine.database import Tx
from engine.definition import Text
from engine.errors import NotFound
from engine.reading import Filters
from engine.secrets.keys import KeyDestroyed
from workflows import BESIDE
from workflows.facts.spelling import fits, sounds
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES

MOST = 500
"""So many cases are opened for one search, the newest; older ones are found by number or kelurahan."""

SHOWN = 50
SHORTEST = 3
"""Letters. Less would fit nearly everybody."""

NUMBERED = "SELECT DISTINCT root_id FROM cases WHERE position(%s in upper(number)) > 0 LIMIT %s"
PLACED = "SELECT id FROM cases WHERE parent_id IS NULL AND region = ANY(%s) ORDER BY opened_at DESC, id LIMIT %s"
HELD = """
SELECT c.id, c.root_id, c.workflow, c.sealed,
       EXISTS (SELECT FROM cases k WHERE k.parent_id = c.id AND k.ended_at IS NULL AND k.workflow <> ALL(%s))
  FROM cases c WHERE c.workflow = ANY(%s) AND c.sealed IS NOT NULL ORDER BY c.opened_at DESC, c.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The cases, with their roots, in which a name fits, of `opened` looked into. `whole`: there are no more."""

    named: Mapping[UUID, UUID]
    opened: int
    whole: bool


UNNAMED = Found({}, 0, whole=True)
"""No name was looked for."""


def search(desk: Desk, query: str, reason: str | None) -> Json:
    """The cases that fit, as a list shows them; None for a reason leaves names alone. Raises Unrecorded."""
    received = receipts.case_of(desk.house, query)
    with desk.engine.database.transaction(desk.actor) as tx:
        found = _by_name(desk, tx, query) if reason is not None else UNNAMED
        _keep(desk, tx, found, reason)
        roots = {*_by_number(tx, query), *_by_place(tx, query), *found.named.values(), *received}
        page = lists.page_in(desk, tx, Filters(roots=tuple(roots)), None, SHOWN)
    return {**page, "next": None, "searched": _told(found)}


def _keep(desk: Desk, tx: Tx, found: Found, reason: str | None) -> None:
    """That somebody searched, and each case that a name has led to."""
    sealed = reasons.seal(desk.engine.keys, None, reason) if reason is not None else None
    looks.record(tx, "search", None, reason=sealed)
    for case_id, root in found.named.items():
        looks.record(tx, "search", case_id, reason=reasons.seal(desk.engine.keys, root, reason or ""))


def _told(found: Found) -> Json:
    note = NO_NAMES if found is UNNAMED else ALL if found.whole else NEWEST_ONLY
    return {"names_in": found.opened, "most": MOST, "whole": found.whole, "note": text(note)}


def _by_number(tx: Tx, query: str) -> Iterator[UUID]:
    wanted = "".join(query.split()).upper()
    if len(wanted) >= SHORTEST:
        yield from (row[0] for row in tx.connection.execute(NUMBERED, (wanted, SHOWN)))


def _by_place(tx: Tx, query: str) -> Iterator[UUID]:
    asked = sounds(query)
    long_enough = sum(len(word) for word in asked) >= SHORTEST
    codes = [
        one.code
        for one in KELURAHAN.values()
        if query.strip() == one.code
        or (long_enough and any(fits(asked, sounds(name)) for name in (one.name, *one.aliases)))
    ]
    if codes:
        yield from (row[0] for row in tx.connection.execute(PLACED, (codes, SHOWN)))


def _by_name(desk: Desk, tx: Tx, query: str) -> Found:
    """In the cases whose identities are this person's to reveal, and in no others."""
    asked = sounds(query)
    role = ROLES[desk.actor.role]
    if sum(len(word) for word in asked) < SHORTEST or not role.reveals:
        return Found({}, 0, whole=True)
    rows = tx.connection.execute(HELD, (list(BESIDE), list(role.reveals), MOST + 1)).fetchall()
    mine = [row for row in rows[:MOST] if shows_facts(desk.actor, handed_on=row[4])]
    fitting = {row[0]: row[1] for row in mine if _names(desk, row, asked)}
    return Found(
        {case_id: root for case_id, root in fitting.items() if _may_reveal(desk, tx, case_id)},
        len(mine),
        whole=len(rows) <= MOST,
    )


def _names(desk: Desk, row: Any, asked: tuple[str, ...]) -> bool:
    case_id, root, workflow, sealed, _ = row
    try:
        held = desk.engine.keys.case_key(root).open_json(sealed, place=f"cases/{case_id}")
    except KeyDestroyed:
        return False
    return any(fits(asked, sounds(said)) for said in _people(catalog(desk.engine.registry, workflow), held))


def _may_reveal(desk: Desk, tx: Tx, case_id: UUID) -> bool:
    """The one policy has the last word: the rows above were chosen by less than it knows."""
    try:
        return sight(desk.actor, casework.find(desk, tx, case_id).snapshot).reveal
    except NotFound:
        return False


def _people(words: Catalog, held: Mapping[str, Any]) -> Iterator[str]:
    """The short lines of what a case holds: those of one person together. Stories are not searched."""
    own = [value for name, value in held.items() if isinstance(value, str) and _is_line(words, name)]
    yield from own
    for name, value in held.items():
        within = words[name].within if name in words else {}
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                yield " ".join(_people(within, one))


def _is_line(words: Catalog, name: str) -> bool:
    return name in words and words[name].widget == "text"


NO_NAMES = Text(
    "Nama tidak dicari: untuk itu tulis alasannya.",
    "No name was looked for: that takes a reason.",
)
ALL = Text(
    "Nama dicari di semua kasus yang identitasnya boleh Anda buka.",
    "Names were searched in every case whose identities you may open.",
)
NEWEST_ONLY = Text(
    f"Nama dicari di {MOST} kasus terbaru saja; yang lebih lama carilah dengan nomor atau kelurahan.",
    f"Names were searched in the {MOST} newest cases only; look for older ones by number or kelurahan.",
)
