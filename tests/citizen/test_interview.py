"""The questions: nothing of the record is missing from them, none presses anybody, and each says what it is for."""

from typing import get_args

import pytest

from api.citizen.interview import NONE, OUTSIDE, QUESTIONS
from api.citizen.question import SKIP, Field, Question
from workflows.facts import vocabulary
from workflows.office.regions import KELURAHAN

FIELDS = {field.name: field for question in QUESTIONS for field in question.fields}
COMPULSORY = {"danger", "kelurahan"}


def offered(name: str) -> set[str]:
    return {choice.value for choice in FIELDS[name].choices} - {SKIP}


def test_what_the_record_distinguishes_the_questions_offer() -> None:
    assert offered("what") == set(get_args(vocabulary.Violence)) | {NONE}
    assert offered("signs") == {*get_args(vocabulary.Immediate), *get_args(vocabulary.Aggravating), NONE}
    assert offered("you") == set(get_args(vocabulary.Reporting))
    assert offered("place") == set(get_args(vocabulary.Place))
    assert offered("relationship") == set(get_args(vocabulary.Relationship)) - {"unknown"}
    assert offered("sex") == set(get_args(vocabulary.Sex)) - {"unknown"}
    assert offered("kelurahan") == {*KELURAHAN, OUTSIDE}


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_nobody_has_to_choose_an_answer(field: Field) -> None:
    if field.choices and field.name != "contact":
        assert field.choices[-1].value == SKIP


def test_only_where_and_whether_there_is_danger_wait_for_an_answer() -> None:
    waiting = {name for name, field in FIELDS.items() if field.missing and field.given is None}

    assert waiting == COMPULSORY | {"number"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_each_question_says_in_both_languages_what_it_is_for(question: Question) -> None:
    why = question.why

    assert len(why.id) > 20
    assert len(why.en) > 20


def test_no_two_fields_have_the_same_name() -> None:
    names = [field.name for question in QUESTIONS for field in question.fields]

    assert len(names) == len(set(names))
