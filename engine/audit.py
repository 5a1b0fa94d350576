"""Prove that nobody rewrote the past: every chain, every MAC, and that each case stands where its history says.

Reads as the system, over all cases; who may ask for it is the shell's to decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg

from engine import history
from engine.database import SYSTEM_ACTOR
from engine.definition import Text
from engine.reading import Written, written
from engine.runtime import Engine

WORDS = {
    "no_history": Text("Kasus ini tidak punya riwayat.", "This case has no history."),
    "cut_off": Text(
        "Catatan terakhir hilang: kasus berada di catatan {last}, riwayat berhenti di {kept}.",
        "The last records are missing: the case stands at record {last}, its history stops at {kept}.",
    ),
    "another_head": Text(
        "Catatan terakhir bukan yang menjadi dasar keadaan kasus.",
        "The last record is not the one on which the case stands.",
    ),
    "state_differs": Text(
        "Keadaan kasus ({state}) berbeda dari riwayatnya ({replayed}).",
        "The case is in {state}; its history says {replayed}.",
    ),
    "facts_differ": Text("Fakta {names} berbeda dari riwayatnya.", "The facts {names} differ from the history."),
    "column_differs": Text(
        "Kolom {names} catatan ini berbeda dari isinya.", "The columns {names} of this record differ from its body."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a case's history, at its first bad record."""

    case_id: UUID
    number: str
    seq: int
    problem: str
    words: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` is empty where everything holds."""

    cases: int
    records: int
    findings: tuple[Finding, ...]

    @property
    def verified(self) -> bool:
        return not self.findings


_CASES = """SELECT id, number, state, seq, head, facts FROM cases
    WHERE %(case)s::uuid IS NULL OR id = %(case)s ORDER BY id"""
_RECORDS = """SELECT case_id, seq, prev, body, sealed, hash, mac,
       at, actor, role, kind, act, from_state, to_state, deadline_id FROM history
    WHERE %(case)s::uuid IS NULL OR case_id = %(case)s ORDER BY case_id, seq"""


def verify(engine: Engine, case_id: UUID | None = None) -> Verdict:
    """Check one case, or all of them, in one consistent reading; of each case the first bad record is named."""
    key = engine.keys.secret("mac")
    findings: list[Finding] = []
    counted = 0
    with engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        cases = {row[0]: row for row in tx.connection.execute(_CASES, {"case": case_id})}
        left = set(cases)
        for one, records in _histories(tx.connection, case_id):
            counted += len(records)
            left.discard(one)
            found = _finding(cases.get(one), records, key)
            if found is not None:
                findings.append(found)
    findings += [Finding(one, cases[one][1], 0, "no_history", WORDS["no_history"]) for one in sorted(left)]
    return Verdict(len(cases), counted, tuple(findings))


def _histories(connection: "psycopg.Connection[Any]", case_id: UUID | None) -> Iterator[tuple[UUID, list[Written]]]:
    with connection.cursor(name="omah_audit") as cursor:
        cursor.itersize = 5_000
        cursor.execute(_RECORDS, {"case": case_id})
        for one, rows in groupby(cursor, key=lambda row: row[0]):
            yield one, [written(row) for row in rows]


def _finding(case: Any, records: list[Written], key: bytes) -> Finding | None:
    case_id, number = records[0].record.case_id, case[1] if case is not None else "?"
    broken = history.verify([one.record for one in records], key)
    if broken is not None:
        return Finding(case_id, number, broken.seq, broken.problem, broken.words)

    for one in records:
        said = history.columns(one.body)
        differing = sorted(name for name, value in said.items() if one.columns[name] != value)
        if differing:
            return _found(case_id, number, one.record.seq, "column_differs", names=", ".join(differing))
    return _standing(case, records)


def _standing(case: Any, records: list[Written]) -> Finding | None:
    """Whether the case stands where its last record left it: state = replay(history)."""
    case_id, number, state, seq, head, facts = case
    last = records[-1].record
    if last.seq != seq:
        return _found(case_id, number, last.seq, "cut_off", last=seq, kept=last.seq)
    if last.hash != bytes(head):
        return _found(case_id, number, last.seq, "another_head")
    replayed_state, replayed = replay(records)
    if replayed_state != state:
        return _found(case_id, number, last.seq, "state_differs", state=state, replayed=replayed_state)
    names = sorted(name for name in {*replayed, *facts} if replayed.get(name) != facts.get(name))
    if names:
        return _found(case_id, number, last.seq, "facts_differ", names=", ".join(names))
    return None


def replay(records: list[Written]) -> tuple[str, dict[str, Any]]:
    """The state and the facts to which a history leads."""
    state, facts = "", dict[str, Any]()
    for one in records:
        body = one.body
        state = body["to"]
        facts.update(body["facts"])
    return state, facts


def _found(case_id: UUID, number: str, seq: int, problem: str, **values: Any) -> Finding:
    words = WORDS[problem]
    return Finding(case_id, number, seq, problem, Text(words.id.format(**values), words.en.format(**values)))
