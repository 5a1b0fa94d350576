"""Times that are policy are set by two persons, reach new cases in every process, and never what the law sets."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from engine import almanac, commands
from engine.calendar import WIB, Elapsed
from engine.database import SYSTEM_ACTOR, Database
from engine.errors import Invalid, NoLongerPending, Refused, UnsoundWorkflow
from engine.past import audit
from engine.past.redeciding import redecide
from engine.policies import deciding, standing
from engine.policies.places import Place
from engine.policies.setting import Values
from engine.registry import Registry
from engine.runtime import Engine, publish_definitions
from engine.versions import transfer
from tests.api.samples import QUARREL, talk
from tests.engine.releases import pinned
from tests.office import Office, person
from tests.workflows.stories import SUMMARY, done, refused
from workflows import REGISTRY
from workflows.breach import BREACH
from workflows.omah_peluk import OMAH_PELUK
from workflows.policies import SETTINGS
from workflows.referral import REFERRAL
from workflows.request import REQUEST
from workflows.rules import RULES

VISITED: dict[str, Any] = {"follow_up_outcome": "done", "safe": "yes"}
WHY = "Rapat Dinas 30 November."
BY_LAW = [(one.workflow.name, clock.name) for one in REGISTRY for clock in one.workflow.deadlines if clock.statutory]


def propose(office: Office, **changes: int) -> int:
    return propose_as(office, "supervisor", **changes)


def propose_as(office: Office, by: str, /, **changes: int) -> int:
    named = {name.replace("_", "-"): to for name, to in changes.items()}
    return deciding.propose(office.api, person(by), named, WHY).id


def set_to(office: Office, **changes: int) -> list[deciding.Renewed]:
    return deciding.approve(office.api, person("head_of_uptd"), propose(office, **changes))


def consulted(office: Office, engine: Engine) -> UUID:
    case = commands.open_case(engine, person("kader"), "omah-peluk", QUARREL).case_id
    assert office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")).done
    return case


def settled(office: Office, engine: Engine) -> UUID:
    case = consulted(office, engine)
    done(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case, "supervisor"))
    return case


def due(office: Office, case: UUID, name: str) -> str:
    return f"{office.clocks(case)[name].due_at.astimezone(WIB):%d %H:%M}"


def another_process(office: Office) -> Engine:
    """An engine that knows the workflows only as its code has them."""
    database = Database(office.urls["omah_api"], size=2)
    office.databases.append(database)
    return Engine(database, office.keys, Registry((OMAH_PELUK, REFERRAL, REQUEST, BREACH), SETTINGS))


# --- what the law sets


@pytest.mark.parametrize(
    "part", [{}, {"rung": 1}, {"part": "again"}, {"part": "pause"}, {"part": "extension"}], ids=str
)
@pytest.mark.parametrize(("workflow", "clock"), BY_LAW)
def test_no_setting_reaches_a_clock_of_the_law(workflow: str, clock: str, part: dict[str, Any]) -> None:
    reaching = replace(SETTINGS[0], name="loosened", places=(Place(workflow, clock, **part), *SETTINGS[0].places))

    with pytest.raises(UnsoundWorkflow, match=f"the clock {clock} of {workflow} is the law's"):
        Registry((OMAH_PELUK, REFERRAL, REQUEST, BREACH), (*SETTINGS, reaching))


def test_every_setting_together_at_its_bounds_leaves_each_clock_of_the_law_as_it_was() -> None:
    assert {clock for _, clock in BY_LAW} >= {"police", "police-missed", "answer-request", "protection"}
    for bound in ("least", "most"):
        values: Values = {one.name: getattr(one, bound) for one in SETTINGS if not one.name.startswith("cap-")}
        made = REGISTRY.set_to(values)

        for workflow, clock in BY_LAW:
            assert made.get(workflow).workflow.deadline(clock) is REGISTRY.get(workflow).workflow.deadline(clock)


def test_no_rule_that_rests_on_a_law_has_a_setting_and_every_time_of_a_rule_of_policy_has_one() -> None:
    marks = {one.number: set(one.marks) for one in RULES}
    assert all(marks[one.rule] <= {"B", "P"} for one in SETTINGS if one.places)
    assert all(one.rule == "R28" and marks[one.rule] == {"C", "P"} for one in SETTINGS if not one.places)

    places = [place for one in SETTINGS for place in one.places if (place.rung, place.part, place.limit) == (None,) * 3]
    reached = {(one.workflow, one.clock) for one in places}
    timed = {(one.workflow.name, clock.name) for one in REGISTRY for clock in one.workflow.deadlines}
    assert timed - reached == set(BY_LAW)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"places": ()}, "it acts nowhere"),
        ({"places": (Place("omah-peluk", "respond"),)}, "nothing that could be set stands at"),
        ({"unit": "hours"}, "is no whole number of hours"),
        ({"most": 2}, "its default 3 is not from 1 to 2"),
        (
            {"places": (*SETTINGS[0].places, Place("omah-peluk", "decide", "*"), Place("omah-peluk", "approve"))},
            "its places differ",
        ),
        ({"name": SETTINGS[1].name}, "there are two settings respond"),
    ],
)
def test_a_setting_that_is_declared_wrongly_keeps_the_program_from_starting(
    changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnsoundWorkflow, match=sentence):
        Registry((OMAH_PELUK, REFERRAL, REQUEST, BREACH), (replace(SETTINGS[0], **changed), *SETTINGS[1:]))


def test_at_either_of_its_bounds_each_setting_alone_leaves_workflows_that_are_sound() -> None:
    placed = [one for one in SETTINGS if one.places]
    alone = [{one.name: bound} for one in placed for bound in (one.least, one.most)]
    moved = {one.name for one in placed for bound in (one.least, one.most)
             if REGISTRY.set_to({one.name: bound}).get(one.places[0].workflow).version
             != REGISTRY.get(one.places[0].workflow).version}  # fmt: skip

    assert moved == {one.name for one in placed}
    for values in alone:
        REGISTRY.set_to(values)


# --- two persons


def test_whoever_proposes_does_not_approve_and_only_then_is_it_in_force(office: Office) -> None:
    office.at("2026-12-01 09:00")
    made = propose(office, decide_low=7)
    with pytest.raises(Refused) as refused:
        deciding.approve(office.api, person("supervisor"), made)
    assert {one.code for one in refused.value.refusals} == {"SECOND_PERSON"}
    assert due(office, consulted(office, office.api), "decide") == "15 09:00"

    [renewed] = deciding.approve(office.api, person("head_of_uptd"), made)

    case = consulted(office, office.api)
    assert due(office, case, "decide") == "08 09:00"
    assert (pinned(office, case), renewed.old) == (renewed.new, REGISTRY.get("omah-peluk").version)
    with pytest.raises(NoLongerPending):
        deciding.approve(office.api, person("head_of_uptd"), made)


def test_the_database_says_four_eyes_again(office: Office) -> None:
    made = propose(office, decide_low=7)

    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        office.api.database.transaction(person("supervisor")) as tx,
    ):
        standing.decide(tx.connection, person("supervisor"), made, "approved", None)
    for table in ("policy_proposal", "policy_decision", "policy"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            office.sql(f"DELETE FROM {table}")


def test_a_proposal_is_rejected_with_a_reason_or_taken_back_and_stays_on_record(office: Office) -> None:
    rejected, withdrawn = propose(office, decide_low=7), propose(office, decide_low=10)

    deciding.reject(office.api, person("head_of_uptd"), rejected, "Terlalu cepat.")
    deciding.withdraw(office.api, person("supervisor"), withdrawn)

    with office.api.database.transaction(SYSTEM_ACTOR) as tx:
        found = standing.proposals(tx.connection)
    assert [(one.id, one.decision.outcome if one.decision else None) for one in found] == [
        (withdrawn, "withdrawn"),
        (rejected, "rejected"),
    ]
    assert found[1].changes == {"decide-low": (14, 7)}
    assert office.sql("SELECT count(*) FROM policy") == [(0,)]


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"decide_low": 400}, "out_of_range", "from 3 calendar days to 30 calendar days"),
        ({"decide_low": 14}, "unchanged", "It is what it is now"),
        ({"police": 90}, "unknown_setting", "what the law sets cannot be changed here"),
        ({"cap_coordinator": 6, "cap_supervisor": 2}, "unsound", "omah-peluk: "),
        ({"ladder_dinas": 190, "ladder_reassign": 150}, "unsound", "omah-peluk: "),
        ({}, "missing", "Nothing is changed"),
    ],
)
def test_what_is_unsound_or_out_of_range_is_refused_with_words_and_nothing_waits(
    office: Office, changes: dict[str, int], code: str, words: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        propose(office, **changes)

    assert {one.code for one in invalid.value.problems} == {code}
    assert words in invalid.value.problems[0].message.en
    assert office.sql("SELECT count(*) FROM policy_proposal") == [(0,)]


def test_a_kader_proposes_nothing(office: Office) -> None:
    with pytest.raises(Refused):
        propose_as(office, "kader", decide_low=7)


def test_what_was_proposed_on_other_times_has_to_be_proposed_again(office: Office) -> None:
    first, second = propose(office, decide_low=7), propose(office, decide_low=10)
    deciding.approve(office.api, person("head_of_uptd"), first)

    with pytest.raises(NoLongerPending):
        deciding.approve(office.api, person("head_of_uptd"), second)


def test_two_that_are_sound_alone_and_not_together_do_not_both_come_in_force(office: Office) -> None:
    first, second = propose(office, cap_coordinator=6), propose(office, cap_supervisor=2)
    deciding.approve(office.api, person("head_of_uptd"), first)

    with pytest.raises(Invalid) as invalid:
        deciding.approve(office.api, person("head_of_uptd"), second)

    assert invalid.value.problems[0].code == "unsound"
    assert office.sql("SELECT in_force FROM policy") == [({"cap-coordinator": 6},)]


# --- which cases


def test_a_case_that_runs_keeps_its_time_until_it_is_migrated_on_record_and_all_holds(office: Office) -> None:
    office.at("2026-12-01 09:00")
    before = consulted(office, office.api)
    [renewed] = set_to(office, decide_low=7)
    after = consulted(office, office.api)
    office.at("2026-12-01 10:00")
    assert office.fire(before, "reassess", stated_risk="medium", reason="Ia takut.").done
    assert (due(office, before, "decide"), due(office, after, "decide")) == ("04 09:00", "08 09:00")
    assert office.fire(before, "reassess", stated_risk="low", reason="Ia tenang.").done
    assert due(office, before, "decide") == "15 09:00"

    asked = [transfer.Asked(renewed.old, renewed.new)]
    looked = transfer.look(office.api, asked)
    moved = transfer.migrate(office.api, asked)

    assert [one.case_id for one in looked.cases] == [one.case_id for one in moved.cases] == [before]
    assert (due(office, before, "decide"), pinned(office, before)) == ("08 09:00", renewed.new)
    assert office.history(before)[-1].body["form"]["to"] == renewed.new
    kept = [one for one in transfer.kept(office.api) if one.workflow == "omah-peluk"]
    assert [(one.version, one.cases, one.running) for one in kept] == [(renewed.new, 2, True)]
    assert audit.verify(office.api).findings == ()
    assert redecide(office.api).divergences == []


def test_a_process_that_began_before_the_change_opens_by_it_and_keeps_what_runs(office: Office) -> None:
    office.at("2026-12-01 09:00")
    elsewhere = another_process(office)
    before = consulted(office, elsewhere)
    [renewed] = set_to(office, decide_low=7, respond=2)

    after = consulted(office, elsewhere)
    office.at("2026-12-09 09:00")
    with elsewhere.database.transaction(SYSTEM_ACTOR) as tx:
        known = almanac.current(tx.connection, elsewhere.registry)

    assert (pinned(office, before), pinned(office, after)) == (renewed.old, renewed.new)
    assert known.get("omah-peluk").version == renewed.new
    assert (
        known.of("omah-peluk", renewed.old).workflow.deadline("respond").within == OMAH_PELUK.deadline("respond").within
    )
    assert (due(office, before, "decide"), due(office, after, "decide")) == ("15 09:00", "08 09:00")
    assert office.sweep() == 3  # the reminders of both, and the end of the shorter one's time
    assert audit.verify(elsewhere).findings == ()


def test_it_holds_from_the_moment_that_was_asked_for_and_not_before(office: Office) -> None:
    office.at("2026-12-01 09:00")
    there = datetime(2026, 12, 2, tzinfo=WIB)
    made = deciding.propose(office.api, person("supervisor"), {"approve": 1}, WHY, wanted_from=there)
    renewed = deciding.approve(office.api, person("head_of_uptd"), made.id)
    assert {one.workflow for one in renewed} == {"omah-peluk", "referral"}

    today = office.open("omah-peluk", "kader", **QUARREL)
    office.at("2026-12-02 00:00")
    tomorrow = office.open("omah-peluk", "kader", **QUARREL)

    new = next(one.new for one in renewed if one.workflow == "omah-peluk")
    assert [pinned(office, one) == new for one in (today, tomorrow)] == [False, True]


def test_a_follow_up_may_come_later_and_its_guard_waits_with_it_in_cases_from_then_on(office: Office) -> None:
    office.at("2026-12-01 09:00")
    earlier = settled(office, office.api)
    set_to(office, follow_up_1=21)
    later = settled(office, another_process(office))
    assert (due(office, earlier, "follow-up-1"), due(office, later, "follow-up-1")) == ("15 09:00", "22 09:00")

    office.at("2026-12-16 09:00")
    for case in (earlier, later):
        done(office.fire(case, "follow-up", **VISITED))
    done(office.fire(earlier, "follow-up", **VISITED))
    assert refused(office.fire(later, "follow-up", **VISITED)) == {"FOLLOW_UP_TOO_EARLY"}
    office.at("2026-12-22 09:00")
    done(office.fire(later, "follow-up", **VISITED))
    assert redecide(office.api).divergences == []


def test_rungs_pauses_and_the_days_of_trying_are_the_offices_too(office: Office) -> None:
    office.at("2026-12-01 09:00")
    set_to(office, ladder_reminder=25, follow_up_pauses=1, attempts=5)
    case = consulted(office, office.api)
    answer = office.fire(case, "close", end_reason="unreachable", reason="Nomornya tidak aktif.")

    with office.api.database.transaction(SYSTEM_ACTOR) as tx:
        known = almanac.current(tx.connection, office.api.registry).get("omah-peluk").workflow
    pausing = known.deadline("follow-up-1").pausable
    [(reminded,)] = office.sql("SELECT due_at FROM deadline WHERE case_id = %s AND name = 'decide'", case)
    assert f"{reminded.astimezone(WIB):%d %H:%M}" == "04 21:00"
    assert pausing is not None
    assert pausing.times == 1
    assert answer.refused is not None
    assert "0 of 5 days" in answer.refused.refusals[0].reason.en


def test_what_is_set_back_is_the_version_that_it_was(office: Office) -> None:
    office.at("2026-12-01 09:00")
    [there] = set_to(office, decide_low=7)
    [back] = set_to(office, decide_low=14)

    assert (back.old, back.new) == (there.new, there.old)
    assert pinned(office, office.open("omah-peluk", "kader", **QUARREL)) == there.old


def test_the_next_release_begins_with_what_is_set_and_does_not_begin_where_it_cannot_bear_it(office: Office) -> None:
    office.at("2026-12-01 09:00")
    set_to(office, cap_supervisor=12)
    engine = another_process(office)
    slower = replace(OMAH_PELUK.deadline("age"), within=Elapsed(days=300))
    clocks = tuple(slower if one.name == "age" else one for one in OMAH_PELUK.deadlines)
    released = Engine(
        engine.database, engine.keys, Registry((replace(OMAH_PELUK, deadlines=clocks), REFERRAL, REQUEST), SETTINGS)
    )
    publish_definitions(released)

    case = commands.open_case(released, person("kader"), "omah-peluk", QUARREL).case_id

    version = released.registry.set_to({"cap-supervisor": 12}).get("omah-peluk").version
    assert pinned(office, case) == version
    assert office.sql("SELECT count(*) FROM definition WHERE version = %s", version) == [(1,)]

    cap = OMAH_PELUK.deadline("cap")
    first = replace(cap.rungs[0], after=Elapsed(hours=14))
    other = tuple(
        replace(one, rungs=(first, replace(one.rungs[1], after=Elapsed(hours=16)), *one.rungs[2:]))
        if one.name in ("cap", "cap-to-decide")
        else one
        for one in OMAH_PELUK.deadlines
    )
    wide = tuple(replace(one, most=20) if one.name.startswith("cap-") else one for one in SETTINGS)
    unsound = Registry((replace(OMAH_PELUK, deadlines=other), REFERRAL, REQUEST), wide)
    with pytest.raises(UnsoundWorkflow):
        publish_definitions(Engine(engine.database, engine.keys, unsound))
