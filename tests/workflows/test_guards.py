"""The law: what may be settled here, what must go on, and what a refusal says.

Long because each article stands with what it lets pass and what it stops.
"""

from dataclasses import replace
from typing import Any

import pytest

from engine.definition import Snapshot
from tests.workflows.samples import after, case, codes, facts, pending, referral, refusals, spouses, victim
from workflows.casework.answering import (
    answers_for_its_house,
    last_one_leaves_nothing_pending,
    last_one_leaves_police_decided,
    not_back_for_settling,
    protected_stays_with_uptd,
)
from workflows.casework.assessing import (
    category_fits,
    leaves_nobody_out,
    lowering_is_the_supervisors,
    no_child_becomes_adult,
    speaks_of_a_known_victim,
)
from workflows.casework.carrying import carries_known_victims
from workflows.casework.ending import (
    complaint_can_be_left_out,
    declined_by_adults,
    police_decided,
    reason_may_end_it,
)
from workflows.casework.legal_basis import legal_basis_to_puspaga, legal_basis_to_uptd
from workflows.casework.sending import (
    holds_a_referral,
    not_puspaga_alone,
    only_adults_refuse,
    protected_or_asked_for,
    slight_enough_without_consultation,
)
from workflows.casework.settling import complaint_offence, never_sexual, no_violence_against_a_child, not_grave
from workflows.facts.case import CaseFacts, Relation
from workflows.facts.vocabulary import SEXUAL_VIOLENCE, VIOLENCE
from workflows.forms.assessing import Consultation, Correction, People, Reassessment
from workflows.forms.people import VictimEntry
from workflows.forms.referring import Return, SendingToUptd
from workflows.forms.steps import Ending
from workflows.omah_peluk import OMAH_PELUK

NOW = {"now": after(hours=1)}
SETTLING = (never_sexual, no_violence_against_a_child, complaint_offence, not_grave)


def sending(basis: str, *victims: int, **told: Any) -> SendingToUptd:
    consent = {
        "consent_by": "yang bersangkutan",
        "consent_relation": "self",
        "consent_on": "2026-12-01",
        "consent_scope": "rujukan",
    }
    given = consent if basis == "consent" else {}
    data = {"legal_basis": basis, "victims_carried": victims, **given, **told}
    return SendingToUptd.model_validate(data, context=NOW)


# R01


@pytest.mark.parametrize("form", SEXUAL_VIOLENCE)
def test_every_form_of_sexual_violence_forbids_a_local_settlement(form: str) -> None:
    assert codes(never_sexual, case("consulted", facts(victim(30, sexual=(form,))))) == {"TPKS_23"}


def test_nothing_lifts_the_refusal_of_sexual_violence() -> None:
    [refusal] = refusals(never_sexual, case("consulted", facts(victim(30, "sexual"))))

    assert (refusal.rule, refusal.lifted_by) == ("R01", None)


def test_an_adult_abused_sexually_is_refused_by_the_sexual_rule_alone() -> None:
    subject = case("consulted", facts(victim(30, "sexual")))

    settled = {code for guard in SETTLING for code in codes(guard, subject)}

    assert settled == {"TPKS_23"}


# R05


@pytest.mark.parametrize("form", [form for form in VIOLENCE if form != "sexual"])
@pytest.mark.parametrize("married", ["single", "married"])
def test_r05_violence_against_a_child_is_refused_whatever_its_form(form: str, married: str) -> None:
    subject = case("consulted", facts(victim(17, form, marital=married)))

    assert codes(no_violence_against_a_child, subject) == {"PA_59A_72"}


def test_who_was_a_child_then_counts_as_one() -> None:
    grown_up = victim(25, "physical", age_at_incident=15)

    assert codes(no_violence_against_a_child, case("consulted", facts(grown_up))) == {"PA_59A_72"}


def test_one_child_among_adults_is_enough() -> None:
    subject = case("consulted", spouses(victims=(victim(35, "physical"), victim(8, "physical", number=2))))

    assert codes(no_violence_against_a_child, subject) == {"PA_59A_72"}


def test_a_child_without_violence_may_be_helped_here() -> None:
    subject = case("consulted", facts(victim(14), category="non_violence"))

    assert {code for guard in SETTLING for code in codes(guard, subject)} == set()


# R06, R07


def test_light_violence_between_spouses_with_every_paper_is_not_refused() -> None:
    subject = case("consulted", spouses())

    assert {code for guard in SETTLING for code in codes(guard, subject)} == set()


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"victim_request_written": "unknown"}, "her own written request"),
        ({"assessed_free_of_pressure": "no"}, "free of pressure"),
        ({"agreement_signed": "unknown"}, "record of agreement"),
        ({"client_heard": False}, "the victim herself was heard"),
        ({"stated_risk": "medium"}, "low risk"),
        ({"stated_risk": "unassessed"}, "low risk"),
        ({"immediate": ("no_safe_place",)}, "no emergency"),
        ({"relations": (Relation(victim=1, perpetrator=1, kind="partner_friend"),)}, "spouse"),
        ({"relations": (), "perpetrators": ()}, "spouse"),
        ({"victims": (victim(35, "physical"),)}, "not to hinder daily work"),
        ({"victims": (victim(35, "physical", hinders_daily_work="yes"),)}, "not to hinder daily work"),
        ({"victims": (victim(35, "neglect", hinders_daily_work="no"),)}, "only physical or psychological"),
        ({"victims": (victim(None, "physical", hinders_daily_work="no"),)}, "known to be an adult"),
    ],
)
def test_each_missing_part_is_named_in_the_refusal(missing: dict[str, Any], named: str) -> None:
    [refusal] = refusals(complaint_offence, case("consulted", spouses(**missing)))

    assert refusal.code == "PKDRT_51_53"
    assert named in refusal.reason.en


def test_all_that_is_missing_is_listed_at_once() -> None:
    bare = facts(victim(35, "physical"))

    [refusal] = refusals(complaint_offence, case("consulted", bare))

    assert refusal.reason.en.count(";") == 6


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"victims": (victim(35, "physical", hinders_daily_work="yes"),)}, "PKDRT_44"),
        ({"immediate": ("weapon",)}, "WEAPON"),
        ({"relations": (Relation(victim=1, perpetrator=1, kind="spouse", earlier_case=True),)}, "REPETITION"),
    ],
)
def test_grave_violence_goes_to_uptd(found: dict[str, Any], code: str) -> None:
    assert codes(not_grave, case("consulted", spouses(**found))) == {code}


def test_a_weapon_stays_on_record_when_it_is_gone() -> None:
    with_weapon = spouses(immediate=("weapon",))

    without = spouses(immediate=(), weapon_ever=with_weapon.weapon_ever)

    assert codes(not_grave, case("consulted", without)) == {"WEAPON"}


# R08, R16, R17


def test_r08_a_protected_report_goes_to_uptd_without_consultation() -> None:
    protected = case("reported", facts(victim(8, "physical")))

    assert codes(protected_or_asked_for, protected, sending("public_duty")) == set()


def test_an_unprotected_report_waits_for_a_consultation_unless_an_adult_asks() -> None:
    ordinary = case("reported", facts(victim(35, "psychic")))

    assert codes(protected_or_asked_for, ordinary, sending("consent")) == {"CONSULT_FIRST"}
    assert codes(protected_or_asked_for, ordinary, sending("consent", asked_by_adult=True)) == set()


def test_a_child_does_not_ask_as_an_adult() -> None:
    child = case("reported", facts(victim(14)))

    assert codes(protected_or_asked_for, child, sending("public_duty", asked_by_adult=True)) == {"CONSULT_FIRST"}


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"category": "non_violence", "stated_risk": "low"}, set()),
        ({"category": "non_violence", "stated_risk": "unassessed"}, {"RISK_NOT_LOW"}),
        ({"category": "non_violence", "stated_risk": "medium"}, {"RISK_NOT_LOW"}),
        ({"stated_risk": "low"}, {"VIOLENCE_NOT_EXCLUDED"}),
        ({"category": "KDRT", "stated_risk": "high"}, {"VIOLENCE_NOT_EXCLUDED", "RISK_NOT_LOW"}),
    ],
)
def test_only_slight_reports_go_straight_to_puspaga(told: dict[str, Any], refused: set[str]) -> None:
    assert codes(slight_enough_without_consultation, case("reported", facts(victim(14), **told))) == refused


def test_the_same_case_is_not_judged_so_after_a_consultation() -> None:
    assert codes(slight_enough_without_consultation, case("consulted", facts(stated_risk="medium"))) == set()


@pytest.mark.parametrize("state", ["sent", "accepted", "completed"])
def test_r17_violence_goes_to_puspaga_beside_uptd(state: str) -> None:
    subject = case("referred-to-UPTD", facts(victim(33, "psychic")), referral("UPTD", state))

    assert codes(not_puspaga_alone, subject) == set()


@pytest.mark.parametrize("state", ["returned", "revoked"])
def test_violence_goes_not_to_puspaga_when_uptd_gave_it_back(state: str) -> None:
    subject = case("consulted", facts(victim(33, "psychic")), referral("UPTD", state))

    assert codes(not_puspaga_alone, subject) == {"PUSPAGA_ALONE"}


def test_where_a_complaint_offence_could_be_settled_puspaga_may_help_alone() -> None:
    assert codes(not_puspaga_alone, case("consulted", spouses(agreement_signed="no"))) == set()
    assert codes(not_puspaga_alone, case("consulted", spouses(victim_request_written="no"))) == {"PUSPAGA_ALONE"}
    assert codes(not_puspaga_alone, case("consulted", spouses(weapon_ever=True))) == {"PUSPAGA_ALONE"}


def test_sexual_violence_never_goes_to_puspaga_alone() -> None:
    assert codes(not_puspaga_alone, case("consulted", spouses(victims=(victim(35, "sexual"),)))) == {"PUSPAGA_ALONE"}


def test_a_referral_names_victims_that_exist() -> None:
    subject = case("consulted", facts(victim(30), victim(8, number=2)))

    assert codes(carries_known_victims, subject, sending("public_duty", 2)) == set()
    assert codes(carries_known_victims, subject, sending("public_duty", 3)) == {"UNKNOWN_VICTIM"}


def test_an_agency_sends_on_only_what_it_holds() -> None:
    held = case("referred-to-PUSPAGA", facts(), referral("PUSPAGA", "accepted"))
    over = case("consulted", facts(), referral("PUSPAGA", "returned"))

    assert codes(holds_a_referral, held, role="puspaga_officer") == set()
    assert codes(holds_a_referral, over, role="puspaga_officer") == {"NO_OPEN_REFERRAL"}
    assert codes(holds_a_referral, over, role="kader") == set()


# R24


@pytest.mark.parametrize(
    ("its", "basis", "fits"),
    [
        (facts(victim(30, "psychic")), "consent", True),
        (facts(victim(30, "psychic")), "vital_interest", False),
        (facts(victim(30, "psychic"), immediate=("confined",)), "vital_interest", True),
        (facts(victim(30, "psychic")), "legal_obligation", False),
        (facts(victim(30, "sexual")), "legal_obligation", True),
        (facts(victim(30, "psychic")), "public_duty", False),
        (facts(victim(9, "sexual")), "legal_obligation", True),
        (facts(victim(9)), "public_duty", True),
        (facts(victim(9)), "consent", False),
        (facts(victim(None, "physical")), "public_duty", True),
        (facts(victim(None, "physical")), "consent", True),
    ],
)
def test_a_legal_basis_fits_the_person_whose_identity_goes_to_uptd(its: Any, basis: str, fits: bool) -> None:
    assert codes(legal_basis_to_uptd, case("consulted", its), sending(basis)) == (set() if fits else {"LEGAL_BASIS"})


def test_an_obligation_to_uptd_is_none_to_puspaga() -> None:
    subject = case("consulted", facts(victim(30, "sexual")))

    assert codes(legal_basis_to_puspaga, subject, sending("legal_obligation")) == {"LEGAL_BASIS"}


def test_the_basis_is_judged_for_the_victims_carried_only() -> None:
    both = case("consulted", facts(victim(30, "psychic"), victim(9, number=2)))

    assert codes(legal_basis_to_uptd, both, sending("public_duty", 2)) == set()
    assert len(refusals(legal_basis_to_uptd, both, sending("public_duty"))) == 1


# R10 and the record


def assessment(risk: str, **told: Any) -> Reassessment:
    return Reassessment.model_validate({"stated_risk": risk, "reason": "Dinilai ulang.", **told}, context=NOW)


def test_r10_only_the_supervisor_lowers_a_high_risk() -> None:
    high = case("consulted", facts(stated_risk="high"))

    assert codes(lowering_is_the_supervisors, high, assessment("medium")) == {"LOWERING_HIGH_RISK"}
    assert codes(lowering_is_the_supervisors, high, assessment("medium"), role="supervisor") == set()
    assert codes(lowering_is_the_supervisors, high, assessment("high")) == set()


def test_a_risk_that_the_criteria_keep_high_is_not_lowered() -> None:
    high = case("consulted", facts(stated_risk="high", immediate=("weapon",)))

    assert codes(lowering_is_the_supervisors, high, assessment("low", immediate=["weapon"])) == set()
    assert codes(lowering_is_the_supervisors, high, assessment("low")) == {"LOWERING_HIGH_RISK"}


def consultation(category: str, **told: Any) -> Consultation:
    data = {"consulted_at": after(minutes=5), "heard": "client", "stated_risk": "low", "category": category, **told}
    return Consultation.model_validate(data, context=NOW)


def test_the_category_agrees_with_the_forms_on_record() -> None:
    peaceful, violent = case("reported", facts(victim(30))), case("reported", facts(victim(30, "physical")))

    assert codes(category_fits, peaceful, consultation("non_violence")) == set()
    assert codes(category_fits, violent, consultation("non_violence")) == {"CATEGORY_CONTRADICTS"}
    assert codes(category_fits, peaceful, consultation("KDRT")) == {"CATEGORY_CONTRADICTS"}
    assert codes(category_fits, violent, consultation("KS")) == {"CATEGORY_CONTRADICTS"}
    told = consultation("KS", disclosures=[{"victim": 1, "sexual_forms": ["rape"]}])
    assert codes(category_fits, violent, told) == set()


def test_a_child_becomes_no_adult_without_a_second_person() -> None:
    child = case("consulted", facts(victim(9, "physical")))
    older = People(victims=(VictimEntry(age=19),))

    assert codes(no_child_becomes_adult, child, older) == {"AGE_NEEDS_CORRECTION"}
    assert codes(no_child_becomes_adult, child, People(victims=(VictimEntry(age=10),))) == set()


def test_a_list_of_people_leaves_nobody_out() -> None:
    two = case("consulted", facts(victim(9), victim(12, number=2)))

    assert codes(leaves_nobody_out, two, People(victims=(VictimEntry(),))) == {"PEOPLE_LEFT_OUT"}
    assert codes(leaves_nobody_out, two, People(victims=(VictimEntry(), VictimEntry(), VictimEntry()))) == set()
    assert codes(leaves_nobody_out, two, People()) == set()


def test_a_correction_speaks_of_somebody_on_record() -> None:
    wrong = Correction(victim=4, kind="entry_error", reason="Salah catat.")

    assert codes(speaks_of_a_known_victim, case("consulted", facts()), wrong) == {"UNKNOWN_VICTIM"}


def test_a_refusal_counts_only_where_every_victim_is_known_to_be_adult() -> None:
    assert codes(only_adults_refuse, case("consulted", facts(victim(30)))) == set()
    assert codes(only_adults_refuse, case("consulted", facts(victim(30), victim(9, number=2)))) == {"ADULTS_ONLY"}
    assert codes(only_adults_refuse, case("consulted", facts(victim(None)))) == {"ADULTS_ONLY"}


# R03 and ending


@pytest.mark.parametrize(
    ("told", "decided"),
    [
        ({}, False),
        ({"police_reported_on": after(hours=1).date()}, True),
        ({"police_confirmed_at": after(hours=1)}, True),
        ({"no_complaint": True}, True),
    ],
)
def test_a_sexual_case_does_not_end_with_the_police_undecided(told: dict[str, Any], decided: bool) -> None:
    harmed = victim(30, sexual=("electronic",), disabled="no")
    subject = case("consulted", facts(harmed, **told))

    assert codes(police_decided, subject) == (set() if decided else {"POLICE_UNDECIDED"})


@pytest.mark.parametrize(
    ("harmed", "may"),
    [
        (victim(30, sexual=("nonphysical_harassment",), disabled="no"), True),
        (victim(30, sexual=("electronic", "physical_harassment"), disabled="no"), True),
        (victim(30, sexual=("rape",), disabled="no"), False),
        (victim(30, sexual=("electronic", "rape"), disabled="no"), False),
        (victim(30, "sexual", disabled="no"), False),
        (victim(30, sexual=("electronic",), disabled="yes"), False),
        (victim(30, sexual=("electronic",)), False),
        (victim(17, sexual=("electronic",), disabled="no"), False),
        (victim(30, "physical", disabled="no"), False),
    ],
)
def test_a_complaint_is_left_out_only_for_an_adults_complaint_offence(harmed: Any, may: bool) -> None:
    expected = set() if may else {"NOT_A_COMPLAINT_OFFENCE"}

    assert codes(complaint_can_be_left_out, case("referred-to-UPTD", facts(harmed))) == expected


def ending(reason: str) -> Ending:
    whole = {"informed": True, "safety_plan": "Nomor darurat."}
    return Ending.model_validate({"end_reason": reason, "reason": "Seperti dicatat.", **whole}, context=NOW)


@pytest.mark.parametrize("reason", ["unfounded", "unreachable", "declined", "moved", "died"])
def test_what_must_go_to_uptd_does_not_end_here(reason: str) -> None:
    assert codes(reason_may_end_it, case("reported", facts(victim(30, "sexual"))), ending(reason)) == {"TPKS_23"}
    assert codes(reason_may_end_it, case("reported", facts(victim(8, "physical"))), ending(reason)) == {"PA_59A_72"}
    assert codes(reason_may_end_it, case("reported", facts(victim(30, "psychic"))), ending(reason)) == set()


def test_what_was_no_report_may_end_whatever_was_ticked() -> None:
    assert codes(reason_may_end_it, case("reported", facts(victim(8, "physical"))), ending("not_a_report")) == set()


def test_a_child_does_not_decline_help() -> None:
    assert codes(declined_by_adults, case("reported", facts(victim(15))), ending("declined")) == {"ADULTS_ONLY"}
    assert codes(declined_by_adults, case("reported", facts(victim(30))), ending("declined")) == set()


# the referral


def test_only_the_receiving_house_answers() -> None:
    at_uptd = referral("UPTD", "sent")

    assert codes(answers_for_its_house, at_uptd, role="uptd_officer") == set()
    assert codes(answers_for_its_house, at_uptd, role="puspaga_officer") == {"NOT_THE_RECEIVER"}


def test_uptd_does_not_return_a_sexual_case_to_be_settled_locally() -> None:
    advice = Return(return_reason="other", settle_locally=True, explanation="Selesaikan di sana saja.")
    plain = Return(return_reason="wrong_region", explanation="Bukan wilayah kami.")
    sexual = referral("UPTD", "sent", sexual=True)

    assert codes(not_back_for_settling, sexual, advice) == {"TPKS_23"}
    assert codes(not_back_for_settling, sexual, plain) == set()
    assert codes(not_back_for_settling, referral("UPTD", "sent", violence_against_a_child=True), advice) == {
        "PA_59A_72"
    }
    assert codes(not_back_for_settling, referral("UPTD", "sent"), advice) == set()


def family(*others: Snapshot, its: CaseFacts, state: str = "accepted", **more: Any) -> Snapshot:
    """A referral with its parent, as guards of a child see it."""
    child = referral("UPTD", state)
    return replace(child, parent=case("referred-to-UPTD", its, child, *others, **more))


def test_the_last_completion_waits_for_the_police_report() -> None:
    undecided = facts(victim(30, "sexual"))
    decided = facts(victim(30, "sexual"), police_reported_on=after(hours=1).date())

    assert codes(last_one_leaves_police_decided, family(its=undecided)) == {"POLICE_UNDECIDED"}
    assert codes(last_one_leaves_police_decided, family(its=decided)) == set()
    assert codes(last_one_leaves_police_decided, family(referral("PUSPAGA", "sent"), its=undecided)) == set()


def test_the_last_completion_waits_for_a_pending_proposal() -> None:
    waiting = family(its=facts(), pending=pending("correct-forms"))

    assert codes(last_one_leaves_nothing_pending, waiting) == {"APPROVAL_PENDS"}
    assert codes(last_one_leaves_nothing_pending, family(its=facts())) == set()


def test_a_protected_case_is_not_taken_back_from_uptd() -> None:
    assert codes(protected_stays_with_uptd, referral("UPTD", "sent", protected=True)) == {"PROTECTED_STAYS"}
    assert codes(protected_stays_with_uptd, family(its=facts(victim(9, "physical")))) == {"PROTECTED_STAYS"}
    assert codes(protected_stays_with_uptd, family(its=facts(victim(30, "psychic")))) == set()


# what the definitions promise about themselves


def test_every_way_into_a_local_settlement_is_guarded_by_the_law() -> None:
    ways = [one for one in OMAH_PELUK.transitions if one.target == "resolved-locally"]

    assert {one.name for one in ways} == {"resolve", "confirm-completion"}
    assert all(set(SETTLING) <= set(one.guards) for one in ways)
