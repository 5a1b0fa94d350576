"""What cases were decided and counted by: whether each definition and each calendar is the one that was kept.

A definition is kept under the hash of its text, and every record names that hash. A calendar carries its own hash, and
each edition repeats how all calendars stood, so that the editions form a row. That its end was not cut off, and when,
by whom and why a calendar was changed, the log tells (`engine.past.ledgers`).
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import psycopg

from engine.past.finding import LOG, Finding, found


def unlike(connection: "psycopg.Connection[Any]", named: set[tuple[str, str]]) -> Finding | None:
    """The first definition or calendar that is wrong. `named` are (workflow, version) of records."""
    definitions = connection.execute("SELECT workflow, version, canonical FROM definition ORDER BY version").fetchall()
    return _definitions(definitions, named) or _calendars(connection, definitions)


def _definitions(definitions: Sequence[Any], named: set[tuple[str, str]]) -> Finding | None:
    for workflow, version, canonical in definitions:
        if _digest(canonical) != version or json.loads(canonical)["name"] != workflow:
            return _found("definition_differs", workflow=workflow, version=version[:12])
    lost = min(named - {(workflow, version) for workflow, version, _ in definitions}, default=None)
    return _found("definition_missing", workflow=lost[0], version=lost[1][:12]) if lost is not None else None


def _calendars(connection: "psycopg.Connection[Any]", definitions: Sequence[Any]) -> Finding | None:
    """Whatever a definition counts by was kept together with it."""
    standing: dict[str, list[Any]] = {}
    rows = connection.execute(
        "SELECT edition, name, version, digest, canonical, standing FROM calendar ORDER BY edition"
    ).fetchall()
    for place, (edition, name, version, digest, canonical, told) in enumerate(rows, 1):
        standing = {**standing, name: [standing.get(name, [0])[0] + 1, _digest(canonical)]}
        stands = (edition, [version, digest], told) == (place, standing[name], _told(place, standing))
        if not stands or json.loads(canonical)["name"] != name:
            return _found("calendar_differs", edition=place, name=name)
    counted = {json.loads(canonical)["calendar"]["name"] for _, _, canonical in definitions}
    lost = min(counted - standing.keys(), default=None)
    return _found("calendar_missing", name=lost) if lost is not None else None


def _told(edition: int, standing: dict[str, list[Any]]) -> dict[str, Any]:
    """How all calendars stand, as an edition repeats it."""
    return {"edition": edition, "calendars": standing}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _found(problem: str, **values: Any) -> Finding:
    return found(None, LOG, 0, problem, **values)
