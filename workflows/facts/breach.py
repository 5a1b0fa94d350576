"""The closed facts of a breach of data: when it was found, whose looks are in question, how much was opened (R27)."""

from datetime import date, datetime
from uuid import UUID

from engine.definition import Facts
from workflows.facts.vocabulary import (
    BreachCause,
    Fingerprint,
    PublicTold,
    RegistrationNumber,
    SessionMark,
    SilenceGround,
    ToldHow,
)


class BreachFacts(Facts, frozen=True, extra="forbid"):
    """`looker` is whose looks are in question, None where nobody's in particular; `session` through which of her
    sign-ins, None for all; `looked_from` and `looked_until` bound them. `fields_opened` counts, and `list_fingerprint`
    is the SHA-256 of the list, which the shell keeps.

    `concerned` are the cases in which something secret was opened, `careful` those of them whose people nobody may seek
    out; `cases_told` those whose persons were told or cannot be, and `untold` those of them who cannot. `kept_out` are
    those for whom a case of the list does not exist, nor the breach therefore.
    """

    detected_at: datetime
    cause: BreachCause
    looker: UUID | None = None
    session: SessionMark | None = None
    looked_from: datetime | None = None
    looked_until: datetime | None = None
    fields_opened: int = 0
    list_fingerprint: Fingerprint | None = None
    concerned: tuple[RegistrationNumber, ...] = ()
    careful: tuple[RegistrationNumber, ...] = ()
    kept_out: tuple[UUID, ...] = ()
    cases_told: tuple[RegistrationNumber, ...] = ()
    untold: tuple[RegistrationNumber, ...] = ()
    told_how: ToldHow | None = None
    authority_told_on: date | None = None
    public_told: PublicTold | None = None
    ground: SilenceGround | None = None
