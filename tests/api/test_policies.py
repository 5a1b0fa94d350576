"""The page of policies: who reads, proposes and decides; what the law sets is locked; refusals are sentences."""

from typing import Any

from tests.api.conftest import Login
from tests.api.samples import QUARREL, talk
from tests.office import CAST, Office

PATH = "/api/office/policies"
MOVING = "/api/office/moving"
TRIED = {"kind": "policy", "setting": "decide-low", "value": 7}
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


def test_a_proposal_leads_to_the_what_if_with_its_value_and_tries_it(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    assert office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")).done
    office.at("2026-12-12 09:00")
    as_("supervisor").post(PATH, ASKED)
    waiting = next(one for name, one in items(as_).items() if name.startswith("proposal-"))

    question = {"changes": [TRIED], "since": "2026-11-01"}
    found = as_("supervisor").post("/api/workflows/omah-peluk/what-if", question)
    wide = as_("supervisor").post("/api/workflows/omah-peluk/what-if", {"changes": [{**TRIED, "value": 99}]})

    [link] = waiting["links"]
    assert link["href"] == "/api/process/what-if?workflow=omah-peluk&setting=decide-low&value=7"
    assert "7 hari kalender" in link["title"]["id"]
    assert found.json()["differ"] == 1
    assert found.json()["changes"][0]["en"].endswith("7 calendar days")
    assert (wide.status_code, wide.json()["errors"][0]["code"]) == (422, "out_of_range")


def test_the_page_of_rules_tells_what_is_set_its_bounds_and_since_when(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    made = as_("supervisor").post(PATH, ASKED).json()
    as_("head_of_uptd").post(f"{PATH}/{made['proposal']}/approve")

    rules = {one["number"]: one["settings"] for one in as_("kader").get("/api/rules").json()["items"]}
    found = {one["name"]: one for one in rules["R11"]}

    told = found["decide-low"]
    assert (told["value"], told["least"], told["most"], told["basis"]["id"]) == (7, 3, 30, "kebijakan")
    assert told["since"].startswith("2026-12-01T")
    assert (found["decide"]["value"], found["decide"]["since"]) == (3, None)
    assert rules["R03"] == rules["R19"] == rules["R26"] == rules["R27"] == []


def test_the_page_of_moving_shows_each_due_time_to_whoever_may_see_the_case(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    assert office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")).done
    made = as_("supervisor").post(PATH, ASKED).json()
    as_("head_of_uptd").post(f"{PATH}/{made['proposal']}/approve")

    supervisor, head = (as_(role).get(MOVING).json() for role in ("supervisor", "head_of_uptd"))
    asked = as_("supervisor").post(MOVING, {"reason": "Rapat Dinas."}).json()
    own = as_("supervisor").post(f"{MOVING}/{asked['proposal']}/approve")
    [told] = as_("head_of_uptd").get("/api/approvals").json()["office"]
    waiting = as_("head_of_uptd").get(MOVING).json()["items"][0]
    done = as_("head_of_uptd").post(f"{MOVING}/{asked['proposal']}/approve").json()

    [line] = supervisor["items"]
    assert line["id"] == str(case)
    assert line["facts"][0]["label"]["en"] == "Tuesday, 15 Dec 2026, 09:00 → Tuesday, 8 Dec 2026, 09:00"
    assert [(one["title"]["en"], one["data"]["others"]) for one in head["items"]] == [("Running cases", 1)]
    assert [one["href"] for one in told["links"]] == [MOVING]
    assert [one["title"]["en"] for one in waiting["actions"]] == ["Approve and move", "Reject"]
    assert (own.status_code, done["moved"], done["left"]) == (409, 1, [])
    assert as_("supervisor").get(MOVING).json()["items"] == []
    assert office.sql("SELECT count(*) FROM access_record WHERE 'move-cases' = ANY(fields)") == [(1,)]


def test_the_page_shows_what_stands_under_one_rule(as_: Login) -> None:
    found = as_("supervisor").get(f"{PATH}?rule=R11").json()["items"]
    law = as_("supervisor").get(f"{PATH}?rule=R03").json()["items"]

    assert {one["id"] for one in found} == {"decide-high", "decide-low", "decide"}
    assert {one["id"] for one in law} == {"omah-peluk/police", "omah-peluk/police-missed"}


def test_what_waits_for_a_second_person_is_told_among_the_approvals_of_whoever_may_decide(as_: Login) -> None:
    as_("supervisor").post(PATH, ASKED)
    counts = {role: _to_decide(as_, role) for role in ("supervisor", "head_of_uptd")}
    told = as_("head_of_uptd").get("/api/approvals").json()["office"]

    assert [one["links"][0]["href"] for one in told] == [PATH]
    assert told[0]["facts"][0]["label"]["en"].endswith("14 calendar days → 7 calendar days")
    assert counts == {"supervisor": 0, "head_of_uptd": 1}
    assert as_("supervisor").get("/api/approvals").json()["office"] == []
    assert as_("kader").get("/api/approvals").json()["office"] == []


def _to_decide(as_: Login, role: str) -> int:
    home = as_(role).get("/api/me").json()["home"]
    return next(int(one["count"]) for one in home if one["name"] == "approvals")
