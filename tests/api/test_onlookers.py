"""Who looked, across cases: for the supervisor and the auditor, page by page, without what was seen."""

from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import CAST, Office

SEARCH = {"query": "Siti", "reason": "Ia bertanya lewat telepon."}


def test_the_auditor_sees_who_looked_at_what_and_nothing_of_it(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    kader = as_("kader")
    kader.get(f"/api/cases/{case}")
    kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Siti minta dibacakan."})

    answer = as_("auditor").get("/api/access")

    opened, looked = answer.json()["items"]
    assert (opened["what"]["name"], opened["fields"], opened["case"]["number"]) == ("reveal", ["victims"], number)
    assert [one["id"] for one in opened["shown"]] == ["Korban"]
    assert (opened["has_reason"], opened["reason"]) == (True, None)
    assert (looked["actor"]["name"], looked["has_reason"]) == ("Orang kader", False)
    assert "Siti" not in answer.text


def test_the_supervisor_reads_why(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")
    kader.post("/api/cases/search", SEARCH)
    kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Untuk janji temu."})

    shown = as_("supervisor").get("/api/access").json()["items"]

    assert [one["reason"] for one in shown] == ["Untuk janji temu.", SEARCH["reason"], SEARCH["reason"]]


def test_pages_follow_each_other(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    kader, auditor = as_("kader"), as_("auditor")
    for _ in range(5):
        kader.get(f"/api/cases/{case}")
    seen: list[int] = []
    cursor: str | None = ""

    while cursor is not None:
        page = auditor.get(f"/api/access?limit=2{cursor}").json()
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] is not None else None

    assert len(seen) == 5
    assert seen == sorted(set(seen), reverse=True)


def test_whoever_is_kept_out_of_a_case_does_not_see_who_looked_at_it(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    as_("kader").get(f"/api/cases/{case}")
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], case)

    assert as_("supervisor").get("/api/access").json()["items"] == []


def test_nobody_else_sees_who_looked(as_: Login) -> None:
    for role in CAST:
        assert (as_(role).get("/api/access").status_code == 200) is (role in ("supervisor", "auditor"))
