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

LIST = "SELECT * FROM omah_opened(%s, %s, %s, %s)"
KEEP = """
INSERT INTO breach_opening (breach_id, fingerprint, place, at, actor, what, case_id, number, workflow, field)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""
KEPT = """
SELECT at, actor, what, case_id, number, workflow, field FROM breach_opening
 WHERE breach_id = %s AND fingerprint = %s ORDER BY place"""


@dataclass(frozen=True, slots=True)
class Opening:
    """One field of one case, opened once. `number` is the root's; empty where a file's cases are not on record."""

    at: datetime
    actor: UUID
    what: str
    case: UUID | None
    number: str
    workflow: str
    field: str

    @property
    def secret(self) -> bool:
        return self.what in SECRET or (self.what == "view" and self.field != "")


@dataclass(frozen=True, slots=True)
class Listed:
    openings: tuple[Opening, ...]
    kept_out: frozenset[UUID]

    @property
    def concerned(self) -> list[str]:
        return sorted({one.number for one in self.openings if one.secret and one.number})


def listed(tx: Tx, registry: Registry, form: Mapping[str, Any]) -> Listed:
    """What was opened by whom the form names, in its period. Raises Invalid where that is too much."""
    rows = tx.connection.execute(
        LIST, (form.get("looker"), form["looked_from"], form["looked_until"], glass(registry))
    ).fetchall()
    openings = tuple(one for row in rows for one in _openings(row))
    if len(openings) > MOST:
        raise Invalid([Problem("/looked_from", "too_much", TOO_MUCH)])
    return Listed(openings, frozenset(one for row in rows for one in row[7]))


def glass(registry: Registry) -> list[str]:
    return sorted({one.name for each in registry for one in each.workflow.transitions if one.unmasks is not None})


def _openings(row: Any) -> Iterator[Opening]:
    at, actor, what, fields, root, number, workflow, _ = row
    named = [one for one in fields if what != "export" or not one.startswith("rows:")]
    for field in named or [""]:
        yield Opening(at, actor, what, root, number or "", workflow or "", field)


def fingerprint(openings: Iterable[Opening]) -> str:
    """SHA-256 over the lines of the list."""
    lines = [
        [one.at.isoformat(), str(one.actor), one.what, str(one.case), one.number, one.workflow, one.field]
        for one in openings
    ]
    return hashlib.sha256(json.dumps(lines, separators=(",", ":")).encode()).hexdigest()


def told(engine: Engine, actor: Actor, case: UUID, step: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of an assessment with what was opened. Raises Invalid."""
    if step not in ASSESS:
        return form
    with engine.database.transaction(actor) as tx:
        view = reading.case(tx, engine.registry, case)
        if view is None or view.snapshot.workflow != BREACH.name:
            return form
        plain = _asked(form, database.now(tx.connection))
        found = listed(tx, engine.registry, plain)
    return {
        **{name: value for name, value in form.items() if name not in TOLD},
        "fields_opened": len(found.openings),
        "list_fingerprint": fingerprint(found.openings),
        "concerned": found.concerned,
        "kept_out": sorted(str(one) for one in found.kept_out),
    }


TOLD = ("fields_opened", "list_fingerprint", "concerned", "kept_out")


def _asked(form: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """The form as somebody filled it in. Raises Invalid, also before anything is listed."""
    blank = {"fields_opened": 0, "list_fingerprint": "0" * 64, "concerned": [], "kept_out": []}
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
    return one.at, one.actor, one.what, one.case, one.number, one.workflow, one.field


def kept(tx: Tx, case: UUID, mark: str | None) -> Sequence[Opening]:
    """The list of an assessment; empty before one."""
    return [Opening(*row) for row in tx.connection.execute(KEPT, (case, mark)).fetchall()] if mark else []


TOO_MUCH = Text(
    f"Lebih dari {MOST} isian; pilih masa yang lebih pendek, atau satu orang.",
    f"More than {MOST} fields; choose a shorter period, or one person.",
)
