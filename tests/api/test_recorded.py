"""What is written into a form is found again on the page: requests, police, protection, shelter, SIMFONI, hand-over."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.test_letters import CONSENT, SLAPPED, opened, step
from tests.api.town import Town, town

AT = "2026-12-01T09:00:00+07:00"
RAPED: dict[str, Any] = {
    "category": "KS",
    "victims": [{"name": "Rini", "age": 28, "sex": "female", "sexual_forms": ["rape"]}],
}


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01T09:00") as there:
        yield there


def facts(case: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["label"]["id"] for group in case["facts"] for one in group["items"]}


def clocks(case: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["due_at"] for one in case["clocks"]}


def refusals(here: Town, case: dict[str, Any], name: str, form: dict[str, Any], by: str = "kader") -> set[str]:
    path = f"/api/cases/{case['id']}/transitions/{name}"
    answer = here.callers[by].post(path, form, if_match=f'"v{case["version"]}"')
    assert answer.status_code == 409, answer.text
    return {one["code"] for one in answer.json()["refusals"]}


def seen(here: Town, case: dict[str, Any], by: str) -> dict[str, Any]:
    found: dict[str, Any] = here.get(by, f"/api/cases/{case['id']}")
    return found


def test_r03_r19_r20_r29_police_protection_shelter_and_simfoni_are_on_the_page(here: Town) -> None:
    case = step(here, opened(here, **RAPED), "refer-to-UPTD", {"legal_basis": "legal_obligation"})
    sent = case["children"][0]
    sent = step(here, {**sent, "version": case["version"]}, "accept", {}, "uptd_officer")
    sent = step(here, sent, "enter-shelter", {"started_at": AT}, "uptd_officer")
    case = seen(here, case, "uptd_officer")
    police = {"police_reported_on": "2026-12-01", "office": "Polres Metro", "number": "LP/7/2026"}
    case = step(here, case, "record-police-report", police, "uptd_officer")
    case = step(here, case, "record-protection", {"started_at": AT, "law": "TPKS_42"}, "uptd_officer")
    case = step(here, case, "record-SIMFONI", {"simfoni_on": "2026-12-01", "simfoni_number": "18.72.1"}, "uptd_officer")

    assert clocks(sent)["shelter"].startswith("2026-12-08T02:00")
    assert facts(seen(here, sent, "uptd_officer"))["sheltered_from"] == "Selasa, 1 Des 2026, 09.00"
    assert clocks(case)["protection"].startswith("2026-12-15T02:00")
    told = facts(case)
    assert (told["police_reported_on"], told["simfoni_on"]) == ("Selasa, 1 Des 2026", "Selasa, 1 Des 2026")
    assert told["protection_from"] == "Selasa, 1 Des 2026, 09.00"
    assert "42" in told["protection_law"]


def test_r26_a_withdrawal_runs_72_hours_and_stops_what_rests_on_it(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "refer-to-UPTD", {**CONSENT, "asked_by_adult": True})
    asked = {"asked_for": "withdrawal", "asked_at": AT, "details": "Saya menarik persetujuan."}
    case = step(here, case, "receive-request", asked)

    request = next(one for one in case["children"] if one["workflow"] == "request")
    sent = next(one for one in case["children"] if one["workflow"] == "referral")
    assert clocks(request)["answer-request"].startswith("2026-12-04T02:00")
    assert {"asked_for"} <= {one["name"] for one in request["summary"]}
    accept = refusals(here, {**sent, "version": case["version"]}, "accept", {}, "uptd_officer")
    assert accept == {"CONSENT_WITHDRAWN"}
    assert refusals(here, case, "add-UPTD-referral", CONSENT) == {"CONSENT_WITHDRAWN"}


def test_r24_r25_a_consent_that_conflicts_is_refused_with_what_lifts_it(here: Town) -> None:
    case = opened(here, **SLAPPED)
    case = step(here, case, "record-refusal", {"referral_refused": True, "informed": True, "reason": "Belum siap."})

    by_husband = {**CONSENT, "consent_relation": "spouse", "giver_is_accused": "unknown", "asked_by_adult": True}

    assert refusals(here, case, "refer-to-UPTD", by_husband) == {
        "GIVER_IS_ACCUSED",
        "CONSENT_NOT_HERS",
        "CONSENT_CONFLICTS",
    }


def test_r32_a_hand_over_is_on_the_page_from_its_form_to_its_end(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "refer-to-UPTD", {**CONSENT, "handover_region": "18.07"})
    sent = case["children"][0]
    step(here, {**sent, "version": case["version"]}, "accept", {}, "uptd_officer")
    there = {"handover_accepted_on": "2026-12-01", "accepted_by": "UPTD PPA Lampung Timur, Ibu Ratna"}

    case = step(here, seen(here, case, "supervisor"), "record-handover", there, "supervisor")

    told = facts(seen(here, case, "uptd_officer"))
    assert (told["handover_region"], told["handover_accepted_on"]) == ("Lampung Timur", "Selasa, 1 Des 2026")
