"""What questions are made of: the shapes, none of the content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from api.citizen.letter import Answers
from engine.definition import Text

Kind = Literal["radio", "checkboxes", "select", "text", "area", "date", "tel", "number"]

SKIP = "-"
"""The value of "I don't know / I'd rather not say": sent like any other, stands for no answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """`given`: it counts only where another field has that value. `missing`: what to say where it must not stay empty.

    `usual` is chosen until the person chooses.
    """

    name: str
    kind: Kind
    label: Text
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None
    missing: Text | None = None
    given: tuple[str, str] | None = None
    longest: int = 200
    usual: str = ""

    def counts(self, answers: Answers) -> bool:
        return self.given is None or one(answers, self.given[0]) == self.given[1]


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `why` says what the answer is for; `when` says for whom the page comes at all."""

    name: str
    title: Text
    why: Text
    fields: tuple[Field, ...]
    when: Callable[[Answers], bool] = lambda _answers: True


def one(answers: Answers, name: str) -> str:
    """The single answer to a field, or "" for none, also where the person would rather not say."""
    values = many(answers, name)
    return values[0] if values else ""


def many(answers: Answers, name: str) -> tuple[str, ...]:
    """All answers to a field but SKIP; of somebody who ticks things and SKIP as well, the things are taken."""
    return tuple(value.strip() for value in answers.get(name, ()) if value.strip() and value != SKIP)
