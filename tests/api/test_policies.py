"""The page of policies: who reads, proposes and decides; what the law sets is locked; refusals are sentences."""

from typing import Any

from tests.api.conftest import Login
from tests.office import CAST, Office

PATH = "/api/office/policies"
ASKED = {"setting": "decide-low", "value": 7, "reason": "Rapat Dinas 30 November."}


def items(as_: Login) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in as_("supervisor").get(PATH).json()["items"]}


def test_only_who_may_decide_reads_and_only_a_supervisor_proposes(as_: Login) -> None:
    answers = {role: (as_(role).get(PATH).status_code, as_(role).post(PATH, ASKED).status_code) for role in CAST}

    assert {role for role, (read, _) in answers.items() if read == 200} == {"supervisor", "head_of_uptd"}
    assert {role for role, (_, proposed) in answers.items() if proposed == 201} == {"supervisor"}


def test_a_second_person_puts_it_in_force_and_the_page_says_who_and_why(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    made = as_("supervisor").post(PATH, ASKED).json()
    own = as_("supervisor").post(f"{PATH}/{made['proposal']}/approve")
    done = as_("head_of_uptd").post(f"{PATH}/{made['proposal']}/approve")

    assert (own.status_code, own.json()["refusals"][0]["code"]) == (409, "SECOND_PERSON")
    assert [one["workflow"] for one in done.json()["versions"]] == ["omah-peluk"]
    found = items(as_)["decide-low"]
    told = {one["title"]["en"]: one["label"]["en"] for one in found["facts"]}
    assert (found["data"]["value"], found["data"]["default"]) == (7, 14)
    assert told["By"] == "Orang supervisor + Orang head_of_uptd"
    assert told["Reason"] == ASKED["reason"]
    assert found["chips"][0]["id"] == "kebijakan"


def test_what_the_law_sets_is_there_locked_and_nobody_proposes_it(as_: Login) -> None:
    law = items(as_)["omah-peluk/police"]
    refused = as_("supervisor").post(PATH, {**ASKED, "setting": "police"})

    assert law["actions"] == []
    assert law["data"]["locked"] is True
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_setting")


def test_what_is_out_of_range_or_unsound_is_refused_in_sentences(as_: Login) -> None:
    wide = as_("supervisor").post(PATH, {**ASKED, "value": 400})
    first = as_("supervisor").post(PATH, {**ASKED, "setting": "cap-coordinator", "value": 6}).json()
    as_("head_of_uptd").post(f"{PATH}/{first['proposal']}/approve")
    unsound = as_("supervisor").post(PATH, {**ASKED, "setting": "cap-supervisor", "value": 2})

    assert "from 3 calendar days to 30 calendar days" in wide.text
    assert unsound.status_code == 422
    assert "What comes of it is unsound: omah-peluk" in unsound.text


def test_a_proposal_is_rejected_by_another_and_withdrawn_by_its_own(as_: Login) -> None:
    first, second = (as_("supervisor").post(PATH, ASKED).json()["proposal"] for _ in range(2))

    rejected = as_("head_of_uptd").post(f"{PATH}/{first}/reject", {"reason": "Terlalu cepat."})
    withdrawn = as_("supervisor").post(f"{PATH}/{second}/withdraw")

    assert (rejected.json()["outcome"], withdrawn.json()["outcome"]) == ("rejected", "withdrawn")
