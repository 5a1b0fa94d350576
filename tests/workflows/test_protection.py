"""R19 and R20: protection by the police and shelter end by themselves, and somebody is told before."""

from typing import Any
from uuid import UUID

import pytest

from engine import commands
from engine.calendar import Elapsed
from tests.office import Office
from tests.workflows.stories import done, refused, report
from tests.workflows.test_scenarios import wib

WHY: dict[str, Any] = {"reason": "Diganti perintah perlindungan pengadilan."}
OUTCOME: dict[str, Any] = {"completion": "served", "summary": "Pendampingan selesai."}


@pytest.fixture
def rini(office: Office) -> UUID:
    """Rini, raped by her husband, is at UPTD, which has accepted."""
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"name": "Rini", "age": 28, "sexual_forms": ["domestic_sexual"]}])
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "accept", "uptd_officer"))
    return case


@pytest.mark.parametrize(("law", "warned", "over"), [("PKDRT_16", 6, 8), ("TPKS_42", 13, 15)])
def test_r19_uptd_and_kader_are_reminded_two_days_before_protection_ends(
    office: Office, rini: UUID, law: str, warned: int, over: int
) -> None:
    done(office.fire(rini, "record-protection", "uptd_officer", started_at="2026-12-01T09:00", law=law))
    clock = office.clocks(rini)["protection"]
    assert (clock.next_at, clock.due_at) == (wib(f"2026-12-{warned:02} 09:00"), wib(f"2026-12-{over:02} 09:00"))

    office.at(f"2026-12-{warned:02} 09:00")
    office.sweep()

    assert ("reminder", 0, frozenset({"uptd_officer", "kader"})) in office.told(rini)
    done(office.fire(rini, "end-protection", **WHY))
    assert "protection" not in office.clocks(rini)


def test_r19_fourteen_days_are_for_sexual_violence(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 28, "forms": ["physical"]}])
    assert refused(office.fire(case, "end-protection", **WHY)) == {"NO_PROTECTION"}

    answer = office.fire(case, "record-protection", started_at="2026-12-01T08:00", law="TPKS_42")

    assert answer.refused is not None
    assert [(one.rule, one.basis) for one in answer.refused.refusals] == [("R19", "UU TPKS 12/2022 Pasal 42")]
    done(office.fire(case, "record-protection", started_at="2026-12-01T08:00", law="PKDRT_16"))


def test_r20_shelter_lasts_seven_days_unless_the_head_of_uptd_allows_more(office: Office, rini: UUID) -> None:
    (sent,) = office.children_of(rini)
    assert refused(office.fire(sent, "leave-shelter", "uptd_officer", **WHY)) == {"NOT_IN_SHELTER"}
    done(office.fire(sent, "enter-shelter", "uptd_officer", started_at="2026-12-01T09:00"))
    assert office.clocks(sent)["shelter"].due_at == wib("2026-12-08 09:00")

    commands.extend(office.api, office.actor("head_of_uptd"), sent, "shelter", Elapsed(days=7), "Belum ada tempat.")

    assert office.clocks(sent)["shelter"].due_at == wib("2026-12-15 09:00")
    office.at("2026-12-13 09:00")
    office.sweep()
    assert ("reminder", 0, frozenset({"uptd_officer"})) in office.told(sent)
    done(office.fire(rini, "confirm-police-report", "uptd_officer"))
    assert refused(office.fire(sent, "complete", "uptd_officer", **OUTCOME)) == {"IN_SHELTER"}
    done(office.fire(sent, "leave-shelter", "uptd_officer", **WHY))
    done(office.fire(sent, "complete", "uptd_officer", **OUTCOME))


def test_r19_a_protection_that_runs_is_not_begun_again(office: Office, rini: UUID) -> None:
    begun: dict[str, Any] = {"started_at": "2026-12-01T09:00", "law": "TPKS_42"}
    done(office.fire(rini, "record-protection", "uptd_officer", **begun))
    due = office.clocks(rini)["protection"].due_at
    office.at("2026-12-03 09:00")

    again = office.fire(rini, "record-protection", "uptd_officer", started_at="2026-12-03T09:00", law="TPKS_42")

    assert refused(again) == {"UNDER_PROTECTION"}
    assert office.clocks(rini)["protection"].due_at == due
    done(office.fire(rini, "end-protection", **WHY))
    done(office.fire(rini, "record-protection", "uptd_officer", started_at="2026-12-03T09:00", law="TPKS_42"))


def test_r03_what_is_on_record_about_the_police_is_not_decided_again(office: Office, rini: UUID) -> None:
    done(office.fire(rini, "confirm-police-report", "uptd_officer"))

    again = office.fire(rini, "confirm-police-report", "uptd_officer")
    against = office.fire(rini, "record-no-complaint", "uptd_officer", **WHY)

    assert refused(again) == {"POLICE_CONFIRMED"}
    assert "POLICE_DECIDED" in refused(against)


def test_r12_no_visit_is_given_up_where_nobody_waits_for_one(office: Office) -> None:
    case = report(office, victims=[{"age": 28, "forms": ["physical"]}])
    assert refused(office.fire(case, "give-up-visit")) == {"NO_VISIT"}

    done(office.fire(case, "ask-for-visit"))
    done(office.fire(case, "give-up-visit"))

    assert office.facts_of(case)["visit_wanted_at"] is None
