"""What is filled in around a referral: sending it, returning it, completing it."""

from typing import Any

from pydantic import ValidationInfo, field_validator

from engine.definition import Text
from workflows.facts.vocabulary import (
    ANSWER,
    COMPLETION,
    HANDOVER_REGION,
    LEGAL_BASIS,
    REACHED_BY,
    REACHED_THROUGH,
    REPORTING,
    RETURN_REASON,
    SERVICE,
    SHARED,
    Answer,
    Completion,
    HandoverRegion,
    LegalBasis,
    ReachedBy,
    ReachedThrough,
    Reporting,
    ReturnReason,
    Service,
    Shared,
)
from workflows.forms.form import Form, PastDay, Words, asks, contradiction
from workflows.forms.report import MOST_PEOPLE
from workflows.forms.steps import LONG

LEAST: tuple[Shared, ...] = ("name", "narrative", "safe_contact", "wanted", "first_help")
"""What a receiver needs to begin, where the sender does not name it otherwise."""


class Sending(Form):
    """Whom a referral carries, which of their data, and on which legal basis (R16, R24)."""

    victims_carried: tuple[int, ...] = asks(
        "Korban nomor",
        "Victims numbered",
        "list",
        source="victims",
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Kosongkan untuk semua korban.", "Leave empty for all victims."),
    )
    shared: tuple[Shared, ...] = asks(
        "Data yang disertakan",
        "Data that goes along",
        "checkboxes",
        labels=SHARED,
        default=LEAST,
        hint=Text(
            "Sesedikit mungkin; hanya yang disebut persetujuan.", "As little as possible; what the consent names."
        ),
    )
    legal_basis: LegalBasis = asks("Dasar hukum", "Legal basis", "radio", labels=LEGAL_BASIS)
    consent_by: Words = asks(
        "Pemberi persetujuan",
        "Consent given by",
        "text",
        private=True,
        default="",
        max_length=200,
        validate_default=True,
    )
    consent_relation: Reporting | None = asks(
        "Hubungan pemberi persetujuan",
        "Relation of the giver",
        "select",
        labels=REPORTING,
        default=None,
        validate_default=True,
    )
    giver_is_accused: Answer = asks(
        "Pemberi persetujuan adalah terlapor",
        "The giver is an alleged perpetrator",
        "radio",
        labels=ANSWER,
        default="unknown",
    )
    consent_on: PastDay | None = asks(
        "Tanggal persetujuan", "Date of the consent", "date", default=None, validate_default=True
    )
    consent_scope: Words = asks(
        "Lingkup persetujuan", "Scope of the consent", "textarea", private=True, default="", max_length=1_000,
        validate_default=True,
    )  # fmt: skip
    reached_by: ReachedBy = asks(
        "Cara kirim", "How it goes", "radio", labels=REACHED_BY, source="told", default="system"
    )
    message: Words = asks(
        "Pesan untuk penerima", "Message to the receiver", "textarea", private=True, default="", max_length=LONG
    )

    @field_validator("consent_by", "consent_relation", "consent_on", "consent_scope")
    @classmethod
    def _consent_is_whole(cls, told: Any, info: ValidationInfo) -> Any:
        if info.data.get("legal_basis") == "consent" and not told:
            raise contradiction(
                "consent_incomplete",
                "Persetujuan memuat pemberi, hubungan, tanggal, dan lingkupnya.",
                "A consent names its giver, the relation, the date and the scope.",
            )
        return told


class SendingToUptd(Sending):
    """A referral to UPTD PPA; an adult may ask for it without a consultation (R08)."""

    asked_by_adult: bool = asks(
        "Korban dewasa sendiri memintanya", "An adult victim asks for it herself", "checkbox", default=False
    )
    handover_region: HandoverRegion | None = asks(
        "Diserahterimakan ke daerah lain",
        "To be handed over to another region",
        "select",
        labels=HANDOVER_REGION,
        default=None,
        hint=Text("Bila kasus ini bukan urusan Kota Metro.", "Where the case does not belong to Kota Metro."),
    )


class Handover(Form):
    """That the other region has taken the case (R32)."""

    handover_accepted_on: PastDay = asks("Diterima pada tanggal", "Accepted on", "date")
    accepted_by: Words = asks(
        "Lembaga dan petugas penerima", "Agency and officer who took it", "text", private=True, min_length=3,
        max_length=300,
    )  # fmt: skip


class Contact(Form):
    """How a receiver got, or tried to get, in touch with the person concerned (R30)."""

    through: ReachedThrough = asks("Melalui siapa", "Through whom", "radio", labels=REACHED_THROUGH)
    reached: bool = asks("Berhasil dihubungi", "Was reached", "checkbox", default=False)
    notes: Words = asks("Catatan", "Note", "textarea", private=True, default="", max_length=LONG)


class Return(Form):
    """Why a referral comes back (R15): a reason, and its explanation in words."""

    return_reason: ReturnReason = asks("Alasan pengembalian", "Reason for returning", "radio", labels=RETURN_REASON)
    settle_locally: bool = asks(
        "Disarankan diselesaikan di Omah Peluk", "Suggests settling it locally", "checkbox", default=False
    )
    explanation: Words = asks("Penjelasan", "Explanation", "textarea", private=True, min_length=3, max_length=LONG)


class Outcome(Form):
    """What came of a referral."""

    completion: Completion = asks("Alasan selesai", "Why it is completed", "select", labels=COMPLETION)
    services: tuple[Service, ...] = asks(
        "Layanan yang diberikan", "Services given", "checkboxes", labels=SERVICE, default=()
    )
    summary: Words = asks("Ringkasan", "Summary", "textarea", private=True, min_length=3, max_length=LONG)


class Review(Form):
    """Where an accepted referral stands."""

    progress: Words = asks("Perkembangan", "Progress", "textarea", private=True, min_length=3, max_length=LONG)
