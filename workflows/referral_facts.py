"""The closed facts of a referral: what its receiver may know before any identity is opened."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from engine.definition import Facts
from workflows.regions import KelurahanCode
from workflows.vocabulary import (
    AgeBand,
    Completion,
    HandoverRegion,
    House,
    LegalBasis,
    Reporting,
    ReturnReason,
    Risk,
    Service,
    Sex,
    SexualViolence,
    Shared,
    Violence,
)


class Carried(BaseModel, frozen=True, extra="forbid"):
    """A victim whom a referral carries."""

    number: int
    age_band: AgeBand = "unknown"
    sex: Sex = "unknown"
    forms: tuple[Violence, ...] = ()
    sexual_forms: tuple[SexualViolence, ...] = ()


class ReferralFacts(Facts, frozen=True, extra="forbid"):
    """`least_data`: sent by the system, without name, address, NIK or narrative. Moments are UTC.

    `shared` are the data that went along, `kader` is through whom the people are reached.
    """

    receiver: House
    kelurahan: KelurahanCode
    victims: tuple[Carried, ...]
    risk: Risk
    protected: bool
    sexual: bool
    violence_against_a_child: bool
    least_data: bool
    sent_at: datetime
    legal_basis: LegalBasis
    consent_relation: Reporting | None = None
    consent_on: date | None = None
    shared: tuple[Shared, ...] = ()
    kader: UUID | None = None
    handover_region: HandoverRegion | None = None
    accepted_at: datetime | None = None
    reviewed_at: datetime | None = None
    sheltered_from: datetime | None = None
    return_reason: ReturnReason | None = None
    completion: Completion | None = None
    services: tuple[Service, ...] = ()
