"""What is taken away: few rows, closed facts, no formula, and a number that leads back to whoever took it."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from api.figures import bundles, exports
from api.figures.sheets import safe, written
from engine.past import stranger
from engine.past.anchors import Anchors
from engine.past.seal import Sealer
from engine.settings import Settings
from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import CAST, YOSODADI, Office

CASES, HISTORY = "/api/exports/cases.csv", "/api/exports/history.jsonl"
WHY = {"reason": "Untuk rapat bulanan."}


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_cases_as_a_table_without_anybody(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.open("omah-peluk", "kader", **ABUSED_CHILD)

    answer = as_("supervisor").post(CASES, WHY)

    found = {row["risk"]: row for row in rows(answer)}
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="data-20261201.csv"'
    assert found["low"]["state"] == "reported"
    assert found["low"]["age_group"] == "25-44"
    assert {"Siti", "Mawar", "belanja"} & set(answer.text.replace(",", " ").split()) == set()


@pytest.mark.parametrize("path", [CASES, HISTORY])
def test_nothing_is_taken_away_without_a_reason(as_: Login, path: str) -> None:
    answer = as_("supervisor").post(path, {"reason": ""})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_filters_narrow_it(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})

    answer = as_("supervisor").post(f"{CASES}?kelurahan={YOSODADI}&state=reported&risk=low&ended=false", WHY)

    assert [row["kelurahan"] for row in rows(answer)] == [YOSODADI]


def test_every_file_is_on_record_under_the_number_it_carries(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")

    (row,) = rows(supervisor.post(CASES, WHY))
    (line,) = supervisor.post(HISTORY, WHY).text.splitlines()

    kept = dict(office.sql("SELECT id, fields FROM access_record WHERE what = 'export'"))
    assert kept == {
        int(row["export"]): ["cases.csv", "rows:1"],
        json.loads(line)["export"]: ["history.jsonl", "rows:1"],
    }
    assert {one[0] for one in office.sql("SELECT actor FROM access_record WHERE what = 'export'")} == {
        CAST["supervisor"]
    }
    looks = supervisor.get("/api/access").json()["items"]
    assert [one["reason"] for one in looks if one["what"]["name"] == "export"] == [WHY["reason"]] * 2


@pytest.mark.parametrize("path", [CASES, HISTORY])
def test_what_cannot_be_written_down_is_not_given(office: Office, as_: Login, path: str) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")
    office.sql("REVOKE INSERT ON access_record FROM omah_api")

    answer = supervisor.post(path, WHY)

    assert (answer.status_code, answer.json()["code"]) == (503, "unrecorded")


@pytest.mark.parametrize("path", [CASES, HISTORY])
def test_more_than_a_few_rows_need_a_second_person(
    office: Office, as_: Login, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(exports, "ALONE", 2)
    supervisor = as_("supervisor")
    for _ in range(2):
        office.open("omah-peluk", "kader", **QUARREL)
    assert supervisor.post(path, WHY).status_code == 200

    office.open("omah-peluk", "kader", **QUARREL)
    answer = supervisor.post(path, WHY)

    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_needed")
    assert "orang kedua" in answer.json()["message"]["id"]
    assert office.sql("SELECT count(*) FROM access_record WHERE what = 'export'") == [(1,)]


def test_the_ordinary_bound_is_fifty() -> None:
    assert exports.ALONE == 50


def test_the_history_in_lines_with_facts_for_who_sees_cases_and_without_for_who_audits(
    office: Office, as_: Login
) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(case, "note", "kader", text="Siti sudah tenang.")
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]

    seen = [json.loads(line) for line in as_("supervisor").post(f"{HISTORY}?case={number}", WHY).text.splitlines()]
    audited = as_("auditor").post(HISTORY, WHY)

    assert [one["act"] for one in seen] == ["note", "open"]
    assert seen[1]["facts"]["risk"] == "low"
    assert all("facts" not in json.loads(line) for line in audited.text.splitlines())
    assert {json.loads(line)["case"] for line in audited.text.splitlines()} == {number}
    assert "Siti" not in audited.text


def test_only_who_supervises_or_audits_takes_anything_away(as_: Login) -> None:
    for role in CAST:
        caller = as_(role)
        assert (caller.post(CASES, WHY).status_code == 200) is (role == "supervisor")
        assert (caller.post(HISTORY, WHY).status_code == 200) is (role in ("supervisor", "auditor"))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(begin: str) -> None:
    planted = f"{begin}HYPERLINK(1)"

    (head, cell) = csv.reader(io.StringIO(written([planted], [[planted]]), newline=""))

    assert safe(planted) == f"'{planted}"
    assert cell == [f"'{planted}"]
    assert head == [f"'{planted}"]


def test_a_conflict_of_interest_is_not_in_the_file(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], case)
    supervisor = as_("supervisor")

    assert rows(supervisor.post(CASES, WHY)) == []
    assert supervisor.post(HISTORY, WHY).text == ""


TIDY = "/api/exports/tidy"


def tables(answer: Any) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
        for name in archive.namelist()
    }


def test_a_case_as_tidy_tables_with_a_dictionary_that_knows_every_value(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation")
    (referral,) = office.children_of(case)
    office.fire(referral, "accept", "uptd_officer")
    office.fire(case, "confirm-police-report", "uptd_officer")
    served: dict[str, Any] = {
        "completion": "served",
        "services": ["health", "psychological"],
        "summary": "Sudah didampingi.",
    }
    office.fire(referral, "complete", "uptd_officer", **served)
    assert office.approve(referral, "head_of_uptd").done

    found = tables(as_("uptd_officer").post(TIDY, WHY))

    assert [row["kelurahan"] for row in found["cases"]] == ["18.72.05.1001"]
    assert [(row["number"], row["age_band"]) for row in found["victims"]] == [("1", "6-12")]
    assert [(row["form"], row["sub_form"]) for row in found["victim_forms"]] == [("sexual", "obscene_act")]
    assert [row["service"] for row in found["victim_services"]] == ["health", "psychological"]
    known = {(row["table"], row["column"], row["value"]) for row in found["dictionary"]}
    assert {("victims", "age_band", "6-12"), ("victim_services", "service", "health"), ("cases", "risk", "")} <= known
    assert office.sql("SELECT fields FROM access_record WHERE what = 'export'") == [(["tidy.zip", "rows:1"],)]


def test_the_same_as_a_workbook(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **ABUSED_CHILD)

    answer = as_("supervisor").post(f"{TIDY}?shape=xlsx", WHY)

    inside = zipfile.ZipFile(io.BytesIO(answer.content))
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    assert b'name="victim_forms"' in inside.read("xl/workbook.xml")
    assert b"Orang supervisor" in inside.read("xl/worksheets/sheet1.xml"), "the watermark"
    assert not any(b"<f>" in inside.read(name) for name in inside.namelist() if "worksheets" in name)


# --- with a second person


def asked(by: Any, what: str = "cases.csv", **query: Any) -> Any:
    return by.post("/api/exports/requests", {"what": what, "query": query, "reason": "Laporan tahunan Dinas."})


def test_two_persons_take_what_one_may_not(office: Office, as_: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ALONE", 1)
    for _ in range(3):
        office.open("omah-peluk", "kader", **QUARREL)
    supervisor, head = as_("supervisor"), as_("head_of_uptd")
    request = asked(supervisor, risk="low").json()
    at = f"/api/exports/requests/{request['id']}"

    assert supervisor.post(CASES, WHY).status_code == 403
    assert supervisor.get(f"{at}/file").status_code == 404, "nobody has consented yet"
    assert supervisor.post(f"{at}/allow").status_code == 404, "nobody is her own second person"
    (waiting,) = head.get("/api/exports/requests").json()["items"]
    assert (waiting["reason"], waiting["may_decide"], waiting["may_take"]) == ("Laporan tahunan Dinas.", True, False)
    assert head.post(f"{at}/allow").status_code == 200
    assert len(rows(supervisor.get(f"{at}/file"))) == 3
    assert head.get(f"{at}/file").status_code == 404, "whoever consents takes nothing"
    assert head.post(f"{at}/refuse").status_code == 404, "what was said is said"
    assert office.sql("SELECT actor, fields FROM access_record WHERE what = 'export'") == [
        (CAST["supervisor"], ["cases.csv", "rows:3"])
    ]


def test_a_consent_lasts_for_a_day(office: Office, as_: Login) -> None:
    supervisor = as_("supervisor")
    request = asked(supervisor, "tidy.xlsx").json()
    as_("head_of_uptd").post(f"/api/exports/requests/{request['id']}/allow")
    office.sql("UPDATE export_request SET decided_at = decided_at - interval '25 hours'")

    assert supervisor.get(f"/api/exports/requests/{request['id']}/file").status_code == 404


def test_a_refusal_is_seen_by_whoever_asked(as_: Login) -> None:
    officer = as_("uptd_officer")
    request = asked(officer, "tidy.zip").json()

    as_("supervisor").post(f"/api/exports/requests/{request['id']}/refuse")

    (seen,) = officer.get("/api/exports/requests").json()["items"]
    assert (seen["allowed"], seen["decided_by"], seen["may_take"]) == (False, "Orang supervisor", False)


def test_nobody_asks_for_what_they_could_not_take_a_part_of(as_: Login) -> None:
    assert asked(as_("uptd_officer"), "history.jsonl").status_code == 404
    assert asked(as_("auditor"), "cases.csv").status_code == 404
    assert asked(as_("kader"), "tidy.zip").status_code == 404
    assert asked(as_("auditor"), "history.jsonl").status_code == 201


# --- the audit bundle

BUNDLE = "/api/exports/bundle.zip"


def test_the_bundle_of_a_case_is_checked_by_a_stranger(
    office: Office, as_: Login, settings: Settings, tmp_path: Path
) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    auditor, supervisor = as_("auditor"), as_("supervisor")
    Sealer(office.worker, Anchors(settings.anchors)).seal()

    whole = auditor.post(BUNDLE, WHY)
    (tmp_path / "b.zip").write_bytes(supervisor.post(f"{BUNDLE}?case={number}", WHY).content)

    assert json.loads(zipfile.ZipFile(io.BytesIO(whole.content)).read("bundle.json"))["whole"] is True
    key = json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("bundle.json"))["key"]
    assert stranger.main([str(tmp_path / "b.zip"), "--key", key]) == 0
    assert b"Siti" not in b"".join(map(zipfile.ZipFile(tmp_path / "b.zip").read, ("history.jsonl", "bundle.json")))
    assert supervisor.post(BUNDLE, WHY).status_code == 404, "the whole holds what she may be kept out of"
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], case)
    assert supervisor.post(f"{BUNDLE}?case={number}", WHY).status_code == 404


def test_a_long_bundle_needs_a_second_person(office: Office, as_: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "ALONE", 1)
    for _ in range(2):
        office.open("omah-peluk", "kader", **QUARREL)

    assert as_("auditor").post(BUNDLE, WHY).json()["code"] == "second_person_needed"
    assert asked(as_("auditor"), "bundle.zip").status_code == 201
