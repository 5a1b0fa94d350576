"""Intake: where it happened, who is who to whom, whom the case is kept from, and what a child perpetrator changes."""

from typing import Any
from uuid import UUID

import pytest

from api.definitions.schemas import schema
from engine.definition import Actor, Situation
from engine.errors import Invalid
from engine.forms import validate
from tests.office import Office
from tests.workflows.samples import TAKEN, case, codes, facts, refusals, spouses, victim
from tests.workflows.stories import consult, done, refused, report
from workflows import REGISTRY
from workflows.casework.assessing import born_by_the_incident, relations_name_known_people
from workflows.casework.beginning import begin
from workflows.casework.changes import assigning, describing
from workflows.casework.ending import reason_may_end_it
from workflows.casework.handover import to_puspaga, to_uptd, uptd_audience
from workflows.casework.sending import holds_a_referral, not_puspaga_alone, protected_or_asked_for
from workflows.casework.settling import never_sexual, no_child_perpetrator
from workflows.facts.case import CaseFacts, Perpetrator
from workflows.facts.sight import place, seen_by
from workflows.forms.assessing import People
from workflows.forms.referring import SendingToUptd
from workflows.forms.report import Report
from workflows.forms.steps import Assignment, Ending
from workflows.office.roles import DINAS, HEAD, agency_group, kelurahan_group

REJOMULYO = "18.72.05.1001"
UPTD = agency_group("UPTD")
KADER = Actor(None, "kader")


def begun(**told: Any) -> CaseFacts:
    form = validate(Report, {"happened": "Diceritakan.", "kelurahan": REJOMULYO, "danger_now": "no", **told}, TAKEN)
    made = begin(Situation(case("reported", facts()), KADER, TAKEN, form))
    assert isinstance(made, CaseFacts)
    return made


def described(before: CaseFacts, **told: Any) -> Situation:
    return Situation(case("reported", before), KADER, TAKEN, validate(People, told, TAKEN))


# where


@pytest.mark.parametrize("where", ["outside", "unknown"])
def test_r32_what_no_house_has_is_uptds_and_the_dinas(where: str) -> None:
    its = begun(kelurahan=where, incident_region="18.02" if where == "outside" else None)

    assert seen_by(its) == {DINAS, HEAD, UPTD}
    assert place(its) == where
    assert codes(holds_a_referral, case("reported", its), role="uptd_officer") == set()
    assert codes(holds_a_referral, case("reported", begun()), role="uptd_officer") == {"NO_OPEN_REFERRAL"}


def test_r32_the_house_that_takes_a_report_from_elsewhere_keeps_it_in_sight() -> None:
    its = begun(kelurahan="outside", house=REJOMULYO)

    assert seen_by(its) == {DINAS, kelurahan_group(REJOMULYO)}
    assert (its.kelurahan, place(its)) == ("outside", REJOMULYO)


def test_r32_a_report_from_nowhere_lands_with_uptd_who_is_told_and_takes_it_on(office: Office) -> None:
    case_id = report(office, "kader", kelurahan="unknown", victims=[{"age": 8, "forms": ["physical"]}])

    assert ("report", 0, frozenset({"kader", "coordinator", "uptd_officer"})) in office.told(case_id)
    done(office.fire(case_id, "acknowledge", "uptd_officer"))
    done(office.fire(case_id, "refer-to-UPTD", "uptd_officer", legal_basis="public_duty"))
    assert office.state_of(case_id) == "referred-to-UPTD"


@pytest.mark.parametrize(("stated", "counts"), [("low", "unassessed"), ("medium", "unassessed"), ("high", "high")])
def test_r10_who_reports_from_outside_has_assessed_no_risk_but_may_call_it_high(stated: str, counts: str) -> None:
    told = {"happened": "Diceritakan.", "kelurahan": REJOMULYO, "danger_now": "no", "stated_risk": stated}
    form = validate(Report, told, TAKEN)

    at_the_door = begin(Situation(case("reported", facts()), Actor(None, "reporter"), TAKEN, form))

    assert (at_the_door.stated_risk, at_the_door.channel) == (counts, "public_form")
    assert begin(Situation(case("reported", facts()), KADER, TAKEN, form)).stated_risk == stated


# who


def test_each_pair_has_its_own_relation() -> None:
    its = begun(
        victims=[{"age": 34}, {"age": 9}, {"age": 5}],
        perpetrators=[{"relation": "parent", "pairs": [{"victim": 1, "relation": "spouse"}]}],
    )

    assert [(one.victim, one.kind) for one in its.relations] == [(1, "spouse"), (2, "parent"), (3, "parent")]


def test_what_is_described_of_an_alleged_perpetrator_is_kept_as_closed_facts() -> None:
    told = {"born_on": "2012-06-01", "education": "sd", "sex": "male", "works_here": "no"}
    its = begun(incident_on="2026-01-01", perpetrators=[told])

    [alleged] = its.perpetrators

    assert (alleged.age, alleged.age_at_incident, alleged.education) == (14, 13, "sd")
    assert "2012-06-01" not in its.model_dump_json()


def test_a_relation_to_somebody_who_is_not_there_is_refused_with_the_numbers() -> None:
    known = facts(victim(30), victim(8, number=2))
    wrong = described(known, perpetrators=[{"relation": "parent", "to_victims": [2, 3]}])

    [told] = refusals(relations_name_known_people, wrong.case, wrong.form)

    assert (told.code, told.reason.en) == ("UNKNOWN_VICTIM", "There is no victim number 3.")


def test_who_was_not_born_at_the_incident_is_not_described_as_having_been_there() -> None:
    known = facts(victim(30), incident_on=TAKEN.date().replace(year=2015))
    wrong = described(known, perpetrators=[{"age": 9}])

    assert codes(born_by_the_incident, wrong.case, wrong.form) == {"BORN_AFTER_INCIDENT"}
    assert codes(born_by_the_incident, wrong.case, described(known, perpetrators=[{"age": 40}]).form) == set()


def test_a_contradiction_says_in_both_languages_what_to_mend() -> None:
    with pytest.raises(Invalid) as wrong:
        begun(incident_on="2020-01-01", victims=[{"born_on": "2021-05-05"}])

    [problem] = wrong.value.problems

    assert "periksa salah satunya" in problem.message.id
    assert "check one of them" in problem.message.en


# R13, R35


def test_r13_and_r35_are_told_before_the_first_question_of_the_intake() -> None:
    notes = {note["rule"]: note for note in schema(Report)["x-ui"]["notes"]}

    assert "wajib menolong" in notes["R13"]["text"]["id"]
    assert [call["href"] for call in notes["R35"]["calls"]] == ["tel:110", "tel:129", "tel:08111129129"]


# R31


@pytest.mark.parametrize(
    ("told", "withheld"),
    [
        ({"works_here": "yes"}, True),
        ({"name": "Darto"}, True),
        ({"name": "Darto", "works_here": "no"}, False),
        ({"relation": "neighbour"}, False),
    ],
)
def test_r31_a_case_about_somebody_who_may_work_here_is_kept_from_the_house(
    told: dict[str, Any], withheld: bool
) -> None:
    its = begun(perpetrators=[told])

    assert seen_by(its) == ({DINAS, HEAD, UPTD} if withheld else {DINAS, kelurahan_group(REJOMULYO)})


def test_r31_the_house_sees_it_once_the_supervisor_has_assigned_it() -> None:
    its = begun(perpetrators=[{"works_here": "yes"}])
    form = Assignment.model_construct(reason="Bukan kerabatnya.", assignee=UUID(int=7), to_kelurahan=None)
    after = its.model_copy(update=assigning(Situation(case("reported", its), Actor(None, "supervisor"), TAKEN, form)))

    assert kelurahan_group(REJOMULYO) not in uptd_audience(Situation(case("reported", its), KADER, TAKEN))
    assert seen_by(after) == {DINAS, kelurahan_group(REJOMULYO)}


def test_r31_it_is_withheld_again_where_it_turns_out_that_somebody_works_here() -> None:
    its = begun(perpetrators=[{"name": "Darto", "works_here": "no"}])

    assert describing(described(its, perpetrators=[{"works_here": "yes"}]))["withheld"] is True
    assert describing(described(its, perpetrators=[{"name": "Darto"}]))["withheld"] is False


# R02, R18


@pytest.mark.parametrize(
    ("age", "band"), [(11, "under_12"), (12, "12_13"), (13, "12_13"), (14, "14_17"), (17, "14_17")]
)
def test_r18_the_bands_of_the_juvenile_courts_act_are_shown(age: int, band: str) -> None:
    its = begun(victims=[{"age": 30, "forms": ["physical"]}], perpetrators=[{"age": age}])

    shown = {one.fact for one in REGISTRY.get("omah-peluk").workflow.summary}

    assert its.child_perpetrator == band
    assert "child_perpetrator" in shown


def test_r18_the_age_that_counts_is_the_one_at_the_incident() -> None:
    grown = begun(incident_on="2020-12-01", perpetrators=[{"age": 20}])

    assert grown.perpetrators[0].juvenile == "14_17"
    assert begun(perpetrators=[{"age": 18}]).child_perpetrator is None


def test_r18_violence_by_a_child_goes_to_uptd_and_nowhere_else() -> None:
    child = spouses(perpetrators=(Perpetrator(number=1, age=16),))
    subject = case("consulted", child)
    over = Ending.model_construct(reason="x", end_reason="unfounded")
    asked = validate(SendingToUptd, {"legal_basis": "public_duty"}, TAKEN)

    assert codes(no_child_perpetrator, subject) == {"SPPA"}
    assert codes(not_puspaga_alone, subject) == {"PUSPAGA_ALONE"}
    assert codes(reason_may_end_it, subject, over) == {"SPPA"}
    assert codes(protected_or_asked_for, case("reported", child), asked) == set()
    assert codes(no_child_perpetrator, case("consulted", spouses())) == set()


def test_r18_a_childs_behaviour_without_violence_may_be_settled_here() -> None:
    assert (
        codes(no_child_perpetrator, case("consulted", facts(victim(40), perpetrators=(Perpetrator(number=1, age=14),))))
        == set()
    )


def test_r02_a_child_perpetrator_does_not_lift_r01_and_uptd_is_told_sppa() -> None:
    its = facts(victim(15, "sexual"), perpetrators=(Perpetrator(number=1, age=13),), child_perpetrator="12_13")
    situation = Situation(case("consulted", its), KADER, TAKEN)

    assert codes(never_sexual, situation.case) == {"TPKS_23"}
    assert (to_uptd(situation).note, to_uptd(situation).child_perpetrator) == ("SPPA", "12_13")
    assert to_puspaga(situation).note is None


def test_r02_the_refusal_says_both_reasons_at_once(office: Office) -> None:
    case_id = report(
        office,
        victims=[{"age": 15, "sexual_forms": ["obscene_act"]}],
        perpetrators=[{"age": 13, "relation": "partner_friend"}],
    )
    done(consult(office, case_id, category="KS"))

    assert {"TPKS_23", "SPPA", "PA_59A_72"} <= refused(office.fire(case_id, "resolve", summary="Damai."))


def test_r18_diversion_is_offered_nowhere() -> None:
    """It is for police, prosecutor and court (UU SPPA art. 7): no step or form here has the word."""
    for compiled in REGISTRY:
        workflow = compiled.workflow
        forms = [workflow.opening, *(step.form for step in workflow.transitions)]
        told = [str(schema(form)) for form in forms if form is not None]
        told += [f"{step.name} {step.title}" for step in workflow.transitions]
        assert not [one for one in told if "divers" in one.casefold()]
