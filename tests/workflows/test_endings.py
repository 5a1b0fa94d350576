"""Whatever a case ended for, nothing rings after it, for a year; and what is reopened has its clocks again."""

from typing import Any
from uuid import UUID

import pytest

from engine.definition import Actor
from tests.office import Office, person
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report

WHY: dict[str, Any] = {"reason": "Seperti dicatat."}
SECOND = Actor(UUID(int=77), "supervisor", person("supervisor").audience)
ORDINARY: dict[str, Any] = {"victims": [{"age": 30}], "stated_risk": "low"}
CHILD: dict[str, Any] = {"victims": [{"age": 9, "forms": ["physical"]}]}
SEXUAL: dict[str, Any] = {"victims": [{"age": 30, "sexual_forms": ["rape"]}]}
PROTECTED: dict[str, Any] = {"victims": [{"age": 30}], "stated_risk": "high"}
KINDS = {"ordinary": ORDINARY, "protected": PROTECTED, "child": CHILD, "sexual": SEXUAL}
HARMLESS = ("not_a_report", "unfounded", "died")


def close(office: Office, case: UUID, why: str) -> None:
    done(office.fire(case, "close", end_reason=why, **WHY))
    done(office.approve(case))


def merge(office: Office, case: UUID) -> None:
    other = report(office, **ORDINARY)
    number = office.sql("SELECT number FROM cases WHERE id = %s", other)[0][0]
    done(office.fire(case, "merge", "supervisor", duplicate_of=number, **WHY))
    done(office.approve(case, SECOND))


def complete(office: Office, case: UUID) -> None:
    adult = office.facts_of(case)["age_group"] == "25-44" and not office.facts_of(case)["sexual_ever"]
    basis = ADULT_BASIS if adult else {"legal_basis": "legal_obligation"}
    done(office.fire(case, "refer-to-UPTD", **basis, asked_by_adult=adult))
    if office.facts_of(case)["sexual_ever"]:
        done(office.fire(case, "confirm-police-report", "uptd_officer"))
    [child] = office.children_of(case)
    done(office.fire(child, "accept", "uptd_officer"))
    answer = done(office.fire(child, "complete", "uptd_officer", completion="served", summary="Selesai."))
    if answer.proposal is not None:
        done(office.approve(child, "head_of_uptd"))


def unreachable(office: Office, case: UUID) -> None:
    for _ in range(3):
        today = office.later(days=1).date().isoformat()
        done(office.fire(case, "record-attempt", attempted_on=today, way="phone", safely=True))
    close(office, case, "unreachable")


def declined(office: Office, case: UUID) -> None:
    told = {"informed": True, "safety_plan": "Kunci cadangan ada pada tetangga.", **WHY}
    done(office.fire(case, "close", end_reason="declined", **told))
    done(office.approve(case))


def moved(office: Office, case: UUID) -> None:
    """Handed over to another region through UPTD, given back, and ended here."""
    done(office.fire(case, "refer-to-UPTD", **ADULT_BASIS, asked_by_adult=True, handover_region="18.07"))
    there: dict[str, Any] = {"handover_accepted_on": _today(office), "accepted_by": "UPTD PPA Lampung Timur"}
    done(office.fire(case, "record-handover", "uptd_officer", **there))
    [child] = office.children_of(case)
    done(office.fire(child, "send-back", "uptd_officer", return_reason="wrong_region", explanation="Sudah di sana."))
    close(office, case, "moved")


def _today(office: Office) -> str:
    return str(office.later(hours=0).date().isoformat())


def resolve(office: Office, case: UUID) -> None:
    done(consult(office, case))
    done(office.fire(case, "resolve", summary="Sepakat."))
    assert refused(office.fire(case, "close", end_reason="died", **WHY)) == {"PROPOSAL_WAITS"}
    done(office.approve(case))


def silent_for_a_year(office: Office, case: UUID) -> None:
    records = len(office.history(case))
    for _ in range(4):
        office.later(days=92)
        office.sweep()
    assert office.facts_of(case)["end_reason"] is not None
    assert office.clocks(case) == {}, "nothing is armed"
    assert len(office.history(case)) == records, "nothing rang"


def test_nothing_rings_after_a_case_has_ended_and_it_can_be_taken_up_again(office: Office) -> None:
    office.at("2026-12-01T09:00")
    ended = []
    for told in KINDS.values():
        for end in (merge, complete):
            case = report(office, **told)
            end(office, case)
            ended.append(case)
    for why in HARMLESS:
        for told in (ORDINARY, PROTECTED):
            case = report(office, **told)
            close(office, case, why)
            ended.append(case)
    for ending in (unreachable, declined, moved):
        case = report(office, **ORDINARY)
        ending(office, case)
        ended.append(case)
    reasons = {case: office.facts_of(case)["end_reason"] for case in ended}
    records = {case: len(office.history(case)) for case in ended}

    for _ in range(4):
        office.later(days=92)
        office.sweep()

    assert set(reasons.values()) == {"merged", "served", "unreachable", "declined", "moved", *HARMLESS}
    for case in ended:
        assert office.clocks(case) == {}, f"armed after {reasons[case]}"
        assert len(office.history(case)) == records[case], f"rang after {reasons[case]}"
    for case in ended:
        first = office.facts_of(case)["first_report_at"]
        done(office.fire(case, "reopen", "supervisor", **WHY))
        assert office.facts_of(case)["end_reason"] is None
        assert office.facts_of(case)["first_report_at"] == first, "no report to the police starts anew"
        assert office.clocks(case), "its clocks run again"
        assert any(reasons[case] == one.body["facts"].get("end_reason") for one in office.history(case)), "it is kept"


@pytest.mark.parametrize(("kind", "codes"), [("sexual", {"TPKS_23", "POLICE_UNDECIDED"}), ("child", {"PA_59A_72"})])
def test_what_ends_only_through_uptd_does_not_end_here(office: Office, kind: str, codes: set[str]) -> None:
    case = report(office, **KINDS[kind])

    assert refused(office.fire(case, "close", end_reason="unfounded", **WHY)) == codes
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    assert {"REFERRAL_OPEN"} <= refused(office.fire(case, "close", end_reason="not_a_report", **WHY))


@pytest.mark.parametrize("outcome", ["done", "unreachable", "declined"])
def test_the_last_follow_up_ends_a_resolved_case_however_it_went(office: Office, outcome: str) -> None:
    office.at("2026-12-01T09:00")
    case = report(office, **ORDINARY)
    resolve(office, case)
    for days, step in ((14, "follow-up"), (16, "follow-up"), (60, "last-follow-up")):
        office.later(days=days)
        office.sweep()
        found = "unknown" if outcome == "unreachable" else "well"
        done(office.fire(case, step, follow_up_outcome=outcome, follow_up_found=found))

    silent_for_a_year(office, case)

    assert office.facts_of(case)["end_reason"] == "resolved"


def test_a_resolved_case_that_nobody_asks_after_rings_after_half_a_year_and_every_week_since(office: Office) -> None:
    office.at("2026-12-01T09:00")
    case = report(office, **ORDINARY)
    resolve(office, case)
    office.later(days=182)
    office.sweep()
    first = _rung(office, case)
    office.later(days=7)
    office.sweep()

    assert (first, _rung(office, case)) == (1, 2)
    done(office.fire(case, "reopen", "supervisor", **WHY))
    assert "hard-limit" not in office.clocks(case)


def _rung(office: Office, case: UUID) -> int:
    """How often the last clock of a resolved case has rung."""
    fired = (one.body["deadline"] for one in office.history(case) if one.body["kind"] == "escalated")
    return sum(one["name"] == "hard-limit" for one in fired)


def test_r03_a_new_incident_is_a_case_of_its_own_with_its_own_report_to_the_police(office: Office) -> None:
    office.at("2026-12-01T09:00")
    first = report(office, **SEXUAL, perpetrators=[{"relation": "spouse"}])
    complete(office, first)
    began = office.later(days=40)
    again = report(office, **SEXUAL, perpetrators=[{"relation": "spouse"}])
    number = office.sql("SELECT number FROM cases WHERE id = %s", first)[0][0]

    done(office.fire(again, "link-earlier", earlier_number=number))

    assert office.clocks(again)["police"].anchor_at == began
    assert office.facts_of(again)["earlier_numbers"] == [number]
    assert office.clocks(first) == {}, "the earlier case stays closed"
