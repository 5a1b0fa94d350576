"""What is taken away: few rows, closed facts, no formula, and a number that leads back to whoever took it."""

import csv
import io
import json
from typing import Any

import pytest

from api import exports
from api.exports import safe, table
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

    (head, cell) = csv.reader(io.StringIO(table([planted], [[planted]]), newline=""))

    assert safe(planted) == f"'{planted}"
    assert cell == [f"'{planted}"]
    assert head == [planted]


def test_a_conflict_of_interest_is_not_in_the_file(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], case)
    supervisor = as_("supervisor")

    assert rows(supervisor.post(CASES, WHY)) == []
    assert supervisor.post(HISTORY, WHY).text == ""
