"""The tables of the engine, as storage only: they validate nothing, and nothing outside reads its answers from them.

`engine/migrations` makes them, with the grants, policies and triggers that no model can express; a test compares both.
Moments are UTC. States and kinds are text, checked by the database.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Interval, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


def _text_list() -> Column[Any]:
    return Column(ARRAY(Text()), nullable=False, server_default="{}")


class Case(SQLModel, table=True):
    """A case or a child of one. `writes` guards the whole family, `version` counts what a person would call a change.

    `breach_at` is the earliest moment at which a clock of the family is over; `head` the hash of the last record.
    """

    __tablename__ = "cases"

    id: UUID = Field(primary_key=True)
    root_id: UUID = Field(foreign_key="cases.id", index=True)
    parent_id: UUID | None = Field(default=None, foreign_key="cases.id")
    number: str = Field(sa_column=Column(Text(), nullable=False, unique=True))
    workflow: str = Field(sa_column=Column(Text(), nullable=False))
    definition: str = Field(sa_column=Column(Text(), nullable=False))
    state: str = Field(sa_column=Column(Text(), nullable=False))
    facts: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))
    audience: list[str] = Field(sa_column=_text_list())
    excluded: list[UUID] = Field(
        sa_column=Column(ARRAY(postgresql.UUID(as_uuid=True)), nullable=False, server_default="{}")
    )
    region: str | None = Field(default=None, sa_column=Column(Text()))
    owner: UUID | None = None
    version: int
    writes: int = Field(sa_column=Column(BigInteger(), nullable=False))
    seq: int
    head: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    opened_at: datetime
    entered_at: datetime
    ended_at: datetime | None = None
    last_at: datetime
    breach_at: datetime | None = None
    pending: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class History(SQLModel, table=True):
    """One record of a case. `body` and `sealed` are what the hash covers; the other columns repeat the body for
    queries.
    """

    __tablename__ = "history"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    seq: int = Field(primary_key=True)
    root_id: UUID = Field(foreign_key="cases.id")
    at: datetime
    kind: str = Field(sa_column=Column(Text(), nullable=False))
    act: str = Field(sa_column=Column(Text(), nullable=False))
    actor: UUID | None = None
    role: str = Field(sa_column=Column(Text(), nullable=False))
    from_state: str | None = Field(default=None, sa_column=Column(Text()))
    to_state: str = Field(sa_column=Column(Text(), nullable=False))
    deadline_id: int | None = Field(default=None, sa_column=Column(BigInteger(), unique=True))
    body: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))
    prev: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    mac: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))


class Armed(SQLModel, table=True):
    """A clock's next rung. `due_at` is when it is climbed, `breach_at` when the time allowed is over.

    `calendar` is the edition by which it was counted, NULL where it hangs on none; `course` its pauses, its extension
    and the turn of a rung that repeats.
    """

    __tablename__ = "deadline"

    id: int | None = Field(default=None, sa_column=Column(BigInteger(), Identity(always=True), primary_key=True))
    case_id: UUID = Field(foreign_key="cases.id")
    root_id: UUID = Field(foreign_key="cases.id")
    name: str = Field(sa_column=Column(Text(), nullable=False))
    armed_seq: int
    rung: int = Field(sa_column=Column(SmallInteger(), nullable=False))
    level: int = Field(sa_column=Column(SmallInteger(), nullable=False))
    anchor_at: datetime
    due_at: datetime
    breach_at: datetime
    status: str = Field(default="armed", sa_column=Column(Text(), nullable=False, server_default="armed"))
    fired_at: datetime | None = None
    failures: int = Field(default=0, sa_column=Column(SmallInteger(), nullable=False, server_default="0"))
    retry_at: datetime | None = None
    dead: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    calendar: int | None = None
    course: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class Outbox(SQLModel, table=True):
    """What is owed to the outside, written with the record that owes it. Paid at least once, under a stable id."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, sa_column=Column(BigInteger(), Identity(always=True), primary_key=True))
    case_id: UUID = Field(foreign_key="cases.id")
    root_id: UUID = Field(foreign_key="cases.id")
    seq: int
    place: int = Field(sa_column=Column(SmallInteger(), nullable=False))
    topic: str = Field(sa_column=Column(Text(), nullable=False))
    payload: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False))
    created_at: datetime
    paid_at: datetime | None = None
    failures: int = Field(default=0, sa_column=Column(SmallInteger(), nullable=False, server_default="0"))
    retry_at: datetime | None = None
    dead: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    proof: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))


class Attempt(SQLModel, table=True):
    """A command that was refused: who tried what, and which codes stood in the way. Not part of the chain."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, sa_column=Column(BigInteger(), Identity(always=True), primary_key=True))
    case_id: UUID = Field(foreign_key="cases.id")
    at: datetime
    actor: UUID | None = None
    role: str = Field(sa_column=Column(Text(), nullable=False))
    act: str = Field(sa_column=Column(Text(), nullable=False))
    state: str = Field(sa_column=Column(Text(), nullable=False))
    codes: list[str] = Field(sa_column=_text_list())


class Definition(SQLModel, table=True):
    """A version of a workflow that ran here, in canonical form."""

    __tablename__ = "definition"

    version: str = Field(sa_column=Column(Text(), primary_key=True))
    workflow: str = Field(sa_column=Column(Text(), nullable=False))
    canonical: str = Field(sa_column=Column(Text(), nullable=False))
    first_at: datetime = Field(sa_column_kwargs={"server_default": "clock_timestamp()"})


class IdentityMark(SQLModel, table=True):
    """A mark of something that identifies somebody of a case: tells equality, and nothing else."""

    __tablename__ = "identity_mark"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    person: str = Field(sa_column=Column(Text(), primary_key=True))
    kind: str = Field(sa_column=Column(Text(), primary_key=True))
    mark: bytes = Field(sa_column=Column(LargeBinary(), primary_key=True))


class Calendar(SQLModel, table=True):
    """A version of a calendar. `edition` numbers the changes of all calendars, `standing` is what holds as of it."""

    __tablename__ = "calendar"

    edition: int = Field(primary_key=True)
    name: str = Field(sa_column=Column(Text(), nullable=False))
    version: int
    digest: str = Field(sa_column=Column(Text(), nullable=False))
    canonical: str = Field(sa_column=Column(Text(), nullable=False))
    standing: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False))
    from_at: datetime
    actor: UUID | None = None
    role: str = Field(sa_column=Column(Text(), nullable=False))
    reason: str = Field(sa_column=Column(Text(), nullable=False))


class PolicyProposal(SQLModel, table=True):
    """A change to what the office sets: what each setting was and becomes."""

    __tablename__ = "policy_proposal"

    id: int = Field(primary_key=True)
    at: datetime
    actor: UUID
    role: str = Field(sa_column=Column(Text(), nullable=False))
    reason: str = Field(sa_column=Column(Text(), nullable=False))
    changes: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False))
    wanted_from: datetime | None = None


class PolicyDecision(SQLModel, table=True):
    """What became of a proposal, once and for all."""

    __tablename__ = "policy_decision"

    proposal: int = Field(primary_key=True, foreign_key="policy_proposal.id")
    at: datetime
    actor: UUID
    role: str = Field(sa_column=Column(Text(), nullable=False))
    outcome: str = Field(sa_column=Column(Text(), nullable=False))
    reason: str | None = Field(sa_column=Column(Text()))


class Policy(SQLModel, table=True):
    """All that the office has set, from a moment on."""

    __tablename__ = "policy"

    number: int = Field(primary_key=True)
    proposal: int = Field(foreign_key="policy_decision.proposal")
    in_force: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False))
    from_at: datetime


class Clock(SQLModel, table=True):
    """One row: how far the clock of deadlines and history is ahead of real time, or where it stands still."""

    __tablename__ = "clock"

    one: bool = Field(default=True, primary_key=True)
    shift: timedelta = Field(sa_column=Column(Interval(), nullable=False, server_default="0"))
    stopped_at: datetime | None = None


class Heartbeat(SQLModel, table=True):
    """The last time a worker did its round, in real time."""

    __tablename__ = "heartbeat"

    name: str = Field(sa_column=Column(Text(), primary_key=True))
    at: datetime = Field(sa_column_kwargs={"server_default": "clock_timestamp()"})
    detail: dict[str, Any] = Field(sa_column=Column(JSONB(), nullable=False, server_default="{}"))


class SealLeaf(SQLModel, table=True):
    """An entry of the log: the record that it seals, with the hash that this record had."""

    __tablename__ = "seal_leaf"

    index: int = Field(sa_column=Column(BigInteger(), primary_key=True, autoincrement=False))
    case_id: UUID
    seq: int
    hash: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))


class SealCheckpoint(SQLModel, table=True):
    """How the log stood when it was signed: its `size`, the `root` over it, the `peaks` to go on from, and the note."""

    __tablename__ = "seal_checkpoint"

    size: int = Field(sa_column=Column(BigInteger(), primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    peaks: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    note: str = Field(sa_column=Column(Text(), nullable=False))
    at: datetime
