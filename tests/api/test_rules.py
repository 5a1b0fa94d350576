"""The table of rules says of each where it acts, and the code agrees."""

import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pydantic import BaseModel

from api.definitions.rules import acting
from api.definitions.schemas import group_in
from tests.api.conftest import Login, handlers
from tests.office import CAST
from workflows import REGISTRY
from workflows.rules import RULES, Rule

BY_HAND: set[str] = set()
"""Not kept by this system yet: the page says so, and this list shrinks."""


def names_in(model: type[BaseModel]) -> set[str]:
    """The fields of a form or of facts, and of the groups within."""
    found = set(model.model_fields)
    for info in model.model_fields.values():
        nested = group_in(info.annotation)
        found |= names_in(nested) if nested is not None else set()
    return found


def known_fields() -> set[str]:
    found: set[str] = set()
    for compiled in REGISTRY:
        workflow = compiled.workflow
        forms = [workflow.facts, workflow.opening, *(step.form for step in workflow.transitions)]
        for form in forms:
            found |= names_in(form) if form is not None else set()
    return found


def test_all_rules_are_there_once_in_order() -> None:
    assert [one.number for one in RULES] == [f"R{number:02}" for number in range(1, 36)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_rule_acts_where_the_table_says(rule: Rule, known: set[str], addresses: set[str]) -> None:
    assert {kind for kind, _, _ in acting(REGISTRY, rule.number)} == set(rule.by)
    assert set(rule.fields) <= known
    assert set(rule.pages) <= addresses
    assert bool(rule.by or rule.fields or rule.pages) is (rule.number not in BY_HAND)
    assert rule.marks
    assert rule.words.id != rule.words.en


def test_every_rule_has_a_test_that_is_named_after_it() -> None:
    tests = Path(__file__).parents[1].rglob("test_*.py")
    named = {found for test in tests for found in re.findall(r"def test_(r\d\d)_", test.read_text(encoding="utf-8"))}

    assert named == {rule.number.lower() for rule in RULES}


def test_no_guard_or_clock_names_a_rule_that_the_table_lacks() -> None:
    numbers = {one.number for one in RULES}
    for compiled in REGISTRY:
        workflow = compiled.workflow
        named = {guard.rule for step in workflow.transitions for guard in step.guards}
        named |= {one.rule for one in workflow.deadlines} | {one.rule for one in workflow.properties}
        assert named <= numbers


def test_everybody_of_the_staff_reads_the_rules_with_their_evidence(as_: Login) -> None:
    for role in CAST:
        items: list[dict[str, Any]] = as_(role).get("/api/rules").json()["items"]
        assert len(items) == 35
    first, last = items[0], items[-1]

    assert (first["number"], first["basis"], first["marks"][0]["mark"]) == ("R01", "UU TPKS 12/2022 Pasal 23", "A")
    assert "never_sexual" in [one["name"] for one in first["where"]]
    assert last["marks"][0]["title"]["id"] == "sumber kedua"
    assert "kebijakan" in next(one for one in items if one["number"] == "R31")["marks"][0]["title"]["id"]


@pytest.fixture(scope="module")
def known() -> set[str]:
    return known_fields()


@pytest.fixture
def addresses(client: TestClient[Litestar]) -> set[str]:
    return {path for path, _, _ in handlers(client)}
