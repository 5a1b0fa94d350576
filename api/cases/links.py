"""The other cases that a case names by number: those in sight, as addresses. Any other is not there (R31)."""

from collections.abc import Iterator
from typing import Any

from api.cases.views import Json
from api.words import text
from engine.database import Tx
from engine.definition import Workflow

FOUND = """SELECT number, id FROM cases WHERE number = ANY(%s) AND workflow = %s AND parent_id IS NULL"""


def links(tx: Tx, workflow: Workflow, facts: Any) -> Iterator[Json]:
    """Each fact that holds numbers, with the cases of them that whoever asks may see; none where there is none."""
    named = [(shown, _numbers(getattr(facts, shown.fact))) for shown in workflow.links]
    asked = [number for _, numbers in named for number in numbers]
    if not asked:
        return
    found = {row[0]: row[1] for row in tx.connection.execute(FOUND, (asked, workflow.name))}
    for shown, numbers in named:
        cases = [{"id": found[number], "number": number} for number in numbers if number in found]
        if cases:
            yield {"name": shown.fact, "title": text(shown.title), "cases": cases}


def _numbers(value: Any) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)
