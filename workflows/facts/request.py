"""The closed facts of a request: what the person concerned asks for, and who has still to say that it was done."""

from datetime import datetime

from engine.definition import Facts
from workflows.facts.vocabulary import House, RefusalGround, Reporting, RequestKind
from workflows.office.regions import Whereabouts


class RequestFacts(Facts, frozen=True, extra="forbid"):
    """`houses` hold the data in question, `confirmed` are those that have done what was asked. Moments are UTC."""

    asked_for: RequestKind
    kelurahan: Whereabouts
    victim: int
    asked_at: datetime
    asked_by: Reporting
    houses: tuple[House, ...] = ()
    confirmed: tuple[House, ...] = ()
    ground: RefusalGround | None = None
