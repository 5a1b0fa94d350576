"""A duplicate: two cases of one happening become one, whole or not at all, and nothing of either gets lighter."""

from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from engine.commands import Done
from engine.definition import Actor
from engine.errors import NoLongerPending, NotFound
from engine.past import audit, redeciding
from engine.secrets import erasure
from tests.office import CAST, Answer, Office, person
from tests.workflows.stories import consult, done, refused, report
from workflows.casework.stricter import higher
from workflows.facts.vocabulary import Risk

WHY: dict[str, Any] = {"reason": "Kejadian yang sama, dilaporkan dua kali."}
SECOND = Actor(UUID(int=77), "supervisor", person("supervisor").audience)
"""Another supervisor: two persons merge."""

RAPE: dict[str, Any] = {"victims": [{"name": "Sari Wulandari", "age": 9, "sexual_forms": ["rape"]}]}
BLOW: dict[str, Any] = {"victims": [{"name": "Sari Wulandari", "age": 30, "forms": ["physical"]}]}


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def propose(office: Office, duplicate: UUID, survivor: UUID, by: str | Actor = "supervisor") -> Answer:
    return office.fire(duplicate, "merge", by, **WHY, duplicate_of=number_of(office, survivor))


def merge(office: Office, duplicate: UUID, survivor: UUID) -> Answer:
    done(propose(office, duplicate, survivor))
    return office.approve(duplicate, SECOND)


def test_the_earlier_clock_and_the_stricter_facts_win_and_both_histories_stay(office: Office) -> None:
    office.at("2026-12-01T09:00")
    duplicate = report(office, **RAPE)
    office.at("2026-12-01T15:00")
    survivor = report(office, **BLOW, stated_risk="low")

    done(merge(office, duplicate, survivor))

    ended, facts = office.facts_of(duplicate), office.facts_of(survivor)
    assert (ended["end_reason"], ended["duplicate_of"]) == ("merged", number_of(office, survivor))
    assert facts["absorbed"] == [number_of(office, duplicate)]
    assert facts["victims"][0]["age_at_incident"] == 9, "the same name: she stands once, as the child she is"
    assert len(facts["victims"]) == 1
    assert facts["sexual_ever"]
    assert facts["protected"]
    assert facts["victims"][0]["forms"] == ["physical", "sexual"]
    assert office.clocks(duplicate) == {}
    clocks = office.clocks(survivor)
    assert clocks["police"].due_at.isoformat() == "2026-12-04T02:00:00+00:00", "72 hours from the earlier report"
    assert clocks["cap"].due_at.isoformat() == "2026-12-02T02:00:00+00:00", "24 hours from when it was protected"
    assert office.acts(duplicate)[-2:] == ["merge", "merge"]
    assert office.acts(survivor)[-1] == "absorb"
    assert audit.verify(office.api).verified
    assert redeciding.redecide(office.api).divergences == []


def test_a_later_duplicate_moves_no_clock_and_lowers_nothing(office: Office) -> None:
    office.at("2026-12-01T09:00")
    survivor = report(office, **RAPE)
    office.later(hours=5)
    duplicate = report(office, **BLOW, stated_risk="low")
    before = {name: clock.due_at for name, clock in office.clocks(survivor).items()}

    done(merge(office, duplicate, survivor))

    assert {name: clock.due_at for name, clock in office.clocks(survivor).items()} == before
    assert office.facts_of(survivor)["victims"][0]["age_at_incident"] == 9


@pytest.mark.parametrize(
    ("here", "there", "then"),
    [
        ("low", "unassessed", "medium"),
        ("unassessed", "low", "unassessed"),
        ("unassessed", "medium", "medium"),
        ("unassessed", "unassessed", "unassessed"),
        ("high", "unassessed", "high"),
        ("medium", "low", "medium"),
    ],
)
def test_what_nobody_has_assessed_there_counts_as_medium_here(here: Risk, there: Risk, then: Risk) -> None:
    """R10. And what was assessed here does not become unassessed."""
    assert higher(here, there) == then


def test_what_a_duplicate_brings_forbids_what_it_forbade_there(office: Office) -> None:
    survivor = report(office, victims=[{"age": 30}])
    done(consult(office, survivor))
    duplicate = report(office, victims=[{"age": 30, "sexual_forms": ["rape"]}])
    assert office.fire(survivor, "resolve", summary="Sepakat.").proposal is not None

    done(merge(office, duplicate, survivor))

    assert office.sql("SELECT pending FROM cases WHERE id = %s", survivor)[0][0] is None, "the proposal died of it"
    assert "TPKS_23" in refused(office.fire(survivor, "resolve", summary="Sepakat."))
    assert office.state_of(survivor) == "consulted"


def test_what_cannot_be_merged_says_why(office: Office) -> None:
    office.at("2026-12-01T09:00")
    a, b, c = (report(office) for _ in range(3))
    out = report(office, **RAPE)
    done(office.fire(out, "refer-to-UPTD", "kader", legal_basis="legal_obligation"))

    assert refused(propose(office, a, a)) == {"ITSELF"}
    assert refused(office.fire(a, "merge", "supervisor", **WHY, duplicate_of="2026-AAAAAAA")) == {"NO_SUCH_CASE"}
    assert refused(propose(office, out, a)) == {"WRONG_STATE", "REFERRAL_OPEN"}
    done(propose(office, a, b))
    assert refused(propose(office, a, c)) == {"PROPOSAL_WAITS"}
    assert refused(office.approve(a, "supervisor")) == {"SECOND_PERSON"}
    done(office.approve(a, SECOND))

    assert "ENDED" in refused(propose(office, a, c)), "it is merged already"
    assert refused(propose(office, b, c)) == {"HAS_ABSORBED"}, "a chain"
    assert {"ENDED", "IS_MERGED"} <= refused(propose(office, c, a)), "into one that was merged"
    assert refused(propose(office, b, a)) == {"ENDED", "IS_MERGED"}, "a circle"
    over = office.fire(c, "close", end_reason="not_a_report", **WHY)
    done(office.approve(c) if over.proposal else over)
    answer = propose(office, report(office), c)
    assert refused(answer) == {"ENDED"}
    assert answer.refused is not None
    assert any(number_of(office, c) in one.reason.id and one.lifted_by for one in answer.refused.refusals)


def test_a_resolved_case_is_reopened_before_it_takes_anything_up(office: Office) -> None:
    survivor = report(office, victims=[{"age": 30}])
    done(consult(office, survivor))
    done(office.fire(survivor, "resolve", summary="Sepakat."))
    done(office.approve(survivor))
    duplicate = report(office, **RAPE)

    assert refused(propose(office, duplicate, survivor)) == {"WRONG_STATE"}
    done(office.fire(survivor, "reopen", **WHY))
    done(merge(office, duplicate, survivor))

    assert office.state_of(survivor) == "consulted"
    assert office.facts_of(survivor)["sexual_ever"]


def test_whoever_is_kept_out_of_either_finds_neither(office: Office) -> None:
    duplicate, survivor = report(office), report(office)
    related, other = CAST["kader"], CAST["coordinator"]
    done(office.fire(duplicate, "keep-out", "supervisor", **WHY, person=str(related)))
    done(office.fire(survivor, "keep-out", "supervisor", **WHY, person=str(other)))
    assert refused(propose(office, duplicate, survivor)) == {"OTHERS_KEPT_OUT"}
    done(office.fire(duplicate, "keep-out", "supervisor", **WHY, person=str(other)))

    done(merge(office, duplicate, survivor))

    for who in ("kader", "coordinator"):
        for case in (duplicate, survivor):
            with pytest.raises(NotFound):
                office.fire(case, "note", who, text="Catatan.")


def test_reopening_undoes_it_for_the_duplicate_and_takes_nothing_back(office: Office) -> None:
    office.at("2026-12-01T09:00")
    duplicate, survivor = report(office, **RAPE), report(office, **BLOW)
    done(merge(office, duplicate, survivor))
    office.later(hours=10)

    done(office.fire(duplicate, "reopen", "supervisor", **WHY))

    facts = office.facts_of(duplicate)
    assert (facts["end_reason"], facts["duplicate_of"]) == (None, None)
    assert office.clocks(duplicate)["police"].due_at.isoformat() == "2026-12-04T02:00:00+00:00"
    assert office.facts_of(survivor)["sexual_ever"], "what was taken up stays until two persons correct it"
    done(merge(office, duplicate, survivor))
    assert office.facts_of(survivor)["absorbed"] == [number_of(office, duplicate)]


def test_of_two_who_merge_the_same_cases_into_each_other_one_succeeds(office: Office) -> None:
    for _ in range(3):
        a, b = report(office), report(office)
        done(propose(office, a, b))
        done(propose(office, b, a))
        gate, answers = Barrier(2), list[Done | None]()

        def decide(case: UUID, gate: Barrier = gate, answers: list[Done | None] = answers) -> None:
            waits = office.pending(case)
            gate.wait()
            try:
                answers.append(office.approve(case, SECOND, waits).done)
            except NoLongerPending:
                answers.append(None)

        both = [Thread(target=decide, args=(case,)) for case in (a, b)]
        for one in both:
            one.start()
        for one in both:
            one.join(30)

        assert len(answers) == 2
        assert answers.count(None) == 1
        ended = [case for case in (a, b) if office.facts_of(case)["end_reason"] == "merged"]
        assert len(ended) == 1, "never both"
    assert audit.verify(office.api).verified


def test_what_is_due_in_the_other_case_comes_first(office: Office) -> None:
    office.at("2026-12-01T09:00")
    survivor = report(office, **RAPE)
    office.later(hours=30)
    duplicate = report(office, **BLOW)

    answer = propose(office, duplicate, survivor)

    assert isinstance(answer.done, Done)
    assert office.state_of(survivor) == "referred-to-UPTD", "the system had to move it before anybody looked at it"
    done(office.approve(duplicate, SECOND))
    assert office.facts_of(duplicate)["end_reason"] == "merged"


def test_the_only_victim_of_each_is_one_person_unless_what_is_known_of_them_says_two(office: Office) -> None:
    def after(here: dict[str, Any], there: dict[str, Any]) -> list[int | None]:
        survivor = report(office, victims=[{"age": 30, **here}])
        duplicate = report(office, victims=[{"age": 9, **there}])
        done(merge(office, duplicate, survivor))
        return [one.get("age_now") for one in office.facts_of(survivor)["victims"]]

    assert after({}, {"name": "Sari Wulandari"}) == [9]
    assert after({"name": "Bu Sari"}, {"name": "Sari Wulandari"}) == [9]
    assert after({"name": "Sri Wahyuni Lestari"}, {"name": "Sriwahyuni"}) == [9]
    assert after({"name": "Sari Wulandari"}, {"name": "Rahma"}) == [30, 9]
    assert after({"name": "Sari", "nik": "1" * 16}, {"name": "Sari", "nik": "2" * 16}) == [30, 9]
    assert redeciding.redecide(office.api).divergences == []


def test_nothing_is_merged_into_what_was_erased_and_the_refusal_says_why(office: Office) -> None:
    office.at("2026-12-01T09:00")
    gone = report(office)
    over = office.fire(gone, "close", end_reason="not_a_report", **WHY)
    done(office.approve(gone) if over.proposal else over)
    office.at("2030-01-01T09:00")
    done(office.fire(gone, "erase", "supervisor", ground="retention_over", kept_years=2))
    done(office.approve(gone, SECOND))
    erasure.pay(office.api)
    duplicate = report(office)

    answer = propose(office, duplicate, gone)

    assert refused(answer) == {"ENDED"}
    assert office.sql("SELECT codes FROM attempt WHERE case_id = %s", duplicate) == [(["ENDED"],)]
