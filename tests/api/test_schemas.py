"""Forms as schemas: whole in themselves, with hints for every field, and nothing that a page would have to know."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field

from api.definitions.schemas import schema
from engine.definition import Private
from workflows import REGISTRY

WIDGETS = {
    *("text", "textarea", "number", "date", "datetime", "radio", "select", "checkboxes", "checkbox", "list", "group")
}  # fmt: skip

FORMS = [
    *(one.workflow.opening for one in REGISTRY if one.workflow.opening is not None),
    *(
        step.form
        for one in REGISTRY
        for step in one.workflow.transitions
        if step.form is not None and step.by != ("system",)  # what nobody is asked needs no words
    ),
]


class Inner(BaseModel):
    name: Annotated[str, Private()]
    age: int | None = Field(default=None, ge=0)


class Plain(BaseModel):
    """A form that says nothing of how it is drawn."""

    kind: Literal["a", "b"]
    many: Literal["a", "b", "c", "d", "e"]
    some: tuple[Literal["a", "b"], ...] = ()
    sure: bool = False
    story: Annotated[str, Private()] = Field(default="", max_length=2_000)
    people: list[Inner] = Field(default_factory=list, max_length=3)
    one: Inner | None = None


def properties(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in node.get("properties", {}).items():
        yield name, inner
        yield from properties(inner.get("items", inner))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_of_the_house_is_whole_and_every_field_has_its_hints(form: type[BaseModel]) -> None:
    made = schema(form)

    Draft202012Validator.check_schema(made)
    assert "$ref" not in str(made)
    assert made["additionalProperties"] is False
    for name, node in properties(made):
        hints = node["x-ui"]
        assert hints["title"]["id"] and hints["title"]["en"], name  # noqa: PT018  # one thing: it has a title
        assert hints["widget"] in WIDGETS, name
        assert node["title"] == hints["title"]["id"]
        assert hints["autocomplete"] == "off"


def test_every_choice_of_the_house_has_its_words() -> None:
    for form in FORMS:
        for name, node in properties(schema(form)):
            choices = node.get("enum") or node.get("items", {}).get("enum") or []
            missing = {str(one) for one in choices} - set(node["x-ui"]["labels"])
            assert not missing, (form.__name__, name, missing)


def test_a_form_that_says_nothing_gets_its_widgets_from_its_types() -> None:
    widgets = {name: node["x-ui"]["widget"] for name, node in schema(Plain)["properties"].items()}

    assert widgets == {
        "kind": "radio", "many": "select", "some": "checkboxes", "sure": "checkbox", "story": "textarea",
        "people": "list", "one": "group",
    }  # fmt: skip


def test_private_fields_are_marked_inside_lists_too() -> None:
    made = schema(Plain)["properties"]

    assert made["story"]["x-ui"]["private"]
    assert made["people"]["items"]["properties"]["name"]["x-ui"]["private"]
    assert not made["people"]["items"]["properties"]["age"]["x-ui"]["private"]


def test_an_optional_field_is_one_that_may_be_left_out() -> None:
    age = schema(Plain)["properties"]["people"]["items"]["properties"]["age"]

    assert age["type"] == "integer"
    assert "anyOf" not in age
    assert "default" not in age
