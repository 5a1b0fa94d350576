"""Prove that nobody rewrote the past: every chain and MAC, every case and clock as its history left it, every record as
it was sealed, the log as it was signed.

Reads as the system, over all cases; who may ask for it is the shell's to decide. Families pass by in portions, and the
log as a stream, so that memory stays flat.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg

from engine.beside import Kin, beside, workflow_of
from engine.database import SYSTEM_ACTOR
from engine.finding import Finding, found
from engine.history import Chain, Record, columns
from engine.logwalk import Sealed, Walk
from engine.note import Verifier
from engine.replay import Fold
from engine.runtime import Engine
from engine.stored import CASE, CASES, CLOCKS, COPIES, RECORDS, Case, Clock

PORTION = 400
"""So many families are looked at together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` is empty where everything holds: at most one for each case, and one for the log."""

    cases: int
    records: int
    findings: tuple[Finding, ...]
    sealed: Sealed

    @property
    def verified(self) -> bool:
        return not self.findings


def verify(engine: Engine, case_id: UUID | None = None, *, anchors: Iterable[str] | None = None) -> Verdict:
    """Check one case, or all of them with the log, in one consistent reading; of each the first bad place is named.

    `anchors` are the signed notes that are kept outside the database, the oldest first.
    """
    with engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        return examine(engine, tx.connection, case_id, anchors)


def examine(
    engine: Engine,
    connection: "psycopg.Connection[Any]",
    case_id: UUID | None = None,
    anchors: Iterable[str] | None = None,
) -> Verdict:
    """`verify` in a transaction that is open already: what has to hold together is read by several statements."""
    audit = _Audit(engine, connection)
    if case_id is not None:
        audit.look_at(_read(connection, CASE, [case_id]), whole=False)
    else:
        for families in _portions(connection):
            audit.look_at(families, whole=True)
        audit.look_for_orphans()
    audit.compare_with_log(case_id)
    return audit.verdict(case_id, anchors)


class _Audit:
    """What was looked at, and what was found: of each case the first."""

    def __init__(self, engine: Engine, connection: "psycopg.Connection[Any]") -> None:
        self._engine, self._connection = engine, connection
        self._key = engine.keys.secret("mac")
        self._found: dict[UUID | None, Finding] = {}
        self._cases = self._records = 0

    def look_at(self, cases: list[Case], *, whole: bool) -> None:
        """Some cases with their histories and clocks. `whole`: these are whole families."""
        kin = Kin({case.id: case for case in cases}, whole)
        ids = list(kin.cases)
        for one, rows in _grouped(self._connection, RECORDS, ids):
            kin.folds[one] = self._folded(kin.cases[one], rows, kin)
        clocks = {one: [Clock(*row[1:]) for row in rows] for one, rows in _grouped(self._connection, CLOCKS, ids)}
        for case in cases:
            if case.id not in kin.folds:
                self._note(found(case.id, case.number, 0, "no_history"))
            elif (folded := kin.folds[case.id]) is not None:
                self._note(beside(case, folded, clocks.get(case.id, ()), kin, self._engine.registry))
        self._cases += len(cases)

    def look_for_orphans(self) -> None:
        """Histories without a case, and cases outside every family."""
        for (one,) in self._connection.execute(_WITHOUT_CASE):
            self._note(found(one, "?", 0, "no_case"))
        for one, number in self._connection.execute(_WITHOUT_FAMILY):
            self._cases += 1
            self._note(found(one, number, 0, "case_differs", names="root_id"))

    def compare_with_log(self, case_id: UUID | None) -> None:
        """Each record that has an entry in the log, against it; and that the entries of a case leave none out."""
        for one, number, seq, there in self._connection.execute(_AGAINST_LOG, {"case": case_id}):
            self._note(found(one, number or "?", seq, "leaf_differs" if there else "record_missing"))
        for one, number, seq in self._connection.execute(_LEFT_OUT, {"case": case_id}):
            self._note(found(one, number or "?", seq, "leaf_missing"))

    def verdict(self, case_id: UUID | None, anchors: Iterable[str] | None) -> Verdict:
        unsealed = self._connection.execute(_UNSEALED, {"case": case_id}).fetchone()
        assert unsealed is not None
        if case_id is None:
            public = self._engine.keys.seal_public()
            walk = Walk(self._connection, Verifier(public) if public is not None else None, anchors)
            self._note(walk.problem)
            newest, anchored = walk.newest, walk.anchored
            told: Any = (newest.size, newest.root, newest.at) if newest is not None else _NOTHING
        else:
            anchored = None
            told = self._connection.execute(_NEWEST).fetchone() or _NOTHING
        findings = sorted(self._found.values(), key=lambda one: (one.case_id is None, str(one.case_id)))
        return Verdict(
            self._cases, self._records, tuple(findings), Sealed(told[0], told[1], told[2], unsealed[0], anchored)
        )

    def _folded(self, case: Case, rows: Iterable[Any], kin: Kin) -> Fold | None:
        """A history, record by record; None where it does not hold, which is noted."""
        chain, folded, workflow = Chain(case.id, self._key), Fold(), None
        for row in rows:
            self._records += 1
            broken = chain.add(Record(*row[:7]))
            if broken is not None:
                self._note(Finding(case.id, case.number, broken.seq, broken.problem, broken.words))
                return None
            body = chain.body
            if not _repeats(row, body, case.root_id):
                names = ", ".join(_differing(row, body, case.root_id))
                self._note(found(case.id, case.number, row[1], "column_differs", names=names))
                return None
            if body["definition"] != folded.body.get("definition"):
                workflow = workflow_of(self._engine.registry, body)
            folded.take(body, workflow)
            kin.remember(body)
        return folded if self._stands_on(case, chain) else None

    def _stands_on(self, case: Case, chain: Chain) -> bool:
        """Whether the last record is the one on which the case stands, where it has so many."""
        last = chain.next - 1
        if last == case.seq and chain.head != case.head:
            self._note(found(case.id, case.number, last, "another_head"))
            return False
        return True

    def _note(self, finding: Finding | None) -> None:
        if finding is not None:
            self._found.setdefault(finding.case_id, finding)


def _portions(connection: "psycopg.Connection[Any]") -> Iterator[list[Case]]:
    """All families, some at a time."""
    last = UUID(int=0)
    while roots := [row[0] for row in connection.execute(_ROOTS, (last, PORTION))]:
        yield _read(connection, CASES, roots)
        last = roots[-1]


def _read(connection: "psycopg.Connection[Any]", query: str, ids: list[UUID]) -> list[Case]:
    with connection.cursor(binary=True) as cursor:
        return [Case(*row) for row in cursor.execute(query, {"ids": ids})]


def _grouped(
    connection: "psycopg.Connection[Any]", query: str, ids: list[UUID]
) -> Iterator[tuple[UUID, Iterator[Any]]]:
    """Rows of these cases, case by case. Their bytes travel as bytes."""
    with connection.cursor(binary=True) as cursor:
        yield from groupby(cursor.execute(query, {"ids": ids}), key=lambda row: row[0])


def _repeats(row: Any, body: dict[str, Any], root_id: UUID) -> bool:
    """Whether the columns beside a body say what it says."""
    at, actor, role, kind, act, from_state, to_state, deadline_id, root = row[7:]
    deadline = body["deadline"]
    return bool(
        root == root_id
        and to_state == body["to"]
        and from_state == body["from"]
        and role == body["role"]
        and kind == body["kind"]
        and act == body["act"]
        and (actor.hex if actor is not None else None) == body["actor"]
        and deadline_id == (deadline["id"] if deadline is not None else None)
        and at == datetime.fromisoformat(body["at"])
    )


def _differing(row: Any, body: dict[str, Any], root_id: UUID) -> list[str]:
    said = {**columns(body), "root_id": root_id}
    return sorted(name for name, value in zip(COPIES, row[7:], strict=True) if said[name] != value)


_ROOTS = "SELECT id FROM cases WHERE parent_id IS NULL AND id > %s ORDER BY id LIMIT %s"

_WITHOUT_CASE = """SELECT DISTINCT h.case_id FROM history h
    WHERE NOT EXISTS (SELECT FROM cases c WHERE c.id = h.case_id) LIMIT 100"""

_WITHOUT_FAMILY = """SELECT c.id, c.number FROM cases c
    WHERE NOT EXISTS (SELECT FROM cases r WHERE r.id = c.root_id AND r.parent_id IS NULL) LIMIT 100"""

_AGAINST_LOG = """SELECT DISTINCT ON (l.case_id) l.case_id, c.number, l.seq, h.hash IS NOT NULL
    FROM seal_leaf l
    LEFT JOIN history h ON h.case_id = l.case_id AND h.seq = l.seq
    LEFT JOIN cases c ON c.id = l.case_id
   WHERE h.hash IS DISTINCT FROM l.hash AND (%(case)s::uuid IS NULL OR l.case_id = %(case)s)
   ORDER BY l.case_id, l.seq LIMIT 100"""

_LEFT_OUT = """SELECT DISTINCT ON (h.case_id) h.case_id, c.number, h.seq
    FROM history h LEFT JOIN cases c ON c.id = h.case_id
   WHERE NOT EXISTS (SELECT FROM seal_leaf l WHERE l.case_id = h.case_id AND l.seq = h.seq)
     AND EXISTS (SELECT FROM seal_leaf l WHERE l.case_id = h.case_id AND l.seq > h.seq)
     AND (%(case)s::uuid IS NULL OR h.case_id = %(case)s)
   ORDER BY h.case_id, h.seq LIMIT 100"""

_UNSEALED = """SELECT count(*) FROM history h
   WHERE NOT EXISTS (SELECT FROM seal_leaf l WHERE l.case_id = h.case_id AND l.seq = h.seq)
     AND (%(case)s::uuid IS NULL OR h.case_id = %(case)s)"""

_NOTHING = (0, b"", None)
_NEWEST = "SELECT size, root, at FROM seal_checkpoint ORDER BY size DESC LIMIT 1"
