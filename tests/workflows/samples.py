"""Facts and cases as the tests of guards and clocks need them: plain values, no database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from engine.clocks import plan
from engine.definition import Actor, Guard, Pending, Refusal, Situation, Snapshot
from workflows.facts.case import CaseFacts, Perpetrator, Relation, Victim
from workflows.facts.classification import classified, with_forms
from workflows.facts.referral import ReferralFacts
from workflows.facts.vocabulary import House
from workflows.omah_peluk import OMAH_PELUK

TAKEN = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
"""Tuesday 1 December 2026, 09:00 in Metro."""
CASE = UUID("6b1f4a52-8d0e-4f0c-9a55-0d6f2b7c1e11")


def victim(age: int | None, *forms: str, number: int = 1, sexual: tuple[str, ...] = (), **told: Any) -> Victim:
    """A victim of this age now and then, who suffered these forms."""
    return with_forms(Victim(number=number, age_now=age, age_at_incident=age).model_copy(update=told), forms, sexual)


def facts(*victims: Victim, before: CaseFacts | None = None, now: datetime = TAKEN, **told: Any) -> CaseFacts:
    """The facts of a case, with what follows from them."""
    plain = CaseFacts(
        kelurahan="18.72.05.1001", taken_at=TAKEN, first_report_at=TAKEN, victims=victims or (victim(30),)
    ).model_copy(update=told)
    return plain.model_copy(update=classified(before, plain, now))


def spouses(**told: Any) -> CaseFacts:
    """A light case between spouses in which every part of R06 is there; `told` takes parts away."""
    whole: dict[str, Any] = {
        "perpetrators": (Perpetrator(number=1, age=37),),
        "relations": (Relation(victim=1, perpetrator=1, kind="spouse"),),
        "stated_risk": "low",
        "category": "KDRT",
        "assessed": True,
        "client_heard": True,
        "victim_request_written": "yes",
        "assessed_free_of_pressure": "yes",
        "agreement_signed": "yes",
    }
    harmed = told.pop("victims", (victim(35, "physical", hinders_daily_work="no"),))
    return facts(*harmed, **{**whole, **told})


def case(state: str, its: CaseFacts, *children: Snapshot, entered_at: datetime = TAKEN, **more: Any) -> Snapshot:
    return Snapshot(CASE, "omah-peluk", state, its, entered_at, TAKEN, children=children, **more)


def referral(
    receiver: House, state: str, *, sent: datetime = TAKEN, moved: datetime | None = None, **told: Any
) -> Snapshot:
    """A child of the case: sent then, and in its state since `moved`."""
    its = ReferralFacts(
        receiver=receiver,
        kelurahan="18.72.05.1001",
        victims=(),
        risk="medium",
        protected=False,
        sexual=False,
        violence_against_a_child=False,
        least_data=False,
        sent_at=sent,
        legal_basis="consent",
    ).model_copy(update=told)
    name = uuid5(CASE, f"{receiver}{state}{sent}{moved}")
    return Snapshot(name, "referral", state, its, moved or sent, sent)


def pending(transition: str, at: datetime = TAKEN) -> Pending:
    return Pending(1, transition, None, at)


def refusals(
    guard: Guard, subject: Snapshot, form: Any = None, role: str = "kader", now: datetime = TAKEN
) -> list[Refusal]:
    """Everything that a guard has against it."""
    answer = guard.check(Situation(subject, Actor(None, role), now, form))
    if answer is None:
        return []
    return list(answer) if isinstance(answer, tuple) else [answer]


def codes(guard: Guard, subject: Snapshot, form: Any = None, role: str = "kader", now: datetime = TAKEN) -> set[str]:
    return {one.code for one in refusals(guard, subject, form, role, now)}


def running(subject: Snapshot) -> dict[str, datetime]:
    """The clocks that run for a case beside that of its age, which every case has, and when each is over."""
    return {clock.name: clock.breach_at for clock in plan(OMAH_PELUK, subject, (), 1).armed if clock.name != "age"}


def after(**by: float) -> datetime:
    """So long after the report."""
    return TAKEN + timedelta(**by)
