"""A workflow that could fall silent, or names what is not there, does not start; it is told every reason."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from engine.calendar import Calendar, Elapsed, WorkingDays
from engine.definition import (
    ByFact,
    Deadline,
    Extending,
    Facts,
    FourEyes,
    Pausing,
    Rung,
    Shown,
    State,
    Text,
    Transition,
    Workflow,
    guard,
)
from engine.errors import UnsoundWorkflow
from engine.proving.verifier import problems
from engine.registry import Registry
from tests.engine.errand import ERRAND, PARCEL, Remark, entered, not_too_heavy
from tests.office import words

HOUR = Elapsed(hours=1)


def said(workflow: Workflow) -> list[str]:
    return [sentence.removeprefix("errand: ") for sentence in problems((workflow, PARCEL))]


def step(name: str, source: Any = "asked", target: str | None = "taken", **more: Any) -> Transition:
    return Transition(name, source, target, words(name), **{"by": ("kader",), **more})


def with_step(transition: Transition) -> Workflow:
    return replace(ERRAND, transitions=(*ERRAND.transitions, transition))


def with_clock(*rungs: Rung, states: tuple[str, ...] = ("asked",), within: Any = HOUR, **more: Any) -> Workflow:
    clock = Deadline("extra", words("Extra"), "E9", "house rule 9", states, entered, within, rungs, **more)
    return replace(ERRAND, deadlines=(*ERRAND.deadlines, clock))


def rung(**more: Any) -> Rung:
    return Rung(words("ring"), **{"percent": 100, "tell": ("kader",), "every": Elapsed(days=7), **more})


class Chatty(BaseModel):
    gossip: str


class ChattyFacts(Facts, frozen=True):
    weight: int = 1
    fragile: bool = False
    gossip: str = ""


@guard("E8", reads=("colour",))
def of_the_right_colour(_: Any) -> None:
    return None


@guard("E8", needs_form=True)
def filled_in_well(_: Any) -> None:
    return None


HALF_THEN_TEN_HOURS = (rung(every=None, percent=50), rung(percent=None, after=Elapsed(hours=10), level=1))
PAUSE = Pausing(("supervisor",), at_most=Elapsed(days=1))
NOBODYS = replace(PAUSE, by=())

BROKEN = {
    "a state declared twice": (
        replace(ERRAND, states=(*ERRAND.states, State("taken", words("taken")))),
        "the state taken is declared twice.",
    ),
    "a transition declared twice": (with_step(step("take")), "the transition take is declared twice."),
    "a clock declared twice": (
        replace(ERRAND, deadlines=(*ERRAND.deadlines, ERRAND.deadlines[0])),
        "the deadline take is declared twice.",
    ),
    "a beginning that is no state": (
        replace(ERRAND, initial="begun"),
        "it starts in begun, which is not one of its states.",
    ),
    "an unknown target": (with_step(step("lose", target="lost")), "lose names the state lost, which does not exist."),
    "an unknown source": (with_step(step("find", "lost")), "find names the state lost, which does not exist."),
    "a clock in an unknown state": (
        with_clock(rung(), states=("lost",)),
        "the clock extra runs in lost, which does not exist.",
    ),
    "a way out of a final state": (
        with_step(step("undo", "done", "asked")),
        "done is final, yet undo leaves it.",
    ),
    "a state without a way out": (
        replace(
            with_step(step("lose", target="lost")),
            states=(*ERRAND.states, State("lost", words("lost"))),
            deadlines=tuple(replace(one, states=(*one.states, "lost")) for one in ERRAND.deadlines[:1])
            + ERRAND.deadlines[1:],
        ),
        "no path leads from lost to an end.",
    ),
    "two states that only lead to each other": (
        replace(
            ERRAND,
            states=(*ERRAND.states, State("lost", words("lost"))),
            transitions=(*ERRAND.transitions, step("lose", "taken", "lost"), step("find", "lost", "lost")),
        ),
        "no path leads from lost to an end.",
    ),
    "a state no path leads to": (
        replace(ERRAND, states=(*ERRAND.states, State("lost", words("lost"), final=True))),
        "no path leads to lost.",
    ),
    "a workflow nobody may open": (replace(ERRAND, opened_by=()), "nobody may open a case of it."),
    "a step nobody may take": (
        with_step(step("dream", by=())),
        "nobody may take dream; give it a role or remove it.",
    ),
    "a second person who cannot exist": (
        with_step(step("agree", four_eyes=FourEyes(()))),
        "agree waits for a second person, and no role may be that person.",
    ),
    "a form for the system": (
        with_step(step("sign", by=("system",), form=Remark)),
        "sign is taken by the system, which cannot fill in its form.",
    ),
    "a system that waits": (
        with_step(step("agree", by=("system",), four_eyes=FourEyes(("kader",)))),
        "agree is taken by the system, which cannot wait for a second person.",
    ),
    "a silent rest": (
        replace(ERRAND, deadlines=tuple(one for one in ERRAND.deadlines if "taken" not in one.states)),
        "a case can rest in taken and no clock runs there: nobody would be told.",
    ),
    "a clock without a rung": (with_clock(), "the clock extra has no rung: nothing happens when it is over."),
    "a ladder that ends": (
        with_clock(rung(every=None)),
        "the ladder of extra ends with 'ring', then is silent; let it repeat.",
    ),
    "a rung at two times": (
        with_clock(rung(after=Elapsed(hours=1))),
        "rung 1 of extra needs exactly one of percent, after, before, past.",
    ),
    "a rung that does nothing": (with_clock(rung(tell=())), "rung 1 of extra tells nobody and moves nothing."),
    "a rung after a repeating one": (
        with_clock(rung(), rung(percent=200)),
        "rung 1 of extra repeats, so the rungs after it are never climbed.",
    ),
    "rungs out of the order of time": (
        with_clock(rung(every=None, percent=200), rung()),
        "rung 2 of extra comes before rung 1, with 1 calendar hour allowed: put them in the order of time.",
    ),
    "a rung by the clock after one by a share that comes later": (
        with_clock(rung(every=None), rung(percent=None, after=Elapsed(minutes=59))),
        "rung 2 of extra comes before rung 1, with 1 calendar hour allowed: put them in the order of time.",
    ),
    "a rung before the end after one past it": (
        with_clock(rung(every=None, percent=None, past=Elapsed()), rung(percent=None, before=Elapsed(minutes=1))),
        "rung 2 of extra comes before rung 1, with 1 calendar hour allowed: put them in the order of time.",
    ),
    "rungs in the order of time for one value of a fact and not for another": (
        with_clock(*HALF_THEN_TEN_HOURS, within=ByFact("fragile", {"True": Elapsed(hours=4)}, WorkingDays(2))),
        "rung 2 of extra comes before rung 1, with 2 working days allowed: put them in the order of time.",
    ),
    "rungs whose order hangs on the day of the week": (
        with_clock(rung(every=None), rung(percent=None, after=Elapsed(days=2)), within=WorkingDays(2)),
        (
            "whether rung 2 of extra comes after rung 1 hangs on the day on which its clock starts, with 2 working days"
            " allowed: count both in one kind of time."
        ),
    ),
    "a reminder when it is too late": (
        with_clock(rung(percent=101)),
        (
            "rung 1 of extra only reminds, and can come when the time is over, with 1 calendar hour allowed: raise a"
            " level."
        ),
    ),
    "more time of a kind that does not count": (
        with_clock(rung(), extendable=Extending(("supervisor",), WorkingDays(1))),
        "the clock extra counts in elapsed and is extended in working_days, which never counts.",
    ),
    "a time by what is no fact": (
        with_clock(rung(), within=ByFact("colour", {"red": Elapsed(hours=1)})),
        "the clock extra counts by colour, which is no fact.",
    ),
    "a time for what a fact never is": (
        with_clock(rung(), within=ByFact("fragile", {"yes": Elapsed(hours=1)})),
        "the clock extra counts for fragile = yes, which it never is.",
    ),
    "samples for what is no fact": (
        replace(ERRAND, samples={**ERRAND.samples, "Weighed.colour": ("red",)}),
        "it has samples for Weighed.colour, which is neither a fact nor a form's field.",
    ),
    "a list that shows what is no fact": (
        replace(ERRAND, summary=(Shown("colour", words("Colour")),)),
        "its lists show colour, which is no fact.",
    ),
    "levels that go down": (
        with_clock(rung(every=None, level=2), rung(percent=200, level=1)),
        "the levels of extra go down: [2, 1].",
    ),
    "a guard on an unknown fact": (
        with_step(step("paint", guards=(of_the_right_colour,))),
        "the guard of_the_right_colour of paint reads colour, which is no fact.",
    ),
    "a guard on a form that is not there": (
        with_step(step("sign", guards=(filled_in_well,))),
        "the guard filled_in_well of sign judges a form, and there is none.",
    ),
    "open text in a form": (
        with_step(step("gossip", form=Chatty)),
        "Chatty.gossip is open text in clear; mark it Private or close it.",
    ),
    "open text in the facts": (
        replace(ERRAND, facts=ChattyFacts),
        "the fact gossip is open text in clear; close it.",
    ),
    "a title in one language": (
        with_step(replace(step("hum"), title=Text("Senandung", " "))),
        "hum has no title in one of the two languages.",
    ),
    "an unregistered child": (
        replace(ERRAND, children=("parcel", "letter")),
        "it opens letter, which is not registered.",
    ),
    "a child that is not listed": (
        replace(ERRAND, children=()),
        "send opens parcel, which it does not list among its children.",
    ),
    "a rung that repeats at once": (
        with_clock(rung(every=Elapsed())),
        "rung 1 of extra repeats without any time between.",
    ),
    "a pause of a statutory clock": (
        replace(ERRAND, deadlines=tuple(replace(one, pausable=PAUSE) for one in ERRAND.deadlines)),
        "the clock rush is statutory, yet it may be paused or extended.",
    ),
    "a pause that nobody may grant": (
        replace(ERRAND, deadlines=(replace(ERRAND.deadlines[0], pausable=NOBODYS), *ERRAND.deadlines[1:])),
        "the clock take allows what nobody may do: pause it.",
    ),
    "a move that does not exist": (
        with_clock(rung(move="fly")),
        "the clock extra makes the step fly, which does not exist.",
    ),
    "a move that is a person's": (
        with_clock(rung(move="take")),
        "the clock extra makes the step take, which the system may not take.",
    ),
    "a move that does not lead from there": (
        with_clock(rung(move="rush"), states=("taken",)),
        "the clock extra runs in taken, from where its step rush does not lead.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workflow_is_told_what_is_wrong(name: str) -> None:
    workflow, sentence = BROKEN[name]

    assert sentence in said(workflow)


def test_the_workflow_that_was_broken_above_is_sound() -> None:
    assert said(ERRAND) == []


def test_all_problems_are_listed_at_once() -> None:
    broken = replace(with_step(step("lose", target="lost", guards=(not_too_heavy, of_the_right_colour))), opened_by=())

    with pytest.raises(UnsoundWorkflow) as unsound:
        Registry((broken, PARCEL))

    assert len(unsound.value.problems) == 3


def test_a_changed_guard_or_duration_is_another_version() -> None:
    first = Registry((ERRAND, PARCEL)).get("errand").version
    slower = replace(ERRAND, deadlines=tuple(replace(one, within=Elapsed(days=9)) for one in ERRAND.deadlines))

    assert Registry((ERRAND, PARCEL)).get("errand").version == first
    assert Registry((slower, PARCEL)).get("errand").version != first


def test_two_calendars_of_one_name_are_refused() -> None:
    """The database keeps calendars by name: one of the two would silently count for both."""
    other = replace(PARCEL, calendar=Calendar(ERRAND.calendar.name, weekend=frozenset({6})))

    assert problems((ERRAND, other)) == [
        "parcel: its calendar plain is another than that of errand, under one name; rename one."
    ]
    assert problems((ERRAND, replace(PARCEL, calendar=Calendar(ERRAND.calendar.name)))) == []
