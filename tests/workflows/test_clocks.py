"""Which clocks run, from when, how long: the table of the clocks, row by row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from engine.calendar import WIB, Elapsed
from engine.clocks import plan, rung_due
from engine.definition import Deadline
from tests.workflows.samples import TAKEN, after, case, facts, pending, referral, running, victim
from workflows import REGISTRY
from workflows.clocks.case import CASE_CLOCKS
from workflows.facts.case import CaseFacts
from workflows.facts.states import ALL, REFERRED
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL


def wib(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WIB).astimezone(UTC)


# reported


@pytest.mark.parametrize(
    ("risk", "due"),
    [("low", "2026-12-04 09:00"), ("medium", "2026-12-01 15:00"), ("unassessed", "2026-12-01 15:00")],
)
def test_an_ordinary_report_is_answered_by_its_risk(risk: str, due: str) -> None:
    assert running(case("reported", facts(victim(30), stated_risk=risk))) == {"respond": wib(due)}


@pytest.mark.parametrize(
    "its",
    [
        facts(victim(30), stated_risk="high"),
        facts(victim(30, sexual=("electronic",), disabled="no"), no_complaint=True),
        facts(victim(9, "physical"), stated_risk="low"),
        facts(victim(30), danger_now="yes"),
        facts(victim(30), immediate=("no_safe_place",)),
        facts(victim(30), aggravating=("rejected", "no_family_shelter")),
    ],
)
def test_r09_a_protected_report_is_acknowledged_in_an_hour_and_at_uptd_in_a_day(its: CaseFacts) -> None:
    assert running(case("reported", its)) == {"acknowledge": after(hours=1), "cap": after(hours=24)}


def test_once_acknowledged_only_the_cap_runs() -> None:
    seen = facts(victim(9, "physical"), acknowledged_at=after(minutes=20))

    assert running(case("reported", seen)) == {"cap": after(hours=24)}


def test_a_changed_risk_keeps_the_start_and_takes_the_new_duration() -> None:
    low = facts(victim(30), stated_risk="low")
    medium = facts(victim(30), stated_risk="medium", before=low, now=after(hours=4))

    first = plan(OMAH_PELUK, case("reported", low), (), 1)
    second = plan(OMAH_PELUK, case("reported", medium), first.armed, 2)

    assert [(one.anchor_at, one.breach_at) for one in second.armed] == [(TAKEN, after(hours=6))]


# the cap


def test_r04_the_cap_counts_from_when_the_case_became_protected_and_a_consultation_does_not_restart_it() -> None:
    calm = facts(victim(30, "psychic"), stated_risk="low")
    later = facts(victim(30, "psychic"), stated_risk="high", before=calm, now=after(days=2))

    assert running(case("reported", later))["cap"] == after(days=3)
    assert running(case("consulted", later, entered_at=after(days=2, hours=5)))["cap"] == after(days=3)


def test_protection_begins_once() -> None:
    first = facts(victim(30), stated_risk="high")
    lowered = facts(
        victim(30), stated_risk="low", protected_since=first.protected_since, before=first, now=after(hours=3)
    )
    again = facts(
        victim(30), stated_risk="high", protected_since=lowered.protected_since, before=lowered, now=after(hours=9)
    )

    assert "cap" not in running(case("consulted", lowered))
    assert running(case("consulted", again))["cap"] == after(hours=24)


def test_what_was_sent_to_uptd_since_is_not_capped_again() -> None:
    sent = facts(victim(9, "physical"), uptd_sent_at=after(hours=2), uptd_returned_at=after(hours=30))

    assert set(running(case("consulted", sent, entered_at=after(hours=30)))) == {"decide", "resend"}


def test_what_was_sent_before_it_became_protected_is_capped() -> None:
    ordinary = facts(victim(30, "psychic"), uptd_sent_at=after(hours=2))
    sexual = facts(victim(30, "sexual"), before=ordinary, now=after(hours=40), uptd_sent_at=after(hours=2))

    assert running(case("consulted", sexual))["cap"] == after(hours=64)


GROWN_UP = victim(25, "sexual", age_at_incident=12)


@pytest.mark.parametrize(
    ("its", "clock"),
    [
        (facts(victim(30, "sexual")), "cap"),
        (facts(victim(30, "sexual"), referral_refused=True), "cap-to-decide"),
        (facts(victim(30, "sexual"), referral_refused=True, immediate=("weapon",)), "cap"),
        (facts(victim(30, "sexual"), victim(9, number=2), referral_refused=True), "cap"),
        (facts(victim(None, "sexual"), referral_refused=True), "cap"),
        (facts(GROWN_UP), "cap-to-decide"),
        (facts(GROWN_UP, victim(30, "sexual", number=2)), "cap"),
        (facts(GROWN_UP, immediate=("confined",)), "cap"),
        (facts(victim(30), stated_risk="high", referral_refused=True), "cap-to-decide"),
    ],
)
def test_an_adults_refusal_and_a_childhood_long_past_are_decided_by_people(its: CaseFacts, clock: str) -> None:
    capped = {name for name in running(case("reported", its)) if name.startswith("cap")}

    assert capped == {clock}


def test_the_cap_tells_at_one_hour_and_at_six_and_moves_at_24() -> None:
    cap = OMAH_PELUK.deadline("cap")

    assert [(hours(cap, place), rung.level, set(rung.tell), rung.move) for place, rung in enumerate(cap.rungs)] == [
        (1, 1, {"coordinator"}, None),
        (6, 2, {"supervisor", "head_of_uptd"}, None),
        (24, 3, {"supervisor", "head_of_uptd", "uptd_officer"}, "move-to-UPTD"),
    ]


def hours(clock: Deadline, rung: int) -> float:
    """After how many hours a rung is climbed, for a clock whose time is fixed."""
    assert isinstance(clock.within, Elapsed)
    return (rung_due(clock, rung, TAKEN, clock.within, OMAH_PELUK.calendar) - TAKEN) / timedelta(hours=1)


# consulted


@pytest.mark.parametrize(("risk", "due"), [("low", "2026-12-15 09:00"), ("medium", "2026-12-04 09:00")])
def test_r11_after_a_consultation_it_is_decided_by_its_risk(risk: str, due: str) -> None:
    assert running(case("consulted", facts(victim(30), stated_risk=risk))) == {"decide": wib(due)}


def test_a_high_case_that_nobody_may_move_is_decided_in_a_day() -> None:
    refused = facts(victim(30), stated_risk="high", referral_refused=True)

    assert running(case("consulted", refused))["decide"] == after(hours=24)


@pytest.mark.parametrize(
    ("its", "due"),
    [(facts(victim(30, "psychic")), "2026-12-04 09:00"), (facts(victim(9, "psychic")), "2026-12-02 09:00")],
)
def test_what_uptd_returned_is_sent_again_in_time(its: CaseFacts, due: str) -> None:
    returned = its.model_copy(update={"uptd_sent_at": TAKEN, "uptd_returned_at": TAKEN})

    assert running(case("consulted", returned))["resend"] == wib(due)


@pytest.mark.parametrize("state", ALL)
def test_a_proposal_is_decided_in_two_working_days_wherever_it_waits(state: str) -> None:
    waiting = case(state, facts(victim(30)), pending=pending("correct-forms", after(days=2)))

    assert running(waiting)["approve"] == wib("2026-12-07 09:00")


# the police


@pytest.mark.parametrize("state", ALL)
def test_sexual_violence_is_with_the_police_in_72_hours_wherever_the_case_is(state: str) -> None:
    assert running(case(state, facts(victim(30, "sexual"))))["police"] == after(hours=72)


def test_neither_return_nor_reopening_restarts_the_72_hours() -> None:
    later = facts(victim(9, "sexual"), uptd_sent_at=after(hours=2), returned_count=2, uptd_returned_at=after(days=2))

    assert running(case("consulted", later, entered_at=after(days=2)))["police"] == after(hours=72)


@pytest.mark.parametrize(
    "met", [{"police_reported_on": TAKEN.date()}, {"police_confirmed_at": TAKEN}, {"no_complaint": True}]
)
def test_a_police_report_stops_the_72_hours(met: dict[str, Any]) -> None:
    harmed = victim(30, sexual=("electronic",), disabled="no")

    assert not {"police", "police-missed"} & set(running(case("reported", facts(harmed, **met))))


def test_what_is_disclosed_after_72_hours_is_breached_at_once_and_told_once() -> None:
    peaceful = facts(victim(30, "psychic"))
    disclosed = facts(victim(30, "sexual"), before=peaceful, now=after(hours=80))

    clocks = running(case("consulted", disclosed))

    assert clocks["police-missed"] == after(hours=72)
    assert "police" not in clocks
    assert len(OMAH_PELUK.deadline("police-missed").rungs) == 1


def test_a_sexual_form_struck_as_an_entry_error_stops_the_72_hours() -> None:
    mistaken = facts(victim(30, "sexual"))
    struck = facts(victim(30), before=mistaken, sexual_since=mistaken.sexual_since)

    assert "police" not in running(case("consulted", struck))


# resolved


def test_a_resolved_case_is_asked_after_three_times_and_ends_in_half_a_year() -> None:
    assert running(case("resolved-locally", facts())) == {
        "follow-up-1": after(days=14),
        "follow-up-2": after(days=30),
        "follow-up-3": after(days=90),
        "hard-limit": after(days=182),
    }


@pytest.mark.parametrize("done", [0, 1, 2])
def test_r21_each_follow_up_meets_its_own_clock(done: int) -> None:
    clocks = running(case("resolved-locally", facts(follow_ups_done=done)))

    assert [name for name in clocks if name.startswith("follow-up")] == [
        f"follow-up-{number}" for number in range(done + 1, 4)
    ]


# referrals


@pytest.mark.parametrize(
    ("child", "due"),
    [
        (referral("UPTD", "sent"), after(hours=24)),
        (referral("UPTD", "sent", protected=True), after(hours=2)),
        (referral("PUSPAGA", "sent"), wib("2026-12-04 09:00")),
        (referral("PUSPAGA", "sent", protected=True), after(hours=24)),
        (referral("UPTD", "accepted", reviewed_at=after(days=1)), after(days=31)),
    ],
)
def test_a_referral_is_answered_in_time_and_reviewed_each_month(child: Any, due: datetime) -> None:
    [clock] = [clock for clock in plan(REFERRAL, child, (), 1).armed if clock.name != "age"]

    assert clock.breach_at == due


def test_a_protected_referral_that_puspaga_leaves_unanswered_moves_to_uptd_at_twice_the_time() -> None:
    clock = REFERRAL.deadline("answer-PUSPAGA-protected")

    assert clock.rungs[-1].move == "move-to-UPTD"
    assert hours(clock, len(clock.rungs) - 1) == 48


# nothing rests in silence


def test_every_ladder_repeats_until_it_is_met() -> None:
    for clock in (*CASE_CLOCKS, *REFERRAL.deadlines):
        assert clock.rungs[-1].every is not None, clock.name


def test_only_the_clocks_of_the_police_are_statutory() -> None:
    """R03 and R19 stand in the text of the law."""
    assert {clock.name for clock in CASE_CLOCKS if clock.statutory} == {"police", "police-missed", "protection"}


def test_whatever_the_facts_a_case_before_its_referral_has_a_clock() -> None:
    victims = (victim(30), victim(30, "psychic"), victim(9, "physical"), victim(30, "sexual"), GROWN_UP, victim(None))
    marks: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("stated_risk", ("high", "medium", "low", "unassessed")),
        ("referral_refused", (False, True)),
        ("acknowledged_at", (None, after(minutes=5))),
        ("uptd_sent_at", (None, after(hours=1))),
        ("uptd_returned_at", (None, after(hours=9))),
        ("no_complaint", (False, True)),
    )

    for who in victims:
        for values in product(*(choices for _, choices in marks)):
            its = facts(who, **dict(zip((name for name, _ in marks), values, strict=True)))
            for state in ("reported", "consulted", "resolved-locally"):
                unsent = state != "reported" or (its.uptd_sent_at is None and its.uptd_returned_at is None)
                assert not unsent or running(case(state, its)), (state, its)


@pytest.mark.parametrize("state", REFERRED)
def test_a_referred_case_is_at_rest_only_while_the_referral_carries_the_clock(state: str) -> None:
    out = case(state, facts(victim(30, "psychic"), uptd_sent_at=TAKEN))
    returned = case(state, facts(victim(30, "psychic"), uptd_sent_at=TAKEN, uptd_returned_at=after(hours=2)))

    assert OMAH_PELUK.settled(out)
    assert not OMAH_PELUK.settled(returned)


# its age


def test_a_year_after_it_was_opened_a_supervisor_looks_at_a_case_whatever_was_started_anew() -> None:
    young, handed_back = case("reported", facts(victim(30))), case("consulted", facts(victim(30)))
    handed_back = replace(handed_back, entered_at=after(days=300))

    reviewed = referral("UPTD", "accepted", reviewed_at=after(days=300))

    ages = [
        clock.breach_at - subject.opened_at
        for workflow, subject in ((OMAH_PELUK, young), (OMAH_PELUK, handed_back), (REFERRAL, reviewed))
        for clock in plan(workflow, subject, (), 1).armed
        if clock.name == "age"
    ]

    assert ages == [timedelta(days=365)] * 3
    assert [one.workflow.accepted for one in REGISTRY] == [(), (), (), ()]
