"""The observer: reads what is new in the database as its owner, and compares all of it with the books."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from engine.definition import SYSTEM, Actor
from engine.registry import Registry
from tests.simulation.book import CaseBook, FamilyBook, Line
from tests.simulation.oracle import Violation
from tests.simulation.pairs import check_pairs
from tests.simulation.stage import Part

VERBS = {"opened": "open", "approved": "approve", "rejected": "reject", "withdrawn": "withdraw"}
"""The kinds of record that a person makes otherwise than by a step."""

NOTICE = "notice"
DEAD_CLOCK = "dead_clock"

ROOTS = "SELECT id, writes FROM cases WHERE parent_id IS NULL"
CASES = "SELECT * FROM cases WHERE root_id = ANY(%s)"
RECORDS = """SELECT h.* FROM cases c JOIN history h ON h.case_id = c.id
      LEFT JOIN unnest(%s::uuid[], %s::int[]) AS known(id, seq) ON known.id = c.id
     WHERE c.root_id = ANY(%s) AND h.seq > coalesce(known.seq, 0) ORDER BY h.case_id, h.seq"""
DEADLINES = "SELECT * FROM deadline WHERE id > %s OR id = ANY(%s)"
OUTBOX = "SELECT id, case_id, root_id, seq, place, topic, payload FROM outbox WHERE id > %s ORDER BY id"
ATTEMPTS = "SELECT id, case_id, actor, act FROM attempt WHERE id > %s ORDER BY id"


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody was told of their act: the record that must be there. `seen`: the version they looked at."""

    case: UUID
    actor: UUID | None
    verb: str
    version: int
    seen: int | None


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Whether somebody got to see a case, and how the family stood as far as was known when they asked."""

    case: UUID
    actor: Actor
    version: int
    found: bool


@dataclass(slots=True)
class Watch:
    """All families of a season. `committed` and `refused` count what the database took, and of whom."""

    connection: "psycopg.Connection[Any]"
    registry: Registry
    mac_key: bytes
    keys: Path
    families: dict[UUID, FamilyBook] = field(default_factory=dict)
    roots: dict[UUID, UUID] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    firings: int = 0
    claims: list[Claim] = field(default_factory=list)
    glimpses: list[Glimpse] = field(default_factory=list)
    committed: Counter[tuple[UUID | None, UUID | None, str]] = field(default_factory=Counter)
    refused: Counter[tuple[UUID, UUID | None]] = field(default_factory=Counter)
    touched: set[UUID] = field(default_factory=set)
    _armed: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    _last_deadline: int = 0
    _last_owed: int = 0
    _last_attempt: int = 0
    _owed: dict[int, tuple[UUID, int]] = field(default_factory=dict)

    def look(self, latest: datetime) -> None:
        """Check everything that was written since the last look, up to the latest moment. Raises Violation."""
        roots = self._changed()
        lines = self._read(roots, latest) if roots else []
        rows = self._rows(CASES, list(roots)) if roots else []
        self._check_people(lines)
        check_pairs(self.families, self.roots, lines)
        self._check_sight()
        self._check_rows(rows)
        self._check_deadlines(lines, roots)
        self._check_outbox()
        self._check_attempts()
        self.touched.clear()

    def glimpse(self, case: UUID, actor: Actor, found: bool) -> None:
        self.touched.add(self.roots[case])
        self.glimpses.append(Glimpse(case, actor, self.family(case).version, found))

    def account(self, case: UUID | None, actor: UUID | None, verb: str, part: Part) -> None:
        """What the database took of somebody's act."""
        self.committed[case, actor, verb] += part.committed
        if case is not None:
            self.refused[case, actor] += part.attempts
            self.touched.add(self.roots[case])

    def mend(self, root: UUID) -> None:
        """The operator wakes the clocks of a family that was cursed."""
        self.connection.execute(
            "UPDATE deadline SET failures = 0, dead = false, retry_at = NULL WHERE root_id = %s", (root,)
        )
        self.families[root].ailing = False
        self.families[root].told_dead.clear()
        self.touched.add(root)

    def family(self, case: UUID) -> FamilyBook:
        return self.families[self.roots[case]]

    # --- what is new

    def _changed(self) -> set[UUID]:
        """The roots that somebody wrote to, and those that this batch was about."""
        changed = set()
        for row in self._rows(ROOTS):
            book = self.families.get(row["id"])
            if book is None:
                self._meet(row["id"])
                changed.add(row["id"])
            elif book.writes != row["writes"] or row["id"] in self.touched:
                changed.add(row["id"])
        return changed

    def _meet(self, root: UUID) -> None:
        if not self._key_of(root).is_file():
            raise Violation("key", "the case is stored, and its key is not on the disk", root)
        self.families[root] = FamilyBook(root, self.registry, self.mac_key)
        self.roots[root] = root

    def _key_of(self, root: UUID) -> Path:
        return self.keys / root.hex[:2] / str(root)

    def _read(self, roots: set[UUID], latest: datetime) -> list[Line]:
        known = [(case, book.snapshot.seq) for root in roots for case, book in self.families[root].cases.items()]
        ids, seqs = [one[0] for one in known], [one[1] for one in known]
        by_root: dict[UUID, list[Mapping[str, Any]]] = {}
        for row in self._rows(RECORDS, ids, seqs, list(roots)):
            by_root.setdefault(row["root_id"], []).append(row)
        lines: list[Line] = []
        for root in sorted(by_root):
            lines += self.families[root].read(by_root[root], latest)
            self.roots.update(dict.fromkeys(self.families[root].cases, root))
        self.kinds.update(line.kind for line in lines)
        return lines

    # --- people get what they were told

    def _check_people(self, lines: Sequence[Line]) -> None:
        by_persons = [line for line in lines if line.body["role"] != SYSTEM and self._is_first(line)]
        told = {(claim.case, claim.version, claim.actor): claim for claim in self.claims}
        for line in by_persons:
            actor, verb = line.actor.id, VERBS.get(line.kind, "step")
            case = None if verb == "open" else line.case
            if self.committed[case, actor, verb] <= 0:
                raise Violation("accounts", f"record {line.seq} ({line.body['act']}): nobody did this", line.case)
            self.committed[case, actor, verb] -= 1
            claim = told.pop((line.case, line.body["version"], actor), None)
            if claim is not None and claim.seen is not None:
                self._check_seen(claim)
        if told:
            claim = next(iter(told.values()))
            raise Violation("acknowledged", f"{claim.verb} was answered with version {claim.version}: lost", claim.case)
        left = [one for one, number in self.committed.items() if number]
        if left:
            raise Violation("acknowledged", f"{left[0][2]} was committed and is in no history", left[0][0])
        self.claims.clear()
        self.committed.clear()

    def _is_first(self, line: Line) -> bool:
        """Not a child that was born of a person's step: that is the same act."""
        return line.body["cause"] is None

    def _check_seen(self, claim: Claim) -> None:
        assert claim.seen is not None
        between = [one for one in self.family(claim.case).by_persons if claim.seen < one < claim.version]
        if between or claim.seen >= claim.version:
            words = f"a step on version {claim.seen} made {claim.version}, and {between} came between, unseen"
            raise Violation("stale", words, claim.case)

    def _check_sight(self) -> None:
        """Who belongs to a case's audience finds it, and nobody else does; where it did not change meanwhile."""
        for one in self.glimpses:
            family = self.family(one.case)
            kept_out = one.actor.id in family.cases[family.root].snapshot.excluded
            theirs = bool(family.cases[one.case].snapshot.audience & one.actor.audience) and not kept_out
            if family.version == one.version and theirs != one.found:
                words = "somebody did not find what is theirs to see" if theirs else "somebody found what is not theirs"
                raise Violation("sight", words, one.case)
        self.glimpses.clear()

    # --- the rows stand where the records lead

    def _check_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            family = self.families[row["root_id"]]
            if row["id"] == family.root and not family.erased and not self._key_of(family.root).is_file():
                raise Violation("key", "the key is destroyed, and no record says why", row["id"])
            book = family.cases.get(row["id"])
            if book is None:
                raise Violation("replay", "a case without a history", row["id"])
            self._check_row(row, family, book)

    def _check_row(self, row: Mapping[str, Any], family: FamilyBook, book: CaseBook) -> None:
        own = book.snapshot
        said = {name: row[name] for name in ("state", "facts", "seq", "head", "owner", "entered_at", "ended_at")}
        said |= {"opened_at": row["opened_at"], "last_at": row["last_at"], "audience": frozenset(row["audience"])}
        said["excluded"] = frozenset(row["excluded"])
        pending = row["pending"]
        said["pending"] = (pending["number"], pending["transition"], pending["by"]) if pending else None
        right = {
            "state": own.state,
            "facts": book.facts,
            "seq": own.seq,
            "head": book.head,
            "owner": own.owner,
            "entered_at": own.entered_at,
            "ended_at": own.ended_at,
            "opened_at": own.opened_at,
            "last_at": book.last_at,
            "audience": own.audience,
            "excluded": family.cases[family.root].snapshot.excluded,
            "pending": (own.pending.number, own.pending.transition, str(own.pending.by)) if own.pending else None,
        }
        if book.workflow.region is not None:
            said["region"], right["region"] = row["region"], book.workflow.region(own.facts)
        if row["id"] == family.root:
            breaches = [clock.breach for kin in family.cases.values() for clock in kin.clocks.values()]
            said |= {"version": row["version"], "breach_at": row["breach_at"]}
            right |= {"version": family.version, "breach_at": min(breaches, default=None)}
            family.writes = row["writes"]
        wrong = [name for name, value in right.items() if said[name] != value]
        if wrong and row["workflow"] == book.workflow.name:
            words = ", ".join(f"{name} is {said[name]!r}, the history says {right[name]!r}" for name in wrong[:2])
            raise Violation("replay", words, row["id"])

    # --- clocks: one firing each, one record each

    def _check_deadlines(self, lines: Sequence[Line], roots: set[UUID]) -> None:
        fired = {line.body["deadline"]["id"]: line for line in lines if line.body["deadline"] is not None}
        self.firings += len(fired)
        for row in self._rows(DEADLINES, self._last_deadline, list(self._armed)):
            self._last_deadline = max(self._last_deadline, row["id"])
            if row["status"] == "fired":
                self._check_fired(row, fired.pop(row["id"], None))
            if row["status"] != "armed":
                self._armed.pop(row["id"], None)
                continue
            self._armed[row["id"]] = row
            if row["failures"] and not self.families[row["root_id"]].ailing:
                raise Violation("put aside", f"{row['name']} cannot be climbed", row["case_id"])
        if fired:
            line = next(iter(fired.values()))
            raise Violation("firing", f"record {line.seq} fires a clock that is not marked", line.case)
        self._check_armed(roots)

    def _check_fired(self, row: Mapping[str, Any], line: Line | None) -> None:
        if line is None:
            raise Violation("firing", f"{row['name']} is marked as fired, and no record says so", row["case_id"])
        said = (row["case_id"], row["name"], row["rung"], row["fired_at"])
        right = (line.case, line.body["deadline"]["name"], line.body["deadline"]["rung"], line.at)
        if said[:3] != right[:3] or row["fired_at"] > line.at:
            raise Violation("firing", f"{row['name']} fired as {said[1:]}, its record says {right[1:]}", row["case_id"])
        if row["fired_at"] < row["due_at"]:
            raise Violation("early", f"{row['name']} fired at {row['fired_at']}", row["case_id"])

    def _check_armed(self, roots: set[UUID]) -> None:
        armed: dict[UUID, dict[str, tuple[Any, ...]]] = {}
        for row in self._armed.values():
            if row["root_id"] in roots:
                own = armed.setdefault(row["case_id"], {})
                if row["name"] in own:
                    raise Violation("clocks", f"{row['name']} runs twice", row["case_id"])
                own[row["name"]] = tuple(row[one] for one in ("rung", "level", "anchor_at", "due_at", "breach_at"))
        for root in roots:
            for case, book in self.families[root].cases.items():
                right = {
                    one.name: (one.rung, one.level, one.anchor, one.due, one.breach) for one in book.clocks.values()
                }
                if armed.get(case, {}) != right:
                    differ = sorted(armed.get(case, {}).items() ^ right.items())
                    raise Violation("clocks", f"the armed clocks are not those of the history: {differ}", case)

    # --- what is owed

    def _check_outbox(self) -> None:
        for row in self._rows(OUTBOX, self._last_owed):
            self._last_owed = max(self._last_owed, row["id"])
            family = self.families.get(row["root_id"])
            if family is None:
                raise Violation("notice", "a notice for a family that is not there", row["root_id"])
            self._owed[row["id"]] = (row["case_id"], row["seq"])
            owed = row["payload"] if row["topic"] == NOTICE else {"owed": row["topic"]}
            if owed.get("topic") == DEAD_CLOCK and family.ailing:
                family.told_dead.add((row["case_id"], row["payload"]["clock"]))
                continue
            due = family.owed.pop((row["case_id"], row["seq"], row["place"]), None)
            if due != owed:
                words = f"record {row['seq']} owes {owed}, and should owe {due}"
                raise Violation("notice", words, row["case_id"])
        for family in self.families.values():
            if family.owed:
                (case, seq, _), lost = next(iter(family.owed.items()))
                raise Violation("notice", f"record {seq} owes {lost}, and it is nowhere", case)
        for armed in self._armed.values():
            told = self.families[armed["root_id"]].told_dead
            if armed["dead"] and (armed["case_id"], armed["name"]) not in told:
                raise Violation("dead clock", f"{armed['name']} is dead, and nobody is told", armed["case_id"])

    def _check_attempts(self) -> None:
        for row in self._rows(ATTEMPTS, self._last_attempt):
            self._last_attempt = max(self._last_attempt, row["id"])
            self.refused[row["case_id"], row["actor"]] -= 1
        wrong = [one for one, number in self.refused.items() if number]
        if wrong:
            raise Violation("attempts", f"{self.refused[wrong[0]]} refusal(s) too few are on record", wrong[0][0])
        self.refused.clear()

    def _rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()
