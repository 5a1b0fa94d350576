"""A receiver that does not work in this system gets a letter and is called (R14); nothing pretends it was delivered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.office import Office
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report
from workflows.casework.telephone import SENDS
from workflows.omah_peluk import OMAH_PELUK

QUARREL: dict[str, Any] = {"category": "non_violence", "stated_risk": "low", "victims": [{"age": 34, "sex": "female"}]}
RAPED: dict[str, Any] = {"category": "KS", "victims": [{"age": 9, "forms": ["sexual"], "sexual_forms": ["rape"]}]}
WHO = "Bu Lina, bagian penerimaan"


def sent(office: Office, step: str, *, by_letter: bool = True, **told: Any) -> tuple[UUID, UUID]:
    """A case and its referral."""
    case = report(office, **told)
    if step == "refer-to-PUSPAGA":
        done(consult(office, case))
        basis: dict[str, Any] = ADULT_BASIS
    else:
        basis = {"legal_basis": "legal_obligation"}
    done(office.fire(case, step, **basis, reached_by="letter" if by_letter else "system"))
    return case, office.children_of(case)[-1]


def test_r14_a_letter_is_followed_by_a_call_within_the_time_of_an_answer(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, to_puspaga = sent(office, "refer-to-PUSPAGA", **QUARREL)
    _, to_uptd = sent(office, "refer-to-UPTD", **RAPED)

    assert set(office.clocks(to_puspaga)) == {"age", "call-PUSPAGA"}
    assert office.clocks(to_puspaga)["call-PUSPAGA"].due_at == office.at("2026-12-04T09:00")
    office.at("2026-12-01T09:00")
    assert office.clocks(to_uptd)["call-UPTD"].due_at - timedelta(hours=2) == office.at("2026-12-01T09:00")

    office.later(hours=5)
    office.sweep()

    rungs = [(level, set(roles)) for topic, level, roles in office.told(to_uptd) if topic != "referral"]
    assert rungs == [(0, {"kader"}), (1, {"kader", "coordinator"}), (2, {"supervisor"})]


def test_r14_the_sender_records_who_answered_and_it_says_by_telephone(office: Office) -> None:
    office.at("2026-12-01T09:00")
    case, referral = sent(office, "refer-to-PUSPAGA", **QUARREL)
    office.later(hours=1)

    early = office.fire(referral, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T08:00")
    done(office.fire(referral, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T09:40"))

    assert refused(early) == {"BEFORE_THE_LETTER"}
    assert office.state_of(referral) == "accepted"
    facts = office.facts_of(referral)
    assert (facts["answered_through"], facts["accepted_at"]) == ("phone", "2026-12-01T02:40:00Z")
    assert set(office.clocks(referral)) == {"age", "call-again"}
    assert office.history(referral)[-1].columns["role"] == "kader"
    assert office.state_of(case) == "referred-to-PUSPAGA"


def test_r22_what_was_said_on_the_telephone_ends_a_referral_with_a_second_person(office: Office) -> None:
    office.at("2026-12-01T09:00")
    case, referral = sent(office, "refer-to-PUSPAGA", **QUARREL)
    call: dict[str, Any] = {"answered_by": WHO, "answered_at": "2026-12-01T09:00"}
    done(office.fire(referral, "accept-by-phone", **call))

    proposed = office.fire(referral, "complete-by-phone", **call, completion="served", summary="Selesai tiga sesi.")
    assert proposed.proposal is not None
    done(office.approve(referral, "supervisor"))

    assert office.state_of(referral) == "completed"
    done(office.fire(case, "confirm-completion", "supervisor"))
    assert office.state_of(case) == "resolved-locally"


def test_r15_it_is_not_sent_back_by_telephone_to_settle_what_must_not_be(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, referral = sent(office, "refer-to-UPTD", **RAPED)
    call: dict[str, Any] = {
        "answered_by": WHO,
        "answered_at": "2026-12-01T09:00",
        "return_reason": "other",
        "explanation": "Selesaikan.",
    }

    assert "TPKS_23" in refused(office.fire(referral, "return-by-phone", **call, settle_locally=True))
    done(office.fire(referral, "return-by-phone", **call))
    assert office.state_of(referral) == "returned"


def test_r14_nobody_answers_for_a_receiver_that_is_here(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, referral = sent(office, "refer-to-PUSPAGA", by_letter=False, **QUARREL)

    answer = office.fire(referral, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T09:00")

    assert refused(answer) == {"RECEIVER_ANSWERS"}
    assert set(office.clocks(referral)) == {"age", "answer-PUSPAGA"}


def test_every_step_of_people_that_sends_a_case_on_is_told_how_its_receiver_is_reached() -> None:
    sending = [step for step in OMAH_PELUK.transitions if step.opens is not None and step.opens.workflow == "referral"]

    assert {step.name for step in sending if "reached_by" in getattr(step.form, "model_fields", {})} == set(SENDS)
