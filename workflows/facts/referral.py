"""The closed facts of a referral: what its receiver may know before any identity is opened."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from engine.definition import Facts, Snapshot
from workflows.facts.vocabulary import (
    Accommodation,
    AgeBand,
    AnsweredBy,
    Completion,
    ContactHow,
    Delivery,
    HandoverRegion,
    House,
    JuvenileBand,
    LegalBasis,
    ReferralNote,
    Reporting,
    ReturnReason,
    Risk,
    Service,
    Sex,
    SexualViolence,
    Shared,
    Violence,
)
from workflows.office.regions import Whereabouts


class Carried(BaseModel, frozen=True, extra="forbid"):
    """A victim whom a referral carries."""

    number: int
    age_band: AgeBand = "unknown"
    sex: Sex = "unknown"
    accommodation: tuple[Accommodation, ...] = ()
    forms: tuple[Violence, ...] = ()
    sexual_forms: tuple[SexualViolence, ...] = ()


class ReferralFacts(Facts, frozen=True, extra="forbid"):
    """`least_data`: sent by the system, without name, address, NIK or narrative. Moments are UTC.

    `shared` are the data that went along, `kader` is through whom the people are reached.
    `delivery` None: the receiver works in this system; else it answers by telephone, and `answered_through` says so;
    `calls_in_vain` are the calls since then that nobody answered.
    `note` SPPA: the alleged perpetrator is a child, and what is due to him follows UU SPPA (R02, R18).
    """

    receiver: House
    kelurahan: Whereabouts
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
    note: ReferralNote | None = None
    child_perpetrator: JuvenileBand | None = None
    contact_how: ContactHow = "unknown"
    services: tuple[Service, ...] = ()
    delivery: Delivery | None = None
    answered_through: AnsweredBy | None = None
    calls_in_vain: int = 0


def carried_by(referral: Snapshot) -> frozenset[int]:
    """The numbers of the victims whom a referral carries."""
    return frozenset(victim.number for victim in referral.facts.victims)


def referrals(case: Snapshot) -> tuple[Snapshot, ...]:
    """The referrals of a case, among its children."""
    return tuple(child for child in case.children if child.workflow == "referral")
