"""R31: for whoever is related to a person of a case it does not exist, wherever they look; its supervisor knows."""

from typing import Any
from uuid import UUID

import pytest

from engine.past import audit
from engine.past.redeciding import redecide
from engine.secrets import confidences
from tests.api.conftest import Caller, Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import CAST, Office
from workers.effects import pay
from workers.post import Post

WHY: dict[str, Any] = {"reason": "Terlapor adalah sepupu saya."}


@pytest.fixture
def case(office: Office, as_: Login) -> UUID:
    """A child's case with a referral, of which everybody concerned was told."""
    made = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    assert office.fire(made, "refer-to-UPTD", legal_basis="legal_obligation").done is not None
    pay(office.worker, Post("omah@omah.example", None, wanted=False))
    return made


def traces(caller: Caller, case: UUID, child: UUID) -> dict[str, Any]:
    """All places in which somebody could come upon a case."""
    found = caller.post("/api/cases/search", {"query": "Mawar", "reason": "Mencari kasus lama."}).json()
    by_name = caller.post("/api/cases/search", {"query": "Rejomulyo", "reason": "Mencari kasus."}).json()
    home = {one["name"]: one["count"] for one in caller.get("/api/me").json()["home"]}
    return {
        "page": caller.get(f"/api/cases/{case}").status_code,
        "version": caller.get(f"/api/cases/{case}/version").status_code,
        "referral": caller.get(f"/api/cases/{child}").status_code,
        "history": caller.get(f"/api/cases/{case}/history").status_code,
        "list": len(caller.get("/api/cases").json()["items"]),
        "search": len(found["items"]) + len(by_name["items"]),
        "open": home["open"],
        "unread": home["unread"],
        "notices": len(caller.get("/api/notices").json()["items"]),
    }


GONE = {"page": 404, "version": 404, "referral": 404, "history": 404}
NOTHING = {**GONE, "list": 0, "search": 0, "open": 0, "unread": 0, "notices": 0}


def test_r31_who_declares_a_conflict_finds_nothing_of_the_case_any_more(office: Office, as_: Login, case: UUID) -> None:
    kader, [child] = as_("kader"), office.children_of(case)
    before = traces(kader, case, child)

    assert office.fire(case, "declare-conflict", "kader", related=True, **WHY).done is not None

    assert (before["page"], before["list"]) == (200, 1)
    assert min(before["search"], before["open"], before["notices"]) > 0
    assert traces(kader, case, child) == NOTHING
    assert traces(as_("coordinator"), case, child)["page"] == 200


def test_r31_the_supervisor_keeps_somebody_out_sees_the_block_and_lifts_it_with_a_second_person(
    office: Office, as_: Login, case: UUID
) -> None:
    officer, [child] = str(CAST["uptd_officer"]), office.children_of(case)
    assert office.fire(case, "keep-out", "supervisor", person=officer, **WHY).done is not None
    shown = as_("supervisor").get(f"/api/cases/{case}").json()

    assert [one["id"] for one in shown["excluded"]] == [officer]
    assert as_("coordinator").get(f"/api/cases/{case}").json()["excluded"] == []
    assert traces(as_("uptd_officer"), case, child) == NOTHING
    offered = {one["name"]: one["schema"] for one in shown["transitions"]}
    assert offered["let-in"]["properties"]["person"]["enum"] == [officer]
    assert officer not in offered["keep-out"]["properties"]["person"]["enum"]

    office.fire(case, "let-in", "supervisor", person=officer, reason="Ternyata orang lain.")
    office.approve(case, "head_of_uptd")

    assert as_("uptd_officer").get(f"/api/cases/{child}").status_code == 200


def test_r31_whoever_is_kept_out_cannot_act_and_is_not_told_that_there_is_anything(
    office: Office, as_: Login, case: UUID
) -> None:
    office.fire(case, "declare-conflict", "kader", related=True, **WHY)

    answer = as_("kader").post(f"/api/cases/{case}/transitions/note", {"text": "x"}, if_match='"v1"')
    unknown = as_("kader").post(f"/api/cases/{UUID(int=9)}/transitions/note", {"text": "x"}, if_match='"v1"')

    assert (answer.status_code, answer.json()["title"]) == (unknown.status_code, unknown.json()["title"])
    assert answer.status_code == 404


def test_r31_an_owner_with_a_conflict_owns_it_no_longer_and_is_not_assigned_again(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    kader = str(CAST["kader"])
    office.fire(case, "assign", "coordinator", assignee=kader, reason="Bertugas.")
    office.fire(case, "declare-conflict", "kader", related=True, **WHY)

    again = office.fire(case, "assign", "coordinator", assignee=kader, reason="Bertugas.")

    assert office.sql("SELECT owner FROM cases WHERE id = %s", case) == [(None,)]
    assert again.refused_by == {"KEPT_OUT"}


def test_r31_a_case_about_somebody_who_works_here_waits_for_the_supervisor(office: Office, as_: Login) -> None:
    form = {**QUARREL, "perpetrators": [{"name": "Darto", "works_here": "yes"}]}
    opened = as_("kader").post("/api/cases", {"workflow": "omah-peluk", "form": form}).json()
    [case] = [row[0] for row in office.sql("SELECT id FROM cases")]

    assert opened["case"] is None
    assert as_("coordinator").get(f"/api/cases/{case}").status_code == 404
    assert as_("uptd_officer").get(f"/api/cases/{case}").status_code == 200
    office.fire(case, "assign", "supervisor", assignee=str(CAST["coordinator"]), reason="Bukan kerabat Darto.")
    assert as_("coordinator").get(f"/api/cases/{case}").status_code == 200


def test_r31_the_history_with_persons_kept_out_verifies_replays_and_finds_who_lets_himself_in(
    office: Office, case: UUID
) -> None:
    office.fire(case, "declare-conflict", "kader", related=True, **WHY)
    office.fire(case, "note", "coordinator", text="Diteruskan.")
    [child] = office.children_of(case)
    office.fire(child, "accept", "uptd_officer")

    assert audit.verify(office.api).verified
    assert redecide(office.api).divergences == []
    assert confidences.compare(office.api).findings == []

    for of in (child, case):
        office.sql("UPDATE cases SET excluded = '{}' WHERE id = %s", of)
        found = {one.case_id: one.problem for one in audit.verify(office.api).findings}
        assert found[of] == "case_differs"
        office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["kader"]], of)
