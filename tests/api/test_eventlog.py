"""The event log for process mining: as its standard has it, of the cases in sight, and with nobody in it."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from api.figures import eventlog
from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.api.test_cli import Run, omah
from tests.office import CAST, REJOMULYO, Office

__all__ = ["omah"]

PATH = "/api/exports/cases.ocel.json"
WHY = {"reason": "Untuk penelitian alur."}
PUBLISHED = json.loads((Path(__file__).parent / "ocel20.schema.json").read_text())
"""The schema in the standard's specification; where it is from stands in the file."""


@pytest.fixture
def told(office: Office) -> list[str]:
    """Two cases on a Tuesday: one consulted, one sent to UPTD and late to be answered. Their numbers."""
    office.at("2026-12-01 09:00")
    quarrel = office.open("omah-peluk", "kader", **QUARREL)
    child = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.at("2026-12-01 10:00")
    office.fire(quarrel, "consult", "kader", **talk("2026-12-01T09:30:00+07:00"))
    office.fire(child, "refer-to-UPTD", "kader", legal_basis="legal_obligation")
    office.at("2026-12-01 12:00")
    office.sweep()
    return [row[0] for row in office.sql("SELECT number FROM cases ORDER BY opened_at, number")]


def valid(log: Any) -> Any:
    errors = [one.message for one in Draft7Validator(PUBLISHED, format_checker=FormatChecker()).iter_errors(log)]
    assert errors == []
    return log


def test_a_supervisor_takes_a_log_that_fits_the_published_schema(told: list[str], as_: Login) -> None:
    answer = as_("supervisor").post(PATH, WHY)

    log = valid(answer.json())
    assert answer.headers["content-disposition"] == 'attachment; filename="data-20261201.json"'
    assert [one["name"] for one in log["objectTypes"]] == ["export", "omah-peluk", "referral"]
    cases = [one for one in log["objects"] if one["type"] != "export"]
    [referral] = [one for one in cases if one["type"] == "referral"]
    assert referral["relationships"][0]["qualifier"] == "part of"
    assert referral["relationships"][0]["objectId"] in {one["id"] for one in cases}
    states = [[each["value"] for each in one["attributes"] if each["name"] == "state"] for one in cases]
    assert sorted(states) == [["reported", "consulted"], ["reported", "referred-to-UPTD"], ["sent"]]
    kinds = {one["type"] for one in log["events"]}
    assert {"open", "consult", "refer-to-UPTD", "climb acknowledge", "climb answer-UPTD"} <= kinds
    [sent] = [one for one in log["events"] if one["type"] == "refer-to-UPTD"]
    assert {one["qualifier"] for one in sent["relationships"]} == {"of", "opens"}
    told_of = {(one["name"], one["value"]) for case in cases for one in case["attributes"]}
    assert {("risk", "low"), ("place", REJOMULYO)} <= told_of
    declared = {one["name"]: {each["name"] for each in one["attributes"]} for one in log["eventTypes"]}
    assert all({each["name"] for each in one["attributes"]} <= declared[one["type"]] for one in log["events"])


def test_an_auditor_takes_no_fact_and_no_place_below_the_city(told: list[str], as_: Login) -> None:
    log = valid(as_("auditor").post(PATH, WHY).json())

    names = {one["name"] for case in log["objects"] if case["type"] != "export" for one in case["attributes"]}
    places = {one["value"] for case in log["objects"] for one in case["attributes"] if one["name"] == "place"}
    assert names == {"state", "place"}
    assert places == {"18.72"}


def test_no_number_no_id_no_name_and_no_date_is_in_it_and_two_files_cannot_be_joined(
    office: Office, told: list[str], as_: Login
) -> None:
    supervisor = as_("supervisor")

    first, second = supervisor.post(PATH, WHY), supervisor.post(PATH, WHY)

    secret = [*told, "Siti", "Mawar", "belanja", "2026-12", *(str(who) for who in CAST.values())]
    secret += [one[0].hex for one in office.sql("SELECT id FROM cases")]
    secret += [str(one[0]) for one in office.sql("SELECT id FROM cases")]
    assert [one for one in secret if one in first.text] == []
    ids = [{one["id"] for one in answer.json()["objects"] if one["id"] != "export"} for answer in (first, second)]
    assert len(ids[0]) == 3
    assert ids[0] & ids[1] == set()


def test_times_keep_their_weekday_their_hour_and_their_distance(told: list[str], as_: Login) -> None:
    log = as_("supervisor").post(PATH, WHY).json()

    opened, consulted = (
        datetime.fromisoformat(next(one["time"] for one in log["events"] if one["type"] == name))
        for name in ("open", "consult")
    )
    assert opened.isoformat() == "2000-01-04T09:00:00+07:00"
    assert opened.weekday() == datetime(2026, 12, 1).weekday()  # noqa: DTZ001  # a date
    assert consulted - opened == timedelta(hours=1)


def test_it_is_on_record_before_it_leaves_and_of_few_cases_only(
    office: Office, told: list[str], as_: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = as_("supervisor")

    log = supervisor.post(PATH, WHY).json()
    narrow = supervisor.post(f"{PATH}?since=2026-12-02T00:00:00%2B07:00", WHY).json()
    monkeypatch.setattr(eventlog, "ALONE", 1)
    refused = supervisor.post(PATH, WHY)
    office.sql("REVOKE INSERT ON access_record FROM omah_api")
    unrecorded = supervisor.post(f"{PATH}?since=2026-12-02T00:00:00%2B07:00", WHY)

    kept = office.sql("SELECT id, fields FROM access_record WHERE what = 'export' ORDER BY id")
    assert [one[1] for one in kept] == [["cases.ocel.json", "rows:2"], ["cases.ocel.json", "rows:0"]]
    [mark] = [one["attributes"][0]["value"] for one in log["objects"] if one["id"] == "export"]
    assert mark == str(kept[0][0])
    assert narrow["events"] == []
    assert (refused.status_code, refused.json()["code"]) == (403, "second_person_needed")
    assert (unrecorded.status_code, unrecorded.json()["code"]) == (503, "unrecorded")


def test_more_than_a_few_are_taken_with_a_second_person(
    told: list[str], as_: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eventlog, "ALONE", 1)
    auditor = as_("auditor")

    asked = auditor.post("/api/exports/requests", {"what": "cases.ocel.json", **WHY}).json()
    as_("supervisor").post(f"/api/exports/requests/{asked['id']}/allow", {})
    taken = auditor.get(f"/api/exports/requests/{asked['id']}/file")

    assert len(valid(taken.json())["objects"]) == 4


def test_the_terminal_writes_the_whole_log(told: list[str], omah: Run, folder: Path) -> None:
    code, said, _ = omah("export-ocel", folder / "log.json")
    with_facts = omah("export-ocel", "--facts", "--since", "2026-12-01", folder / "facts.json")

    log = valid(json.loads((folder / "log.json").read_text()))
    assert (code, with_facts[0]) == (0, 0)
    assert f"events: {len(log['events'])}" in said
    assert "risk" not in (folder / "log.json").read_text()
    assert "risk" in (folder / "facts.json").read_text()
