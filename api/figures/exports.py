"""Files to take away: closed facts only, no identity. Each carries the number of the access record under which it left,
so that a file found somewhere leads back to whoever took it.

One person may take a few rows. More takes a second one (`api/figures/export_requests.py`), and there is a bound to that
too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import ledger
from api.cases.sieve import Search
from api.desk import Desk
from api.errors import SecondPersonNeeded
from api.figures import sheets
from api.figures.sheets import Table
from api.security import looks, reasons
from engine import reading
from engine.calendar import WIB
from engine.database import Tx, now
from engine.definition import Workflow
from engine.reading import Filters, Listed, Written
from workflows.extracts.tidy import SHEETS, Sheet
from workflows.office.roles import ROLES
from workflows.omah_peluk import OMAH_PELUK

ALONE = 50
"""Rows. So many one person may take away."""

TOGETHER = 5_000
"""Rows. So many two may."""

PORTION = 200

RECORD = ("seq", "workflow", "at", "effective_at", "kind", "act", "role", "from", "to", "late", "checked", "deadline")
FIXED = ("number", "workflow", "state", "kelurahan", "opened_at", "entered_at", "ended_at", "due_at", "waiting")
DICTIONARY = ("table", "column", "title_id", "title_en", "value", "value_id", "value_en")

CHILDREN = "SELECT parent_id, workflow, facts FROM cases WHERE parent_id = ANY(%s) ORDER BY opened_at, id"

CSV, ZIP, JSONL = "text/csv", "application/zip", "application/jsonl"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class File:
    """`name` tells neither matter nor place: it stays in the downloads of whoever took it."""

    name: str
    kind: str
    content: str | bytes


def cases(desk: Desk, filters: Filters, reason: str, most: int | None = None) -> File:
    """As a list shows them. Raises SecondPersonNeeded and Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = _found(desk, tx, filters, most or ALONE)
        number = _recorded(desk, tx, "cases.csv", len(found), reason, (one.id for one in found))
        moment = now(tx.connection)
    summary = _summary(one.workflow for one in desk.engine.registry)
    rows = [[*_fixed(one), *_facts(one, summary), str(number)] for one in found]
    return File(_named(moment, "csv"), CSV, sheets.as_csv(Table("cases", [*FIXED, *summary, "export"], rows)))


def tidy(desk: Desk, filters: Filters, shape: str, reason: str, most: int | None = None) -> File:
    """Every dimension of the record as a table of its own, with a dictionary: "zip" of CSV, or "xlsx". Counted in
    cases. Raises SecondPersonNeeded and Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = _found(desk, tx, replace(filters, workflow=OMAH_PELUK.name), most or ALONE)
        served = _of_referrals(desk, tx, found)
        number = _recorded(desk, tx, f"tidy.{shape}", len(found), reason, (one.id for one in found))
        moment = now(tx.connection)
    origin = Table("origin", ("export", "at", "rows"), [(number, moment, len(found))])
    tables = [*(_tidy(sheet, found, served) for sheet in SHEETS), _dictionary(), origin]
    watermark = f"{number} · {desk.somebody.name} · {moment.astimezone(WIB):%Y-%m-%d %H:%M}"
    content = sheets.workbook(tables, watermark) if shape == "xlsx" else sheets.zipped(tables)
    return File(_named(moment, shape), {"xlsx": XLSX, "zip": ZIP}[shape], content)


def history(desk: Desk, search: Search, reason: str, most: int | None = None) -> File:
    """Raises SecondPersonNeeded and Unrecorded."""
    most = most or ALONE
    with desk.engine.database.transaction(desk.actor) as tx:
        records = ledger.found(desk, tx, replace(search, limit=most))
        few(len(records) <= most)
        number = _recorded(desk, tx, "history.jsonl", len(records), reason, (one.record.case_id for one in records))
        moment = now(tx.connection)
    numbers = ledger.numbers({one.record.case_id for one in records}, desk)
    content = ROLES[desk.actor.role].scope != "none"
    lines = (_line(one, numbers, number, content=content) for one in records)
    return File(_named(moment, "jsonl"), JSONL, "".join(f"{json.dumps(line, sort_keys=True)}\n" for line in lines))


def _found(desk: Desk, tx: Tx, filters: Filters, most: int) -> list[Listed]:
    found: list[Listed] = []
    cursor: str | None = None
    while len(found) <= most:
        page = reading.cases(tx, desk.engine.registry, filters, cursor, min(PORTION, most + 1))
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    few(len(found) <= most)
    return found


def _recorded(desk: Desk, tx: Tx, what: str, rows: int, reason: str, taken: Iterable[UUID]) -> int:
    return looks.record_export(tx, [what, f"rows:{rows}"], reasons.seal(desk.engine.keys, None, reason), taken)


def few(few: bool) -> None:
    """Raises SecondPersonNeeded."""
    if not few:
        raise SecondPersonNeeded(ALONE)


def _named(moment: datetime, ending: str) -> str:
    return f"data-{moment:%Y%m%d}.{ending}"


def _of_referrals(desk: Desk, tx: Tx, found: Sequence[Listed]) -> Mapping[UUID, list[Any]]:
    """The facts of the referrals in sight, by their case."""
    served: dict[UUID, list[Any]] = {}
    for parent, workflow, facts in tx.connection.execute(CHILDREN, ([one.id for one in found],)):
        served.setdefault(parent, []).append(
            desk.engine.registry.get(workflow).workflow.facts.model_validate_json(json.dumps(facts))
        )
    return served


def _tidy(sheet: Sheet, found: Iterable[Listed], served: Mapping[UUID, list[Any]]) -> Table:
    rows = [
        [one.number, *(column.read(thing) for column in sheet.columns)]
        for one in found
        for facts in (served.get(one.id, []) if sheet.of_referrals else [one.facts])
        for thing in sheet.rows(facts)
    ]
    return Table(sheet.name, ["case", *(column.name for column in sheet.columns)], rows)


def _dictionary() -> Table:
    """What every column is, and every value that may stand there."""
    rows: list[Sequence[Any]] = []
    for sheet in SHEETS:
        for column in sheet.columns:
            named = (sheet.name, column.name, column.title.id, column.title.en)
            rows.append((*named, "", "", ""))
            rows += [(*named, value, words.id, words.en) for value, words in (column.values or {}).items()]
    return Table("dictionary", DICTIONARY, rows)


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
