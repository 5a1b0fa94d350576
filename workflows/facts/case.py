"""The closed facts of an Omah Peluk case: what guards and clocks read. No name, no free text, no birth date.

Persons stand here by number only, in the order in which they were recorded; who they are is kept under the case's key.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from engine.definition import Facts
from workflows.facts.vocabulary import (
    Accommodation,
    AgeBand,
    Aggravating,
    Answer,
    Barred,
    Category,
    Channel,
    Completion,
    ContactHow,
    Education,
    EndReason,
    FollowUp,
    Found,
    HandoverRegion,
    Immediate,
    JuvenileBand,
    Marital,
    Merged,
    Place,
    ProtectionLaw,
    RegistrationNumber,
    Relationship,
    Reporting,
    Resolved,
    Risk,
    Sex,
    SexualViolence,
    Violence,
)
from workflows.office.regions import KelurahanCode, RegionCode, Whereabouts

ADULT = 18
"""Years. Below it a person is a child, married or not (UU 35/2014 art. 1)."""


def years_between(born: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_BANDS: tuple[tuple[int, AgeBand], ...] = (
    (5, "0-5"),
    (12, "6-12"),
    (17, "13-17"),
    (24, "18-24"),
    (44, "25-44"),
    (59, "45-59"),
)


def age_band(age: int | None) -> AgeBand:
    """The band in which lists and statistics show an age."""
    if age is None:
        return "unknown"
    return next((band for last, band in _BANDS if age <= last), "60+")


class Victim(BaseModel, frozen=True, extra="forbid"):
    """A victim by number. `forms` is what is recorded now, `forms_ever` all that was not struck as an entry error."""

    number: int
    age_now: int | None = None
    age_at_incident: int | None = None
    age_is_estimated: bool = False
    sex: Sex = "unknown"
    marital: Marital = "unknown"
    education: Education | None = None
    disabled: Answer = "unknown"
    accommodation: tuple[Accommodation, ...] = ()
    pregnant: Answer = "unknown"
    forms: tuple[Violence, ...] = ()
    sexual_forms: tuple[SexualViolence, ...] = ()
    forms_ever: tuple[Violence, ...] = ()
    sexual_ever: bool = False
    hinders_daily_work: Answer = "unknown"

    @property
    def harmed(self) -> bool:
        return bool(self.forms_ever) or self.sexual_ever

    @property
    def child_now(self) -> bool:
        return self.age_now is not None and self.age_now < ADULT

    @property
    def adult_now(self) -> bool:
        return self.age_now is not None and self.age_now >= ADULT

    @property
    def child_at_incident(self) -> bool:
        return self.age_at_incident is not None and self.age_at_incident < ADULT

    @property
    def adult_at_incident(self) -> bool:
        return self.age_at_incident is not None and self.age_at_incident >= ADULT


class Perpetrator(BaseModel, frozen=True, extra="forbid"):
    """An alleged perpetrator by number: `age` is the age now."""

    number: int
    age: int | None = None
    age_at_incident: int | None = None
    age_is_estimated: bool = False
    sex: Sex = "unknown"
    marital: Marital = "unknown"
    education: Education | None = None
    works_here: Answer = "unknown"
    do_not_contact: bool = False

    @property
    def juvenile(self) -> JuvenileBand | None:
        """R18. The band of who was under 18 when it happened (UU SPPA art. 1, 20, 21); None for everybody else."""
        age = self.age_at_incident if self.age_at_incident is not None else self.age
        if age is None or age >= ADULT:
            return None
        return "under_12" if age < 12 else "12_13" if age < 14 else "14_17"


class Relation(BaseModel, frozen=True, extra="forbid"):
    """What an alleged perpetrator is to a victim. `earlier_case`: the same two were in a case before."""

    victim: int
    perpetrator: int
    kind: Relationship = "unknown"
    earlier_case: bool = False


class Withdrawal(BaseModel, frozen=True, extra="forbid"):
    """A victim's consent was withdrawn."""

    victim: int
    at: datetime


class Written(BaseModel, frozen=True, extra="forbid"):
    """A reporter wrote, and has no answer since then. `report`: of a case that was merged into this one."""

    report: RegistrationNumber | None = None
    since: datetime


class CaseFacts(Facts, frozen=True, extra="forbid"):
    """The case in closed values. Moments are UTC; what `classification` computes is marked so.

    `attempts` are the days of the safe tries to reach the client since somebody last did. `puspaga_hurries`: what is at
    PUSPAGA went there as protected, and is answered in hours (R14).
    """

    # the report: where it happened, and which Omah Peluk has it where that is another
    kelurahan: Whereabouts
    incident_region: RegionCode | None = None
    house: KelurahanCode | None = None
    taken_at: datetime
    first_report_at: datetime
    channel: Channel = "in_person"
    anonymous: bool = False
    reporter_relation: Reporting | None = None
    contact_how: ContactHow = "unknown"
    danger_now: Answer = "unknown"
    place: Place | None = None
    incident_on: date | None = None
    incident_is_estimated: bool = False
    acknowledged_at: datetime | None = None

    # the people
    victims: tuple[Victim, ...]
    perpetrators: tuple[Perpetrator, ...] = ()
    relations: tuple[Relation, ...] = ()
    earlier_numbers: tuple[RegistrationNumber, ...] = ()
    child_perpetrator: JuvenileBand | None = None
    barred: Barred | None = None
    psychologists: tuple[UUID, ...] = ()
    withheld: bool = False
    kept_out: tuple[UUID, ...] = ()
    visit_wanted_at: datetime | None = None
    visit_slot: UUID | None = None
    visit_at: datetime | None = None

    # the assessment; the second half is computed
    category: Category | None = None
    immediate: tuple[Immediate, ...] = ()
    aggravating: tuple[Aggravating, ...] = ()
    stated_risk: Risk = "unassessed"
    assessed: bool = False
    risk: Risk = "unassessed"
    sexual_ever: bool = False
    sexual_since: datetime | None = None
    weapon_ever: bool = False
    protected: bool = False
    protected_since: datetime | None = None
    age_group: AgeBand = "unknown"

    # the consultation, and what local resolution asks for
    consulted_at: datetime | None = None
    client_heard: bool = False
    victim_request_written: Answer = "unknown"
    assessed_free_of_pressure: Answer = "unknown"
    agreement_signed: Answer = "unknown"
    referral_refused: bool = False

    # the referrals
    uptd_sent_at: datetime | None = None
    puspaga_sent_at: datetime | None = None
    puspaga_hurries: bool = False
    uptd_returned_at: datetime | None = None
    puspaga_completed_at: datetime | None = None
    returned_count: int = 0
    handover_region: HandoverRegion | None = None
    handover_accepted_on: date | None = None
    withdrawals: tuple[Withdrawal, ...] = ()

    # the police
    police_reported_on: date | None = None
    police_confirmed_at: datetime | None = None
    no_complaint: bool = False
    protection_from: datetime | None = None
    protection_law: ProtectionLaw | None = None

    # what is entered elsewhere
    simfoni_on: date | None = None

    # after a local resolution, and the end
    follow_ups_done: int = 0
    follow_up_outcome: FollowUp | None = None
    follow_up_found: Found | None = None
    attempts: tuple[date, ...] = ()
    end_reason: EndReason | Completion | Resolved | Merged | None = None

    # how long it is kept
    held_since: datetime | None = None
    erased_at: datetime | None = None

    # the same happening in another case: that into which this one was merged, or those merged into this one
    duplicate_of: RegistrationNumber | None = None
    absorbed: tuple[RegistrationNumber, ...] = ()

    # who can be written to under a receipt: its own reporter, those of merged cases; and who wrote
    holds_receipt: bool = False
    reporters: tuple[RegistrationNumber, ...] = ()
    written: tuple[Written, ...] = ()
