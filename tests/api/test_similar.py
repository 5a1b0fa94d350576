"""R07: the same people are found again across cases, by whoever may see both, and without a name."""

from typing import Any
from uuid import UUID

from api import receipts
from api.desk import House
from engine.past import audit
from engine.past.redeciding import redecide
from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import YOSODADI, Office, person

AMINAH = {"name": "Siti Aminah", "age": 34, "nik": "1872015001900001"}
BEATEN: dict[str, Any] = {
    **QUARREL,
    "category": "KDRT",
    "victims": [{**AMINAH, "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"name": "Muhammad Yusuf", "relation": "spouse", "works_here": "no", "phone": "081234567890"}],
}
AGAIN = {
    **BEATEN,
    "victims": [{"name": "St. Aminah", "age": 34, "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"name": "Moh. Jusuf", "relation": "spouse", "works_here": "no"}],
}


def similar(as_: Login, role: str, case: UUID) -> list[dict[str, Any]]:
    answer = as_(role).get(f"/api/cases/{case}/similar")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_r07_the_same_pair_is_shown_by_what_is_equal_and_not_by_name(office: Office, as_: Login) -> None:
    first = office.open("omah-peluk", "kader", **BEATEN)
    office.open("omah-peluk", "kader", **{**QUARREL, "victims": [{"name": "Sulastri"}]})
    again = office.open("omah-peluk", "kader", **AGAIN)

    [found] = similar(as_, "kader", again)

    assert (found["case"]["id"], found["same_pair"]) == (str(first), True)
    assert found["equal"][0]["en"] == "name that sounds alike: alleged perpetrator 1 here, alleged perpetrator 1 there"
    assert "Aminah" not in str(found)


def test_r07_nobody_learns_of_a_case_that_is_not_theirs_to_see(office: Office, as_: Login) -> None:
    elsewhere = person(f"kader@{YOSODADI}")
    office.open("omah-peluk", elsewhere, **{**BEATEN, "kelurahan": YOSODADI})
    here = office.open("omah-peluk", "kader", **AGAIN)

    assert similar(as_, "kader", here) == []
    assert len(similar(as_, "supervisor", here)) == 1


def test_r07_what_is_kept_tells_equality_and_nothing_else(office: Office, furnished: House) -> None:
    office.open("omah-peluk", "kader", **BEATEN)
    receipts.file_report(furnished, {**AGAIN, "victims": [AMINAH], "channel": "public_form"}, "a" * 30)

    rows = office.sql("SELECT kind, mark, count(*) FROM identity_mark GROUP BY kind, mark ORDER BY count(*) DESC")

    assert {(kind, count) for kind, _, count in rows if count == 2} == {("nik", 2), ("name", 2)}
    kept = office.sql("SELECT identity_mark::text FROM identity_mark")
    assert not [row for row in kept for secret in ("1872015001900001", "minah", "81234567890") if secret in row[0]]


def test_r07_people_described_later_are_marked_then(office: Office, as_: Login) -> None:
    first = office.open("omah-peluk", "kader", **BEATEN)
    bare = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [{"age": 34}]})
    assert similar(as_, "kader", bare) == []

    office.fire(bare, "describe-people", victims=[AMINAH])

    assert [one["case"]["id"] for one in similar(as_, "kader", bare)] == [str(first)]
    assert similar(as_, "kader", bare)[0]["equal"][0]["id"] == "NIK: korban 1 di sini, korban 1 di sana"


def test_r07_a_new_incident_is_linked_to_the_earlier_case_and_goes_to_uptd(office: Office, as_: Login) -> None:
    first = office.open("omah-peluk", "kader", **BEATEN)
    again = office.open("omah-peluk", "kader", **AGAIN)
    kader, number = as_("kader"), office.sql("SELECT number FROM cases WHERE id = %s", first)[0][0]
    own = office.sql("SELECT number FROM cases WHERE id = %s", again)[0][0]
    link = f"/api/cases/{again}/transitions/link-earlier"

    for wrong in (own, "2026-ZZZZZZZ"):
        refused = kader.post(link, {"earlier_number": wrong}, if_match='"v1"')
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/earlier_number")
    assert kader.post(link, {"earlier_number": number}, if_match='"v1"').status_code == 200

    assert office.facts_of(again)["earlier_numbers"] == [number]
    assert "REPETITION" in office.fire(again, "resolve", summary="Damai.").refused_by
    assert office.fire(again, "link-earlier", earlier_number=number, victim=2).refused_by == {"UNKNOWN_PAIR"}
    assert audit.verify(office.api).verified
    assert redecide(office.api).divergences == []
