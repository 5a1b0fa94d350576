"""Forms refuse contradictions where they are typed, in both languages, and describe themselves to the browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from engine.definition import SYSTEM, Actor, Situation
from engine.errors import Invalid
from engine.forms import split, validate
from tests.workflows.samples import TAKEN, after, case, facts
from workflows import REGISTRY
from workflows.casework.beginning import begin
from workflows.forms.assessing import Consultation, Correction, People
from workflows.forms.people import VictimEntry
from workflows.forms.referring import Sending
from workflows.forms.report import Report
from workflows.forms.steps import Assignment, Ending, FollowUpVisit, PoliceReport

NOW = TAKEN
PLAIN = {"happened": "Diceritakan.", "kelurahan": "18.72.05.1001", "danger_now": "no"}
TALK: dict[str, Any] = {
    "consulted_at": "2026-12-01T08:30:00",
    "heard": "client",
    "stated_risk": "low",
    "category": "non_violence",
}


def wrong(form: type[BaseModel], data: dict[str, Any]) -> dict[str, str]:
    """What is refused: pointer and code of each problem."""
    with pytest.raises(Invalid) as refused:
        validate(form, data, NOW)
    for problem in refused.value.problems:
        assert problem.message.id
        assert problem.message.en
    return {problem.pointer: problem.code for problem in refused.value.problems}


def reported(**told: Any) -> Report:
    return validate(Report, {**PLAIN, **told}, NOW)


def test_three_things_are_compulsory_in_a_report_and_nothing_else() -> None:
    assert wrong(Report, {}) == {"/happened": "missing", "/kelurahan": "missing", "/danger_now": "missing"}
    assert reported().victims == ()


def test_what_is_left_blank_counts_as_not_filled_in() -> None:
    assert reported(reporter_name="", incident_on="", category=None).incident_on is None


@pytest.mark.parametrize(
    ("told", "pointer", "code"),
    [
        ({"taken_at": "2026-12-01T09:01:00+07:00"}, "/taken_at", "in_the_future"),
        ({"taken_at": "2026-11-24T08:59:00+07:00"}, "/taken_at", "too_long_ago"),
        ({"incident_on": "2026-12-02"}, "/incident_on", "in_the_future"),
        ({"kelurahan": "18.72.09.1001"}, "/kelurahan", "unknown_kelurahan"),
        ({"anonymous": True, "reporter_name": "Sari"}, "/reporter_name", "anonymous_yet_named"),
        (
            {"incident_on": "2015-01-01", "victims": [{}, {"born_on": "2016-05-05"}]},
            "/victims/1/born_on",
            "born_after_incident",
        ),
        ({"incident_on": "2015-01-01", "victims": [{"age": 9}]}, "/victims/0/age", "born_after_incident"),
        ({"incident_on": "2015-01-01", "perpetrators": [{"age": 9}]}, "/perpetrators/0/age", "born_after_incident"),
        (
            {"incident_on": "2026-12-01", "taken_at": "2026-11-30T12:00:00+07:00"},
            "/incident_on",
            "after_the_report",
        ),
        ({"kelurahan": "outside", "incident_region": "18.72.05"}, "/incident_region", "region_is_metro"),
        ({"incident_region": "18.02"}, "/incident_region", "kelurahan_not_in_region"),
        ({"kelurahan": "outside", "incident_region": "99"}, "/incident_region", "unknown_region"),
        ({"kelurahan": "outside", "incident_region": "18.40"}, "/incident_region", "unknown_region"),
        ({"victims": [{"lives_in": "18.72.05.1009"}]}, "/victims/0/lives_in", "unknown_region"),
        ({"victims": [{"lives_in": "18.72.09"}]}, "/victims/0/lives_in", "unknown_region"),
        ({"victims": [{"age": 7, "education": "pt"}]}, "/victims/0/education", "too_young_for_school"),
        ({"perpetrators": [{"age": 30, "age_then": 31}]}, "/perpetrators/0/age_then", "older_then_than_now"),
        ({"perpetrators": [{"pairs": [{"victim": 3, "relation": "parent"}]}]}, "/perpetrators/0", "unknown_victim"),
        ({"victims": [{"born_on": "2027-01-01"}]}, "/victims/0/born_on", "in_the_future"),
        ({"victims": [{"age": 12, "born_on": "2010-01-01"}]}, "/victims/0/born_on", "age_contradicts_birth"),
        ({"victims": [{"age": 12, "age_then": 13}]}, "/victims/0/age_then", "older_then_than_now"),
        ({"victims": [{"sex": "male", "pregnant": "yes"}]}, "/victims/0/pregnant", "pregnant_male"),
        ({"category": "non_violence", "victims": [{"forms": ["physical"]}]}, "/victims", "category_contradicts_forms"),
        ({"category": "KS", "victims": [{"forms": ["physical"]}]}, "/victims", "category_needs_a_form"),
        ({"category": "KS"}, "/victims", "category_needs_a_form"),
        ({"category": "TPPO", "victims": [{"forms": ["exploitation"]}]}, "/victims", "category_needs_a_form"),
        ({"category": "KTA"}, "/victims", "category_needs_a_child"),
        ({"category": "KTA", "victims": [{"age": 30}]}, "/victims", "category_needs_a_child"),
        ({"category": "KTP", "victims": [{"age": 9}, {"sex": "male"}]}, "/victims", "category_needs_a_woman"),
        (
            {"category": "KDRT", "perpetrators": [{"relation": "neighbour"}]},
            "/perpetrators",
            "category_needs_a_household",
        ),
        ({"kelurahan": "unknown", "incident_region": "18.72.05.1001"}, "/incident_region", "region_is_a_kelurahan"),
        ({"incident_is_estimated": True}, "/incident_is_estimated", "estimate_of_nothing"),
        ({"contact_how": "phone"}, "/safe_contact", "contact_without_number"),
        ({"contact_how": "they_return", "safe_contact": "0812 3456 7890"}, "/safe_contact", "contact_not_wanted"),
        (
            {"safe_contact": "0812-3456-7890", "perpetrators": [{"phone": "+62 812 3456 7890"}]},
            "/safe_contact",
            "contact_is_accused",
        ),
        (
            {"safe_contact": "lewat Bpk. Budi Santosso", "perpetrators": [{"name": "Budi Santoso"}]},
            "/safe_contact",
            "contact_is_accused",
        ),
        (
            {"safe_contact": "0812-3456-7890", "do_not_contact": "suami, 081234567890"},
            "/safe_contact",
            "contact_is_barred",
        ),
        (
            {"reporter_name": "Muh. Slamet Riadi", "perpetrators": [{"name": "Muhammad Slamet Riyadi"}]},
            "/reporter_name",
            "reporter_is_accused",
        ),
        ({"victims": [{"name": "Siti Aminah"}, {"name": "St. Aminah"}]}, "/victims/1/name", "same_person_twice"),
        (
            {"victims": [{"name": "Ratna", "nik": "1872014408960001"}, {"nik": "1872014408960001"}]},
            "/victims/1/nik",
            "same_person_twice",
        ),
        (
            {"perpetrators": [{"name": "Budi Santoso"}, {"name": "Budi Santoso", "age": 40}]},
            "/perpetrators/1/name",
            "same_person_twice",
        ),
        (
            {"victims": [{"name": "Siti Aminah", "age": 30}], "perpetrators": [{"name": "Siti Aminah"}]},
            "/perpetrators/0/name",
            "victim_is_accused",
        ),
        ({"victims": [{"age": 6, "marital": "married"}]}, "/victims/0/marital", "too_young_for_marriage"),
        (
            {"victims": [{"age": 6}], "perpetrators": [{"relation": "spouse"}]},
            "/perpetrators/0/relation",
            "impossible_relation",
        ),
        (
            {"victims": [{"marital": "single"}], "perpetrators": [{"relation": "spouse"}]},
            "/perpetrators/0/relation",
            "impossible_relation",
        ),
        (
            {"victims": [{"age": 30}], "perpetrators": [{"age": 20, "relation": "parent"}]},
            "/perpetrators/0/relation",
            "impossible_relation",
        ),
        (
            {
                "victims": [{}],
                "perpetrators": [{"pairs": [{"victim": 1, "relation": one} for one in ("parent", "other")]}],
            },
            "/perpetrators/0/pairs/1/relation",
            "two_relations",
        ),
        ({"victims": [{"age": 6, "pregnant": "yes"}]}, "/victims/0/pregnant", "pregnant_at_this_age"),
        ({"victims": [{"born_on": "2010-01-01", "age_then": 30}]}, "/victims/0/born_on", "older_then_than_now"),
        (
            {"incident_on": "2022-12-01", "victims": [{"age": 19, "age_then": 18}]},
            "/victims/0/age_then",
            "age_contradicts_incident",
        ),
        (
            {"incident_on": "2022-12-01", "victims": [{"born_on": "2006-05-05", "age_then": 18}]},
            "/victims/0/age_then",
            "age_contradicts_incident",
        ),
        (
            {"victims": [{"age": 30, "sexual_forms": ["child_intercourse_or_obscenity"]}]},
            "/victims/0/sexual_forms",
            "not_a_child_then",
        ),
        ({"perpetrators": [{"to_victims": [2]}]}, "/perpetrators/0", "unknown_victim"),
        ({"victims": [{"nik": "123"}]}, "/victims/0/nik", "string_pattern_mismatch"),
        ({"victims": [{"age": -1}]}, "/victims/0/age", "greater_than_equal"),
        ({"stated_risk": "enormous"}, "/stated_risk", "literal_error"),
        ({"surprise": 1}, "/surprise", "extra_forbidden"),
    ],
)
def test_contradictions_in_a_report_are_refused_where_they_are_typed(
    told: dict[str, Any], pointer: str, code: str
) -> None:
    assert wrong(Report, {**PLAIN, **told}) == {pointer: code}


@pytest.mark.parametrize(
    "told",
    [
        {"victims": [{"name": "Siti Aminah", "age": 30}, {"name": "Siti Aminah", "age": 8}]},
        {"victims": [{"name": "Muhammad Ali", "age": 9}], "perpetrators": [{"name": "Muhammad Ali", "age": 41}]},
        {"victims": [{"name": "Ratna", "nik": "1" * 16}, {"name": "Ratna", "nik": "2" * 16}]},
        {"victims": [{"name": "Ani"}, {"name": "Ani"}]},
        {"perpetrators": [{"name": "Tetangga"}, {"name": "Tetangga"}]},
        {"victims": [{}, {}]},
        {"victims": [{"age": 9, "marital": "married"}], "perpetrators": [{"age": 40, "relation": "spouse"}]},
        {"victims": [{"age": 15, "pregnant": "yes"}]},
        {"incident_on": "2022-12-01", "victims": [{"age": 19, "age_then": 14}]},
        {"incident_on": "2022-12-01", "incident_is_estimated": True, "victims": [{"age": 19, "age_then": 13}]},
        {"victims": [{"age": 30, "age_then": 12, "sexual_forms": ["child_intercourse_or_obscenity"]}]},
        {"category": "KTA", "victims": [{"age": 25, "age_then": 12}]},
        {"category": "KTP", "victims": [{"forms": ["physical"]}]},
        {"category": "KDRT", "perpetrators": [{"relation": "neighbour"}, {"relation": "unknown"}]},
        {"reporter_name": "Sari Dewi", "perpetrators": [{"name": "Sari"}]},
        {"contact_others": "suaminya, Budi Santoso", "perpetrators": [{"name": "Budi Santoso"}]},
        {"contact_how": "visit"},
        {"kelurahan": "unknown", "incident_region": "18.72.05"},
    ],
)
def test_what_may_be_true_is_taken(told: dict[str, Any]) -> None:
    assert reported(**told).danger_now == "no"


def test_a_contradiction_between_people_says_how_to_tell_them_apart() -> None:
    with pytest.raises(Invalid) as refused:
        reported(victims=[{"name": "Siti Aminah"}, {"name": "Siti Aminah"}])

    [problem] = refused.value.problems

    assert "tulis NIK, tanggal lahir, atau umur yang membedakan" in problem.message.id
    assert "give the NIK, date of birth or age" in problem.message.en


@pytest.mark.parametrize(
    ("told", "pointer", "code"),
    [
        ({"victims": [{"name": "Siti Aminah"}, {"name": "Siti Aminah"}]}, "/victims/1/name", "same_person_twice"),
        (
            {"victims": [{"name": "Siti Aminah"}], "perpetrators": [{"name": "Siti Aminah"}]},
            "/perpetrators/0/name",
            "victim_is_accused",
        ),
        (
            {"victims": [{"age": 6}], "perpetrators": [{"relation": "spouse"}]},
            "/perpetrators/0/relation",
            "impossible_relation",
        ),
    ],
)
def test_people_who_are_described_later_contradict_as_little(told: dict[str, Any], pointer: str, code: str) -> None:
    assert wrong(People, told) == {pointer: code}


@pytest.mark.parametrize(
    ("told", "pointer", "code"),
    [
        ({"kind": "retracted", "age_now": 20}, "/kind", "only_entry_errors"),
        ({"kind": "retracted", "no_weapon": True}, "/kind", "only_entry_errors"),
        ({"kind": "entry_error", "age_now": 9, "age_at_incident": 19}, "/age_at_incident", "older_then_than_now"),
    ],
)
def test_a_correction_contradicts_itself_nowhere(told: dict[str, Any], pointer: str, code: str) -> None:
    assert wrong(Correction, {"reason": "Salah catat.", **told}) == {pointer: code}


@pytest.mark.parametrize("told", [{"follow_up_found": "well"}, {"safe": "yes"}])
def test_nobody_is_well_who_was_not_reached(told: dict[str, Any]) -> None:
    missed = {"follow_up_outcome": "unreachable", **told}

    assert wrong(FollowUpVisit, missed) == {f"/{next(iter(told))}": "found_without_a_visit"}
    assert validate(FollowUpVisit, {**missed, **dict.fromkeys(told, "unknown")}, NOW)
    heard = {"follow_up_outcome": "unreachable", "follow_up_found": "violence_again", "safe": "no"}
    assert validate(FollowUpVisit, heard, NOW)


def test_a_report_taken_by_phone_counts_from_the_call() -> None:
    form = reported(taken_at="2026-11-30T20:00:00")

    begun = begin(Situation(case("reported", facts()), Actor(None, "kader"), NOW, form))

    assert begun.taken_at == begun.first_report_at == datetime(2026, 11, 30, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "now_and_then"),
    [
        ({"age": 9}, (9, 7)),
        ({"age": 19, "age_then": 16}, (19, 16)),
        ({"born_on": "2008-12-02"}, (17, 15)),
        ({"age": 20, "age_is_estimated": True}, (20, 18)),
        ({}, (None, None)),
    ],
)
def test_ages_follow_from_what_is_told(told: dict[str, Any], now_and_then: tuple[int | None, int | None]) -> None:
    form = reported(incident_on="2024-11-30", victims=[told])

    [victim] = begin(Situation(case("reported", facts()), Actor(None, "kader"), NOW, form)).victims

    assert (victim.age_now, victim.age_at_incident) == now_and_then


def test_a_report_without_victims_still_has_one_unknown_victim() -> None:
    begun = begin(Situation(case("reported", facts()), Actor(None, "reporter"), NOW, reported()))

    assert [(one.number, one.age_now, one.harmed) for one in begun.victims] == [(1, None, False)]


def test_a_sexual_sub_form_counts_as_sexual_without_the_main_form() -> None:
    form = reported(victims=[{"age": 30, "sexual_forms": ["electronic"]}])

    [victim] = begin(Situation(case("reported", facts()), Actor(None, "kader"), NOW, form)).victims

    assert victim.sexual_ever
    assert victim.forms == ("sexual",)


def test_no_name_and_no_birth_date_reaches_the_closed_side() -> None:
    person = {"name": "Bunga", "nik": "1872012345678901", "born_on": "2017-03-03", "address": "Jalan Melati"}
    form = reported(reporter_name="Sari", victims=[person], perpetrators=[{"name": "Budi", "works_here": "no"}])

    closed, private = split(form)
    begun = begin(Situation(case("reported", facts()), Actor(None, "kader"), NOW, form)).model_dump_json()

    for secret in ("Bunga", "1872012345678901", "2017-03-03", "Melati", "Sari", "Budi", "Diceritakan"):
        assert secret not in str(closed)
        assert secret not in begun
        assert secret in str(private)


def test_a_consultation_is_not_recorded_ahead() -> None:
    assert wrong(Consultation, {**TALK, "consulted_at": "2026-12-01T10:00:00"}) == {"/consulted_at": "in_the_future"}


def test_a_consultation_leaves_no_risk_unassessed() -> None:
    assert wrong(Consultation, {**TALK, "stated_risk": "unassessed"}) == {"/stated_risk": "literal_error"}


def test_a_consent_is_named_whole() -> None:
    missing = ("/consent_by", "/consent_relation", "/consent_on", "/consent_scope")
    assert wrong(Sending, {"legal_basis": "consent"}) == dict.fromkeys(missing, "consent_incomplete")
    named = {"consent_by": "Siti", "consent_relation": "self", "consent_on": "2026-12-01"}
    assert wrong(Sending, {"legal_basis": "consent", **named}) == {"/consent_scope": "consent_incomplete"}
    assert validate(Sending, {"legal_basis": "legal_obligation"}, NOW).consent_by == ""


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"informed": True}, ["/safety_plan"]),
        ({"safety_plan": "Nomor darurat."}, ["/informed"]),
        ({}, ["/informed", "/safety_plan"]),
    ],
)
def test_an_ending_names_what_its_reason_asks_for(told: dict[str, Any], missing: list[str]) -> None:
    form = {"end_reason": "declined", "reason": "Dicatat.", **told}
    assert wrong(Ending, form) == dict.fromkeys(missing, "declined_uninformed")


def test_a_police_report_names_day_office_and_number() -> None:
    assert set(wrong(PoliceReport, {})) == {"/police_reported_on", "/office", "/number"}
    ahead = {"police_reported_on": "2026-12-02", "office": "Polres Metro", "number": "LP/1"}
    assert wrong(PoliceReport, ahead) == {"/police_reported_on": "in_the_future"}


def test_a_case_is_assigned_to_a_person_and_not_to_a_name() -> None:
    assert set(wrong(Assignment, {"assignee": "Sari", "reason": "Cuti."})) == {"/assignee"}


# how forms describe themselves


def all_forms() -> Iterator[type[BaseModel]]:
    for compiled in REGISTRY:
        # What only the system fills in, nobody is asked.
        forms = {one.form for one in compiled.workflow.transitions if one.form is not None and one.by != (SYSTEM,)}
        yield from sorted(forms, key=lambda one: one.__name__)
        if compiled.workflow.opening is not None:
            yield compiled.workflow.opening


def fields(form: type[BaseModel]) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = form.model_json_schema()
    for group in (schema, *schema.get("$defs", {}).values()):
        yield from group.get("properties", {}).items()


@pytest.mark.parametrize("form", list(all_forms()), ids=lambda one: str(one.__name__))
def test_every_field_asks_in_both_languages_and_labels_its_values(form: type[BaseModel]) -> None:
    for name, field in fields(form):
        asked = field["x-ui"]
        assert asked["title"]["id"], name
        assert asked["title"]["en"], name
        assert "anyOf" not in field, name
        choices = field.get("enum") or field.get("items", {}).get("enum") or []
        for choice in choices:
            assert asked["labels"][choice]["id"], (name, choice)
            assert asked["labels"][choice]["en"], (name, choice)


def test_an_entry_of_a_victim_is_marked_private_where_it_identifies() -> None:
    private = {name for name, field in fields(VictimEntry) if field["x-ui"]["private"]}

    assert private == {"name", "nik", "phone", "address", "born_on", "work"}


def test_moments_without_a_zone_are_meant_in_metro() -> None:
    talk = validate(Consultation, TALK, NOW)

    assert talk.consulted_at == NOW - timedelta(minutes=30)
    assert after(hours=0) == NOW
