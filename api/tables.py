"""What the shell itself keeps: who the staff are, their sessions, who looked at what, and what was answered before.

Storage only: these models validate nothing. Input has models of its own in the routes. Long because it lists tables.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Boolean, Column, Computed, Identity, LargeBinary, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class Staff(SQLModel, table=True):
    """A person who works here. `kelurahan` are region codes; the role says what they mean."""

    __tablename__ = "staff"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: str
    kelurahan: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    active: bool = True
    language: str = "id"
    shortcuts: bool = True
    created_at: datetime


class Credential(SQLModel, table=True):
    """An Argon2id hash of the peppered password."""

    __tablename__ = "credential"

    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    hash: str
    changed_at: datetime


class SessionRow(SQLModel, table=True):
    """A signed-in browser, known by the SHA-256 of its token. Times are real, never the demo clock's."""

    __tablename__ = "session"

    token_hash: bytes = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    confirmed_at: datetime
    mark: str


class SignIn(SQLModel, table=True):
    """That somebody signed in, and at what; kept when the session is over. `mark` stands in what was looked at then."""

    __tablename__ = "sign_in"

    mark: str = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime
    device: str


class SecondFactor(SQLModel, table=True):
    """A secret for codes that change, sealed. `pending` does not count yet; `last_step`: no code is taken twice."""

    __tablename__ = "second_factor"

    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    secret: bytes | None = None
    pending: bytes | None = None
    last_step: int = Field(default=0, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """A code on paper, as a keyed digest."""

    __tablename__ = "recovery_code"

    digest: bytes = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    used_at: datetime | None = None


class LoginDelay(SQLModel, table=True):
    """How long the next attempt on an account must wait. `account` is a keyed HMAC: it names nobody."""

    __tablename__ = "login_delay"

    account: bytes = Field(primary_key=True)
    failures: int
    until: datetime


class AccessRecord(SQLModel, table=True):
    """Who looked. `reason` is sealed under the case's own key: people write names into reasons."""

    __tablename__ = "access_record"

    id: int = Field(sa_column_args=(Identity(always=True),), primary_key=True)
    at: datetime
    actor: UUID
    role: str
    case_id: UUID | None
    what: str
    fields: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    reason: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    cases: list[UUID] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(postgresql.UUID(as_uuid=True)), nullable=False, server_default="{}"),
    )
    session: str | None = None


class BreachOpening(SQLModel, table=True):
    """A field of a case that was opened in a breach, as it was listed when that was assessed. Append-only."""

    __tablename__ = "breach_opening"

    breach_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    fingerprint: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    at: datetime
    actor: UUID = Field(foreign_key="staff.id")
    what: str
    case_id: UUID | None = Field(default=None, foreign_key="cases.id", index=True)
    number: str
    workflow: str
    field: str
    entry: int = Field(sa_column_args=(Identity(always=True),), unique=True)
    session: str | None = None


class Idempotency(SQLModel, table=True):
    """The answer given to a request, kept for a day so that a repeated one gets the same."""

    __tablename__ = "idempotency"

    actor: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
    digest: bytes
    status: int
    headers: str
    body: bytes
    at: datetime


class NoticeRow(SQLModel, table=True):
    """Something new for one person. What it is about stands in the case, never here."""

    __tablename__ = "notice"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    outbox_id: int
    staff_id: UUID = Field(foreign_key="staff.id")
    case_id: UUID
    topic: str
    level: int = 0
    at: datetime
    seen_at: datetime | None = None


class Mail(SQLModel, table=True):
    """A neutral e-mail that is owed, or was sent; in the demo nothing is sent and the inbox page shows these rows."""

    __tablename__ = "mail"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", unique=True)
    message_id: str = Field(unique=True)
    recipient: str
    subject: str
    body: str
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    problem: str | None = None


class ReceiptRow(SQLModel, table=True):
    """What a reporter's receipt opens. The secret is kept under Argon2id, the report only as a keyed digest; `thread`:
    see `api.talk.thread`."""

    __tablename__ = "receipt"

    locator: str = Field(primary_key=True)
    secret: str
    digest: bytes
    case_id: UUID
    thread: bytes | None = Field(default=None, unique=True)


class MessageRow(SQLModel, table=True):
    """What stands in the thread of a receipt, closed twice; `owed`: until its case has taken it in."""

    __tablename__ = "message"

    id: UUID = Field(primary_key=True)
    thread: bytes = Field(foreign_key="receipt.thread", index=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    from_office: bool
    at: datetime
    sealed: bytes
    owed: bytes | None = None
    waits: bool | None = Field(default=None, sa_column=Column(Boolean, Computed("owed IS NOT NULL", persisted=True)))


class HouseRow(SQLModel, table=True):
    """The consultation house of a kelurahan. `hours`: [{"weekday": 0 (Monday) … 6, "opens": "08:00", "closes": …}]."""

    __tablename__ = "house"

    kelurahan: str = Field(primary_key=True)
    name: str
    address: str = ""
    phone: str = ""
    hours: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    open: bool = True


class DutyRow(SQLModel, table=True):
    """Somebody is on duty in a house, on a day, from and to a time (WIB)."""

    __tablename__ = "duty"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kelurahan: str
    staff_id: UUID = Field(foreign_key="staff.id")
    on_day: date
    opens: time
    closes: time


class AbsenceRow(SQLModel, table=True):
    """Somebody is away, both days included. Why is nobody's business."""

    __tablename__ = "absence"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    from_on: date
    until_on: date


class AgencyRow(SQLModel, table=True):
    """A house that referrals go to. `reached_by`: "system" where it works in here, else "letter"."""

    __tablename__ = "agency"

    name: str = Field(primary_key=True)
    reached_by: str
    phone: str = ""
    address: str = ""


class SettingRow(SQLModel, table=True):
    """What the office has set otherwise than `api.office.preferences` declares it."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class ErasureDue(SQLModel, table=True):
    """A case on the list of what is due for erasure, which the workers make anew."""

    __tablename__ = "erasure_due"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    due_at: datetime
    listed_at: datetime


class ChangeRecord(SQLModel, table=True):
    """Who changed what of the office, from what, to what. Append-only."""

    __tablename__ = "change_record"

    id: int = Field(sa_column_args=(Identity(always=True),), primary_key=True)
    at: datetime
    actor: UUID | None
    role: str
    subject: str
    key: str
    act: str
    old: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    new: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))


class Release(SQLModel, table=True):
    """Figures of a year, as the public was told them. `body` is JSON, hashed as it stands."""

    __tablename__ = "release"

    number: int = Field(sa_column_args=(Identity(always=True),), primary_key=True)
    year: int = Field(unique=True)
    at: datetime
    actor: UUID = Field(foreign_key="staff.id")
    body: bytes
    previous: bytes = Field(unique=True)
    hash: bytes = Field(unique=True)


class ExportRequest(SQLModel, table=True):
    """What somebody asked to take away, and what a second person said. `reason` is sealed. Times are real."""

    __tablename__ = "export_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    at: datetime
    actor: UUID = Field(foreign_key="staff.id")
    role: str
    what: str
    query: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    reason: bytes
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="staff.id")
    allowed: bool | None = None


class VisitRow(SQLModel, table=True):
    """A day on which the psychologist comes. `kelurahan`: whose cases she sees; none named: all."""

    __tablename__ = "visit"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    psychologist: UUID = Field(foreign_key="staff.id")
    on_day: date
    place: str = ""
    kelurahan: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    cancelled_at: datetime | None = None


class SlotRow(SQLModel, table=True):
    """A part of a visit that one case can take."""

    __tablename__ = "slot"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    visit_id: UUID = Field(foreign_key="visit.id")
    starts_at: datetime
    ends_at: datetime
    case_id: UUID | None = None


class ClinicalNoteRow(SQLModel, table=True):
    """What a psychologist notes for herself, under a key of the note's own. Append-only."""

    __tablename__ = "clinical_note"

    id: UUID = Field(primary_key=True)
    case_id: UUID
    author: UUID = Field(foreign_key="staff.id")
    at: datetime
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FeedRow(SQLModel, table=True):
    """An address under which somebody's calendar is fetched, known by the SHA-256 of its token."""

    __tablename__ = "feed"

    token_hash: bytes = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    made_at: datetime
    revoked_at: datetime | None = None


class ApiToken(SQLModel, table=True):
    """What a program sends instead of signing in, known by its SHA-256. Times are real, never the demo clock's."""

    __tablename__ = "api_token"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: bytes = Field(unique=True)
    name: str
    scope: str
    made_by: UUID = Field(foreign_key="staff.id")
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    allowed_by: UUID | None = Field(default=None, foreign_key="staff.id")
    revoked_at: datetime | None = None


class AwarenessRow(SQLModel, table=True):
    """An awareness session (sosialisasi), planned or held. `held_by`: PATBM, PKK, Forum Anak."""

    __tablename__ = "awareness_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    on_day: date
    starts: time | None = None
    kelurahan: str
    place: str = ""
    topics: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    held_by: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    public: bool = False
    status: str = "planned"
    women: int = 0
    men: int = 0
    girls: int = 0
    boys: int = 0
    notes: str = ""
    made_by: UUID = Field(foreign_key="staff.id")


class AwarenessPicture(SQLModel, table=True):
    """A picture of an awareness session, re-encoded and sealed under a key of its own."""

    __tablename__ = "awareness_picture"

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(unique=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SavedFilter(SQLModel, table=True):
    """A filter of the list of cases that somebody keeps, as the address has it. It names no person."""

    __tablename__ = "saved_filter"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    query: str
    created_at: datetime
