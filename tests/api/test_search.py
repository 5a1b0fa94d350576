"""Search: numbers and places in the clear, names only where they may be revealed, and always on record."""

from uuid import UUID

import pytest

from api.cases import search
from tests.api.conftest import Caller, Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import CAST, YOSODADI, Office
from workflows.facts.spelling import fits, sounds

REASON = "Ia bertanya lewat telepon."


def found(caller: Caller, query: str, reason: str = REASON) -> set[str]:
    answer = caller.post("/api/cases/search", {"query": query, "reason": reason})
    assert answer.status_code == 200
    return {one["id"] for one in answer.json()["items"]}


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Siti Aminah", "SITI  aminah"),
        ("aminah siti", "Siti Aminah"),
        ("Jusuf", "Yusuf"),
        ("Yusuf", "Joesoef"),
        ("Muhamad", "Moehammad"),
        ("Arif", "Arief"),
        ("Cahyani", "Tjahjani"),
        ("Joko", "Djoko"),
        ("Nuraini", "Nur'aini"),
        ("Rene", "René"),
        ("syarif", "Sjarief"),
        ("0812", "0812-3456-789"),
    ],
)
def test_a_name_is_found_by_every_spelling(asked: str, written: str) -> None:
    assert fits(sounds(asked), sounds(written))


@pytest.mark.parametrize(("asked", "written"), [("Siti Rohmah", "Siti Aminah"), ("minah", "Aminah"), ("", "Siti")])
def test_another_name_is_not(asked: str, written: str) -> None:
    assert not fits(sounds(asked), sounds(written))


def test_a_kader_finds_her_cases_by_name_number_and_place(office: Office, as_: Login) -> None:
    case, other = office.open("omah-peluk", "kader", **QUARREL), office.open("omah-peluk", "kader", **ABUSED_CHILD)
    kader = as_("kader")

    assert found(kader, "sitti aminah") == {str(case)}
    assert found(kader, number_of(office, case).lower()) == {str(case)}
    assert found(kader, "rejo mulyo") == set()
    assert found(kader, "Rejomulyo") == {str(case), str(other)}
    assert found(kader, "18.72.05.1001") == {str(case), str(other)}


def test_the_answer_names_nobody_and_says_how_far_it_looked(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)

    answer = as_("kader").post("/api/cases/search", {"query": "Siti", "reason": REASON})

    assert "Siti" not in answer.text
    assert "Aminah" not in answer.text
    told = answer.json()["searched"]
    assert (told["names_in"], told["most"], told["whole"]) == (1, search.MOST, True)


def test_beyond_the_newest_it_says_that_there_are_more(
    office: Office, as_: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 1)
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.later(hours=1)
    office.open("omah-peluk", "kader", **ABUSED_CHILD)

    answer = as_("kader").post("/api/cases/search", {"query": "Siti", "reason": REASON}).json()

    assert answer["items"] == []
    assert not answer["searched"]["whole"]
    assert "terbaru" in answer["searched"]["note"]["id"]


def test_a_story_is_not_searched(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)

    assert found(as_("kader"), "belanja") == set()


def test_another_kelurahan_is_never_found(office: Office, as_: Login) -> None:
    elsewhere = office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    kader = as_("kader")

    for query in ("Siti Aminah", number_of(office, elsewhere), "Yosodadi"):
        assert found(kader, query) == set()


def test_who_may_not_reveal_finds_by_number_and_place_and_never_by_name(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")

    assert found(supervisor, "Siti Aminah") == set()
    assert found(supervisor, number_of(office, case)) == {str(case)}
    assert found(supervisor, "Rejomulyo") == {str(case)}


def test_after_a_referral_the_receiver_finds_by_name_and_the_sender_no_more(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    assert found(as_("kader"), "Mawar") == {str(case)}

    office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation")

    assert found(as_("kader"), "Mawar") == set()
    assert found(as_("uptd_officer"), "Mawar") == {str(case)}
    assert found(as_("puspaga_officer"), "Mawar") == set()


def test_a_conflict_of_interest_finds_nothing(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["kader"]], case)
    kader = as_("kader")

    for query in ("Siti", number_of(office, case), "Rejomulyo"):
        assert found(kader, query) == set()


def test_an_erased_case_is_found_by_its_number_alone(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.keys.destroy(case)

    assert found(as_("kader"), "Siti") == set()
    assert found(as_("kader"), number_of(office, case)) == {str(case)}


def test_every_search_is_on_record_and_so_is_each_case_that_a_name_led_to(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.open("omah-peluk", "kader", **ABUSED_CHILD)
    kader = as_("kader")

    found(kader, "Siti", "Siti bertanya kabar.")
    found(kader, "Tidak Ada")

    kept = office.sql("SELECT what, case_id, actor FROM access_record ORDER BY id")
    mine = CAST["kader"]
    assert kept == [("search", None, mine), ("search", case, mine), ("search", None, mine)]
    assert all(b"Siti" not in bytes(row[0]) for row in office.sql("SELECT reason FROM access_record"))
    (look,) = kader.get(f"/api/cases/{case}/access").json()["items"]
    assert (look["what"]["name"], look["reason"]) == ("search", "Siti bertanya kabar.")


def test_without_a_reason_a_number_is_found_and_no_name(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")

    named = kader.post("/api/cases/search", {"query": "Siti"}).json()
    numbered = kader.post("/api/cases/search", {"query": number_of(office, case)}).json()

    assert (named["items"], named["searched"]["names_in"]) == ([], 0)
    assert "alasannya" in named["searched"]["note"]["id"]
    assert [one["id"] for one in numbered["items"]] == [str(case)]
    assert office.sql("SELECT what, case_id, reason FROM access_record ORDER BY id") == [("search", None, None)] * 2
    empty = kader.post("/api/cases/search", {"query": "Siti", "reason": ""})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_a_receipt_leads_to_its_case_where_that_is_in_sight(as_: Login, anybody: Caller) -> None:
    receipt = anybody.post("/api/reports", {name: QUARREL[name] for name in ("happened", "kelurahan", "danger_now")})
    code = receipt.json()["receipt"]
    grouped = " ".join(code[start : start + 4] for start in range(0, 20, 4))

    assert len(found(as_("kader"), grouped)) == 1
    assert len(found(as_("supervisor"), code)) == 1
    assert found(as_("puspaga_officer"), code) == set()
    assert found(as_("kader"), code[:-1] + str((int(code[-1]) + 1) % 10)) == set()
    assert found(as_("kader"), code[:8] + code[:12]) == set()


def test_a_search_that_cannot_be_written_down_is_not_answered(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")
    office.sql("REVOKE INSERT ON access_record FROM omah_api")

    answer = kader.post("/api/cases/search", {"query": "Siti", "reason": REASON})

    assert (answer.status_code, answer.json()["code"]) == (503, "unrecorded")
    assert "items" not in answer.json()
