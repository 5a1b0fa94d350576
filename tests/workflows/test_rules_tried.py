"""R01–R18, tried as the office would: other orders of steps, several victims, corrections, returns and reopenings."""

from typing import Any
from uuid import UUID

import pytest

from tests.office import Office
from tests.workflows.samples import after, case, codes, facts, referral, refusals, victim
from tests.workflows.stories import PAPERS, SUMMARY, consult, done, refused, report
from tests.workflows.test_guards import sending
from tests.workflows.test_stories import ABUSED_ADULT, OUTCOME, POLICE, at_uptd
from workflows.casework.carrying import harmed_are_at_uptd, leaves_no_protected_behind
from workflows.casework.ending import told_after_it_happened
from workflows.casework.reaching import tried_after_the_report
from workflows.clocks.case import ACKNOWLEDGE
from workflows.facts.referral import Carried
from workflows.forms.steps import ContactAttempt, PoliceReport

SLAPPED: dict[str, Any] = {
    "victims": [{"age": 35, "sex": "female", "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"age": 38, "relation": "spouse", "works_here": "no"}],
    "stated_risk": "low",
}
WHY: dict[str, Any] = {"reason": "Diperiksa ulang."}


def ready(office: Office, **told: Any) -> UUID:
    """A case in which every part of R06 is there."""
    office.at("2026-12-01 09:00")
    case_id = report(office, **{**SLAPPED, **told})
    done(consult(office, case_id, category="KDRT"))
    done(office.fire(case_id, "record-agreement", **PAPERS))
    return case_id


def corrected(office: Office, case_id: UUID, **told: Any) -> None:
    done(office.fire(case_id, "correct-forms", "supervisor", kind="entry_error", **WHY, **told))
    done(office.approve(case_id, "supervisor@18.72.04.1001"))


# R01, R05: corrections


@pytest.mark.parametrize("mended", [{"age_now": 31}, {"no_weapon": True}, {"hinders_daily_work": "no"}])
def test_r01_whoever_corrects_something_else_does_not_strike_all_violence_with_it(
    office: Office, mended: dict[str, Any]
) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30, "sexual_forms": ["rape"]}])

    answer = office.fire(case_id, "correct-forms", "supervisor", kind="entry_error", **WHY, **mended)

    assert refused(answer) == {"STRIKES_ALL"}
    corrected(office, case_id, sexual_forms=["rape"], **mended)
    assert office.facts_of(case_id)["sexual_ever"] is True


def test_r01_a_form_struck_as_an_entry_error_and_told_in_earnest_later_counts_from_then(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30, "sexual_forms": ["other"]}], stated_risk="low")
    corrected(office, case_id)
    assert office.facts_of(case_id)["sexual_since"] is None

    office.at("2026-12-07 09:00")
    done(office.fire(case_id, "disclose", sexual_forms=["rape"]))

    assert "police-missed" in office.clocks(case_id), "disclosed after the 72 hours: breached and told once (R03)"


@pytest.mark.parametrize("mended", [{"age_now": 10}, {"age_at_incident": 40}])
def test_r05_a_correction_leaves_nobody_older_then_than_now(office: Office, mended: dict[str, Any]) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30, "age_then": 20, "forms": ["physical"]}])

    answer = office.fire(
        case_id, "correct-forms", "supervisor", kind="entry_error", forms=["physical"], **WHY, **mended
    )

    assert refused(answer) == {"OLDER_THEN_THAN_NOW"}


def test_r05_nor_does_a_description_that_names_one_of_the_two_ages(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 30}], perpetrators=[{"age": 16}])

    assert refused(office.fire(case_id, "describe-people", victims=[{"age_then": 31}])) == {"OLDER_THEN_THAN_NOW"}
    assert refused(office.fire(case_id, "describe-people", perpetrators=[{"age_then": 18}])) >= {"OLDER_THEN_THAN_NOW"}


# R03: the police


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("disclose", {"sexual_forms": ["rape"]}),
        ("disclose", {"sexual_forms": ["electronic"]}),
        ("describe-people", {"victims": [{}, {"age": 9, "sexual_forms": ["obscene_act"]}]}),
        ("describe-people", {"victims": [{"disabled": "yes"}]}),
    ],
)
def test_r03_a_decision_not_to_complain_covers_only_what_it_knew(
    office: Office, step: str, told: dict[str, Any]
) -> None:
    case_id, sent = at_uptd(office, **ABUSED_ADULT)
    done(office.fire(case_id, "record-no-complaint", "uptd_officer", reason="Tidak ingin mengadu."))
    done(office.approve(case_id, "head_of_uptd"))
    assert "police" not in office.clocks(case_id)

    done(office.fire(case_id, step, **told))

    assert office.facts_of(case_id)["no_complaint"] is False
    assert "police" in office.clocks(case_id)
    assert refused(office.fire(sent, "complete", "uptd_officer", **OUTCOME)) == {"POLICE_UNDECIDED"}


def test_r03_what_is_retracted_after_that_decision_does_not_ring_again(office: Office) -> None:
    case_id, _ = at_uptd(office, **ABUSED_ADULT)
    done(office.fire(case_id, "record-no-complaint", "uptd_officer", reason="Tidak ingin mengadu."))
    done(office.approve(case_id, "head_of_uptd"))

    done(office.fire(case_id, "correct-forms", "supervisor", kind="retracted", **WHY))
    done(office.approve(case_id, "head_of_uptd"))

    assert "police" not in office.clocks(case_id)


def test_r03_the_police_are_told_after_it_happened() -> None:
    form = PoliceReport.model_construct(police_reported_on=after(days=-3).date(), office="Polres", number="LP/1")
    known: dict[str, Any] = {"incident_on": after(days=-2).date()}

    assert codes(told_after_it_happened, case("reported", facts(**known)), form) == {"POLICE_BEFORE_INCIDENT"}
    assert codes(told_after_it_happened, case("reported", facts(**known, incident_is_estimated=True)), form) == set()
    assert codes(told_after_it_happened, case("reported", facts()), form) == set()


def test_r03_reopening_and_a_return_leave_the_72_hours_where_they_were(office: Office) -> None:
    case_id, sent = at_uptd(office, **ABUSED_ADULT)
    due = office.clocks(case_id)["police"].due_at
    office.later(hours=5)
    told: dict[str, Any] = {"return_reason": "incomplete_data", "explanation": "Nama sekolah belum ada."}
    done(office.fire(sent, "send-back", "uptd_officer", **told))

    assert office.clocks(case_id)["police"].due_at == due

    done(office.fire(case_id, "record-police-report", **POLICE))
    assert "police" not in office.clocks(case_id)


# R04, R16, R17: victim by victim


CHILD_TOO = (victim(30, "sexual"), victim(9, "physical", number=2), victim(40, "psychic", number=3))


def test_r04_the_referral_that_stops_the_24_hours_leaves_nobody_behind_to_whom_they_belong() -> None:
    both = case("reported", facts(*CHILD_TOO))

    [told] = refusals(leaves_no_protected_behind, both, sending("legal_obligation", 1))

    assert (told.code, told.rule) == ("LEFT_BEHIND", "R04")
    assert "number 2 must" in told.reason.en
    assert codes(leaves_no_protected_behind, both, sending("legal_obligation", 1, 2)) == set()
    assert codes(leaves_no_protected_behind, both, sending("legal_obligation")) == set()


def test_r04_who_is_at_uptd_already_is_not_left_behind() -> None:
    there = referral("UPTD", "accepted", victims=(Carried(number=1),))
    back = referral("UPTD", "returned", victims=(Carried(number=1),))

    form = sending("legal_obligation", 2)

    assert codes(leaves_no_protected_behind, case("consulted", facts(*CHILD_TOO), there), form) == set()
    assert codes(leaves_no_protected_behind, case("consulted", facts(*CHILD_TOO), back), form) == {"LEFT_BEHIND"}


def test_r17_a_referral_of_one_victim_to_uptd_lets_no_other_be_at_puspaga_alone() -> None:
    two = facts(victim(33, "psychic"), victim(60, "neglect", number=2), victim(11, number=3))
    beside = case("referred-to-UPTD", two, referral("UPTD", "accepted", victims=(Carried(number=1),)))

    assert codes(harmed_are_at_uptd, beside, sending("consent", 2)) == {"PUSPAGA_ALONE"}
    assert codes(harmed_are_at_uptd, beside, sending("consent")) == {"PUSPAGA_ALONE"}
    assert codes(harmed_are_at_uptd, beside, sending("public_duty", 3)) == set()
    assert codes(harmed_are_at_uptd, beside, sending("consent", 1, 3)) == set()


def test_r17_the_office_hears_of_the_victim_who_is_not_at_uptd(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case_id = report(office, victims=[{"age": 9, "forms": ["physical"]}, {"age": 8, "forms": ["neglect"]}])
    duty: dict[str, Any] = {"legal_basis": "public_duty"}

    assert refused(office.fire(case_id, "refer-to-UPTD", victims_carried=[1], **duty)) == {"LEFT_BEHIND"}
    done(office.fire(case_id, "refer-to-UPTD", **duty))
    done(office.fire(case_id, "add-PUSPAGA-referral", victims_carried=[2], **duty))


# R06, R07


def test_r06_what_was_agreed_before_does_not_settle_a_reopened_case(office: Office) -> None:
    case_id = ready(office)
    done(office.fire(case_id, "resolve", **SUMMARY))
    done(office.approve(case_id, "supervisor"))
    done(office.fire(case_id, "reopen", reason="Kesepakatan dilanggar."))

    again = office.fire(case_id, "resolve", **SUMMARY)

    assert refused(again) == {"PKDRT_51_53"}
    assert again.refused is not None
    [told] = again.refused.refusals
    for missing in ("her own written request", "free of pressure", "a signed record of agreement"):
        assert missing in told.reason.en
    done(office.fire(case_id, "record-agreement", **PAPERS))
    done(office.fire(case_id, "resolve", **SUMMARY))


def test_r06_a_second_alleged_perpetrator_who_is_no_spouse_forbids_it(office: Office) -> None:
    case_id = ready(office, perpetrators=[*SLAPPED["perpetrators"], {"relation": "relative", "works_here": "no"}])

    assert refused(office.fire(case_id, "resolve", **SUMMARY)) == {"PKDRT_51_53"}


def test_r06_nor_does_one_who_is_described_later_and_to_nobody_in_particular(office: Office) -> None:
    case_id = ready(office)
    done(office.fire(case_id, "resolve", **SUMMARY))
    done(office.fire(case_id, "describe-people", perpetrators=[{}, {"works_here": "no"}]))

    assert refused(office.fire(case_id, "resolve", **SUMMARY)) == {"PKDRT_51_53"}, "and the proposal before it is dead"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("disclose", {"hinders_daily_work": "no"}),
        ("consult-again", {"disclosures": [{"victim": 1, "hinders_daily_work": "no"}]}),
        ("describe-people", {"victims": [{"hinders_daily_work": "no"}]}),
    ],
)
def test_r07_that_an_injury_hindered_daily_work_is_not_untold_by_one_person(
    office: Office, step: str, told: dict[str, Any]
) -> None:
    case_id = ready(office, victims=[{"age": 35, "forms": ["physical"], "hinders_daily_work": "yes"}])
    talk: dict[str, Any] = {
        "consulted_at": "2026-12-01T09:00",
        "heard": "client",
        "stated_risk": "low",
        "category": "KDRT",
    }

    done(office.fire(case_id, step, **(talk if step == "consult-again" else {}), **told))

    assert "PKDRT_44" in refused(office.fire(case_id, "resolve", **SUMMARY))


def test_r07_two_persons_correct_an_injury_that_was_ticked_by_mistake(office: Office) -> None:
    case_id = ready(office, victims=[{"age": 35, "forms": ["physical"], "hinders_daily_work": "yes"}])

    corrected(office, case_id, forms=["physical"], hinders_daily_work="no")

    done(office.fire(case_id, "resolve", **SUMMARY))


# R09, R12, R30


def test_r09_the_hour_of_an_emergency_counts_from_the_report_and_says_so() -> None:
    later = case("reported", facts(victim(30), stated_risk="high"))

    assert ACKNOWLEDGE.since.en == "the report"
    assert ACKNOWLEDGE.anchor(later) == later.facts.taken_at


@pytest.mark.parametrize(("day", "told"), [("2026-11-30", {"BEFORE_THE_REPORT"}), ("2026-12-01", set())])
def test_r30_a_try_counts_from_the_day_of_the_report_in_metro(day: str, told: set[str]) -> None:
    before_dawn = facts(taken_at=after(hours=-6))  # 03.00 in Metro, still the day before in UTC
    form = ContactAttempt.model_validate(
        {"attempted_on": day, "way": "phone", "safely": True}, context={"now": after(hours=1)}
    )

    assert codes(tried_after_the_report, case("reported", before_dawn), form) == told
