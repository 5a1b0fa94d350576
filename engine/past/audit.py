"""Prove that nobody rewrote the past: every chain and MAC, every case and clock as its history left it, every record as
it was sealed, the definitions and calendars as they were kept, the log as it was signed.

Reads as the system, over all cases; who may ask for it is the shell's to decide. Families pass by in portions, and the
log as a stream, so that memory stays flat.

Long because what is read, what is compared and the queries behind both have to fit each other line by line.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.types.json import set_json_loads
from psycopg.types.string import ByteaBinaryLoader

from engine import history
from engine.database import SYSTEM_ACTOR
from engine.history import Chain, columns
from engine.past import ledgers, owing, rulebook
from engine.past.beside import Kin, beside, workflow_of
from engine.past.finding import Finding, found
from engine.past.logwalk import Sealed, Walk
from engine.past.note import Verifier
from engine.past.replay import MIGRATED, Body, Fold
from engine.past.stored import CASE, CASES, CLOCKS, COPIES, LEAVES, LINES, RECORDS, Case, Clock, Line
from engine.runtime import Engine
from engine.versions import pinned as versions

Leaves = dict[int, bytes]
"""Sealed hashes of one case's records, by number."""

PORTION = 200
"""So many families are read together, while those before them are looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` is empty where everything holds: at most one for each case, and one for the log or the rules."""

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
    versions.all_at_hand(connection, engine.registry)
    audit = _Audit(engine, connection)
    if case_id is not None:
        audit.look_at(_stored(connection, CASE, [case_id]), whole=False)
        audit.look_for_leaves_of(case_id)
        return audit.verdict(_newest(connection))
    audit.look_at_all()
    audit.look_at_the_ledgers()
    audit.look_for_what_was_not_met()
    return audit.verdict(audit.walk(anchors))


class _Audit:
    """What was looked at, and what was found: of each case the first."""

    def __init__(self, engine: Engine, connection: "psycopg.Connection[Any]") -> None:
        self._engine, self._connection = engine, connection
        self._key = engine.keys.secret("mac")
        self._found: dict[UUID | None, Finding] = {}
        self._met = _Counts()
        self._named: set[tuple[str, str]] = set()

    def look_at_all(self) -> None:
        """A second thread waits for the database, so that it works on one portion while this one looks at another."""
        with ThreadPoolExecutor(1) as reader:
            ahead = reader.submit(self._portion, UUID(int=0))
            while (portion := ahead.result()) is not None:
                stored, last = portion
                ahead = reader.submit(self._portion, last)
                self.look_at(stored, whole=True)

    def _portion(self, after: UUID) -> "tuple[_Stored, UUID] | None":
        """The next families by their root's id, and the last one's; None when all have passed by."""
        roots = [row[0] for row in self._connection.execute(_ROOTS, (after, PORTION))]
        return (_stored(self._connection, CASES, roots), roots[-1]) if roots else None

    def look_at(self, stored: "_Stored", *, whole: bool) -> None:
        """Some cases with their histories, leaves and clocks. `whole`: these are whole families."""
        families: dict[UUID, list[Case]] = {}
        for case in stored.cases:
            families.setdefault(case.root_id, []).append(case)
        for family in families.values():
            self._compare(family, stored, whole=whole)
        self._met.cases += len(stored.cases)
        self._met.leaves += sum(len(one) for one in stored.leaves.values())

    def _compare(self, family: list[Case], stored: "_Stored", *, whole: bool) -> None:
        """One family; what was read of it is let go, so that the collector of garbage has little to look at."""
        kin = Kin({case.id: case for case in family}, whole)
        for case in family:
            rows = stored.records.pop(case.id.bytes, [])
            if not rows:
                self._note(found(case.id, case.number, 0, "no_history"))
            with self._reading(case):
                kin.folds[case.id] = (
                    self._folded(case, rows, stored.leaves.get(case.id.bytes, {}), kin) if rows else None
                )
        for case in family:
            folded = kin.folds.get(case.id)
            if folded is not None:
                clocks = stored.clocks.pop(case.id.bytes, ())
                with self._reading(case):
                    self._note(beside(case, folded, clocks, kin, self._engine.registry))
                    self._note(owing.unlike(case, folded, stored.lines.pop(case.id, ()), self._key))

    @contextmanager
    def _reading(self, case: Case) -> Iterator[None]:
        """A body that says less than a record has to is a finding, though its hash and its MAC are right."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError):
            self._note(found(case.id, case.number, 0, "body_unreadable"))

    def look_for_leaves_of(self, case_id: UUID) -> None:
        """A case of which nothing is left but its leaves."""
        if not self._met.cases and (left := _leaves(self._connection, [case_id])):
            self._note(found(case_id, "?", min(left[case_id.bytes]), "record_missing"))

    def look_at_the_ledgers(self) -> None:
        """What stands beside the history, row by row. What is wrong with the rules is said first."""
        self._note(rulebook.unlike(self._connection, self._named))
        looked = ledgers.Looked(self._connection, self._key)
        self._note(looked.problem)
        self._met.leaves += looked.leaves

    def look_for_what_was_not_met(self) -> None:
        """Cases outside every family, and records and leaves of no case. They are looked for only where the numbers
        differ: that costs a comparison of whole tables.
        """
        row = self._connection.execute(_NUMBERS).fetchone()
        assert row is not None
        if row == (self._met.cases, self._met.records, self._met.leaves):
            return
        self._connection.execute("SET LOCAL enable_nestloop = off")  # row-level security spoils the estimates
        for one, number in self._connection.execute(_WITHOUT_FAMILY).fetchall():
            self._met.cases += 1
            self._note(found(one, number, 0, "case_differs", names="root_id"))
        for (one,) in self._connection.execute(_WITHOUT_CASE).fetchall():
            self._note(found(one, "?", 0, "no_case"))
        for one, seq in self._connection.execute(_OF_NO_CASE, ([one.id for one in ledgers.LEDGERS],)).fetchall():
            self._note(found(one, "?", seq, "record_missing"))

    def walk(self, anchors: Iterable[str] | None) -> Sealed:
        """The log, from its first entry to its last."""
        public = self._engine.keys.seal_public()
        walk = Walk(self._connection, Verifier(public) if public is not None else None, anchors)
        self._note(walk.problem)
        newest = walk.newest
        size, root, at = (newest.size, newest.root, newest.at) if newest is not None else (0, b"", None)
        return Sealed(size, root, at, 0, walk.anchored)

    def verdict(self, sealed: Sealed) -> Verdict:
        findings = sorted(self._found.values(), key=lambda one: (one.case_id is None, str(one.case_id)))
        sealed = replace(sealed, unsealed=self._met.unsealed)
        return Verdict(self._met.cases, self._met.records, tuple(findings), sealed)

    def _folded(self, case: Case, rows: list[Any], leaves: Leaves, kin: Kin) -> Fold | None:
        """A history, record by record; None where it does not hold, which is noted."""
        chain, folded, workflow = Chain(case.id, self._key), Fold(), None
        last_leaf, root = max(leaves, default=0), case.root_id.bytes
        self._met.records += len(rows)
        self._met.unsealed += sum(row[1] > last_leaf for row in rows) if rows[-1][1] > last_leaf else 0
        for row in rows:
            seq = row[1]
            broken = chain.follow(*row[:7])
            body = chain.body
            if broken is not None or not _repeats(row, body, root) or (seq <= last_leaf and leaves.get(seq) != row[5]):
                self._note(_unlike(case, row, broken, body, leaves))
                return None
            if body["definition"] != folded.body.get("definition"):
                if folded.body and not _migrates(folded.body, body):
                    self._note(found(case.id, case.number, seq, "another_definition"))
                    return None
                workflow = workflow_of(self._engine.registry, body)
                self._named.add((body["workflow"], body["definition"]))
            folded.take(body, workflow)
            kin.remember(body)
        if last_leaf >= chain.next:
            self._note(found(case.id, case.number, chain.next, "record_missing"))
            return None
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


@dataclass(frozen=True, slots=True)
class _Stored:
    """Some cases and what the tables hold of them, by the bytes of their ids: records, sealed hashes by number,
    clocks; and, by their ids, what is owed.
    """

    cases: list[Case]
    records: dict[bytes, list[Any]]
    leaves: dict[bytes, Leaves]
    clocks: dict[bytes, list[Clock]]
    lines: dict[UUID, list[Line]]


@dataclass(slots=True)
class _Counts:
    """What was met on the way."""

    cases: int = 0
    records: int = 0
    leaves: int = 0
    unsealed: int = 0


def _migrates(before: Body, body: Body) -> bool:
    """Whether a record that another version decided says that it takes the case from the one to the other."""
    told: Body = body["form"]
    return body["kind"] == MIGRATED and (told["from"], told["to"]) == (before["definition"], body["definition"])


def _newest(connection: "psycopg.Connection[Any]") -> Sealed:
    """How the log stands by its own word."""
    size, root, at = connection.execute(_NEWEST).fetchone() or (0, b"", None)
    return Sealed(size, root, at, 0)


def _stored(connection: "psycopg.Connection[Any]", query: str, ids: list[UUID]) -> _Stored:
    """Cases, and all that belongs to them: all rows of a portion at once, for speed."""
    cases = _read(connection, query, ids)
    those = [case.id for case in cases]
    return _Stored(
        cases,
        _grouped(_rows(connection, RECORDS, those)),
        _leaves(connection, those),
        _grouped(_rows(connection, CLOCKS, those, Clock._make)),
        _grouped(_lines(connection, those)),
    )


def _leaves(connection: "psycopg.Connection[Any]", ids: list[UUID]) -> dict[bytes, Leaves]:
    """The sealed hashes of these cases' records, by case and number."""
    found: dict[bytes, Leaves] = {}
    for case_id, seq, fingerprint in _rows(connection, LEAVES, ids):
        found.setdefault(case_id, {})[seq] = fingerprint
    return found


def _read(connection: "psycopg.Connection[Any]", query: str, ids: list[UUID]) -> list[Case]:
    with connection.cursor(binary=True) as cursor:
        set_json_loads(msgspec.json.decode, cursor)
        return [Case._make(row) for row in cursor.execute(query, {"ids": ids}).fetchall()]


def _rows(
    connection: "psycopg.Connection[Any]", query: str, ids: list[UUID], make: Callable[..., Any] = tuple
) -> list[Any]:
    """Rows of these cases. Bytes travel as bytes, and ids stay the 16 bytes that they are: both for speed."""
    with connection.cursor(binary=True, row_factory=lambda _: make) as cursor:
        set_json_loads(msgspec.json.decode, cursor)
        cursor.adapters.register_loader("uuid", ByteaBinaryLoader)
        return cursor.execute(query, {"ids": ids}).fetchall()


def _lines(connection: "psycopg.Connection[Any]", ids: list[UUID]) -> list[Line]:
    with connection.cursor(binary=True) as cursor:
        set_json_loads(msgspec.json.decode, cursor)
        return [Line._make(row) for row in cursor.execute(LINES, {"ids": ids}).fetchall()]


def _grouped(rows: list[Any]) -> dict[Any, list[Any]]:
    return {case_id: list(group) for case_id, group in groupby(rows, key=itemgetter(0))}


def _unlike(case: Case, row: Any, broken: history.Finding | None, body: dict[str, Any], leaves: Leaves) -> Finding:
    """What is wrong with a record: in its chain, in the columns beside it, or against its leaf."""
    seq, root = row[1], case.root_id.bytes
    if broken is not None:
        return Finding(case.id, case.number, broken.seq, broken.problem, broken.words)
    if not _repeats(row, body, root):
        return found(case.id, case.number, seq, "column_differs", names=", ".join(_differing(row, body, root)))
    return found(case.id, case.number, seq, "leaf_differs" if seq in leaves else "leaf_missing")


def _repeats(row: Any, body: dict[str, Any], root: bytes) -> bool:
    """Whether the columns beside a body say what it says."""
    _, _, _, _, _, _, _, at, actor, role, kind, act, from_state, to_state, deadline_id, root_id = row
    deadline = body["deadline"]
    return bool(
        root_id == root
        and to_state == body["to"]
        and from_state == body["from"]
        and role == body["role"]
        and kind == body["kind"]
        and act == body["act"]
        and (actor.hex() if actor is not None else None) == body["actor"]
        and deadline_id == (deadline["id"] if deadline is not None else None)
        and at == datetime.fromisoformat(body["at"])
    )


def _differing(row: Any, body: dict[str, Any], root: bytes) -> list[str]:
    said = {**columns(body), "root_id": root}
    said["actor"] = said["actor"].bytes if said["actor"] is not None else None
    return sorted(name for name, value in zip(COPIES, row[7:], strict=True) if said[name] != value)


_ROOTS = "SELECT id FROM cases WHERE parent_id IS NULL AND id > %s ORDER BY id LIMIT %s"

_NUMBERS = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM history), (SELECT count(*) FROM seal_leaf)"

_WITHOUT_CASE = """SELECT DISTINCT h.case_id FROM history h
    WHERE NOT EXISTS (SELECT FROM cases c WHERE c.id = h.case_id) LIMIT 100"""

_WITHOUT_FAMILY = """SELECT c.id, c.number FROM cases c
    WHERE NOT EXISTS (SELECT FROM cases r WHERE r.id = c.root_id AND r.parent_id IS NULL) LIMIT 100"""

_OF_NO_CASE = """SELECT l.case_id, min(l.seq) FROM seal_leaf l
   WHERE NOT EXISTS (SELECT FROM cases c WHERE c.id = l.case_id) AND l.case_id <> ALL(%s)
   GROUP BY l.case_id LIMIT 100"""

_NEWEST = "SELECT size, root, at FROM seal_checkpoint ORDER BY size DESC LIMIT 1"
