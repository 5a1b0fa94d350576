"""The way through the questions: which page comes next, which came before, and what is not right yet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.citizen.letter import Answers, Letter
from api.citizen.question import Field, Question
from engine.definition import Text

REVIEW = "review"
NEXT, BACK, STAY, CHANGE, SEND = "next", "back", "stay", "change:", "send"

Problems = Mapping[str, Text]

UNKNOWN = Text("Pilih salah satu dari pilihan yang ada.", "Choose one of the answers offered.")
NO_DATE = Text("Tanggal ini tidak terbaca. Boleh dikira-kira.", "This date cannot be read. A guess is fine.")
NOT_YET = Text("Tanggal ini belum terjadi. Periksa lagi.", "This date has not come yet. Please check it.")
NO_NUMBER = Text(
    "Tulis dengan angka saja, misalnya 9. Boleh dikira-kira.", "Use digits only, for example 9. A guess is fine."
)
TOO_MUCH = Text("Terlalu panjang. Paling banyak {n} huruf.", "Too long. At most {n} characters.")
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do with a page that came back: show `letter.at` (with problems, if any), go to the start, or send."""

    letter: Letter
    problems: Problems = field(default_factory=dict)
    then: Literal["show", "leave", "send"] = "show"


def heard(questions: Sequence[Question], letter: Letter, typed: Answers) -> Letter:
    """The letter with what was typed on its page, right or not; what belongs to another page is not taken.

    A field that came back empty (no box ticked) is an empty answer.
    """
    return letter.with_answers({name: tuple(typed.get(name, ())) for name in _fields(questions, letter.at)})


def turn(questions: Sequence[Question], letter: Letter, go: str, today: date) -> Turn:
    """The next page after one that was heard."""
    if go == BACK:
        return _back(questions, letter)
    if go == STAY:
        return Turn(letter)
    if letter.at == REVIEW:
        return _from_review(questions, letter, go, today)

    problems = check(_named(questions, letter.at), letter.answers, today)
    if problems:
        return Turn(letter, problems)
    return Turn(_forward(questions, letter))


def check(question: Question, answers: Answers, today: date) -> Problems:
    """What is wrong, by field; nothing where all is well."""
    standing = [each for each in question.fields if each.counts(answers)]
    return {each.name: wrong for each in standing if (wrong := _wrong(each, answers, today))}


def asked(questions: Sequence[Question], answers: Answers) -> tuple[Question, ...]:
    """The questions that come for somebody with these answers."""
    return tuple(question for question in questions if question.when(answers))


def counted(questions: Sequence[Question], answers: Answers) -> Answers:
    """The answers that stand: those to questions and fields that still come."""
    fields = [each for question in asked(questions, answers) for each in question.fields if each.counts(answers)]
    return {each.name: answers[each.name] for each in fields if each.name in answers}


def _back(questions: Sequence[Question], letter: Letter) -> Turn:
    if letter.reviewing and letter.at != REVIEW:
        return Turn(letter.turned_to(REVIEW))
    names = _names(questions, letter)
    here = names.index(letter.at)
    if here == 0:
        return Turn(letter, then="leave")
    return Turn(letter.turned_to(names[here - 1], reviewing=False))


def _forward(questions: Sequence[Question], letter: Letter) -> Letter:
    """The next question; for somebody who changes an answer the summary, unless the change raises a new question."""
    names = _names(questions, letter)
    after = names[names.index(letter.at) + 1]
    seen = any(name in letter.answers for name in _fields(questions, after))
    if letter.reviewing and seen:
        return letter.turned_to(REVIEW)
    return letter.turned_to(after, reviewing=letter.reviewing or after == REVIEW)


def _names(questions: Sequence[Question], letter: Letter) -> tuple[str, ...]:
    return (*(question.name for question in asked(questions, letter.answers)), REVIEW)


def _from_review(questions: Sequence[Question], letter: Letter, go: str, today: date) -> Turn:
    if go.startswith(CHANGE):
        wanted = go.removeprefix(CHANGE)
        known = any(question.name == wanted for question in asked(questions, letter.answers))
        return Turn(letter.turned_to(wanted, reviewing=True) if known else letter)
    if go != SEND:
        return Turn(letter)
    for question in asked(questions, letter.answers):
        if problems := check(question, letter.answers, today):
            return Turn(letter.turned_to(question.name, reviewing=True), problems)
    return Turn(letter, then="send")


def _fields(questions: Sequence[Question], name: str) -> tuple[str, ...]:
    return tuple(each.name for question in questions if question.name == name for each in question.fields)


def _named(questions: Sequence[Question], name: str) -> Question:
    return next(question for question in questions if question.name == name)


def _wrong(asked_for: Field, answers: Answers, today: date) -> Text | None:
    values = tuple(value.strip() for value in answers.get(asked_for.name, ()) if value.strip())
    if not values:
        return asked_for.missing
    if asked_for.kind in ("radio", "checkboxes", "select"):
        offered = {choice.value for choice in asked_for.choices}
        return None if offered.issuperset(values) else UNKNOWN
    if asked_for.kind == "date":
        return _wrong_date(values[0], today)
    if asked_for.kind == "number":
        return None if values[0].isdecimal() and len(values[0]) <= 3 and int(values[0]) <= OLDEST else NO_NUMBER
    return _too_long(asked_for.longest) if len(values[0]) > asked_for.longest else None


def _wrong_date(value: str, today: date) -> Text | None:
    try:
        return NOT_YET if date.fromisoformat(value) > today else None
    except ValueError:
        return NO_DATE


def _too_long(longest: int) -> Text:
    return Text(TOO_MUCH.id.format(n=longest), TOO_MUCH.en.format(n=longest))
