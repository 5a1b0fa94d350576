"""What staff fill in while a case is worked on: agreement, resolution, police, follow-up, assignment, ending."""

from typing import Any, Literal
from uuid import UUID

from pydantic import ValidationInfo, field_validator

from workflows.facts.vocabulary import (
    ANSWER,
    CONTACT_WAY,
    ENDED_FOR,
    FOLLOW_UP,
    FOUND,
    Answer,
    ContactWay,
    EndReason,
    FollowUp,
    Found,
    RegistrationNumber,
)
from workflows.forms.form import Form, PastDay, Words, asks, contradiction
from workflows.office.regions import LABELS, KelurahanCode
from workflows.office.roles import CASE_STAFF, HOUSE_STAFF, PSYCHOLOGIST

LONG = 10_000


class Reason(Form):
    """Why: always asked where a step undoes or overrules something."""

    reason: Words = asks("Alasan", "Reason", "textarea", private=True, min_length=3, max_length=2_000)


class Note(Form):
    """Something worth keeping that changes nothing."""

    text: Words = asks("Catatan", "Note", "textarea", private=True, min_length=1, max_length=LONG)


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
    follow_up_found: Found = asks("Yang ditemukan", "What was found", "radio", labels=FOUND, default="unknown")
    safe: Answer = asks("Aman sekarang", "Safe now", "radio", labels=ANSWER, default="unknown")
    notes: Words = asks("Catatan", "Note", "textarea", private=True, default="", max_length=LONG)

    @field_validator("follow_up_found", "safe")
    @classmethod
    def _was_seen(cls, found: str, info: ValidationInfo) -> str:
        """That she was hurt again may be heard from others; that she is well may not."""
        if info.data.get("follow_up_outcome") == "unreachable" and found in ("well", "yes"):
            raise contradiction(
                "found_without_a_visit",
                "Ia tidak dapat dihubungi; dari siapa diketahui bahwa ia baik? Pilih tidak diketahui, atau terlaksana.",
                "She could not be reached; who says that she is well? Choose not known, or done.",
            )
        return found


class ContactAttempt(Form):
    """One try to reach the person concerned, in a way that puts her in no danger (R30)."""

    attempted_on: PastDay = asks("Tanggal", "Date", "date")
    way: ContactWay = asks("Cara", "How", "radio", labels=CONTACT_WAY)
    reached: bool = asks("Berhasil dihubungi", "Was reached", "checkbox", default=False)
    safely: Literal[True] = asks(
        "Tanpa menyebut perkara, tempat, atau orangnya",
        "Without naming the matter, the place or the person",
        "checkbox",
    )
    notes: Words = asks("Catatan", "Note", "textarea", private=True, default="", max_length=2_000)


class PoliceReport(Form):
    """The report to the police (R03)."""

    police_reported_on: PastDay = asks("Tanggal lapor", "Date of the report", "date")
    office: Words = asks("Kantor polisi", "Police office", "text", private=True, min_length=2, max_length=200)
    number: Words = asks("Nomor laporan", "Number of the report", "text", private=True, min_length=1, max_length=100)


class Assignment(Reason):
    """Who works on the case from now on, and where."""

    assignee: UUID = asks("Ditugaskan kepada", "Assigned to", "select", staff=HOUSE_STAFF)
    to_kelurahan: KelurahanCode | None = asks(
        "Pindah ke kelurahan", "Moved to kelurahan", "select", labels=LABELS, default=None
    )


class EarlierCase(Form):
    """The same two were in a case before: what happens now is a new incident (R07)."""

    earlier_number: RegistrationNumber = asks(
        "Nomor registrasi kasus terdahulu", "Registration number of the earlier case", "text", source="case"
    )
    victim: int = asks("Korban nomor", "Victim number", "number", ge=1, le=50, default=1)
    perpetrator: int = asks("Terlapor nomor", "Alleged perpetrator number", "number", ge=1, le=50, default=1)


class OwnConflict(Reason):
    """Somebody says that she is related to a person of the case (R31)."""

    related: Literal[True] = asks(
        "Saya berhubungan dengan orang dalam kasus ini", "I am related to a person of this case", "checkbox"
    )


class KeepingOut(Reason):
    """For whom the case shall not exist (R31)."""

    person: UUID = asks("Petugas", "Member of staff", "select", staff=CASE_STAFF, whoever="anybody")


class LettingIn(Reason):
    """Who may see it again, because there is no conflict (R31)."""

    person: UUID = asks("Petugas", "Member of staff", "select", staff=CASE_STAFF, whoever="kept_out")


class Invitation(Form):
    """Which psychologist is asked to see the client."""

    psychologist: UUID = asks("Psikolog", "Psychologist", "select", staff=(PSYCHOLOGIST,))


class Ending(Reason):
    """Why a case ends that was neither resolved nor referred."""

    end_reason: EndReason = asks("Alasan diakhiri", "Why it ends", "select", labels=ENDED_FOR)
    informed: bool = asks(
        "Sudah diberi tahu hak dan pilihannya", "Was told rights and choices", "checkbox", default=False,
        validate_default=True,
    )  # fmt: skip
    safety_plan: Words = asks(
        "Rencana aman", "Safety plan", "textarea", private=True, default="", max_length=LONG, validate_default=True
    )

    @field_validator("informed", "safety_plan")
    @classmethod
    def _is_complete(cls, told: Any, info: ValidationInfo) -> Any:
        if info.data.get("end_reason") == "declined" and not told:
            raise contradiction(
                "declined_uninformed",
                "Perlu penjelasan hak dan rencana aman.",
                "Rights must have been explained and a safety plan made.",
            )
        return told
