"""The closed facts of a breach of data: when it was found, whose looks are in question, how much was opened (R27)."""

from datetime import date, datetime
from uuid import UUID

from engine.definition import Facts
from workflows.vocabulary import BreachCause, Fingerprint, RegistrationNumber, SilenceGround, ToldHow


class BreachFacts(Facts, frozen=True, extra="forbid"):
    """`person` is whose looks are in question, None where nobody's in particular; `since` and `until` bound them.

    `opened` counts fields, and `fingerprint` is the SHA-256 of the list of them, which the shell keeps. `concerned` are
    the cases in which something secret was opened, `told` those of them whose persons were told, or could not be.
    `kept_out` are those for whom a case of the list does not exist, so that the breach does not exist for them either.
    """

    detected_at: datetime
    cause: BreachCause
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    opened: int = 0
    fingerprint: Fingerprint | None = None
    concerned: tuple[RegistrationNumber, ...] = ()
    kept_out: tuple[UUID, ...] = ()
    told: tuple[RegistrationNumber, ...] = ()
    told_how: ToldHow | None = None
    authority_told_on: date | None = None
    ground: SilenceGround | None = None
