"""The closed facts of a breach of data: when it was found, whose looks are in question, how much was opened (R27)."""

from datetime import date, datetime
from uuid import UUID

from engine.definition import Facts
from workflows.facts.vocabulary import BreachCause, Fingerprint, RegistrationNumber, SilenceGround, ToldHow


class BreachFacts(Facts, frozen=True, extra="forbid"):
    """`looker` is whose looks are in question, None where nobody's in particular; `looked_from` and `looked_until`
    bound them. `fields_opened` counts, and `list_fingerprint` is the SHA-256 of the list, which the shell keeps.

    `concerned` are the cases in which something secret was opened, `cases_told` those whose persons were told, or
    cannot be. `kept_out` are those for whom a case of the list does not exist, nor the breach therefore.
    """

    detected_at: datetime
    cause: BreachCause
    looker: UUID | None = None
    looked_from: datetime | None = None
    looked_until: datetime | None = None
    fields_opened: int = 0
    list_fingerprint: Fingerprint | None = None
    concerned: tuple[RegistrationNumber, ...] = ()
    kept_out: tuple[UUID, ...] = ()
    cases_told: tuple[RegistrationNumber, ...] = ()
    told_how: ToldHow | None = None
    authority_told_on: date | None = None
    ground: SilenceGround | None = None
