"""Cases over HTTP: what a step answers, what each kind of bad input gets, and what is shown to whom.

Long because it asks every door of a case in every wrong way.
"""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.conftest import Caller, Login
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.office import CAST, REJOMULYO, Office

MORNING = "2026-12-01 09:00"
NOON = "2026-12-01T12:00:00+07:00"


@pytest.fixture
def kader(office: Office, as_: Login) -> Caller:
    office.at(MORNING)
    return as_("kader")


def opened(office: Office, form: dict[str, Any] = QUARREL) -> UUID:
    return office.open("omah-peluk", "kader", **form)


def consulted(office: Office) -> UUID:
    case = opened(office)
    office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    return case


def proposed(office: Office) -> UUID:
    case = consulted(office)
    office.fire(case, "resolve", "kader", summary="Disepakati bersama.")
    return case


def step(caller: Caller, case: UUID, name: str, form: Any, version: int | None = 1, **headers: str) -> Any:
    seen = {"if_match": f'"v{version}"'} if version is not None else {}
    return caller.post(f"/api/cases/{case}/transitions/{name}", form, **seen, **headers)


def test_a_kader_opens_a_case_and_gets_its_page_and_address(kader: Caller) -> None:
    answer = kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL})

    case = answer.json()["case"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/cases/{case['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert case["state"]["name"] == "reported"
    assert case["kelurahan"] == {"code": REJOMULYO, "name": "Rejomulyo"}


def test_a_step_answers_with_the_page_as_it_is_then(office: Office, kader: Caller) -> None:
    case = opened(office)
    office.at(NOON)

    answer = step(kader, case, "consult", talk(NOON))

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v2"'
    page = answer.json()["case"]
    assert (page["state"]["name"], page["version"]) == ("consulted", 2)
    assert [one["name"] for one in page["workflow"]["states"] if one["visited"]] == ["reported", "consulted"]


def test_a_case_that_is_late_offers_first_to_hand_it_on(office: Office, as_: Login) -> None:
    office.at(MORNING)
    case = opened(office)
    supervisor = as_("supervisor")
    in_time = supervisor.get(f"/api/cases/{case}").json()["transitions"]
    office.at("2026-12-11 09:00")

    late = as_("supervisor").get(f"/api/cases/{case}").json()["transitions"]

    assert [one["onward"] for one in in_time if one["name"] == "assign"] == [False]
    assert (late[0]["name"], late[0]["onward"]) == ("assign", True)


def test_whoever_prefers_little_is_answered_with_the_new_version_alone(office: Office, kader: Caller) -> None:
    case = opened(office)
    office.at(NOON)

    answer = step(kader, case, "consult", talk(NOON), prefer="return=minimal")

    assert answer.json() == {"case": {"id": str(case), "version": 2}}
    assert (answer.headers["preference-applied"], answer.headers["etag"]) == ("return=minimal", '"v2"')
    looks = office.sql("SELECT what FROM access_record WHERE case_id = %s", case)
    assert looks == [("view",)]


def test_a_step_without_the_version_that_was_seen_is_428(office: Office, kader: Caller) -> None:
    case = opened(office)

    for seen in ({}, {"if_match": "*"}, {"if_match": "yesterday"}):
        answer = kader.post(f"/api/cases/{case}/transitions/acknowledge", {}, **seen)
        assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")


def test_a_stale_page_is_412_and_names_who_changed_what(office: Office, kader: Caller, as_: Login) -> None:
    case = opened(office)
    office.fire(case, "note", "coordinator", text="Sudah saya telepon.")

    answer = step(kader, case, "acknowledge", {}, version=1)

    told = answer.json()
    assert answer.status_code == 412
    assert (told["seen"], told["current"]) == (1, 2)
    (change,) = told["changes"]
    assert change["actor"]["name"] == "Orang coordinator"
    assert change["role"]["title"]["id"] == "Koordinator"
    assert change["act"]["title"] == {"id": "Tambah catatan", "en": "Add a note"}


def test_the_engines_own_due_deadlines_do_not_make_a_page_stale(office: Office, kader: Caller) -> None:
    case = opened(office)
    office.later(days=14)

    answer = step(kader, case, "note", {"text": "Baru sempat."}, version=1)

    assert answer.status_code == 200
    assert any(act != "note" for act in office.acts(case)[1:])


def test_a_blocked_step_is_409_with_every_reason_and_what_is_possible(office: Office, kader: Caller) -> None:
    case = opened(office, ABUSED_CHILD)

    answer = step(kader, case, "resolve", {"summary": "Damai."})

    told = answer.json()
    assert answer.status_code == 409
    assert {"CONSULT_REQUIRED", "TPKS_23", "PA_59A_72"} <= {one["code"] for one in told["refusals"]}
    assert all(one["reason"]["id"] and one["reason"]["en"] and one["basis"] for one in told["refusals"])
    assert {"name": "refer-to-UPTD", "title": {"id": "Rujuk ke UPTD", "en": "Refer to UPTD"}} in told["possible"]


def test_an_unknown_step_is_409(office: Office, kader: Caller) -> None:
    answer = step(kader, opened(office), "vanish", {})

    assert answer.status_code == 409
    assert [one["code"] for one in answer.json()["refusals"]] == ["UNKNOWN_TRANSITION"]


def test_a_step_from_the_wrong_state_is_409(office: Office, kader: Caller) -> None:
    answer = step(kader, opened(office), "consult-again", talk("2026-12-01T08:30:00+07:00"))

    assert answer.status_code == 409
    assert "WRONG_STATE" in {one["code"] for one in answer.json()["refusals"]}


def test_a_form_that_is_not_filled_in_rightly_is_422_with_pointers(office: Office, kader: Caller) -> None:
    form = {**talk(NOON), "heard": "nobody", "stated_risk": "low", "extra": 1}
    del form["category"]

    answer = step(kader, opened(office), "consult", form)

    errors = {one["pointer"]: one for one in answer.json()["errors"]}
    assert answer.status_code == 422
    assert {"/heard", "/extra", "/category", "/consulted_at"} <= set(errors)
    assert errors["/category"]["message"]["id"] == "Belum diisi."


def test_a_pointer_reaches_into_lists(kader: Caller) -> None:
    form = {**QUARREL, "victims": [{"name": "A", "age": 200}]}

    answer = kader.post("/api/cases", {"workflow": "omah-peluk", "form": form})

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/victims/0/age"]


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'"text"', b"\xff\xfe", b'{"workflow": "omah-peluk", "form": []}'])
def test_a_malformed_body_is_422(client: TestClient[Litestar], kader: Caller, body: bytes) -> None:
    headers = {
        "cookie": f"omah={kader.token}",
        "x-csrf-token": kader.csrf or "",
        "content-type": "application/json",
    }

    answer = client.post("/api/cases", content=body, headers=headers)

    assert answer.status_code == 422
    assert isinstance(answer.json()["errors"], list)


def test_an_unknown_workflow_is_404(kader: Caller) -> None:
    assert kader.post("/api/cases", {"workflow": "none", "form": {}}).status_code == 404


def test_whoever_may_not_open_a_case_is_told_so(office: Office, as_: Login) -> None:
    answer = as_("supervisor").post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL})

    assert answer.status_code == 409
    assert [one["code"] for one in answer.json()["refusals"]] == ["NOT_YOUR_ROLE"]


# --- the same request twice -------------------------------------------------------------------------------------------


def test_the_same_key_gets_the_same_answer_and_does_nothing_twice(office: Office, kader: Caller) -> None:
    first = kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, idempotency_key="kunci-1")
    second = kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, idempotency_key="kunci-1")

    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["location"] == first.headers["location"]
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]


def test_a_step_that_is_sent_again_is_answered_though_its_page_is_stale_by_then(office: Office, kader: Caller) -> None:
    case = opened(office)

    first = step(kader, case, "note", {"text": "Sekali saja."}, idempotency_key="kunci-2")
    second = step(kader, case, "note", {"text": "Sekali saja."}, idempotency_key="kunci-2")

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert office.acts(case).count("note") == 1


def test_the_same_key_with_another_body_is_422(office: Office, kader: Caller) -> None:
    case = opened(office)
    step(kader, case, "note", {"text": "Satu."}, idempotency_key="kunci-3")

    answer = step(kader, case, "note", {"text": "Dua."}, idempotency_key="kunci-3")

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert office.acts(case).count("note") == 1


def test_a_key_is_its_senders_own(office: Office, kader: Caller, as_: Login) -> None:
    case = opened(office)
    step(kader, case, "note", {"text": "Satu."}, idempotency_key="kunci-4")

    answer = step(as_("coordinator"), case, "note", {"text": "Satu."}, version=2, idempotency_key="kunci-4")

    assert answer.status_code == 200
    assert office.acts(case).count("note") == 2


def test_what_was_refused_may_be_tried_again_with_the_same_key(office: Office, kader: Caller) -> None:
    case = opened(office)
    assert step(kader, case, "reopen", {"reason": "Coba."}, idempotency_key="kunci-5").status_code == 409

    assert office.sql("SELECT count(*) FROM idempotency") == [(0,)]


# --- two persons ------------------------------------------------------------------------------------------------------


def test_a_step_for_two_persons_is_202_and_says_where_it_waits(office: Office, kader: Caller) -> None:
    case = consulted(office)

    answer = step(kader, case, "resolve", {"summary": "Disepakati bersama."}, version=2)

    number = answer.json()["proposal"]["number"]
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/cases/{case}/proposals/{number}"
    assert kader.get(answer.headers["location"]).json()["proposal"]["number"] == number
    assert kader.get(f"/api/cases/{case}/proposals/{number + 1}").status_code == 404


def test_the_second_person_sees_the_proposal_whole_and_approves(office: Office, kader: Caller, as_: Login) -> None:
    case = proposed(office)
    supervisor = as_("supervisor")

    page = supervisor.get(f"/api/cases/{case}").json()
    (waiting,) = page["proposals"]
    answer = supervisor.post(
        f"/api/cases/{case}/proposals/{waiting['number']}/approve", {}, if_match=f'"v{page["version"]}"'
    )

    assert waiting["by"]["name"] == "Orang kader"
    assert (waiting["can_approve"], waiting["can_reject"], waiting["can_withdraw"]) == (True, True, False)
    assert answer.status_code == 200
    assert answer.json()["case"]["state"]["name"] == "resolved-locally"


def test_the_second_person_reads_what_was_proposed_and_that_is_on_record(
    office: Office, kader: Caller, as_: Login
) -> None:
    case = proposed(office)

    (hers,) = kader.get(f"/api/cases/{case}").json()["proposals"]
    (waiting,) = as_("supervisor").get(f"/api/cases/{case}").json()["proposals"]

    told = {line["title"]["en"] for line in waiting["form"]} - {line["title"]["en"] for line in hers["form"]}
    assert told
    looks = office.sql("SELECT role, fields FROM access_record WHERE fields <> '{}'")
    assert [(role, len(fields)) for role, fields in looks] == [("supervisor", len(told))]


def test_nobody_approves_their_own_proposal(office: Office, kader: Caller) -> None:
    case = proposed(office)
    number = office.pending(case)

    answer = kader.post(f"/api/cases/{case}/proposals/{number}/approve", {}, if_match='"v3"')

    assert answer.status_code == 409
    assert "SECOND_PERSON" in {one["code"] for one in answer.json()["refusals"]}


def test_a_proposal_is_rejected_with_a_reason_or_withdrawn(office: Office, kader: Caller, as_: Login) -> None:
    first, second = proposed(office), proposed(office)

    no = as_("supervisor").post(
        f"/api/cases/{first}/proposals/{office.pending(first)}/reject", {"reason": "Belum aman."}, if_match='"v3"'
    )
    back = kader.post(f"/api/cases/{second}/proposals/{office.pending(second)}/withdraw", {}, if_match='"v3"')

    assert no.status_code == back.status_code == 200
    assert office.acts(first)[-1] == office.acts(second)[-1] == "resolve"
    assert office.state_of(first) == office.state_of(second) == "consulted"


def test_a_proposal_that_was_decided_is_409(office: Office, kader: Caller, as_: Login) -> None:
    case = proposed(office)
    number = office.pending(case)
    office.approve(case)

    answer = as_("supervisor").post(f"/api/cases/{case}/proposals/{number}/approve", {}, if_match='"v4"')

    assert (answer.status_code, answer.json()["code"]) == (409, "no_longer_pending")


# --- what is shown, and to whom ---------------------------------------------------------------------------------------


def test_a_name_is_masked_until_it_is_asked_for_with_a_reason(office: Office, kader: Caller) -> None:
    case = opened(office)

    page = kader.get(f"/api/cases/{case}")
    (victims,) = [one for one in page.json()["private"] if one["name"] == "victims"]
    shown = kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Menelepon untuk janji temu."})

    assert "Siti Aminah" not in page.text
    assert (victims["masked"], victims["revealable"]) == ("S•••", True)
    assert shown.json()["value"][0]["name"] == "Siti Aminah"


def test_opening_a_secret_without_a_reason_is_422(office: Office, kader: Caller) -> None:
    case = opened(office)

    answer = kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": ""})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_every_look_is_on_record_before_it_is_answered(office: Office, kader: Caller) -> None:
    case = opened(office)

    kader.get(f"/api/cases/{case}")
    kader.post(f"/api/cases/{case}/reveal", {"field": "happened", "reason": "Siti minta dibacakan."})
    kader.get(f"/api/cases/{case}/history")
    kader.get(f"/api/cases/{case}/version")

    kept = office.sql("SELECT what, fields, actor FROM access_record WHERE case_id = %s ORDER BY id", case)
    assert kept == [
        ("view", [], CAST["kader"]),
        ("reveal", ["happened"], CAST["kader"]),
        ("history", [], CAST["kader"]),
    ]
    looked = kader.get(f"/api/cases/{case}/access").json()["items"]
    assert [one["what"]["name"] for one in looked] == ["history", "reveal", "view"]
    assert looked[1]["reason"] == "Siti minta dibacakan."


def test_the_reason_for_opening_a_secret_is_itself_kept_sealed(office: Office, kader: Caller) -> None:
    case = opened(office)
    kader.post(f"/api/cases/{case}/reveal", {"field": "happened", "reason": "Siti minta dibacakan."})

    (sealed,) = office.sql("SELECT reason FROM access_record WHERE fields <> '{}'")[0]

    assert b"Siti" not in bytes(sealed)


def test_what_cannot_be_written_down_is_not_shown(office: Office, kader: Caller) -> None:
    case = opened(office)
    office.sql("REVOKE INSERT ON access_record FROM omah_api")

    for path in ("", "/history"):
        answer = kader.get(f"/api/cases/{case}{path}")
        assert (answer.status_code, answer.json()["code"]) == (503, "unrecorded")
    answer = kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Untuk janji temu."})
    assert answer.status_code == 503
    assert "Siti" not in answer.text


def test_after_a_referral_a_kader_sees_only_how_the_case_stands(office: Office, kader: Caller) -> None:
    case = opened(office, ABUSED_CHILD)
    before = kader.get(f"/api/cases/{case}").json()
    office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation")

    page = kader.get(f"/api/cases/{case}").json()
    reveal = kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Ingin tahu saja."})
    (line,) = kader.get("/api/cases").json()["items"]

    assert before["facts"]
    assert before["summary"]
    assert page["facts"] == page["summary"] == line["summary"] == []
    assert all(not one["revealable"] and one["masked"] == "•••" for one in page["private"])
    assert reveal.status_code == 404
    assert page["state"]["name"] == "referred-to-UPTD"


def test_a_receiver_opens_what_was_sent_to_her_and_not_where_it_came_from(
    office: Office, kader: Caller, as_: Login
) -> None:
    case = opened(office, ABUSED_CHILD)
    office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation", message="Mohon segera.")
    officer = as_("uptd_officer")
    (referral,) = office.children_of(case)

    page = officer.get(f"/api/cases/{referral}").json()
    field = next(one["name"] for one in page["private"] if one["revealable"])
    asked = {"field": field, "reason": "Menghubungi pelapor."}

    assert officer.post(f"/api/cases/{referral}/reveal", asked).status_code == 200
    assert officer.post(f"/api/cases/{case}/reveal", {**asked, "field": "victims"}).status_code == 404
    assert page["parent"]["id"] == str(case)


def test_the_supervisor_sees_the_case_and_not_who_the_people_are(office: Office, kader: Caller, as_: Login) -> None:
    case = opened(office)
    supervisor = as_("supervisor")

    page = supervisor.get(f"/api/cases/{case}")
    reveal = supervisor.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Memeriksa kasus."})

    assert page.json()["facts"]
    assert {one["masked"] for one in page.json()["private"]} == {"•••"}
    assert reveal.status_code == 404


def test_blocked_steps_are_shown_with_their_reasons(office: Office, kader: Caller) -> None:
    page = kader.get(f"/api/cases/{opened(office, ABUSED_CHILD)}").json()

    steps = {one["name"]: one for one in page["transitions"]}
    assert not steps["resolve"]["allowed"]
    assert "TPKS_23" in {one["code"] for one in steps["resolve"]["refusals"]}
    assert steps["consult"]["allowed"]
    assert steps["consult"]["schema"]["properties"]["heard"]["x-ui"]["widget"] == "radio"
    assert steps["consult"]["href"] == f"/api/cases/{page['id']}/transitions/consult"
    assert steps["resolve"]["four_eyes"]


def test_polling_answers_304_while_nothing_has_changed(office: Office, kader: Caller) -> None:
    case = opened(office)
    path = f"/api/cases/{case}/version"

    tag = kader.get(path).headers["etag"]
    assert kader.get(path, **{"if-none-match": tag}).status_code == 304

    office.fire(case, "note", "kader", text="Sesuatu.")
    changed = kader.get(path, **{"if-none-match": tag})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)


# --- lists ------------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_by_their_link_without_gap_or_repetition(office: Office, kader: Caller) -> None:
    cases = {str(opened(office)) for _ in range(7)}
    path: str | None = "/api/cases?limit=3&overdue=false"
    seen: list[str] = []

    while path is not None:
        answer = kader.get(path)
        seen += [one["id"] for one in answer.json()["items"]]
        assert answer.json()["count"] == 7
        link = answer.headers.get("link")
        path = link.split(";")[0].strip("<>") if link else None

    assert len(seen) == 7
    assert set(seen) == cases


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("query", ["", "&overdue=false", "&ended=false"])
def test_cases_without_a_clock_come_last_and_none_is_lost_or_repeated(
    office: Office, kader: Caller, query: str, limit: int
) -> None:
    """Some have no clock, some the same one: the order has to be whole all the same."""
    clocks = (*(None,) * 5, *("2026-12-09 09:00+07",) * 3, "2026-12-08 09:00+07", "2026-12-10 09:00+07")
    by_case = {str(opened(office)): clock for clock in clocks}
    for case, clock in by_case.items():
        office.sql("UPDATE cases SET breach_at = %s WHERE id = %s", clock, UUID(case))
    path: str | None = f"/api/cases?limit={limit}{query}"
    seen: list[str] = []

    while path is not None:
        answer = kader.get(path)
        seen += [one["id"] for one in answer.json()["items"]]
        link = answer.headers.get("link")
        path = link.split(";")[0].strip("<>") if link else None

    assert sorted(seen) == sorted(by_case)
    assert [by_case[one] for one in seen] == sorted(clocks, key=lambda clock: clock or "9999")


def test_filters_narrow_a_list(office: Office, kader: Caller) -> None:
    quarrel, abuse = opened(office), opened(office, ABUSED_CHILD)
    talked = consulted(office)

    def ids(query: str) -> set[str]:
        return {one["id"] for one in kader.get(f"/api/cases?{query}").json()["items"]}

    assert ids("risk=unassessed") == {str(abuse)}
    assert ids("state=consulted") == {str(talked)}
    assert ids("kelurahan=18.72.04.1001") == set()
    assert ids("state=reported&risk=low") == {str(quarrel)}
    assert ids("overdue=true") == set()
    office.later(days=6)
    assert str(quarrel) in ids("overdue=true")


def test_a_long_list_is_counted_no_further_than_99(office: Office, kader: Caller) -> None:
    first = opened(office)
    columns = "workflow, definition, state, facts, audience, region, version, writes, seq, head, opened_at, entered_at"
    office.sql(
        f"""INSERT INTO cases (id, root_id, number, {columns}, last_at)
            SELECT n.id, n.id, 'x' || n.i, {columns}, last_at FROM cases,
                   LATERAL (SELECT gen_random_uuid() AS id, i FROM generate_series(1, 120) i) n WHERE cases.id = %s""",
        first,
    )

    assert kader.get("/api/cases?limit=1").json()["count"] == "99+"


def test_home_counts_what_waits(office: Office, kader: Caller, as_: Login) -> None:
    proposed(office)
    opened(office)
    office.later(days=6)

    home = {one["name"]: one for one in as_("supervisor").get("/api/me").json()["home"]}

    assert list(home)[:5] == ["overdue", "today", "sent", "approvals", "unread"]
    assert home["waiting"]["count"] == 1
    assert home["overdue"]["count"] == 2
    assert home["overdue"]["href"] == "/app/cases?overdue=true"


def test_what_waits_for_ones_approval_comes_with_all_that_it_takes_to_decide(
    office: Office, kader: Caller, as_: Login
) -> None:
    case = proposed(office)
    supervisor = as_("supervisor")
    home = {one["name"]: one for one in supervisor.get("/api/me").json()["home"]}
    assert (home["approvals"]["count"], home["approvals"]["href"]) == (1, "/app/approvals")

    (one,) = supervisor.get("/api/approvals").json()["items"]
    (waiting,) = one["proposals"]

    assert (one["id"], waiting["by"]["role"]["name"], waiting["can_approve"]) == (str(case), "kader", True)
    assert waiting["form"]
    assert {found["rule"] for found in waiting["findings"]} >= {"R01", "R05", "R06"}
    assert [found["refusals"] for found in waiting["findings"] if found["refusals"]] == []
    assert (waiting["clock"]["rule"], waiting["clock"]["status"]) == ("R22", "on_time")
    assert waiting["reads"]
    assert office.sql("SELECT count(*) FROM access_record WHERE what = 'view' AND case_id = %s", case)[0][0] >= 1
    assert kader.get("/api/approvals").json()["items"] == [], "nobody decides on her own"
    assert as_("head_of_uptd").get("/api/approvals").json()["items"] == []
    assert "approvals" not in {shelf["name"] for shelf in kader.get("/api/me").json()["home"]}


def test_every_shelf_of_home_is_an_address_the_list_understands(office: Office, kader: Caller) -> None:
    for shelf in kader.get("/api/me").json()["home"]:
        if shelf["href"].startswith("/app/cases?"):
            assert kader.get("/api/cases?" + shelf["href"].partition("?")[2]).status_code == 200


def test_when_the_database_is_away_nothing_is_said_but_try_again(
    office: Office, kader: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise psycopg.OperationalError("connection to server at 10.0.0.7 failed: secret words")

    monkeypatch.setattr("api.cases.casework.look", away)
    answer = kader.get(f"/api/cases/{opened(office)}")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "10.0.0.7" not in answer.text
