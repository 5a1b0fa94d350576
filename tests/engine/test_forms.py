"""A form is taken apart into what stands in clear and what only ciphertext may hold, and put together unchanged."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from engine.definition import Private
from engine.forms import join, split


class Person(BaseModel):
    name: Annotated[str, Private()]
    age: int | None = None
    sex: Literal["female", "male", "unknown"] = "unknown"


class Told(BaseModel):
    story: Annotated[str, Private()]
    place: Literal["home", "school"] = "home"
    people: list[Person] = []
    hidden: Annotated[list[Person], Private()] = []


WHOLE: dict[str, Any] = {
    "story": "Di rumah.",
    "place": "school",
    "people": [{"name": "Bunga", "age": 9}, {"name": "Sari"}],
    "hidden": [{"name": "Joko", "sex": "male"}],
}


@pytest.mark.parametrize("left_out", [(), ("place",), ("people",), ("hidden",), ("place", "people", "hidden")])
def test_what_was_filled_in_comes_back_as_it_was_and_what_was_left_out_stays_out(left_out: tuple[str, ...]) -> None:
    filled = {name: value for name, value in WHOLE.items() if name not in left_out}

    assert join(*split(Told.model_validate(filled))) == filled


def test_nothing_private_stands_in_clear() -> None:
    closed, private = split(Told.model_validate(WHOLE))

    assert closed == {"place": "school", "people": [{"age": 9}, {}]}
    assert private["people"] == [{"name": "Bunga"}, {"name": "Sari"}]
    assert private["hidden"] == [{"name": "Joko", "sex": "male"}]
