"""A citizen's answers become a form that the office's workflow takes as it is."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.citizen.interview import QUESTIONS
from api.citizen.letter import Answers, begin
from api.citizen.question import SKIP
from api.citizen.report import ASKED_IN, form, questioned
from engine.definition import Text
from engine.errors import Invalid, Problem
from engine.forms import validate
from workflows.forms.report import Report

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)
NEIGHBOUR: Answers = {
    "danger": ("no",),
    "you": ("neighbour",),
    "what": ("physical", SKIP),
    "signs": ("weapon", "lives_with_perpetrator"),
    "story": ("Tetangga memukul anaknya.",),
    "kelurahan": ("18.72.04.1001",),
    "place": ("household",),
    "when": ("yesterday",),
    "age": ("5",),
    "sex": ("male",),
    "relationship": ("parent",),
    "contact": ("return",),
}


def taken(answers: Answers) -> dict[str, Any]:
    """The form as the workflow keeps it."""
    return validate(Report, form(answers, TODAY), NOW).model_dump(exclude_unset=True)


def test_a_neighbour_tells_without_a_name() -> None:
    report = taken(NEIGHBOUR)

    assert report["channel"] == "public_form"
    assert report["anonymous"] is True
    assert (report["kelurahan"], report["danger_now"], report["place"]) == ("18.72.04.1001", "no", "household")
    assert (report["incident_on"], report["incident_is_estimated"]) == (date(2026, 11, 30), True)
    assert (report["immediate"], report["aggravating"]) == (("weapon",), ("lives_with_perpetrator",))
    assert report["victims"] == ({"age": 5, "age_is_estimated": True, "sex": "male", "forms": ("physical",)},)
    assert report["perpetrators"] == ({"relation": "parent"},)
    assert report["contact_how"] == "they_return"
    assert "safe_contact" not in report
    assert "taken_at" not in report


def test_somebody_who_says_as_good_as_nothing_is_heard() -> None:
    report = taken({"danger": (SKIP,), "kelurahan": (SKIP,), "signs": (), "what": (SKIP,)})

    assert report["danger_now"] == "unknown"
    assert report["kelurahan"] == "unknown"
    assert not report.keys() & {"victims", "perpetrators", "immediate", "place", "incident_on", "category"}


def test_whoever_tells_of_another_town_is_not_turned_away() -> None:
    assert taken({**NEIGHBOUR, "kelurahan": ("outside",)})["kelurahan"] == "outside"


def test_several_to_whom_it_happens_are_told_of_one_by_one() -> None:
    told: Answers = {**NEIGHBOUR, "more": ("yes",), "age_2": ("8",), "more_2": ("yes",), "sex_3": ("female",)}

    victims = taken(told)["victims"]

    assert [one.get("age") for one in victims] == [5, 8, None]
    assert all(one["forms"] == ("physical",) for one in victims)


def test_r31_who_works_here_is_told_by_name_only_to_be_kept_out() -> None:
    [told] = taken({**NEIGHBOUR, "works_here": ("yes",), "other_name": ("Pak Darto",)})["perpetrators"]

    assert told == {"name": "Pak Darto", "relation": "parent", "works_here": "yes"}


def test_a_name_makes_the_report_a_named_one() -> None:
    report = taken({**NEIGHBOUR, "name": (" Sari ",)})

    assert (report["anonymous"], report["reporter_name"]) == (False, "Sari")


def test_where_nobody_is_hurt_it_is_no_violence() -> None:
    assert taken({**NEIGHBOUR, "what": ("none",)})["category"] == "non_violence"


def test_what_was_ticked_weighs_more_than_nobody_is_hurt() -> None:
    report = taken({**NEIGHBOUR, "what": ("none", "sexual")})

    assert "category" not in report
    assert report["victims"][0]["forms"] == ("sexual",)


def test_a_safe_contact_says_how_when_past_whom_and_by_which_word() -> None:
    report = taken(
        {
            **NEIGHBOUR,
            "contact": ("phone",),
            "number": ("0812 000",),
            "hours": ("pagi",),
            "others": ("suami",),
            "code_word": ("melati",),
        }
    )

    told = ("contact_how", "safe_contact", "contact_when", "contact_others", "code_word")
    assert [report[name] for name in told] == ["phone", "0812 000", "pagi", "suami", "melati"]


def test_the_longest_answers_are_taken() -> None:
    longest = {
        field.name: ("x" * field.longest,)
        for question in QUESTIONS
        for field in question.fields
        if field.kind in ("text", "area", "tel")
    }

    report = taken({**NEIGHBOUR, **longest, "contact": ("message",)})

    kept = json.dumps(report, default=str)
    assert all(answer in kept for (answer,) in longest.values())


@pytest.mark.parametrize("field", ASKED_IN)
def test_every_problem_of_the_form_leads_to_a_question_that_is_there(field: str) -> None:
    wrong = Invalid([Problem(f"/{field}/0/x", "odd", Text("Periksa ini.", "Check this."))])

    back = questioned(begin("review", NOW), wrong)

    assert field in Report.model_fields
    assert back is not None
    letter, problems = back
    question = next(question for question in QUESTIONS if question.name == letter.at)
    assert set(problems) <= {field.name for field in question.fields}


def test_an_age_that_does_not_fit_the_date_leads_to_the_age() -> None:
    with pytest.raises(Invalid) as wrong:
        taken({**NEIGHBOUR, "age": ("3",), "when": ("date",), "date": ("2015-01-01",)})

    back = questioned(begin("review", NOW), wrong.value)

    assert back is not None
    assert (back[0].at, list(back[1])) == ("person", ["age"])


def test_an_age_that_does_not_fit_leads_to_the_person_who_was_meant() -> None:
    told = {**NEIGHBOUR, "age": ("30",), "more": ("yes",), "age_2": ("3",), "when": ("date",), "date": ("2015-01-01",)}
    with pytest.raises(Invalid) as wrong:
        taken(told)

    back = questioned(begin("review", NOW), wrong.value)

    assert back is not None
    assert (back[0].at, list(back[1])) == ("person_2", ["age_2"])


@pytest.mark.parametrize(
    ("told", "question", "field"),
    [
        ({"name": ("Darto Wibowo",), "works_here": ("yes",), "other_name": ("Pak Darto Wibowo",)}, "name", "name"),
        ({"relationship": ("spouse",)}, "other_person", "relationship"),
        (
            {
                "works_here": ("yes",),
                "other_name": ("Darto Wibowo",),
                "contact": ("phone",),
                "number": ("ke Darto Wibowo",),
            },
            "how",
            "number",
        ),
    ],
)
def test_what_cannot_be_true_of_people_leads_to_the_question_that_asked(
    told: dict[str, Any], question: str, field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        taken({**NEIGHBOUR, **told})

    back = questioned(begin("review", NOW), wrong.value)

    assert back is not None
    assert (back[0].at, list(back[1])) == (question, [field])
    assert back[1][field].id
