"""The history over HTTP: what changed, seen by whom, and a seal that names the first bad record."""

from typing import Any
from uuid import UUID

import pytest

from engine.past.anchors import Anchors
from engine.past.ledgers import LEDGERS
from engine.past.seal import Sealer
from engine.settings import Settings
from tests.api.conftest import Caller, Login
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.office import CAST, YOSODADI, Office
from tests.workflows.stories import ADULT_BASIS

LATE_INSTEAD_OF_NOT = """UPDATE history
    SET body = convert_to(replace(convert_from(body, 'UTF8'), '"late":false', '"late":true'), 'UTF8') WHERE seq = 2"""


@pytest.fixture
def case(office: Office) -> UUID:
    office.at("2026-12-01 09:00")
    made = office.open("omah-peluk", "kader", **QUARREL)
    office.at("2026-12-01 10:00")
    office.fire(made, "consult", "kader", **talk("2026-12-01T09:30:00+07:00"))
    return made


def test_a_record_tells_who_in_which_role_did_what_and_what_it_changed(case: UUID, as_: Login) -> None:
    told = as_("kader").get(f"/api/cases/{case}/history").json()

    opened, consulted = told["records"]
    assert opened["act"]["title"]["en"] == "Case opened"
    assert consulted["actor"]["name"] == "Orang kader"
    assert consulted["actor"]["role"]["title"]["id"] == "Kader"
    assert (consulted["from"]["name"], consulted["to"]["name"]) == ("reported", "consulted")
    assert consulted["has_private"] is False
    changed = {one["name"]: (one["old"]["en"], one["new"]["en"]) for one in consulted["changes"]}
    assert changed["consulted_at"][0] == "–"
    assert all(old != new for old, new in changed.values())
    assert told["seal"] == {"verified": True, "records": 2, "cases": 1, "findings": [], "finding": None}


def test_the_systems_own_acts_are_told_by_name(office: Office, case: UUID, as_: Login) -> None:
    office.later(days=14)
    office.sweep()

    records = as_("supervisor").get(f"/api/cases/{case}/history").json()["records"]

    rung = next(one for one in records if one["kind"] == "escalated")
    assert rung["actor"]["role"]["name"] == "system"
    assert rung["deadline"]["title"]["id"]
    assert rung["deadline"]["rung"]["id"]
    assert rung["effective_at"] == rung["deadline"]["due"]


def test_as_it_was_then(office: Office, case: UUID, as_: Login) -> None:
    kader = as_("kader")

    early = kader.get(f"/api/cases/{case}/history?as_of=2026-12-01T09:30:00%2B07:00").json()

    assert [one["act"]["name"] for one in early["records"]] == ["open"]
    assert kader.get(f"/api/cases/{case}/history?as_of=yesterday").status_code == 400
    assert kader.get(f"/api/cases/{case}/history?as_of=2026-12-01T08:59:00").status_code == 404


def test_a_case_is_shown_as_it_stood_at_any_moment(office: Office, case: UUID, as_: Login) -> None:
    office.at("2026-12-01 12:00")
    office.fire(case, "refer-to-UPTD", "kader", **{**ADULT_BASIS, "asked_by_adult": True})
    (referral,) = office.children_of(case)
    office.at("2026-12-02 13:00")
    office.fire(referral, "accept", "uptd_officer")
    kader, auditor = as_("kader"), as_("auditor")

    def stood(who: Caller, moment: str) -> Any:
        return who.get(f"/api/cases/{case}/history{moment}").json()["stood"]

    early, later, now = (stood(kader, at) for at in ("?as_of=2026-12-01T09:30:00", "?as_of=2026-12-02T12:30:00", ""))

    assert (early["state"]["name"], early["seq"], early["children"]) == ("reported", 1, [])
    assert {one["name"]: one["status"] for one in early["clocks"]} == {"age": "on_time", "respond": "on_time"}
    assert "consulted_at" not in str(early["facts"])
    assert later["state"]["name"] == "referred-to-UPTD"
    assert [(one["state"]["name"], one["clocks"][0]["status"]) for one in later["children"]] == [("sent", "overdue")]
    assert [one["state"]["name"] for one in now["children"]] == ["accepted"]
    assert now["as_of"] is None
    assert stood(auditor, "?as_of=2026-12-01T09:30:00")["facts"] == []
    assert stood(kader, "?as_of=2026-12-01T09:30:00%2B07:00") == early


def test_the_auditor_reads_every_history_and_no_content(case: UUID, as_: Login) -> None:
    auditor = as_("auditor")

    told = auditor.get(f"/api/cases/{case}/history")
    across = auditor.get("/api/history").json()["items"]

    assert told.status_code == 200
    assert {one["new"]["en"] for record in told.json()["records"] for one in record["changes"]} == {"•••"}
    assert {one["new"]["en"] for record in across for one in record["changes"]} == {"•••"}
    assert auditor.get(f"/api/cases/{case}").status_code == 404


def test_after_a_referral_the_kaders_history_shows_no_values(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    made = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.fire(made, "refer-to-UPTD", "kader", legal_basis="legal_obligation")

    records = as_("kader").get(f"/api/cases/{made}/history").json()["records"]

    assert {one["new"]["en"] for record in records for one in record["changes"]} == {"•••"}


def test_the_ledger_goes_through_every_record_newest_first(office: Office, case: UUID, as_: Login) -> None:
    for _ in range(4):
        office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")
    seen: list[tuple[str, str, int]] = []
    cursor = ""

    while True:
        page = supervisor.get(f"/api/history?limit=2{cursor}").json()
        seen += [(one["at"], one["case"]["id"], one["seq"]) for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert len(seen) == len(set(seen)) == 6
    assert [at for at, _, _ in seen] == sorted((at for at, _, _ in seen), reverse=True)


def test_the_ledger_finds_a_case_by_its_number_and_a_kind_of_act(office: Office, case: UUID, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    supervisor = as_("supervisor")

    def found(query: str) -> list[str]:
        return [one["act"]["name"] for one in supervisor.get(f"/api/history?{query}").json()["items"]]

    assert found(f"case={number.lower()}") == ["consult", "open"]
    assert found(f"case={number}&kind=moved") == ["consult"]
    assert found("until=2026-12-01T09:30:00%2B07:00") == ["open"]
    assert found("case=2026-NOTTHERE") == []


def test_the_ledger_is_narrowed_by_who_what_where_and_when(office: Office, case: UUID, as_: Login) -> None:
    there = f"kader@{YOSODADI}"
    elsewhere = office.open("omah-peluk", there, **{**QUARREL, "kelurahan": YOSODADI})
    office.fire(case, "note", "coordinator", text="Siti sudah tenang.")
    office.later(days=20)
    office.sweep()
    office.fire(elsewhere, "consult", there, **talk("2026-12-01T09:30:00+07:00"))
    supervisor, auditor = as_("supervisor"), as_("auditor")
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]

    def found(query: str, who: Caller = supervisor) -> set[str]:
        return {one["act"]["name"] for one in who.get(f"/api/history?{query}").json()["items"]}

    assert found(f"person={CAST['coordinator']}") == {"note"}
    assert found(f"role=coordinator&case={number}") == {"note"}
    assert found("act=consult&role=supervisor") == set()
    assert found(f"kelurahan={YOSODADI}&by=people") == {"open", "consult"}
    assert found(f"kelurahan={YOSODADI}&by=people", auditor) == {"open", "consult"}
    assert found("by=system") == {"respond", "decide"}
    assert found("late=true&by=people") == {"consult"}
    assert "consult" in found("late=false&by=people")
    assert found("since=2026-12-02T00:00:00&until=2026-12-20T23:59:59&by=people") == set()
    names = {one["name"] for one in auditor.get("/api/history/filters").json()["items"]}
    assert names == {"person", "role", "act", "kelurahan"}


def test_the_ledger_tells_the_old_value_beside_the_new(office: Office, case: UUID, as_: Login) -> None:
    office.fire(case, "reassess", "kader", stated_risk="medium", reason="Ia takut pulang.")

    newest = as_("supervisor").get("/api/history?limit=1").json()["items"][0]
    audited = as_("auditor").get("/api/history?limit=1").json()["items"][0]

    told = {one["name"]: (one["old"]["en"], one["new"]["en"]) for one in newest["changes"]}
    assert told["risk"] == ("Low", "Medium")
    assert {one["new"]["en"] for one in audited["changes"]} == {"•••"}
    assert "takut" not in str(newest)


def test_what_a_record_says_in_private_is_opened_with_a_reason_and_on_record(
    office: Office, case: UUID, as_: Login
) -> None:
    office.fire(case, "note", "coordinator", text="Siti sudah tenang.")
    kader, why = as_("kader"), {"reason": "Menyiapkan kunjungan."}
    shown = kader.get(f"/api/cases/{case}/history").json()["records"][2]

    opened = kader.post(f"/api/cases/{case}/history/3/narrative", why)

    assert (shown["has_private"], "tenang" in str(shown)) == (True, False)
    assert opened.json()["value"] == {"text": "Siti sudah tenang."}
    assert "text" in opened.json()["schema"]["properties"]
    assert kader.post(f"/api/cases/{case}/history/2/narrative", why).status_code == 404, "nothing private is in there"
    assert kader.post(f"/api/cases/{case}/history/9/narrative", why).status_code == 404
    assert kader.post(f"/api/cases/{case}/history/3/narrative", {"reason": "x"}).status_code == 422
    assert as_("supervisor").post(f"/api/cases/{case}/history/3/narrative", why).status_code == 404
    (look,) = as_("supervisor").get("/api/access?role=kader").json()["items"][:1]
    assert (look["what"]["name"], look["fields"], look["reason"]) == ("reveal", ["record:3"], why["reason"])


def test_a_refused_attempt_is_on_record_for_whoever_audits(office: Office, as_: Login) -> None:
    child = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    assert "TPKS_23" in office.fire(child, "resolve", "kader").refused_by
    other = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(other, "resolve", "coordinator")
    supervisor, auditor = as_("supervisor"), as_("auditor")
    number = office.sql("SELECT number FROM cases WHERE id = %s", child)[0][0]

    (one,) = supervisor.get(f"/api/history/attempts?case={number}").json()["items"]
    assert (one["actor"]["name"], one["act"]["name"], one["case"]["number"]) == ("Orang kader", "resolve", number)
    assert {"TPKS_23", "CONSULT_REQUIRED"} <= set(one["codes"])
    first = auditor.get("/api/history/attempts?limit=1").json()
    rest = auditor.get(f"/api/history/attempts?limit=1&cursor={first['next']}").json()
    assert [page["items"][0]["actor"]["role"]["name"] for page in (first, rest)] == ["coordinator", "kader"]
    assert rest["next"] is None
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], child)
    assert [one["case"]["id"] for one in supervisor.get("/api/history/attempts").json()["items"]] == [str(other)]
    assert auditor.get("/api/history/attempts?cursor=x").status_code == 400


@pytest.mark.parametrize(
    ("tampering", "problem"),
    [
        (LATE_INSTEAD_OF_NOT, "bad_hash"),
        ("UPDATE history SET mac = decode(repeat('00', 32), 'hex') WHERE seq = 2", "bad_mac"),
        ("DELETE FROM history WHERE seq = 1", "gap"),
        ("DELETE FROM history WHERE seq = 2", "cut_off"),
        ("DELETE FROM history", "no_history"),
        ("UPDATE cases SET state = 'resolved-locally'", "state_differs"),
        ("UPDATE history SET role = 'supervisor' WHERE seq = 2", "column_differs"),
        ("UPDATE history SET at = at - interval '1 day' WHERE seq = 2", "column_differs"),
    ],
)  # fmt: skip
def test_verification_names_the_first_bad_record(
    office: Office, case: UUID, as_: Login, tampering: str, problem: str
) -> None:
    auditor = as_("auditor")
    assert auditor.get("/api/history/verify").json()["verified"]

    office.sql("ALTER TABLE history DISABLE TRIGGER history_append_only")
    office.sql(tampering)

    told = auditor.get("/api/history/verify").json()
    assert not told["verified"]
    (finding,) = told["findings"]
    assert (finding["case"], finding["problem"]) == (str(case), problem)
    assert finding["words"]["id"]
    assert auditor.get(f"/api/history/verify?case={case}").json()["findings"] == told["findings"]


def test_verification_tells_how_the_log_stands(office: Office, case: UUID, as_: Login, settings: Settings) -> None:
    auditor = as_("auditor")
    unsealed = auditor.get("/api/history/verify").json()["seal"]
    size = 2 + sum(office.sql(f"SELECT count(*) FROM {one.table}")[0][0] for one in LEDGERS)
    Sealer(office.worker, Anchors(settings.anchors)).seal()

    told = auditor.get("/api/history/verify").json()
    of_one = auditor.get(f"/api/history/verify?case={case}").json()

    assert unsealed == {"size": 0, "root": "", "at": None, "unsealed": 2, "anchored": 0}
    assert (told["verified"], told["seal"]["size"], told["seal"]["unsealed"], told["seal"]["anchored"]) == (
        True,
        size,
        0,
        size,
    )
    assert (of_one["seal"]["root"], of_one["seal"]["at"]) == (told["seal"]["root"], told["seal"]["at"])

    office.sql("ALTER TABLE seal_leaf DISABLE TRIGGER seal_leaf_append_only")
    office.sql("DELETE FROM seal_leaf WHERE index >= 1")
    (finding,) = auditor.get("/api/history/verify").json()["findings"]
    assert (finding["case"], finding["number"], finding["seq"], finding["problem"]) == (None, "log", 2, "log_cut")


def test_only_who_audits_sees_across_cases(as_: Login, anybody: Caller) -> None:
    assert as_("uptd_officer").get("/api/history").status_code == 404
    assert as_("kader").get("/api/history/verify").status_code == 404
    assert anybody.get("/api/history").status_code == 401
