"""Which records of the history are asked for: one choice for the list, the refused attempts and what is taken away."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.cases.casework import acts_of
from api.cases.views import Json
from api.desk import Desk
from api.errors import UnknownParameter
from api.words import role_words, text
from engine.calendar import WIB
from engine.database import SYSTEM_ACTOR, Tx
from engine.definition import Text
from workflows.office.regions import LABELS
from workflows.office.roles import ROLES

By = Literal["people", "system"]

LATE = "convert_from({alias}.body, 'UTF8')::jsonb -> 'late' = 'true'"
"""Whether a step came late stands in the record alone: no column repeats it."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which records. `case` is a registration number, `since` the earliest moment, `until` the latest; moments without
    a zone are of the office's clock on the wall. `person`: who did it; `by`: people, or the system alone."""

    case: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = 50
    person: UUID | None = None
    role: str | None = None
    act: str | None = None
    kelurahan: str | None = None
    by: By | None = None
    late: bool | None = None


def where(desk: Desk, search: Search, alias: str) -> tuple[list[str], dict[str, Any]]:
    """Conditions on a table with `case_id`, `at`, `actor`, `role` and `act`, and their values."""
    asked: dict[str, tuple[Any, str]] = {
        "case": (search.case, f"{alias}.case_id = %(case)s"),
        "since": (_on_the_wall(search.since), f"{alias}.at >= %(since)s"),
        "until": (_on_the_wall(search.until), f"{alias}.at <= %(until)s"),
        "person": (search.person, f"{alias}.actor = %(person)s"),
        "role": (search.role, f"{alias}.role = %(role)s"),
        "act": (search.act, f"{alias}.act = %(act)s"),
        "kelurahan": (search.kelurahan, f"{alias}.case_id = ANY(%(kelurahan)s)"),
    }
    values = {name: value for name, (value, _) in asked.items() if value is not None}
    if search.case is not None:
        values["case"] = _id_of(desk, search.case)
    if search.kelurahan is not None:
        values["kelurahan"] = _cases_in(desk, search.kelurahan)
    return [asked[name][1] for name in values], values


def of_records(desk: Desk, search: Search) -> tuple[list[str], dict[str, Any]]:
    """The same on the history itself, and what only records have. Raises UnknownParameter for a foreign cursor."""
    parts, values = where(desk, search, "h")
    if search.kind is not None:
        parts.append("h.kind = %(kind)s")
        values["kind"] = search.kind
    if search.by is not None:
        parts.append(f"h.actor IS {'NOT ' if search.by == 'people' else ''}NULL")
    if search.late is not None:
        parts.append(f"{'' if search.late else 'NOT '}({LATE.format(alias='h')})")
    if search.cursor is not None:
        # The order is descending, then ascending, then descending: spelt out, for no row comparison says that.
        parts.append(
            "(h.at < %(at)s OR h.at = %(at)s AND (h.case_id > %(of)s OR h.case_id = %(of)s AND h.seq < %(seq)s))"
        )
        values.update(_after(search.cursor))
    return parts, values


def offered(desk: Desk) -> list[Json]:
    """The choices that take one of a few values, as those of a list of cases are offered."""
    with desk.engine.database.transaction(desk.actor) as tx:
        people = [{"value": str(of), "title": {"id": name, "en": name}} for of, name in _people(tx)]
    acts: dict[str, Text] = {}
    for compiled in desk.engine.registry:
        acts |= acts_of(compiled.workflow)
    return [
        {"name": "person", "title": text(PERSON), "options": people},
        {"name": "role", "title": text(ROLE), "options": [_option(one, role_words(one)["title"]) for one in ROLES]},
        {"name": "act", "title": text(ACT), "options": [_option(name, text(words)) for name, words in acts.items()]},
        {
            "name": "kelurahan",
            "title": text(KELURAHAN),
            "options": [_option(code, text(name)) for code, name in LABELS.items()],
        },
    ]


def cursor(at: datetime, of: UUID, seq: int) -> str:
    mark = [at.isoformat(), str(of), seq]
    return base64.urlsafe_b64encode(json.dumps(mark).encode()).decode().rstrip("=")


def _after(cursor: str) -> dict[str, Any]:
    try:
        at, of, seq = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return {"at": datetime.fromisoformat(at), "of": UUID(of), "seq": int(seq)}
    except (ValueError, TypeError, AttributeError):
        raise UnknownParameter(["cursor"]) from None


def _on_the_wall(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=WIB) if moment is not None and moment.tzinfo is None else moment


def _people(tx: Tx) -> list[tuple[UUID, str]]:
    return tx.connection.execute("SELECT id, name FROM staff ORDER BY name, id").fetchall()


def _id_of(desk: Desk, number: str) -> UUID | None:
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute("SELECT id FROM cases WHERE number = %s", (number.strip().upper(),)).fetchone()
    return row[0] if row is not None else None


def _cases_in(desk: Desk, kelurahan: str) -> list[UUID]:
    """With what belongs to them. An auditor sees no case, and still chooses by place."""
    found = "SELECT c.id FROM cases c JOIN cases r ON r.id = c.root_id WHERE r.region = %s"
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        return [row[0] for row in tx.connection.execute(found, (kelurahan,))]


def _option(value: str, title: Any) -> Json:
    return {"value": value, "title": title}


PERSON = Text("Siapa", "Who")
ROLE = Text("Peran", "Role")
ACT = Text("Apa yang dilakukan", "What was done")
KELURAHAN = Text("Kelurahan", "Kelurahan")
