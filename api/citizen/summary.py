"""What a person has said, as she will read it before she sends it."""

from collections.abc import Iterator, Sequence

from api.citizen.letter import Answers
from api.citizen.question import SKIP, Field, Question
from api.citizen.walk import asked
from engine.definition import Text

Line = tuple[Text | None, Text]
"""The field's label, where a page has several, and the answer."""


def summary(questions: Sequence[Question], answers: Answers) -> list[tuple[Question, list[Line]]]:
    return [(question, list(_lines(question, answers))) for question in asked(questions, answers)]


def _lines(question: Question, answers: Answers) -> Iterator[Line]:
    for field in question.fields:
        label = field.label if len(question.fields) > 1 else None
        if field.counts(answers):
            yield from ((label, value) for value in _values(field, answers))


def _values(field: Field, answers: Answers) -> Iterator[Text]:
    given = [value for value in answers.get(field.name, ()) if value.strip()]
    said = [value for value in given if value != SKIP] or given
    if not field.choices:
        yield from (Text(value, value) for value in said)
    yield from (choice.label for choice in field.choices if choice.value in said)
