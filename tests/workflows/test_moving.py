"""Running cases move to the policy in force when two persons say so: looked at first, and never those that are over."""

from uuid import UUID

import pytest

from engine import commands
from engine.calendar import WIB
from engine.errors import Invalid, NoLongerPending, NotFound, Refused
from engine.past import audit
from engine.past.redeciding import redecide
from engine.policies import deciding, moving
from tests.api.samples import QUARREL, talk
from tests.engine.releases import pinned
from tests.office import Office, person
from tests.workflows.stories import done
from workflows import REGISTRY

WHY = "Rapat Dinas 30 November."
SUPERVISOR, HEAD = person("supervisor"), person("head_of_uptd")


def consulted(office: Office) -> UUID:
    case = commands.open_case(office.api, person("kader"), "omah-peluk", QUARREL).case_id
    done(office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")))
    return case


def set_to(office: Office, **changes: int) -> None:
    named = {name.replace("_", "-"): to for name, to in changes.items()}
    deciding.approve(office.api, HEAD, deciding.propose(office.api, SUPERVISOR, named, WHY).id)


def due(office: Office, case: UUID) -> str:
    return f"{office.clocks(case)['decide'].due_at.astimezone(WIB):%d %H:%M}"


def test_it_is_shown_whom_it_concerns_and_which_due_time_changes_and_nothing_is_written(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = consulted(office)
    set_to(office, decide_low=7)
    before = office.sql("SELECT count(*) FROM history")

    found = moving.look(office.api)

    [crossed] = found.cases
    [shift] = [one for one in crossed.shifts if one.changes]
    assert (crossed.case_id, shift.new, found.problems) == (case, "decide", ())
    assert [f"{one.astimezone(WIB):%d}" for one in shift.breach if one is not None] == ["15", "08"]
    assert (due(office, case), office.sql("SELECT count(*) FROM history")) == ("15 09:00", before)


def test_another_person_has_to_say_yes_and_then_they_move_on_record(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = consulted(office)
    set_to(office, decide_low=7)
    made = moving.propose(office.api, SUPERVISOR, WHY)
    with pytest.raises(Refused) as own:
        moving.approve(office.api, SUPERVISOR, made.id)
    assert ([one.code for one in own.value.refusals], due(office, case)) == (["SECOND_PERSON"], "15 09:00")

    moved = moving.approve(office.api, HEAD, made.id)

    assert ([one.case_id for one in moved.cases], moved.left, due(office, case)) == ([case], [], "08 09:00")
    assert moving.look(office.api).moves == ()
    with pytest.raises(NoLongerPending):
        moving.approve(office.api, HEAD, made.id)
    with pytest.raises(Invalid, match="All cases are there"):
        moving.propose(office.api, SUPERVISOR, WHY)
    assert audit.verify(office.api).findings == ()
    assert redecide(office.api).divergences == []


def test_what_is_over_stays_as_it_was(office: Office) -> None:
    office.at("2026-12-01 09:00")
    over, runs = consulted(office), consulted(office)
    done(office.fire(over, "close", end_reason="not_a_report", reason="Salah sambung."))
    done(office.approve(over))
    set_to(office, decide_low=7)

    moving.approve(office.api, HEAD, moving.propose(office.api, SUPERVISOR, WHY).id)

    declared = REGISTRY.get("omah-peluk").version
    assert (pinned(office, over) == declared, pinned(office, runs) == declared) == (True, False)


def test_what_was_proposed_before_another_policy_came_in_force_moves_nothing(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = consulted(office)
    set_to(office, decide_low=7)
    made = moving.propose(office.api, SUPERVISOR, WHY)
    set_to(office, decide_low=10)

    with pytest.raises(NoLongerPending):
        moving.approve(office.api, HEAD, made.id)

    assert due(office, case) == "15 09:00"


def test_a_yes_to_one_kind_of_proposal_is_none_to_the_other(office: Office) -> None:
    office.at("2026-12-01 09:00")
    consulted(office)
    set_to(office, decide_low=7)
    moves = moving.propose(office.api, SUPERVISOR, WHY)
    sets = deciding.propose(office.api, SUPERVISOR, {"decide-low": 10}, WHY)

    with pytest.raises(Invalid):
        deciding.approve(office.api, HEAD, moves.id)
    with pytest.raises(NotFound):
        moving.approve(office.api, HEAD, sets.id)
    with pytest.raises(Refused):
        moving.propose(office.api, person("kader"), WHY)
    deciding.reject(office.api, HEAD, moves.id, "Nanti saja.")
