"""An agency that does not use the system: its letter, and what its sender is asked to do (R14, R24)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.samples import QUARREL, talk
from tests.api.town import Town, town

CONSENT = {
    "legal_basis": "consent",
    "consent_by": "Siti Aminah",
    "consent_relation": "self",
    "consent_on": "2026-12-01",
    "consent_scope": "Nama dan kejadian, untuk layanan keluarga.",
}
WHO = "Bu Lina, bagian penerimaan"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01T09:00") as there:
        yield there


def opened(here: Town, **told: Any) -> dict[str, Any]:
    body = {"workflow": "omah-peluk", "form": {**QUARREL, **told}}
    found: dict[str, Any] = here.done("kader", "POST", "/api/cases", body)["case"]
    return found


def step(here: Town, case: dict[str, Any], name: str, form: dict[str, Any], by: str = "kader") -> dict[str, Any]:
    """The case as it is after a step."""
    path = f"/api/cases/{case['id']}/transitions/{name}"
    answer = here.callers[by].post(path, form, if_match=f'"v{case["version"]}"')
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["case"]
    return found


def reach(here: Town, agency: str, by: str) -> None:
    here.done("admin", "PUT", f"/api/office/agencies/{agency}", {"reached_by": by, "phone": "0725-41234"})


def test_r14_what_is_sent_to_an_agency_that_is_not_here_is_a_letter_whatever_a_browser_says(here: Town) -> None:
    reach(here, "PUSPAGA", "letter")
    case = step(here, opened(here), "consult", talk("2026-12-01T09:00:00+07:00"))
    sending = next(one for one in case["transitions"] if one["name"] == "refer-to-PUSPAGA")
    assert "reached_by" not in sending["schema"]["properties"]

    case = step(here, case, "refer-to-PUSPAGA", {**CONSENT, "reached_by": "system"})

    child = case["children"][0]
    assert "call-PUSPAGA" in [one["name"] for one in child["clocks"]]
    assert {one["name"]: one["value"] for one in child["summary"]}["delivery"] == "letter"
    called = {"answered_by": WHO, "answered_at": "2026-12-01T09:00:00+07:00"}
    answered = step(here, {**child, "version": case["version"]}, "accept-by-phone", called)
    assert answered["state"]["name"] == "accepted"
    reach(here, "PUSPAGA", "system")


def paper(here: Town, by: str, case: dict[str, Any], name: str, reason: str | None = None) -> Any:
    """A paper as somebody prints it: with names where there is a reason."""
    path = f"/api/cases/{case['id']}/papers/{name}"
    return here.callers[by].get(path) if reason is None else here.send(by, "POST", path, {"reason": reason})


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def titles(answer: Any) -> list[str]:
    return [one["title"]["id"] for one in answer.json()["parts"] if one["title"]]


WHY = "Untuk dikirim ke lembaga."
SLAPPED: dict[str, Any] = {
    "happened": "Ditampar sekali.",
    "category": "KDRT",
    "victims": [
        {"name": "Yuni Astuti", "nik": "1872012345678901", "age": 35, "sex": "female", "forms": ["physical"],
         "hinders_daily_work": "no"}
    ],
    "perpetrators": [{"name": "Slamet Riyadi", "age": 38, "relation": "spouse", "works_here": "no"}],
    "safe_contact": "0812-3456-7890",
}  # fmt: skip


def test_r24_the_letter_carries_what_was_shared_and_nothing_else(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "consult", {**talk("2026-12-01T09:00:00+07:00"), "category": "KDRT"})
    case = step(here, case, "refer-to-UPTD", {**CONSENT, "shared": ["name", "safe_contact"]})
    child = case["children"][0]
    assert {one["name"] for one in child["papers"]} == {"letter", "summary"}

    plain, named = paper(here, "kader", child, "letter"), paper(here, "kader", child, "letter", WHY)

    assert "Yuni Astuti" not in words(plain)
    assert "0812" not in words(plain)
    for there in ("Yuni Astuti", "0812-3456-7890", CONSENT["consent_scope"], "UPTD PPA Kota Metro", "35", "Fisik"):
        assert (there in words(named)) is (there != "35"), there
    for absent in ("1872012345678901", "Ditampar", "Slamet"):
        assert absent not in words(named)
    assert paper(here, "kader", child, "letter", "").status_code == 422
    looked = here.get("supervisor", f"/api/cases/{child['id']}/access")["items"]
    assert [one["what"]["name"] for one in looked] == ["print", "print"]
    assert (looked[0]["reason"], "victims" in looked[0]["fields"]) == (WHY, True)


def test_r26_a_letter_on_a_consent_that_was_withdrawn_names_nobody(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "consult", {**talk("2026-12-01T09:00:00+07:00"), "category": "KDRT"})
    case = step(here, case, "refer-to-UPTD", CONSENT)
    asked = {"asked_for": "withdrawal", "asked_at": "2026-12-01T09:00:00+07:00", "details": "Saya menarik."}
    case = step(here, case, "receive-request", asked)
    child = next(one for one in case["children"] if one["workflow"] == "referral")

    answer = paper(here, "kader", child, "letter", WHY)

    assert "Yuni" not in words(answer)
    assert "Ditampar" not in words(answer)
    assert "Persetujuan sudah ditarik" in words(answer)


def test_the_sender_names_nobody_once_it_is_answered_and_a_supervisor_never_does(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "consult", {**talk("2026-12-01T09:00:00+07:00"), "category": "KDRT"})
    case = step(here, case, "refer-to-UPTD", CONSENT)
    child = case["children"][0]
    assert paper(here, "supervisor", child, "letter", WHY).status_code == 404
    assert paper(here, "kader", child, "summary", WHY).status_code == 404

    step(here, {**child, "version": case["version"]}, "accept", {}, by="uptd_officer")

    assert paper(here, "kader", child, "letter", WHY).status_code == 404
    received = paper(here, "uptd_officer", child, "letter", WHY)
    assert "Yuni Astuti" in words(received)
    assert received.json()["signatures"][0]["name"] == "", "who only received it has not sent it"
    assert paper(here, "psychologist", child, "letter").status_code == 404


def test_r32_a_case_of_another_region_has_a_letter_to_it(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "refer-to-UPTD", {**CONSENT, "handover_region": "18.07"})
    child = case["children"][0]

    answer = paper(here, "uptd_officer", child, "handover", WHY)

    assert "UPTD PPA Lampung Timur" in words(answer)
    assert "Yuni Astuti" in words(answer)


def test_r06_a_record_of_agreement_is_for_both_to_sign_and_never_called_restorative(here: Town) -> None:
    case = step(here, opened(here, **SLAPPED), "consult", {**talk("2026-12-01T09:00:00+07:00"), "category": "KDRT"})
    assert paper(here, "kader", case, "agreement").status_code == 404
    recorded = {"victim_request_written": "yes", "assessed_free_of_pressure": "yes", "agreement_signed": "no",
                "notes": "Slamet tidak akan memukul lagi."}  # fmt: skip
    case = step(here, case, "record-agreement", recorded)

    plain = paper(here, "kader", case, "agreement")
    named = paper(here, "kader", case, "agreement", "Untuk ditandatangani.")

    assert "Slamet" not in words(plain)
    assert max(one["blank"] for one in plain.json()["parts"]) > 0
    assert [one["name"] for one in named.json()["signatures"]] == ["Yuni Astuti", "Slamet Riyadi", "Orang kader", ""]
    assert "tidak akan memukul lagi" in words(named)
    assert "restorat" not in words(named).lower()


def test_r01_what_must_not_be_settled_has_no_record_of_agreement(here: Town) -> None:
    rape = [{"age": 30, "sex": "female", "forms": ["sexual"], "sexual_forms": ["rape"]}]
    case = step(here, opened(here, category="KS", victims=rape), "consult",
                {**talk("2026-12-01T09:00:00+07:00"), "category": "KS"})  # fmt: skip
    case = step(here, case, "record-agreement", dict.fromkeys(
        ("victim_request_written", "assessed_free_of_pressure", "agreement_signed"), "yes"))  # fmt: skip

    assert "agreement" not in [one["name"] for one in case["papers"]]
    assert paper(here, "kader", case, "agreement").status_code == 404


def test_r30_the_receipt_says_nothing_of_the_matter(here: Town) -> None:
    case = opened(here, **SLAPPED)

    answer = paper(here, "kader", case, "receipt")

    assert case["number"] in words(answer)
    assert answer.json()["mark"] is None
    for telling in ("kekerasan", "korban", "ppa", "lapor", "yuni", "ditampar", "kasus"):
        assert telling not in words(answer).lower(), telling
    assert paper(here, "kader", case, "receipt", WHY).status_code == 404


def test_r23_a_summary_is_masked_unless_somebody_says_why(here: Town) -> None:
    case = opened(here, **SLAPPED)

    plain, named = paper(here, "kader", case, "summary"), paper(here, "kader", case, "summary", WHY)

    assert "Yuni" not in words(plain)
    assert "1872012345678901" not in words(plain)
    assert {"Tercatat", "Isi rahasia", "Tenggat", "Langkah"} <= set(titles(plain))
    assert "Yuni Astuti" in words(named)
    assert "Ditampar sekali." in words(named)
    assert paper(here, "admin", case, "summary").status_code == 404


def test_the_city_agency_is_called_as_it_was_set_in_clocks_roles_forms_and_letters(here: Town) -> None:
    case = opened(here, **SLAPPED)
    before = here.get("supervisor", "/api/me")["role"]["title"]["id"]

    here.done("admin", "PUT", "/api/office/settings", {"dinas": "DP3AP2KB Kota Metro"})

    assert (before, here.get("supervisor", "/api/me")["role"]["title"]["id"]) == (
        "Penyelia Dinas",
        "Penyelia DP3AP2KB Kota Metro",
    )
    form = here.get("kader", "/api/workflows/omah-peluk/opening")["schema"]
    assert "UPTD dan DP3AP2KB Kota Metro" in form["properties"]["house"]["x-ui"]["help"]["id"]
    people = next(one for one in here.get("kader", f"/api/cases/{case['id']}")["transitions"]
                  if one["name"] == "describe-people")  # fmt: skip
    assert "DP3AP2KB Kota Metro" in str(people["schema"])
    assert "DP3AP2KB Kota Metro" in words(paper(here, "kader", case, "summary"))
    changed = here.get("supervisor", "/api/office/changes?subject=setting")["items"][0]
    assert "Dinas → DP3AP2KB Kota Metro" in [one["label"]["id"] for one in changed["facts"]]
    here.done("admin", "PUT", "/api/office/settings", {"dinas": "Dinas"})
    assert "DP3AP2KB" not in str(here.get("kader", "/api/workflows/omah-peluk/opening"))
