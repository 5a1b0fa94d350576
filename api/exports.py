"""Files to take away: closed facts only, no identity, and of few cases. Each row carries the number of the access
record under which it left, so that a file found somewhere leads back to whoever took it.

What is more than a few rows needs a second person, for whom there is no desk here yet: it is refused.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api import ledger, looks, reasons
from api.desk import Desk
from api.errors import SecondPersonNeeded
from api.ledger import Search
from engine import reading
from engine.database import now
from engine.definition import Workflow
from engine.reading import Filters, Listed, Written
from workflows.roles import ROLES

ALONE = 50
"""Rows. So many one person may take away."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet calculate a cell, or begin another one."""

RECORD = ("seq", "workflow", "at", "effective_at", "kind", "act", "role", "from", "to", "late", "checked", "deadline")
FIXED = ("number", "workflow", "state", "kelurahan", "opened_at", "entered_at", "ended_at", "due_at", "waiting")


@dataclass(frozen=True, slots=True)
class File:
    """`name` tells neither matter nor place: it stays in the downloads of whoever took it."""

    name: str
    content: str


def cases(desk: Desk, filters: Filters, reason: str) -> File:
    """Raises SecondPersonNeeded and Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = reading.cases(tx, desk.engine.registry, filters, limit=ALONE)
        _few(found.next is None)
        number = looks.record_export(
            tx, ["cases.csv", f"rows:{len(found.items)}"], reasons.seal(desk.engine.keys, None, reason)
        )
    summary = _summary(one.workflow for one in desk.engine.registry)
    rows = ([*_fixed(one), *_facts(one, summary), str(number)] for one in found.items)
    return File(f"data-{found.now:%Y%m%d}.csv", table([*FIXED, *summary, "export"], rows))


def history(desk: Desk, search: Search, reason: str) -> File:
    """Raises SecondPersonNeeded and Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        records = ledger.found(desk, tx, replace(search, limit=ALONE))
        _few(len(records) <= ALONE)
        number = looks.record_export(
            tx, ["history.jsonl", f"rows:{len(records)}"], reasons.seal(desk.engine.keys, None, reason)
        )
        moment = now(tx.connection)
    numbers = ledger.numbers({one.record.case_id for one in records}, desk)
    content = ROLES[desk.actor.role].scope != "none"
    lines = (_line(one, numbers, number, content=content) for one in records)
    return File(f"data-{moment:%Y%m%d}.jsonl", "".join(f"{json.dumps(line, sort_keys=True)}\n" for line in lines))


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """As CSV (RFC 4180), with no cell that a spreadsheet would calculate."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def safe(cell: Any) -> str:
    said = "" if cell is None else cell.isoformat() if isinstance(cell, datetime) else str(cell)
    return f"'{said}" if said.startswith(FORMULA) else said


def _few(few: bool) -> None:
    if not few:
        raise SecondPersonNeeded(ALONE)


def _summary(workflows: Iterable[Workflow]) -> list[str]:
    """The closed facts that lists show, of every workflow that people open."""
    names = (shown.fact for one in workflows if one.opening is not None for shown in one.summary)
    return list(dict.fromkeys(names))


def _fixed(one: Listed) -> list[Any]:
    moments = (one.opened_at, one.entered_at, one.ended_at, one.breach_at)
    return [one.number, one.compiled.workflow.name, one.state, one.region, *moments, one.waiting]


def _facts(one: Listed, names: Iterable[str]) -> list[Any]:
    return [getattr(one.facts, name, None) for name in names]


def _line(one: Written, numbers: Mapping[UUID, str], export: int, *, content: bool) -> dict[str, Any]:
    """A record without its ciphertext. `content`: with the facts that it changed, for those who see cases."""
    body = one.body
    kept = {name: body[name] for name in RECORD}
    facts = {"facts": body["facts"]} if content else {}
    return {"case": numbers.get(one.record.case_id), **kept, **facts, "hash": one.record.hash.hex(), "export": export}
