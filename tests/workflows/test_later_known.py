"""What becomes known later makes a case stricter, and nobody alone makes it milder again (R14, R15, R18)."""

from typing import Any

from tests.office import Office
from tests.workflows.samples import after, case, facts, running, victim
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report

WHY: dict[str, Any] = {"reason": "Diperiksa ulang."}
CALM: dict[str, Any] = {"stated_risk": "low", "victims": [{"age": 30}]}
BOY: dict[str, Any] = {"age": 15, "works_here": "no", "relation": "neighbour"}


# R14


def test_r14_a_case_that_is_protected_only_after_it_went_to_puspaga_gets_the_24_hours_and_moves(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, **CALM)
    done(consult(office, case_id))
    done(office.fire(case_id, "refer-to-PUSPAGA", **ADULT_BASIS))
    office.later(hours=5)

    done(office.fire(case_id, "reassess", stated_risk="high", **WHY))

    assert "cap" in office.clocks(case_id)
    office.later(hours=23, minutes=59)
    office.sweep()
    assert office.state_of(case_id) == "referred-to-PUSPAGA"
    office.later(minutes=1)
    office.sweep()
    assert office.state_of(case_id) == "referred-to-UPTD"


def test_r14_what_went_to_puspaga_as_protected_awaits_its_answer_in_hours() -> None:
    hurried = facts(victim(30), stated_risk="high", puspaga_sent_at=after(hours=1), puspaga_hurries=True)

    assert "cap" not in running(case("referred-to-PUSPAGA", hurried))


# R18


def test_r18_one_person_makes_no_adult_of_an_accused_child_and_two_correct_his_age(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30, "forms": ["physical"]}], perpetrators=[BOY])

    older = office.fire(case_id, "describe-people", perpetrators=[{**BOY, "age": 19}])

    assert refused(older) == {"AGE_NEEDS_CORRECTION"}
    done(office.fire(case_id, "describe-people", perpetrators=[{**BOY, "age": 16}]))
    done(office.fire(case_id, "correct-accused", "supervisor", age_now=19, age_at_incident=19, **WHY))
    assert office.facts_of(case_id)["child_perpetrator"] == "14_17"
    done(office.approve(case_id, "supervisor@18.72.04.1001"))
    assert office.facts_of(case_id)["child_perpetrator"] is None


def test_r18_a_correction_names_somebody_on_record_who_was_not_older_then(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30, "forms": ["physical"]}], perpetrators=[BOY])

    nobody = office.fire(case_id, "correct-accused", "supervisor", perpetrator=2, age_now=19, **WHY)
    older = office.fire(case_id, "correct-accused", "supervisor", age_at_incident=19, **WHY)

    assert refused(nobody) == {"UNKNOWN_PERPETRATOR"}
    assert refused(older) == {"OLDER_THEN_THAN_NOW"}


# R15


def test_r15_a_return_is_owed_until_all_whom_it_carried_went_there_again(office: Office) -> None:
    office.at("2026-12-01 09:00")
    two = [{"age": 30, "forms": ["physical"]}, {"age": 31, "forms": ["physical"]}]
    case_id = report(office, victims=two)
    done(consult(office, case_id, category="KDRT"))
    done(office.fire(case_id, "refer-to-UPTD", **ADULT_BASIS))
    [both] = office.children_of(case_id)
    done(office.fire(both, "send-back", "uptd_officer", return_reason="incomplete_data", explanation="Alamat keliru."))

    office.later(hours=1)
    done(office.fire(case_id, "refer-to-UPTD", victims_carried=[2], **ADULT_BASIS))
    assert "resend" in office.clocks(case_id)

    office.later(hours=1)
    done(office.fire(case_id, "add-UPTD-referral", victims_carried=[1], **ADULT_BASIS))
    assert "resend" not in office.clocks(case_id)
