"""What Omah Peluk promises about itself, where the proof has changed what is done: told as the office meets it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from engine.definition import Property, Taken, Transition
from tests.office import Office
from tests.workflows.samples import case, facts, victim
from tests.workflows.stories import ADULT_BASIS, consult, done, report
from workflows.facts.case import Victim
from workflows.facts.states import CONSULTED, RESOLVED
from workflows.omah_peluk import OMAH_PELUK
from workflows.properties import PROPERTIES

ALONE: dict[str, Any] = {"victims": [{"age": 30}], "immediate": ["no_safe_place"]}
HIGH: dict[str, Any] = {"stated_risk": "high", "immediate": ["no_safe_place"]}


@pytest.fixture
def at_puspaga(office: Office) -> UUID:
    """No violence, but no safe place: protected, and sent to PUSPAGA, which does not answer."""
    office.at("2026-12-01 09:00")
    root = report(office, **ALONE)
    done(consult(office, root, **HIGH))
    done(office.fire(root, "refer-to-PUSPAGA", **ADULT_BASIS))
    return root


def test_the_system_moves_a_case_at_puspaga_that_is_protected(office: Office, at_puspaga: UUID) -> None:
    office.later(hours=72)
    office.sweep()

    assert office.state_of(at_puspaga) == "referred-to-UPTD"


def test_the_system_leaves_a_case_at_puspaga_that_is_protected_no_longer(office: Office, at_puspaga: UUID) -> None:
    """Its referral still says protected; the case does not. People are told, and nothing leaves the house."""
    calm: dict[str, Any] = {"stated_risk": "low", "immediate": [], "reason": "Sudah aman di rumah saudara."}
    done(office.fire(at_puspaga, "reassess", "supervisor", **calm))
    office.later(hours=72)

    office.sweep()

    assert office.state_of(at_puspaga) == "referred-to-PUSPAGA"
    (referral,) = office.children_of(at_puspaga)
    told = office.sql("SELECT payload -> 'roles' FROM outbox WHERE case_id = %s", referral)
    assert (["head_of_uptd", "supervisor"],) in told


def promise(name: str) -> Property:
    return next(one for one in PROPERTIES if one.name == name)


@pytest.mark.parametrize(
    ("name", "kept", "broken"),
    [
        ("no-sexual-form-resolved-locally", victim(30, "physical"), victim(30, "sexual")),
        ("no-harmed-child-closed-locally", victim(9), victim(9, "physical")),
        ("no-harmed-child-closed-locally", victim(30, "physical"), victim(30, "physical", age_at_incident=12)),
    ],
)
def test_a_promise_tells_the_two_apart(name: str, kept: Victim, broken: Victim) -> None:
    holds = promise(name).always
    assert holds is not None

    assert holds(case(RESOLVED, facts(kept)))
    assert not holds(case(RESOLVED, facts(broken)))
    assert holds(case(CONSULTED, facts(broken)))


@pytest.mark.parametrize("name", ["sexual-form-stays-on-record", "childhood-stays-on-record"])
def test_only_a_correction_by_two_persons_strikes_what_protects(name: str) -> None:
    step = promise(name).step
    correction = OMAH_PELUK.find("correct-forms")
    assert step is not None
    assert correction is not None
    before, after = case(CONSULTED, facts(victim(9, "sexual"))), case(CONSULTED, facts(victim(30)))
    mistake = correction.form.model_construct(kind="entry_error") if correction.form else None
    retracted = correction.form.model_construct(kind="retracted") if correction.form else None

    assert step(before, after, Taken(correction, "supervisor", mistake))
    assert not step(before, after, Taken(correction, "supervisor", retracted))
    assert not step(before, after, Taken(OMAH_PELUK.transitions[0], "kader"))
    assert not step(before, after, Taken(by_one_person(correction), "supervisor", mistake))


def by_one_person(transition: Transition) -> Transition:
    return replace(transition, four_eyes=None)
