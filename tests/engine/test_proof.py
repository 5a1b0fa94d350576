"""What a proof claims is tried from outside: on broken workflows, on cases at random, against the real decisions."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, get_args
from uuid import uuid4

import pytest
from pydantic import ValidationError

from engine.calendar import WIB, Calendar, Duration, Elapsed, WorkingDays, WorkingHours, due
from engine.clocks import allowed, plan, rung_due
from engine.decision import Moved, Refusals, decide, facts_after
from engine.definition import Actor, Pausing, Situation, Snapshot, Transition
from engine.errors import UnsoundWorkflow
from engine.proving import proofs, safety, space
from engine.proving.domains import of_form
from engine.proving.exploring import Lazy, explore
from engine.proving.exploring import Path as Run
from engine.proving.moments import MOMENTS, NOW, SOMETIME, Moment
from engine.proving.proof import Proof, laid_out, prove
from engine.proving.safety import CounterExample
from engine.proving.silence import Watch
from engine.proving.space import Space, plain
from engine.proving.verifier import problems
from engine.proving.waiting import earliest, latest, longest
from engine.registry import Registry
from tests.engine.broken import BROKEN, BROKEN_FOR_REAL, SOUND, Together, clock, from_the_start, promised, real
from tests.engine.errand import ERRAND, ERRANDS, PARCEL
from workflows.facts.case import Victim
from workflows.facts.classification import with_forms
from workflows.facts.vocabulary import SexualViolence, Violence
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL


@pytest.fixture(scope="module")
def proved() -> Proof:
    return prove(real())


# broken workflows


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_told_with_a_witness(name: str) -> None:
    workflows, sentence = BROKEN[name]

    assert problems(workflows) == []
    assert [one for one in prove(workflows).problems if one.startswith(sentence)] != []


@pytest.mark.parametrize("name", BROKEN_FOR_REAL)
def test_omah_peluk_broken_by_one_change_is_told_with_a_witness(name: str) -> None:
    workflows, sentence = BROKEN_FOR_REAL[name]

    assert problems(workflows) == []
    assert [one for one in prove(workflows).problems if one.startswith(sentence)] != []


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_left_alone(name: str) -> None:
    assert prove(SOUND[name]).problems == ()


# what runs here


def test_omah_peluk_and_its_referrals_are_proved(proved: Proof) -> None:
    assert proved.problems == ()
    assert all(promise["holds"] for one in proved.workflows.values() for promise in one["promises"])


def test_a_proof_is_made_in_a_moment() -> None:
    """All three workflows in the time of so many plain loops, run beside them: a slow machine is slow at both."""
    ratios = []
    for _ in range(3):
        pace = _pace()
        began = time.process_time()
        prove(real())
        ratios.append((time.process_time() - began) / max(pace, _pace()))

    assert min(ratios) < 40


def _pace() -> float:
    began, kept = time.process_time(), dict[int, int]()
    for number in range(400_000):
        kept[number & 1023] = number * 7 % 13
    return time.process_time() - began


BOUNDS = {
    "omah-peluk": {
        "reported": (240, "respond"),
        "consulted": (672, "decide"),
        "resolved-locally": (2832, "follow-up-3"),
        "referred-to-PUSPAGA": (240, "resend"),
        "referred-to-UPTD": (240, "resend"),
    },
    "referral": {"sent": (240, "answer-PUSPAGA"), "accepted": (720, "review")},
    "request": {"received": (72, "answer-request")},
}


def test_the_bounds_are_those_of_the_table_of_clocks(proved: Proof) -> None:
    """3 working days over the longest holidays; 14 days doubled by the supervisor; 90 days and two pauses of 14."""
    found = {
        name: {state["state"]: (state["hours"], state["clock"]) for state in one["silence"]["states"]}
        for name, one in proved.workflows.items()
    }

    assert found == BOUNDS
    assert [proved.workflows[name]["silence"]["hours"] for name in BOUNDS] == [2832, 720, 72]


def test_a_promise_names_the_guards_that_it_stands_on(proved: Proof) -> None:
    stands_on = {one["name"]: set(one["guards"]) for one in proved.workflows["omah-peluk"]["promises"]}

    assert "never_sexual" in stands_on["no-sexual-form-resolved-locally"]
    assert "no_violence_against_a_child" in stands_on["no-harmed-child-closed-locally"]
    assert "no_child_becomes_adult" in stands_on["childhood-stays-on-record"]
    assert stands_on["system-moves-only-the-protected"] == {"is_protected"}


def test_no_proof_is_empty(proved: Proof) -> None:
    for one in proved.workflows.values():
        assert all(promise["configurations"] >= promise["steps"] // 4 > 0 for promise in one["promises"])
        assert all(state["configurations"] > 0 for state in one["silence"]["states"])
    assert proved.workflows["omah-peluk"]["together"][0]["configurations"] > 1_000


# witnesses are real


@pytest.mark.parametrize(
    "name", ["R01 taken from resolve", "R05 taken from resolve", "R01 and R05 taken from close", "R03 taken from close"]
)
def test_a_counter_example_is_a_step_that_the_engine_takes(name: str) -> None:
    workflows, _ = BROKEN_FOR_REAL[name]
    laid = laid_out(workflows)["omah-peluk"]
    found = [example for promise in safety.judge(laid, laid.workflow.properties) for example in promise.broken]

    assert found != []
    for example in found:
        before, moved = taken(workflows, laid, example)
        promise = next(one for one in laid.workflow.properties if one.name == example.promise)
        assert promise.always is None or (promise.always(before) and not promise.always(moved.after))
        assert moved.after.state == example.after


def taken(workflows: Together, laid: Space, example: CounterExample) -> tuple[Snapshot, Moved]:
    """The step of a counter-example as the engine decides it, on real facts."""
    compiled = Registry(workflows).get(laid.workflow.name)
    transition = laid.workflow.find(example.transition)
    assert transition is not None
    plainest = plain({name: domain[0] for name, domain in laid.facts.items()})
    its = laid.workflow.facts.model_validate({**plainest, **example.facts})
    before = Snapshot(uuid4(), laid.workflow.name, example.state, its, MOMENTS[0], MOMENTS[0])
    decided = decide(compiled, before, transition, Actor(None, example.role), example.form, NOW)
    if transition.four_eyes is not None:
        by = Actor(uuid4(), transition.four_eyes.by[0])
        decided = decide(compiled, before, transition, by, example.form, NOW, approving=True)
    assert isinstance(decided, Moved), decided
    return before, decided


# what is imagined is what the engine does


def test_an_imagined_step_is_the_engines_step() -> None:
    chance = Random(3)
    tried = 0
    for workflow in (OMAH_PELUK, REFERRAL):
        bare = replace(workflow, transitions=tuple(replace(one, guards=()) for one in workflow.transitions))
        others = tuple(one for one in real() if one.name != workflow.name)
        compiled = Registry((bare, *others)).get(workflow.name)
        laid = laid_out((bare, *others))[workflow.name]
        for transition in bare.transitions:
            for _ in range(6):
                tried += agrees(compiled, laid, transition, chance)
    assert tried > 150


def agrees(compiled: Any, laid: Space, transition: Transition, chance: Random) -> bool:
    """Whether it could be tried; asserts that the engine and the proof come to the same."""
    form = some_form(laid, transition, chance)
    if transition.form is not None and form is None:
        return False
    its = some_facts(laid, chance, transition.sources[0])
    case = Snapshot(uuid4(), laid.workflow.name, transition.sources[0], its, MOMENTS[0], MOMENTS[0])
    actor = Actor(uuid4(), transition.by[0])
    try:
        decided = decide(compiled, case, transition, actor, form, NOW, approving=transition.four_eyes is not None)
    except ValueError:  # it counts children, and there are none
        return False
    if isinstance(decided, Refusals):
        assert {one.code for one in decided.why} <= {"NOT_YOUR_ROLE", "ENDED"}
        return False

    imagined = laid.after(Situation(case, actor, NOW, form), transition)

    for name in laid.facts:
        assert getattr(imagined.facts, name) == getattr(decided.after.facts, name), (transition.name, name)
    assert (imagined.state, imagined.ended_at, imagined.entered_at) == (
        decided.after.state,
        decided.after.ended_at,
        decided.after.entered_at,
    )
    return True


def some_facts(laid: Space, chance: Random, state: str) -> Any:
    """Real facts as a proof thinks of them, with what follows from them."""
    drawn = {name: chance.choice(domain) for name, domain in laid.within(state).items()}
    its = {name: chance.choice(MOMENTS) if value is SOMETIME else value for name, value in drawn.items()}
    return facts_after(laid.workflow, laid.workflow.facts.model_validate(its), {}, NOW)


def some_form(laid: Space, transition: Transition, chance: Random) -> Any:
    if transition.form is None:
        return None
    fields = transition.form.model_fields
    for _ in range(40):
        drawn = {name: chance.choice(domain) for name, domain in of_form(laid.workflow, transition.form).items()}
        told = {name: one for name, one in plain(drawn).items() if fields[name].is_required() or chance.random() < 0.6}
        try:
            return transition.form.model_validate(told, context={"now": NOW})
        except ValidationError:
            continue
    return None


# cases at random, of which no sample knows


def test_no_case_at_random_is_silent_and_none_is_told_later_than_the_bound() -> None:
    """Ages, forms of violence and moments as they come, not as the samples have them."""
    chance = Random(7)
    laid = laid_out(real())["omah-peluk"]
    bounds = {alert.state: alert.hours for alert in Watch(laid).look().alerts}
    promises = [one.always for one in OMAH_PELUK.properties if one.always is not None]
    tried = 0

    while tried < 1_500:
        case = some_case(laid, chance)
        if not all(promise(case) for promise in promises):
            continue
        tried += 1
        running = [one for one in plan(OMAH_PELUK, case, (), 1).armed if not OMAH_PELUK.deadline(one.name).aside]
        if not running:
            assert OMAH_PELUK.settled(case), case
            continue
        assert min(told_at(case, one.name, one.anchor_at) for one in running) <= NOW + timedelta(
            hours=bounds[case.state]
        )


def some_case(laid: Space, chance: Random) -> Snapshot:
    state = chance.choice([one.name for one in laid.workflow.states])
    emptiness = laid.within(state)
    moments = [NOW - timedelta(hours=chance.choice((0, 0.5, 3, 30, 80, 24 * 20, 24 * 300))) for _ in range(20)]
    drawn = {name: chance.choice(domain) for name, domain in emptiness.items()}
    its = {name: chance.choice(moments) if value is SOMETIME else value for name, value in drawn.items()}
    its["victims"] = tuple(some_victim(chance, number) for number in range(1, chance.choice((2, 2, 3, 4))))
    begun = laid.workflow.facts.model_validate(its)
    return Snapshot(
        uuid4(), laid.workflow.name, state, facts_after(laid.workflow, begun, {}, NOW), chance.choice(moments), NOW
    )


def some_victim(chance: Random, number: int) -> Victim:
    then = chance.choice((None, *range(80)))
    now = chance.choice((None, then, *((then + 1, then + 20) if then is not None else (5, 40))))
    forms = chance.sample(get_args(Violence), chance.choice((0, 0, 1, 3)))
    sexual = chance.sample(get_args(SexualViolence), chance.choice((0, 0, 0, 1)))
    return with_forms(Victim(number=number, age_now=now, age_at_incident=then), forms, sexual)


def told_at(case: Snapshot, name: str, anchor: datetime) -> datetime:
    """When a clock first raises a level."""
    deadline = OMAH_PELUK.deadline(name)
    within = allowed(deadline, case)
    assert within is not None
    rung = next(place for place, one in enumerate(deadline.rungs) if one.level)
    return rung_due(deadline, rung, anchor, within, OMAH_PELUK.calendar)


# exploring


def test_only_what_is_read_is_tried_and_all_of_that() -> None:
    def run(path: Run) -> str:
        its = Lazy(path, {"a": (1, 2), "b": (3, 4, 5), "c": (6, 7)})
        return f"{its.a}" if its.a == 1 else f"{its.a}{its.b}{its.b}"

    assert [(chosen, result) for chosen, result in explore(run)] == [
        ({"a": 1}, "1"),
        ({"a": 2, "b": 3}, "233"),
        ({"a": 2, "b": 4}, "244"),
        ({"a": 2, "b": 5}, "255"),
    ]


def test_when_a_moment_was_is_tried_only_where_that_matters() -> None:
    domains = {"first": (None, SOMETIME), "second": (SOMETIME,)}

    def seen(path: Run) -> bool:
        return Lazy(path, domains).first is not None

    def ordered(path: Run) -> str:
        its = Lazy(path, domains)
        return (
            "none" if its.first is None else "<" if its.first < its.second else "=" if its.first == its.second else ">"
        )

    assert len(list(explore(seen))) == 2
    results = [result for _, result in explore(ordered)]
    assert {one: results.count(one) for one in results} == {"none": 1, "<": 3, "=": 3, ">": 3}


@pytest.mark.parametrize("other", MOMENTS)
def test_an_undecided_moment_is_like_the_one_that_it_turns_out_to_be(other: datetime) -> None:
    for known in MOMENTS:
        moment = Moment.of("it", partial(min, (known,)))
        assert [moment < other, moment <= other, moment > other, moment >= other, moment == other, moment != other] == [
            known < other, known <= other, known > other, known >= other, known == other, known != other,
        ]  # fmt: skip
        assert (moment - other, other - moment, moment + timedelta(1)) == (
            known - other,
            other - known,
            known + timedelta(1),
        )
        assert max(moment, other) == max(known, other)
        assert (moment < NOW, moment == NOW, moment >= NOW) == (True, False, False)
        assert (moment.astimezone(WIB), moment.date()) == (known.astimezone(WIB), known.date())


def test_computed_facts_that_hang_on_too_much_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "MOST", 1_000)

    found = prove(real()).problems

    assert any("its computed facts hang on more than" in one for one in found)


# bounds of time


HOLIDAYS = {datetime(2026, 3, day, tzinfo=UTC).date(): "libur" for day in (18, 19, 20, 23, 24, 27)}
OFFICE = Calendar("office", holidays=HOLIDAYS)


@pytest.mark.parametrize(
    "duration",
    [
        WorkingDays(0),
        WorkingDays(1),
        WorkingDays(2),
        WorkingDays(7),
        WorkingHours(1),
        WorkingHours(8),
        WorkingHours(30),
    ],
)
def test_the_longest_wait_is_that_of_the_worst_beginning(duration: Duration) -> None:
    start = datetime(2026, 1, 1, tzinfo=WIB)
    begun = [start + timedelta(hours=hour) for hour in range(24 * 120)]

    worst = max((due(at, duration, OFFICE) - at) / timedelta(hours=1) for at in begun)

    assert longest(duration, OFFICE) == worst


def test_pauses_and_extensions_are_counted_in_the_bound_and_a_statutory_clock_has_none() -> None:
    plain_clock = ERRAND.deadline("finish")
    paused = replace(plain_clock, pausable=Pausing(("kader",), Elapsed(hours=5), times=2))
    calendar, within = ERRAND.calendar, Elapsed(days=2)

    assert latest(plain_clock, within, calendar) == (24, 48, 96)
    assert latest(paused, within, calendar) == (34, 58, 106)
    assert latest(paused, within, calendar, Elapsed(hours=10)) == (39, 68, 126)
    assert latest(replace(paused, statutory=True), within, calendar) == (24, 48, 96)
    assert [earliest(rung, within) for rung in plain_clock.rungs] == [24, 48, 96]


def test_a_moment_that_is_still_to_come_is_waited_for() -> None:
    def in_a_week(case: Snapshot) -> datetime:
        return NOW + timedelta(days=7) if case.state else NOW

    later = clock(ERRAND, "finish", anchor=in_a_week)

    states = {one.state: one.hours for one in Watch(laid_out((later, PARCEL))["errand"]).look().alerts}
    assert states["taken"] == 7 * 24 + 48


def test_a_case_that_the_system_moves_untold_is_told_where_it_comes_to() -> None:
    silent = replace(ERRAND.deadline("rush").rungs[0], tell=(), percent=100, every=None)
    told = replace(silent, tell=("supervisor",), move=None, percent=150, every=Elapsed(days=7))
    only = clock(ERRAND, "rush", rungs=(silent, told))
    hurried = replace(only, deadlines=tuple(one for one in only.deadlines if one.name != "take"))

    alert = Watch(laid_out((hurried, PARCEL))["errand"]).look().alerts[0]

    assert (alert.state, alert.hours, alert.then) == ("asked", 96, "taken")


# the proof, kept


def test_a_proof_is_kept_and_made_again_only_when_something_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "_made", {})
    first = proofs.insist(ERRANDS, tmp_path)
    kept = list((tmp_path / "proofs").iterdir())
    monkeypatch.setattr(proofs, "_made", {})
    monkeypatch.setattr(proofs, "prove", lambda _: pytest.fail("it was kept"))

    again = proofs.insist(ERRANDS, tmp_path)

    assert len(kept) == 1
    assert again.workflows["errand"]["version"] == ERRANDS.get("errand").version
    assert again == first
    with pytest.raises(pytest.fail.Exception):
        proofs.insist(Registry((clock(ERRAND, "take", within=Elapsed(hours=11)), PARCEL)), tmp_path)


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"problems": []}'])
def test_a_kept_proof_that_cannot_be_read_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    monkeypatch.setattr(proofs, "_made", {})
    first = proofs.proof(ERRANDS, tmp_path)
    next((tmp_path / "proofs").iterdir()).write_text(spoilt, encoding="utf-8")
    monkeypatch.setattr(proofs, "_made", {})

    assert proofs.proof(ERRANDS, tmp_path).workflows.keys() == first.workflows.keys()


def test_what_is_unsound_does_not_start_and_is_told_everything(tmp_path: Path) -> None:
    heavy = promised(clock(ERRAND, "finish", anchor=from_the_start), always=lambda case: case.facts.weight < 2)

    with pytest.raises(UnsoundWorkflow) as unsound:
        proofs.insist(Registry((heavy, PARCEL)), tmp_path)

    assert len(unsound.value.problems) >= 2
