"""What was opened in a breach of data: listed out of the access records, kept, and fingerprinted in the chain (R27).

Whoever assesses says whose looks and of when; what they opened is told here, whatever a browser sends. The list holds
case numbers and names of fields, never what stands in them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.office import sign_ins
from engine import database, forms, reading
from engine.database import Tx
from engine.definition import Actor, Text
from engine.errors import Invalid, Overtaken, Problem
from engine.registry import Registry
from engine.runtime import Engine
from workflows.breach import ASSESS, BREACH
from workflows.forms.breaching import Assessment

MOST = 20_000
"""Fields of one breach. More is another question: a narrower period, or one person."""

SECRET = frozenset({"reveal", "search", "glass"})
"""Looks by which something secret was opened; and any that names fields, but for a file, which holds closed facts."""

UNREACHED = frozenset({"they_return", "unknown"})
"""Of the ways of safe contact, those at which nobody is sought out (R30)."""

LIST = "SELECT * FROM omah_opened(%s, %s, %s, %s, %s)"
KEEP = """
INSERT INTO breach_opening (breach_id, fingerprint, place, at, actor, what, case_id, number, workflow, field, session)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""
KEPT = """
SELECT at, actor, what, case_id, number, workflow, field, session FROM breach_opening
 WHERE breach_id = %s AND fingerprint = %s ORDER BY place"""


@dataclass(frozen=True, slots=True)
class Opening:
    """One field of one case, opened once. `number` is the root's; empty where a file's cases are not on record.
    `session` is the sign-in, None where that is not known."""

    at: datetime
    actor: UUID
    what: str
    case: UUID | None
    number: str
    workflow: str
    field: str
    session: str | None

    @property
    def secret(self) -> bool:
        return self.what in SECRET or (self.what == "view" and self.field != "")


@dataclass(frozen=True, slots=True)
class Listed:
    """`alone` are the numbers of the cases whose people nobody may seek out, or of whom nobody knows how."""

    openings: tuple[Opening, ...]
    kept_out: frozenset[UUID]
    alone: frozenset[str]

    @property
    def concerned(self) -> list[str]:
        return sorted({one.number for one in self.openings if one.secret and one.number})

    @property
    def careful(self) -> list[str]:
        return [one for one in self.concerned if one in self.alone]


def listed(tx: Tx, registry: Registry, form: Mapping[str, Any]) -> Listed:
    """What was opened by whom the form names, in its period. Raises Invalid where that is too much."""
    asked = (form.get("looker"), form["looked_from"], form["looked_until"], glass(registry), form.get("session"))
    rows = tx.connection.execute(LIST, asked).fetchall()
    openings = tuple(one for row in rows for one in _openings(row))
    if len(openings) > MOST:
        raise Invalid([Problem("/looked_from", "too_much", TOO_MUCH)])
    alone = frozenset(row[5] for row in rows if row[9] in UNREACHED)
    return Listed(openings, frozenset(one for row in rows for one in row[7]), alone)


def glass(registry: Registry) -> list[str]:
    return sorted({one.name for each in registry for one in each.workflow.transitions if one.unmasks is not None})


def _openings(row: Any) -> Iterator[Opening]:
    at, actor, what, fields, root, number, workflow, _, session, _ = row
    named = [one for one in fields if what != "export" or not one.startswith("rows:")]
    for field in named or [""]:
        yield Opening(at, actor, what, root, number or "", workflow or "", field, session)


def fingerprint(openings: Iterable[Opening]) -> str:
    """SHA-256 over the lines of the list. A line without a sign-in is written as before there were any."""
    lines = [
        [one.at.isoformat(), str(one.actor), one.what, str(one.case), one.number, one.workflow, one.field,
         *([one.session] if one.session else [])]
        for one in openings
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(lines, separators=(",", ":")).encode()).hexdigest()


def told(engine: Engine, actor: Actor, case: UUID, step: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of an assessment with what was opened. Raises Invalid."""
    if step not in ASSESS:
        return form
    with engine.database.transaction(actor) as tx:
        view = reading.case(tx, engine.registry, case)
        if view is None or view.snapshot.workflow != BREACH.name:
            return form
        plain = sign_ins.of_her(tx, _asked(form, database.now(tx.connection)))
        found = listed(tx, engine.registry, plain)
    return {
        **{name: value for name, value in form.items() if name not in TOLD},
        "looker": None if plain["looker"] is None else str(plain["looker"]),
        "fields_opened": len(found.openings),
        "list_fingerprint": fingerprint(found.openings),
        "concerned": found.concerned,
        "careful": found.careful,
        "kept_out": sorted(str(one) for one in found.kept_out),
    }


TOLD = ("fields_opened", "list_fingerprint", "concerned", "careful", "kept_out")


def _asked(form: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """The form as somebody filled it in. Raises Invalid, also before anything is listed."""
    blank = {"fields_opened": 0, "list_fingerprint": "0" * 64, "concerned": [], "careful": [], "kept_out": []}
    filled = forms.validate(Assessment, {**form, **blank}, now)
    return filled.model_dump()


def keep(tx: Tx, registry: Registry, case: UUID, step: str, form: Mapping[str, Any]) -> None:
    """The list beside its record, in one transaction. Raises Overtaken where it is not what was just told."""
    if step not in ASSESS or "list_fingerprint" not in form:
        return
    openings = listed(tx, registry, _asked(form, database.now(tx.connection))).openings
    if fingerprint(openings) != form["list_fingerprint"]:
        raise Overtaken
    lines = [(case, form["list_fingerprint"], place, *_columns(one)) for place, one in enumerate(openings, 1)]
    with tx.connection.cursor() as cursor:
        cursor.executemany(KEEP, lines)


def _columns(one: Opening) -> tuple[Any, ...]:
    return one.at, one.actor, one.what, one.case, one.number, one.workflow, one.field, one.session


def kept(tx: Tx, case: UUID, mark: str | None) -> Sequence[Opening]:
    """The list of an assessment; empty before one."""
    return [Opening(*row) for row in tx.connection.execute(KEPT, (case, mark)).fetchall()] if mark else []


TOO_MUCH = Text(
    f"Lebih dari {MOST} isian; pilih masa yang lebih pendek, atau satu orang.",
    f"More than {MOST} fields; choose a shorter period, or one person.",
)
