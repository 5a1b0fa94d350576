"""A receiver that does not work in this system gets a letter and is called (R14); nothing pretends it was delivered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine import commands
from engine.calendar import Elapsed
from engine.errors import Invalid
from engine.forms import validate
from tests.office import Office
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report
from workflows.casework.telephone import SENDS
from workflows.forms.telephone import ShelterByPhone
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


def test_r20_days_in_shelter_are_told_by_telephone_where_uptd_is_reached_by_letter(office: Office) -> None:
    office.at("2026-12-01T09:00")
    case, referral = sent(office, "refer-to-UPTD", **RAPED)
    call: dict[str, Any] = {"answered_by": WHO, "answered_at": "2026-12-01T09:00"}
    done(office.fire(referral, "accept-by-phone", **call))
    here = office.fire(referral, "enter-shelter", "uptd_officer", started_at="2026-12-01T09:00")
    done(office.fire(referral, "enter-shelter-by-phone", **call, started_at="2026-12-01T08:00"))
    again = office.fire(referral, "enter-shelter-by-phone", **call, started_at="2026-12-01T09:00")

    assert (refused(here), refused(again)) == ({"GOES_BY_LETTER"}, {"IN_SHELTER"})
    assert set(office.clocks(referral)) == {"age", "call-again", "call-shelter"}
    assert office.clocks(referral)["call-shelter"].due_at == office.at("2026-12-08T08:00")
    office.sweep()
    told = [set(roles) for topic, _, roles in office.told(referral) if topic != "referral"]
    assert told == [{"kader"}, {"kader", "coordinator"}]
    commands.extend(office.api, office.actor("supervisor"), referral, "call-shelter", Elapsed(days=7), "Belum aman.")
    assert office.clocks(referral)["call-shelter"].due_at == office.at("2026-12-15T08:00")

    left: dict[str, Any] = {"answered_by": WHO, "reason": "Pulang ke rumah neneknya."}
    early = office.fire(referral, "leave-shelter-by-phone", **left, answered_at="2026-12-01T07:59")
    assert {"BEFORE_SHELTER", "BEFORE_THE_LETTER"} == refused(early)
    done(office.fire(case, "record-police-report", police_reported_on="2026-12-02", office="Polres", number="LP/7"))
    outcome: dict[str, Any] = {"completion": "served", "summary": "Selesai."}
    assert refused(office.fire(referral, "complete-by-phone", **call, **outcome)) == {"IN_SHELTER"}
    done(office.fire(referral, "leave-shelter-by-phone", **left, answered_at="2026-12-15T08:00"))
    assert "call-shelter" not in office.clocks(referral)
    done(office.fire(referral, "complete-by-phone", **call, **outcome))


def test_r20_puspaga_has_no_shelter_and_nobody_comes_in_after_the_call_that_says_so(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, at_puspaga = sent(office, "refer-to-PUSPAGA", **QUARREL)
    call: dict[str, Any] = {"answered_by": WHO, "answered_at": "2026-12-01T09:00", "started_at": "2026-12-01T08:00"}
    done(office.fire(at_puspaga, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T09:00"))

    with pytest.raises(Invalid) as said:
        validate(ShelterByPhone, {**call, "started_at": "2026-12-01T09:30"}, office.later(hours=1))

    assert [(one.pointer, one.code) for one in said.value.problems] == [("/started_at", "told_before")]
    assert refused(office.fire(at_puspaga, "enter-shelter-by-phone", **call)) == {"SHELTER_IS_UPTDS"}


def test_r14_a_call_that_nobody_answers_is_on_record_and_the_clock_goes_on(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, referral = sent(office, "refer-to-UPTD", **RAPED)
    due = office.clocks(referral)["call-UPTD"].due_at
    office.later(hours=1)

    early = office.fire(referral, "call-in-vain", tried_at="2026-12-01T08:00")
    for minute in ("09:20", "09:50"):
        done(office.fire(referral, "call-in-vain", tried_at=f"2026-12-01T{minute}"))

    assert refused(early) == {"BEFORE_THE_LETTER"}
    assert office.facts_of(referral)["calls_in_vain"] == 2
    assert (office.state_of(referral), office.clocks(referral)["call-UPTD"].due_at) == ("sent", due)
    office.later(hours=1)
    office.sweep()
    assert ("escalation", 1, frozenset({"kader", "coordinator"})) in office.told(referral)
    done(office.fire(referral, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T11:00"))
    assert office.facts_of(referral)["calls_in_vain"] == 0


def test_r14_what_is_written_down_late_does_not_set_the_next_call_back(office: Office) -> None:
    office.at("2026-12-01T09:00")
    _, referral = sent(office, "refer-to-PUSPAGA", **QUARREL)
    done(office.fire(referral, "accept-by-phone", answered_by=WHO, answered_at="2026-12-01T09:00"))
    office.at("2026-12-20T09:00")
    for day in ("19", "10"):
        done(office.fire(referral, "review-by-phone", answered_by=WHO, answered_at=f"2026-12-{day}T09:00",
                         progress="Berjalan."))  # fmt: skip

    assert office.facts_of(referral)["reviewed_at"] == "2026-12-19T02:00:00Z"


def test_every_step_of_people_that_sends_a_case_on_is_told_how_its_receiver_is_reached() -> None:
    sending = [step for step in OMAH_PELUK.transitions if step.opens is not None and step.opens.workflow == "referral"]

    assert {step.name for step in sending if "reached_by" in getattr(step.form, "model_fields", {})} == set(SENDS)
