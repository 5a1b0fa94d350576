"""The history in words: what each record says, the new values beside the old, and whether the seal holds.

Titles come from the workflow as it is now; the records are as they were written. Whoever may not see the facts of a
case sees that they changed, and not to what.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from api.casework import acts_of
from api.desk import Desk
from api.views import DOTS, Json, Lens, state
from api.words import role_words, text
from engine import history
from engine.database import SYSTEM_ACTOR, Tx
from engine.definition import Text, Workflow
from engine.history import Finding
from engine.reading import Written, written

COLUMNS = """h.case_id, h.seq, h.prev, h.body, h.sealed, h.hash, h.mac,
       h.at, h.actor, h.role, h.kind, h.act, h.from_state, h.to_state, h.deadline_id"""
STORED = f"""SELECT {COLUMNS} FROM history h WHERE %(case)s::uuid IS NULL OR h.case_id = %(case)s
    ORDER BY h.case_id, h.seq"""  # noqa: S608  # a constant


@dataclass(frozen=True, slots=True)
class Bad:
    """A finding, with the number by which people know the case."""

    number: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Seal:
    """What came of a verification."""

    records: int
    cases: int
    bad: tuple[Bad, ...]

    def shown(self) -> Json:
        return {
            "verified": not self.bad,
            "records": self.records,
            "cases": self.cases,
            "findings": [
                {
                    "case": one.finding.case_id,
                    "number": one.number,
                    "seq": one.finding.seq,
                    "problem": one.finding.problem,
                    "words": text(one.finding.words),
                }
                for one in self.bad
            ],
        }


def told(lens: Lens, workflow: Workflow, records: Iterable[Written], *, facts: bool) -> list[Json]:
    """The records of one case, from its first on. `facts` False: values stay masked."""
    known: dict[str, Any] = {}
    shown = []
    for one in records:
        shown.append(record(lens, workflow, one, known if facts else None))
        known.update(one.body["facts"])
    return shown


def record(lens: Lens, workflow: Workflow, one: Written, known: Mapping[str, Any] | None) -> Json:
    """One record. `known` are the facts before it, or None where values are not to be seen."""
    body = one.body
    return {
        "seq": one.record.seq,
        "at": body["at"],
        "effective_at": body["effective_at"],
        "kind": body["kind"],
        "act": {"name": body["act"], "title": text(acts_of(workflow).get(body["act"], Text(body["act"], body["act"])))},
        "actor": _actor(lens, one),
        "from": _state(workflow, body["from"]),
        "to": _state(workflow, body["to"]),
        "late": body["late"],
        "changes": list(_changes(lens, workflow, body["facts"], known)),
        "checked": [{"rule": rule, "code": code} for rule, code in body["checked"]],
        "deadline": _deadline(workflow, body["deadline"]),
        "clocks": [_clock(workflow, clock) for clock in body["clocks"]],
        "has_private": one.record.sealed is not None,
        "hash": one.record.hash.hex(),
    }


def verify(desk: Desk, case_id: UUID | None) -> Seal:
    """Check the chain of one case, or of all: every record against its hash, its MAC and its columns, none missing.

    It reads what the actor may not see, and tells of it only whether it holds.
    """
    key = desk.engine.keys.secret("mac")
    records = cases = 0
    bad: list[Bad] = []
    with desk.engine.database.transaction(SYSTEM_ACTOR) as tx:
        known = _newest(tx, case_id)
        for of, chain in groupby(_stored(tx, case_id), key=lambda one: one.record.case_id):
            stored = list(chain)
            number, last = known.pop(of, ("?", None))
            finding = _finding(stored, key, last)
            records, cases = records + len(stored), cases + 1
            if finding is not None:
                bad.append(Bad(number, finding))
    bad.extend(Bad(number, Finding(of, history.FIRST, "gap")) for of, (number, _) in known.items())
    return Seal(records, cases + len(known), tuple(bad))


def _finding(stored: list[Written], key: bytes, last: int | None) -> Finding | None:
    found = history.verify([one.record for one in stored], key, last=last)
    if found is not None:
        return found
    for one in stored:
        if {**history.columns(one.record.body)} != one.columns:
            return Finding(one.record.case_id, one.record.seq, "body_mismatch")
    return None


def _stored(tx: Tx, case_id: UUID | None) -> Iterator[Written]:
    """A few thousand rows at a time: a nation's history does not fit into memory."""
    with tx.connection.cursor(name="verify") as cursor:
        cursor.itersize = 2_000
        cursor.execute(STORED, {"case": case_id})
        for row in cursor:
            yield written(row)


def _newest(tx: Tx, case_id: UUID | None) -> dict[UUID, tuple[str, int]]:
    rows = tx.connection.execute(
        "SELECT id, number, seq FROM cases WHERE %(case)s::uuid IS NULL OR id = %(case)s", {"case": case_id}
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _changes(lens: Lens, workflow: Workflow, new: Mapping[str, Any], known: Mapping[str, Any] | None) -> Iterator[Json]:
    words = lens.words(workflow)
    for name, value in new.items():
        entry = words.get(name)
        if entry is None or entry.within:
            continue
        if known is None:
            yield {"name": name, "title": entry.title, "old": None, "new": {"id": DOTS, "en": DOTS}}
        elif (old := entry.label(known.get(name))) != (changed := entry.label(value)):
            yield {"name": name, "title": entry.title, "old": old, "new": changed}


def _actor(lens: Lens, one: Written) -> Json:
    who: UUID | None = one.columns["actor"]
    return {
        "id": who,
        "name": lens.people.get(who) if who is not None else None,
        "role": role_words(one.columns["role"]),
    }


def _state(workflow: Workflow, name: str | None) -> Json | None:
    known = {one.name for one in workflow.states}
    return state(workflow.state(name)) if name in known and name is not None else None


def _deadline(workflow: Workflow, fired: Mapping[str, Any] | None) -> Json | None:
    if fired is None:
        return None
    known = next((one for one in workflow.deadlines if one.name == fired["name"]), None)
    rung = known.rungs[fired["rung"]] if known is not None and fired["rung"] < len(known.rungs) else None
    return {
        "id": fired["id"],
        "name": fired["name"],
        "title": text(known.title) if known is not None else {"id": fired["name"], "en": fired["name"]},
        "rule": fired["rule"],
        "rung": text(rung.title) if rung is not None else None,
        "level": rung.level if rung is not None else 0,
        "due": fired["due"],
    }


def _clock(workflow: Workflow, clock: Mapping[str, Any]) -> Json:
    known = next((one for one in workflow.deadlines if one.name == clock["name"]), None)
    return {
        "name": clock["name"],
        "title": text(known.title) if known is not None else {"id": clock["name"], "en": clock["name"]},
        "due_at": clock["breach"],
        "next_at": clock["due"],
    }
