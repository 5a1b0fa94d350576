"""What is filled in around a referral: sending it, returning it, completing it."""

from typing import Self

from pydantic import model_validator

from engine.definition import Text
from workflows.forms.form import Form, PastDay, Words, asks, contradiction
from workflows.forms.report import MOST_PEOPLE
from workflows.forms.steps import LONG
from workflows.vocabulary import (
    COMPLETION,
    LEGAL_BASIS,
    REPORTING,
    RETURN_REASON,
    SERVICE,
    Completion,
    LegalBasis,
    Reporting,
    ReturnReason,
    Service,
)


class Sending(Form):
    """Whom a referral carries and on which legal basis (R16, R24)."""

    victims_carried: tuple[int, ...] = asks(
        "Korban nomor",
        "Victims numbered",
        "list",
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Kosongkan untuk semua korban.", "Leave empty for all victims."),
    )
    legal_basis: LegalBasis = asks("Dasar hukum", "Legal basis", "radio", labels=LEGAL_BASIS)
    consent_by: Words = asks(
        "Pemberi persetujuan", "Consent given by", "text", private=True, default="", max_length=200
    )
    consent_relation: Reporting | None = asks(
        "Hubungan pemberi persetujuan", "Relation of the giver", "select", labels=REPORTING, default=None
    )
    consent_on: PastDay | None = asks("Tanggal persetujuan", "Date of the consent", "date", default=None)
    consent_scope: Words = asks(
        "Lingkup persetujuan", "Scope of the consent", "textarea", private=True, default="", max_length=1_000
    )
    message: Words = asks(
        "Pesan untuk penerima", "Message to the receiver", "textarea", private=True, default="", max_length=LONG
    )

    @model_validator(mode="after")
    def _consent_is_whole(self) -> Self:
        given = self.consent_by and self.consent_relation and self.consent_on and self.consent_scope
        if self.legal_basis == "consent" and not given:
            raise contradiction(
                "consent_incomplete",
                "Persetujuan memuat pemberi, hubungan, tanggal, dan lingkupnya.",
                "A consent names its giver, the relation, the date and the scope.",
            )
        return self


class SendingToUptd(Sending):
    """A referral to UPTD PPA; an adult may ask for it without a consultation (R08)."""

    asked_by_adult: bool = asks(
        "Korban dewasa sendiri memintanya", "An adult victim asks for it herself", "checkbox", default=False
    )


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
