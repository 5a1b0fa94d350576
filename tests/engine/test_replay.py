"""The past as it was, at any moment; and decided again, by rules that are the same and by rules that are not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from engine import history
from engine.calendar import WIB
from engine.definition import Guard, Refusal, Situation, Snapshot, Workflow, guard
from engine.past import audit, retelling
from engine.past.redeciding import Redecided, redecide
from engine.past.replay import fold
from engine.past.retelling import Told
from engine.registry import Registry
from engine.secrets import confidences
from tests.engine.errand import ERRAND, ERRAND_FORM, PARCEL
from tests.office import Office, words


@pytest.fixture
def told(errands: Office) -> UUID:
    """Weighed, sent along with a parcel, escalated; the parcel delivered, and the errand done by itself."""
    errands.at("2026-12-01 09:00")
    case = errands.open("errand", "kader", **ERRAND_FORM)
    errands.at("2026-12-01 10:00")
    errands.fire(case, "weigh", weight=7)
    errands.fire(case, "send")
    errands.at("2026-12-01 19:30")
    errands.sweep()
    errands.fire(errands.children_of(case)[0], "deliver", "uptd_officer")
    return case


@pytest.fixture
def settled(errands: Office) -> UUID:
    """Taken, its end proposed, and approved by another person."""
    errands.at("2026-12-01 09:00")
    case = errands.open("errand", "kader", **ERRAND_FORM)
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Dua kali ke pasar.")
    errands.approve(case)
    return case


def bodies(office: Office, case: UUID) -> list[dict[str, Any]]:
    return [one.body for one in office.history(case)]


# --- as it was


def test_at_any_moment_a_case_stands_as_it_stood_then(errands: Office, told: UUID) -> None:
    def at(moment: str) -> Any:
        return fold(bodies(errands, told), datetime.fromisoformat(moment).replace(tzinfo=WIB))

    assert at("2026-12-01 08:59") is None
    early, later, last = at("2026-12-01 09:59"), at("2026-12-01 14:00"), fold(bodies(errands, told))
    assert last is not None
    assert (early.seq, early.state, early.facts["weight"]) == (1, "asked", 5)
    assert (later.seq, later.state, later.facts["weight"]) == (3, "asked", 7)
    assert (last.state, dict(last.facts), last.clocks) == ("done", errands.facts_of(told), ())
    due = {clock["name"]: (clock["rung"], clock["due"].astimezone(WIB).hour) for clock in early.clocks}
    assert due == {"take": (0, 14), "rush": (0, 9)}


def test_what_is_folded_is_what_is_stored_after_every_step(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errands.open("errand", "kader", **ERRAND_FORM)
    steps: list[tuple[str, dict[str, Any]]] = [("weigh", {"weight": 9}), ("take", {}), ("finish", {"remark": "x"})]
    for act, form in steps:
        errands.later(hours=3)
        errands.fire(case, act, **form)

        stood = fold(bodies(errands, case))
        assert stood is not None
        assert (stood.state, dict(stood.facts)) == (errands.state_of(case), errands.facts_of(case))
        assert (stood.pending is None) == (act != "finish")
        assert {clock["name"]: clock["due"] for clock in stood.clocks} == {
            name: view.next_at for name, view in errands.clocks(case).items()
        }
    assert audit.verify(errands.api).verified


# --- decided again


def test_by_the_same_rules_every_decision_is_the_same(errands: Office, told: UUID, settled: UUID) -> None:
    done = redecide(errands.api)

    assert done.divergences == []
    assert (done.unread, done.decisions + done.others) == (0, errands.sql("SELECT count(*) FROM history")[0][0])
    assert done.decisions >= 8
    assert redecide(errands.api, settled).decisions == 4


@guard("E9", reads=("weight",))
def not_above_six(case: Situation) -> Refusal | None:
    return Refusal("E9", "ABOVE_SIX", words("More than 6 kg."), "house rule 9") if case.facts.weight > 6 else None


class Lighter(BaseModel):
    weight: int = Field(ge=1, le=6)


def changed(name: str, **to: Any) -> Workflow:
    """The errand with one transition that is otherwise."""
    transitions = tuple(replace(one, **to) if one.name == name else one for one in ERRAND.transitions)
    return replace(ERRAND, transitions=transitions)


def again(office: Office, errand: Workflow, case: UUID | None = None) -> Redecided:
    return redecide(replace(office.api, registry=Registry((errand, PARCEL))), case)


def found(done: Redecided) -> list[tuple[int, str]]:
    return [(one.seq, one.problem) for one in done.divergences]


def guards_of(name: str) -> tuple[Guard, ...]:
    transition = ERRAND.find(name)
    assert transition is not None
    return transition.guards


def double(case: Situation) -> Mapping[str, Any]:
    return {"weight": case.form.weight * 2}


def test_a_stricter_rule_is_listed_where_it_would_have_refused(errands: Office, told: UUID) -> None:
    done = again(errands, changed("send", guards=(not_above_six,)))

    assert found(done) == [(3, "refused")]
    assert done.divergences[0].words.en == "The step send is refused today: ABOVE_SIX."
    assert done.divergences[0].case_id == told


def test_a_rule_that_came_later_is_judged_on_the_facts_of_then(errands: Office, settled: UUID) -> None:
    """The weight was 5 when it was decided; what it became afterwards changes nothing."""
    errands.sql("UPDATE cases SET facts = facts || '{\"weight\": 50}'")

    done = again(errands, changed("finish", guards=(*guards_of("finish"), not_above_six)))

    assert found(done) == []


def test_what_a_step_makes_of_a_case_is_compared(errands: Office, told: UUID) -> None:
    done = again(errands, changed("weigh", changes=double))

    assert found(done) == [(2, "outcome_differs")]
    assert done.divergences[0].words.en == "The step weigh comes out otherwise: facts."


def test_a_stricter_form_another_role_and_a_step_that_is_gone_are_listed(errands: Office, told: UUID) -> None:
    gone = replace(ERRAND, transitions=tuple(one for one in ERRAND.transitions if one.name != "weigh"))

    assert found(again(errands, changed("weigh", form=Lighter))) == [(2, "form_invalid")]
    assert found(again(errands, changed("weigh", by=("supervisor",)))) == [(2, "refused")]
    assert found(again(errands, gone)) == [(2, "unknown_step")]


def test_the_second_persons_yes_is_decided_again_on_what_was_proposed(errands: Office, settled: UUID) -> None:
    done = again(errands, changed("finish", target="taken"))

    assert found(done) == [(4, "outcome_differs")]


def stays(case: Snapshot) -> str | None:
    return None


def test_how_a_parent_follows_is_compared(errands: Office, told: UUID) -> None:
    done = again(errands, replace(ERRAND, follow=stays))

    assert [one.problem for one in done.divergences] == ["follows_otherwise"]


def test_an_opening_is_decided_again(errands: Office, told: UUID) -> None:
    def begin(case: Situation) -> Any:
        assert ERRAND.begin is not None
        return ERRAND.begin(case).model_copy(update={"fragile": True})

    assert found(again(errands, replace(ERRAND, begin=begin))) == [(1, "outcome_differs")]
    assert found(again(errands, replace(ERRAND, opened_by=("reporter",)))) == [(1, "refused")]


def test_a_rung_that_would_have_moved_the_case_is_listed(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    case = errands.open("errand", "kader", **ERRAND_FORM)
    errands.at("2026-12-01 14:30")
    errands.sweep()
    take = ERRAND.deadline("take")
    moving = replace(take, rungs=(replace(take.rungs[0], move="rush"), *take.rungs[1:]))
    errand = replace(ERRAND, deadlines=(moving, *ERRAND.deadlines[1:]))

    assert found(again(errands, errand, case)) == [(2, "allowed")]


def test_of_an_erased_case_the_rules_that_need_no_form_are_asked(errands: Office, settled: UUID) -> None:
    errands.keys.destroy(settled)

    same, stricter = redecide(errands.api), again(errands, changed("finish", guards=(not_fragile_or_light,)))

    assert (same.divergences, same.unread) == ([], 3)
    assert found(stricter) == [(3, "refused")]


@guard("E8", reads=("weight",))
def not_fragile_or_light(case: Situation) -> Refusal | None:
    return Refusal("E8", "LIGHT", words("Under 6 kg."), "house rule 8") if case.facts.weight < 6 else None


def test_a_step_that_was_never_possible_is_found_though_every_hash_and_mac_is_right(
    errands: Office, settled: UUID
) -> None:
    """Somebody with every key rewrites the history so that the errand was done by a kader without a second person."""
    records = errands.history(settled)
    made = [one.record for one in records[:2]]
    body = {name: value for name, value in records[3].body.items() if name not in ("v", "case", "seq", "sealed")}
    forged = {**body, "kind": "moved", "act": "finish", "role": "kader", "actor": records[2].body["actor"]}
    made.append(history.write(settled, 3, made[-1].hash, forged, records[2].record.sealed, errands.keys.secret("mac")))

    errands.sql("ALTER TABLE history DISABLE TRIGGER history_append_only")
    errands.sql("DELETE FROM history WHERE case_id = %s AND seq > 2", settled)
    errands.sql(
        """INSERT INTO history (case_id, root_id, seq, at, kind, act, actor, role, from_state, to_state, body, prev,
                                hash, mac, sealed)
           SELECT case_id, root_id, 3, %s, 'moved', 'finish', %s, 'kader', 'taken', 'done', %s, %s, %s, %s, %s
             FROM history WHERE case_id = %s AND seq = 1""",
        *(datetime.fromisoformat(forged["at"]), UUID(forged["actor"]), made[-1].body, made[-1].prev),
        *(made[-1].hash, made[-1].mac, made[-1].sealed, settled),
    )
    errands.sql("UPDATE cases SET seq = 3, head = %s WHERE id = %s", made[-1].hash, settled)

    assert [one.problem for one in redecide(errands.api).divergences] == ["outcome_differs"]


# --- the order of a family's records


def test_a_family_is_told_in_the_order_in_which_it_happened(errands: Office, told: UUID) -> None:
    parcel = errands.children_of(told)[0]
    records = [Told(one, "?", body) for one in (parcel, told) for body in bodies(errands, one)]

    acts = [(one.case_id == told, one.body["act"]) for one in retelling.in_order(records)]

    assert acts[:4] == [(True, "open"), (True, "weigh"), (True, "send"), (False, "open")]
    assert acts[-2:] == [(False, "deliver"), (True, "arrive")]


# --- what is sealed


def test_sealed_data_is_what_the_records_put_there(errands: Office, told: UUID, settled: UUID) -> None:
    compared = confidences.compare(errands.api)

    assert (compared.opened, compared.erased, compared.findings) == (3, 0, [])
    errands.keys.destroy(settled)
    assert confidences.compare(errands.api).erased == 1


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE cases SET sealed = sha256(sealed) WHERE id = %s",
        "UPDATE cases SET sealed = (SELECT max(sealed) FROM cases c WHERE c.id <> cases.id) WHERE id = %s",
        "UPDATE cases SET sealed = (SELECT sealed FROM history WHERE case_id = cases.id AND seq = 1) WHERE id = %s",
    ],
)
def test_sealed_data_from_elsewhere_is_found(errands: Office, told: UUID, settled: UUID, forged: str) -> None:
    errands.sql(forged, settled)

    findings = confidences.compare(errands.api).findings

    assert [(one.case_id, one.problem) for one in findings] == [(settled, "private_unreadable")]


def test_an_older_state_of_sealed_data_is_found(errands: Office, told: UUID) -> None:
    key = errands.keys.case_key(told)
    sealed = key.seal_json({"for_whom": "Bu Lain"}, f"cases/{told}")
    errands.sql("UPDATE cases SET sealed = %s WHERE id = %s", sealed, told)

    assert [one.problem for one in confidences.compare(errands.api).findings] == ["private_unreadable"]
