"""What one act writes to one family: rows, records, clocks and what is owed. Data that `engine.writing` stores."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.clocks import Armed
from engine.definition import Snapshot
from engine.history import Record


@dataclass(frozen=True, slots=True)
class Row:
    """A case as it is to be stored. `sealed` None keeps the ciphertext that is there."""

    snapshot: Snapshot
    number: str
    definition: str
    region: str | None
    parent_id: UUID | None
    head: bytes
    last_at: datetime
    new: bool = False
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with the columns that repeat it."""

    record: Record
    at: datetime
    kind: str
    act: str
    actor: UUID | None
    role: str
    from_state: str | None
    to_state: str
    deadline_id: int | None = None


NOTICE, ERASURE = "notice", "erasure"
"""What a record can owe: people are told, and keys are destroyed."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of the outbox: what a record owes to the outside. `topic` is NOTICE or ERASURE."""

    case_id: UUID
    seq: int
    place: int
    topic: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """All that one act writes to one family. `rows` begin with the root; `writes` is the guard as it was read."""

    root_id: UUID
    writes: int
    version: int
    breach_at: datetime | None
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    cancelled: tuple[int, ...] = ()
    fired: tuple[tuple[int, datetime], ...] = ()
    armed: tuple[tuple[UUID, Armed], ...] = ()
    owed: tuple[Owed, ...] = ()
