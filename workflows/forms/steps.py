"""What staff fill in while a case is worked on: consultation, assessment, agreement, police, follow-up, ending."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import model_validator

from engine.definition import Private, Text
from workflows.forms.form import Form, PastDay, PastMoment, Words, asks, contradiction
from workflows.forms.people import OLDEST, Disclosure, PerpetratorEntry, VictimEntry
from workflows.forms.report import MOST_PEOPLE
from workflows.regions import LABELS, KelurahanCode
from workflows.vocabulary import (
    AGGRAVATING,
    ANSWER,
    ASSESSED_RISK,
    CATEGORY,
    END_REASON,
    FOLLOW_UP,
    HEARD,
    IMMEDIATE,
    SEXUAL_VIOLENCE,
    VENUE,
    VIOLENCE,
    Aggravating,
    Answer,
    AssessedRisk,
    Category,
    EndReason,
    FollowUp,
    Heard,
    Immediate,
    SexualViolence,
    Venue,
    Violence,
)

LONG = 10_000


class Reason(Form):
    """Why: always asked where a step undoes or overrules something."""

    reason: Words = asks("Alasan", "Reason", "textarea", private=True, min_length=3, max_length=2_000)


class Note(Form):
    """Something worth keeping that changes nothing."""

    text: Words = asks("Catatan", "Note", "textarea", private=True, min_length=1, max_length=LONG)


class Assessment(Form):
    """The emergency criteria and the risk, judged by somebody who has looked (R10)."""

    immediate: tuple[Immediate, ...] = asks(
        "Kedaruratan",
        "Emergency",
        "checkboxes",
        labels=IMMEDIATE,
        default=(),
        hint=Text("Satu saja berarti risiko tinggi.", "Any one means high risk."),
    )
    aggravating: tuple[Aggravating, ...] = asks(
        "Yang memberatkan", "Aggravating", "checkboxes", labels=AGGRAVATING, default=()
    )
    stated_risk: AssessedRisk = asks("Risiko", "Risk", "radio", labels=ASSESSED_RISK)


class Consultation(Assessment):
    """A talk: when, where, with whom, and what it showed."""

    consulted_at: PastMoment = asks("Kapan", "When", "datetime")
    venue: Venue = asks("Di mana", "Where", "select", labels=VENUE, default="omah_peluk")
    heard: Heard = asks(
        "Dengan siapa",
        "With whom",
        "radio",
        labels=HEARD,
        hint=Text(
            "Tanpa klien tidak cukup untuk penyelesaian di sini.",
            "Without the client is never enough to resolve it here.",
        ),
    )
    category: Category = asks("Kategori", "Category", "select", labels=CATEGORY)
    disclosures: tuple[Disclosure, ...] = asks(
        "Kekerasan yang terungkap",
        "Violence disclosed",
        "list",
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Menambah yang sudah tercatat.", "Adds to what is on record."),
    )
    notes: Words = asks("Isi konsultasi", "What was said", "textarea", private=True, default="", max_length=LONG)


class Reassessment(Assessment, Reason):
    """A new judgement of the risk, with its reason."""


class NewDisclosure(Disclosure):
    """What a victim has disclosed since, in closed values and in words."""

    statement: Words = asks("Yang disampaikan", "What was told", "textarea", private=True, default="", max_length=LONG)


class People(Form):
    """All people of the case in the order of their numbers: what is filled in replaces, what is left out stays."""

    victims: Annotated[tuple[VictimEntry, ...], Private()] = asks(
        "Semua korban, menurut nomor",
        "All victims, in the order of their numbers",
        "list",
        private=True,
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Korban baru di akhir.", "New ones at the end."),
    )
    perpetrators: Annotated[tuple[PerpetratorEntry, ...], Private()] = asks(
        "Semua terlapor, menurut nomor",
        "All alleged perpetrators, in the order of their numbers",
        "list",
        private=True,
        default=(),
        max_length=MOST_PEOPLE,
    )


class Correction(Reason):
    """What one victim's record should have said. A retracted disclosure is no entry error, and lifts nothing."""

    victim: int = asks("Korban nomor", "Victim number", "number", ge=1, le=50, default=1)
    kind: Literal["entry_error", "retracted"] = asks(
        "Jenis koreksi",
        "Kind of correction",
        "radio",
        labels={
            "entry_error": Text("Salah catat", "Entry error"),
            "retracted": Text("Keterangan ditarik kembali", "Disclosure retracted"),
        },
    )
    forms: tuple[Violence, ...] = asks(
        "Bentuk kekerasan yang benar", "Forms of violence, as they should be", "checkboxes", labels=VIOLENCE, default=()
    )
    sexual_forms: tuple[SexualViolence, ...] = asks(
        "Bentuk kekerasan seksual yang benar",
        "Forms of sexual violence, as they should be",
        "checkboxes",
        labels=SEXUAL_VIOLENCE,
        default=(),
    )
    age_now: int | None = asks("Umur sekarang yang benar", "Right age now", "number", default=None, ge=0, le=OLDEST)
    age_at_incident: int | None = asks(
        "Umur saat kejadian yang benar", "Right age at the incident", "number", default=None, ge=0, le=OLDEST
    )
    no_weapon: bool = asks("Senjata salah dicatat", "A weapon was recorded by mistake", "checkbox", default=False)


class Agreement(Form):
    """The papers that a local resolution asks for (R06)."""

    victim_request_written: Answer = asks(
        "Permintaan tertulis dari korban sendiri", "The victim's own written request", "radio", labels=ANSWER
    )
    assessed_free_of_pressure: Answer = asks(
        "Dinilai bebas dari tekanan", "Assessed as free of pressure", "radio", labels=ANSWER
    )
    agreement_signed: Answer = asks("Berita acara ditandatangani", "Record of agreement signed", "radio", labels=ANSWER)
    notes: Words = asks("Isi kesepakatan", "What was agreed", "textarea", private=True, default="", max_length=LONG)


class RefusalOfReferral(Form):
    """An adult's free and informed refusal to be referred, or its withdrawal."""

    referral_refused: bool = asks("Menolak dirujuk", "Refuses to be referred", "checkbox")
    informed: Literal[True] = asks(
        "Sudah diberi tahu hak dan pilihannya", "Was told her rights and choices", "checkbox"
    )
    reason: Words = asks("Alasan dan rencana aman", "Reason and safety plan", "textarea", private=True, min_length=3)


class Resolution(Form):
    """How the matter was settled here."""

    summary: Words = asks("Ringkasan penyelesaian", "How it was settled", "textarea", private=True, min_length=3)


class FollowUpVisit(Form):
    """How the client is, some time after the resolution (R21)."""

    follow_up_outcome: FollowUp = asks("Hasil", "Outcome", "radio", labels=FOLLOW_UP)
    safe: Answer = asks("Aman sekarang", "Safe now", "radio", labels=ANSWER, default="unknown")
    notes: Words = asks("Catatan", "Note", "textarea", private=True, default="", max_length=LONG)


class PoliceReport(Form):
    """The report to the police (R03)."""

    police_reported_on: PastDay = asks("Tanggal lapor", "Date of the report", "date")
    office: Words = asks("Kantor polisi", "Police office", "text", private=True, min_length=2, max_length=200)
    number: Words = asks("Nomor laporan", "Number of the report", "text", private=True, min_length=1, max_length=100)


class Assignment(Reason):
    """Who works on the case from now on, and where."""

    assignee: UUID = asks("Ditugaskan kepada", "Assigned to", "text")
    to_kelurahan: KelurahanCode | None = asks(
        "Pindah ke kelurahan", "Moved to kelurahan", "select", labels=LABELS, default=None
    )


class Invitation(Form):
    """Which psychologist is asked to see the client."""

    psychologist: UUID = asks("Psikolog", "Psychologist", "text")


class Ending(Reason):
    """Why a case ends that was neither resolved nor referred."""

    end_reason: EndReason = asks("Alasan diakhiri", "Why it ends", "select", labels=END_REASON)
    attempts: int = asks(
        "Jumlah upaya menghubungi dengan aman", "Safe attempts to reach", "number", default=0, ge=0, le=99
    )
    attempt_days: int = asks("Dalam berapa hari", "Over how many days", "number", default=0, ge=0, le=365)
    informed: bool = asks(
        "Sudah diberi tahu hak dan pilihannya", "Was told rights and choices", "checkbox", default=False
    )
    safety_plan: Words = asks("Rencana aman", "Safety plan", "textarea", private=True, default="", max_length=LONG)
    handed_over: bool = asks("Serah terima sudah diterima", "The hand-over was accepted", "checkbox", default=False)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.end_reason == "unreachable" and (self.attempts < 3 or self.attempt_days < 3):
            raise contradiction(
                "too_few_attempts",
                "Perlu tiga upaya aman dalam tiga hari.",
                "Three safe attempts over three days are needed.",
            )
        if self.end_reason == "declined" and not (self.informed and self.safety_plan):
            raise contradiction(
                "declined_uninformed",
                "Perlu penjelasan hak dan rencana aman.",
                "Rights must have been explained and a safety plan made.",
            )
        if self.end_reason == "moved" and not self.handed_over:
            raise contradiction(
                "not_handed_over", "Serah terima belum diterima.", "The hand-over was not accepted yet."
            )
        return self
