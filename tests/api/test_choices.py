"""Filters that people keep, and what was sent to them."""

from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import REJOMULYO, Office


def test_a_kept_filter_is_called_by_what_it_chooses_and_counted_at_home(office: Office, as_: Login) -> None:
    office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")

    for _ in range(2):  # once more is not twice
        kept = kader.post("/api/me/filters", {"query": f"ended=false&state=reported&kelurahan={REJOMULYO}"})
        assert kept.status_code == 204

    (mine,) = kader.get("/api/me/filters").json()["items"]
    shelf = next(one for one in kader.get("/api/me").json()["home"] if one["name"] == f"kept-{mine['id']}")
    assert mine["title"]["id"] == "Dilaporkan · Rejomulyo · Masih berjalan"
    assert (shelf["count"], shelf["title"]["en"]) == (1, "Reported · Rejomulyo · Still open")
    assert len(kader.get(shelf["href"].replace("/app/", "/api/")).json()["items"]) == 1
    assert as_("coordinator").get("/api/me/filters").json()["items"] == []
    assert as_("coordinator").send("DELETE", f"/api/me/filters/{mine['id']}").status_code == 404
    assert kader.send("DELETE", f"/api/me/filters/{mine['id']}").status_code == 204
    assert kader.get("/api/me/filters").json()["items"] == []


def test_a_filter_offers_the_states_of_what_somebody_works_on(as_: Login) -> None:
    def states(role: str) -> set[str]:
        filters = [one for each in as_(role).get("/api/workflows").json() for one in each["filters"]]
        return {option["value"] for one in filters if one["name"] == "state" for option in one["options"]}

    assert "reported" in states("kader") & states("supervisor")
    assert "detected" in states("supervisor") - states("kader")


def test_nothing_but_choices_is_kept(as_: Login) -> None:
    for query in ("state=nowhere", "note=Siti", "overdue=true&note=Siti", "number=2026-ABCDEFG"):
        answer = as_("kader").post("/api/me/filters", {"query": query})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query")


def test_what_was_sent_to_me_is_listed_until_somebody_answers(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.open("omah-peluk", "kader", **QUARREL)
    assert office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation").done

    def sent(role: str) -> list[int]:
        return [one["count"] for one in as_(role).get("/api/me").json()["home"] if one["name"] == "sent"]

    listed = as_("uptd_officer").get("/api/cases?sent=true").json()["items"]
    assert [one["id"] for one in listed] == [str(case)]
    assert (sent("uptd_officer"), sent("puspaga_officer"), sent("kader")) == ([1], [0], [])
    assert office.fire(office.children_of(case)[0], "accept", "uptd_officer").done
    assert sent("uptd_officer") == [0]
