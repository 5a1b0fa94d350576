"""A case moves only where role, state and guards allow it, through one guarded statement, and keeps its history."""

import threading
from uuid import UUID

import pytest

from engine import commands
from engine.definition import Actor
from engine.errors import Invalid, NoLongerPending, NotFound, Refused, Stale
from engine.history import verify
from tests.engine.errand import ERRAND_FORM
from tests.office import Office, person


def errand(office: Office, **form: object) -> UUID:
    return office.open("errand", "kader", **{**ERRAND_FORM, **form})


def test_a_step_moves_the_case_and_chains_its_record(errands: Office) -> None:
    case = errand(errands)

    errands.fire(case, "take")

    records = errands.history(case)
    assert errands.state_of(case) == "taken"
    assert errands.acts(case) == ["open", "take"]
    assert verify([one.record for one in records], errands.keys.secret("mac")) is None


def test_a_refusal_lists_everything_that_stands_in_the_way_and_is_on_record(errands: Office) -> None:
    case = errand(errands, weight=30, fragile=True)

    answer = errands.fire(case, "take", by="coordinator")

    assert answer.refused_by == {"NOT_YOUR_ROLE", "TOO_HEAVY", "FRAGILE"}
    assert errands.state_of(case) == "asked"
    assert errands.sql("SELECT act, codes FROM attempt") == [("take", ["FRAGILE", "NOT_YOUR_ROLE", "TOO_HEAVY"])]


def test_a_refusal_says_what_is_possible_now(errands: Office) -> None:
    case = errand(errands, weight=30)

    with pytest.raises(Refused, match="possible now: weigh, send"):
        commands.advance(errands.api, person("kader"), case, "finish", {"remark": "Selesai."})


def test_what_is_not_yours_is_not_there(errands: Office) -> None:
    case = errand(errands)

    with pytest.raises(NotFound):
        commands.advance(errands.api, person("kader@18.72.04.1001"), case, "take", {})
    with pytest.raises(NotFound):
        commands.advance(errands.api, person("admin"), case, "take", {})


def test_a_stale_page_names_who_changed_what(errands: Office) -> None:
    case = errand(errands)
    errands.fire(case, "weigh", weight=7)

    with pytest.raises(Stale) as stale:
        commands.advance(errands.api, person("kader"), case, "take", {}, seen=1)

    assert [(change.act, change.role) for change in stale.value.changes] == [("weigh", "kader")]
    assert errands.state_of(case) == "asked"


def test_a_case_whose_deadline_fires_first_is_not_stale(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errand(errands)
    errands.at("2026-12-01 19:30")

    errands.fire(case, "take", seen=1)

    assert errands.acts(case) == ["open", "take", "take", "take"]
    assert [one.columns["kind"] for one in errands.history(case)] == ["opened", "escalated", "escalated", "moved"]
    assert errands.history(case)[-1].body["late"] is True


def test_a_form_that_is_wrong_is_refused_with_a_pointer(errands: Office) -> None:
    case = errand(errands)

    with pytest.raises(Invalid) as invalid:
        commands.advance(errands.api, person("kader"), case, "weigh", {"weight": 900})

    assert [problem.pointer for problem in invalid.value.problems] == ["/weight"]


def test_a_step_that_is_blocked_says_so_before_anybody_mends_the_form(errands: Office) -> None:
    case = errand(errands)

    assert errands.fire(case, "finish").refused_by == {"WRONG_STATE"}


def test_free_text_and_persons_stand_only_as_ciphertext(errands: Office) -> None:
    case = errand(errands, for_whom="Ibu Siti Aminah")

    stored = errands.sql("SELECT c::text || h::text FROM cases c JOIN history h ON h.case_id = c.id")

    assert "Aminah" not in str(stored)
    assert b"Aminah".hex() not in str(stored)
    assert errands.keys.case_key(case).open_json(
        errands.sql("SELECT sealed FROM cases WHERE id = %s", case)[0][0], place=f"cases/{case}"
    ) == {"for_whom": "Ibu Siti Aminah"}


def test_nobody_approves_their_own_proposal(errands: Office) -> None:
    case = errand(errands)
    errands.fire(case, "take")
    proposal = errands.fire(case, "finish", remark="Sudah diantar.").proposal

    assert proposal == 3
    assert errands.approve(case, by="kader").refused_by == {"SECOND_PERSON"}
    assert errands.approve(case, by="coordinator").refused_by == {"NOT_YOUR_ROLE"}
    assert errands.state_of(case) == "taken"

    errands.approve(case, by="supervisor")
    assert errands.state_of(case) == "done"
    assert [one.columns["kind"] for one in errands.history(case)] == ["opened", "moved", "proposed", "approved"]


def test_a_proposal_dies_when_a_fact_that_its_guards_read_changes(errands: Office) -> None:
    case = errand(errands)
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Sudah diantar.")

    errands.fire(case, "weigh", weight=9)

    assert errands.history(case)[-1].body["voided"] == 3
    with pytest.raises(NoLongerPending):
        commands.approve(errands.api, person("supervisor"), case, 3)


def test_only_the_proposer_withdraws_and_only_another_rejects(errands: Office) -> None:
    case = errand(errands)
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Sudah diantar.")

    with pytest.raises(Refused):
        commands.withdraw(errands.api, person("supervisor"), case, 3)
    with pytest.raises(Refused):
        commands.reject(errands.api, person("kader"), case, 3, "Belum.")
    commands.reject(errands.api, person("supervisor"), case, 3, "Belum diantar.")

    assert [one.columns["kind"] for one in errands.history(case)][-1] == "rejected"
    assert errands.state_of(case) == "taken"


def test_a_child_is_opened_with_its_parent_and_moves_it_when_it_is_done(errands: Office) -> None:
    case = errand(errands)
    errands.fire(case, "send")
    (parcel,) = errands.children_of(case)

    errands.fire(parcel, "deliver", by="uptd_officer")

    assert (errands.state_of(parcel), errands.state_of(case)) == ("delivered", "done")
    assert [(one.columns["kind"], one.columns["act"]) for one in errands.history(case)][-1] == ("followed", "arrive")
    assert errands.history(case)[-1].body["cause"] == [parcel.hex, 2]
    assert errands.clocks(parcel) == {}


def test_who_answers_the_child_comes_to_see_the_parent(errands: Office) -> None:
    case = errand(errands)
    with pytest.raises(NotFound):
        commands.advance(errands.api, person("uptd_officer"), case, "take", {})

    errands.fire(case, "send")

    assert errands.fire(case, "take", by="uptd_officer").refused_by == {"NOT_YOUR_ROLE"}


def test_a_case_that_is_handed_over_leaves_the_sight_of_the_old_place_and_not_of_those_who_answer(
    errands: Office,
) -> None:
    case = errand(errands)
    errands.fire(case, "send")

    errands.fire(case, "hand_over", by="supervisor", place="18.72.04.1001")

    with pytest.raises(NotFound):
        errands.fire(case, "take", by="kader")
    assert errands.fire(case, "take", by="uptd_officer").refused_by == {"NOT_YOUR_ROLE"}
    assert errands.fire(case, "take", by="kader@18.72.04.1001").refused_by == set()


def test_of_eight_people_at_once_one_takes_the_case(errands: Office) -> None:
    case = errand(errands)
    answers: list[object] = []

    def take() -> None:
        answers.append(errands.fire(case, "take").refused_by)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(set()) == 1
    assert answers.count({"WRONG_STATE"}) == 7
    assert errands.acts(case) == ["open", "take"]


def test_the_public_door_puts_a_case_in_and_reads_none(errands: Office) -> None:
    done = commands.open_case(errands.door, Actor(None, "reporter"), "errand", ERRAND_FORM)

    assert errands.state_of(done.case_id) == "asked"
    with pytest.raises(Exception, match="permission denied"), errands.door.database.transaction(person("kader")) as tx:
        tx.connection.execute("SELECT number FROM cases")
