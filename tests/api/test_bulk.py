"""One step on many cases: only what hands them to somebody, and for each what came of it."""

from typing import Any
from uuid import UUID

from api.cases.views import for_many
from tests.api.conftest import Login
from tests.api.samples import NOBODY_KNOWN, QUARREL
from tests.office import CAST, YOSODADI, Office
from workflows import REGISTRY

FORM = {"assignee": str(CAST["kader"]), "reason": "Pembagian tugas pekan ini."}


def chosen(office: Office, *cases: UUID) -> list[dict[str, Any]]:
    return [{"id": str(one), "version": office.version_of(one)} for one in cases]


def test_nothing_that_ends_or_moves_a_case_is_ever_taken_on_many() -> None:
    steps = [step for one in REGISTRY for step in one.workflow.transitions if for_many(step)]

    assert [step.name for step in steps] == ["assign"]
    assert not any(step.ends or step.reopens or step.target or step.four_eyes for step in steps)


def test_what_is_offered_asks_no_more_than_who_and_why(office: Office, as_: Login) -> None:
    cases = [office.open("omah-peluk", "kader", **QUARREL) for _ in range(2)]

    told = as_("coordinator").post("/api/cases/bulk", {"cases": [str(one) for one in cases]}).json()

    (step,) = told["steps"]
    assert (told["cases"], told["gone"], step["name"], step["allowed"]) == (2, 0, "assign", True)
    assert set(step["schema"]["properties"]) == {"assignee", "reason"}
    assert str(CAST["kader"]) in step["schema"]["properties"]["assignee"]["enum"]
    assert as_("kader").post("/api/cases/bulk", {"cases": [str(cases[0])]}).json()["steps"] == []


def test_each_case_has_its_own_result_and_one_refusal_holds_up_no_other(office: Office, as_: Login) -> None:
    fine, stale = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(2))
    elsewhere = office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    seen = chosen(office, fine, stale, elsewhere)
    office.fire(stale, "note", "kader", text="Sementara itu.")
    seen.append({"id": str(NOBODY_KNOWN), "version": 1})

    body = {"cases": seen, "form": FORM}
    answer = as_("coordinator").post("/api/cases/bulk/assign", body, idempotency_key="pekan ini")

    results = answer.json()["results"]
    assert [one["done"] for one in results] == [True, False, False, False]
    assert [one.get("code") for one in results] == [None, "stale", "not_found", "not_found"]
    assert office.sql("SELECT owner FROM cases WHERE id = %s", fine) == [(CAST["kader"],)]
    assert office.acts(stale) == ["open", "note"]
    again = as_("coordinator").post("/api/cases/bulk/assign", body, idempotency_key="pekan ini")
    assert again.json()["results"][0]["done"]
    assert office.acts(fine) == ["open", "assign"]


def test_whoever_does_not_work_there_is_refused_for_that_case(office: Office, as_: Login) -> None:
    here = office.open("omah-peluk", "kader", **QUARREL)
    elsewhere = office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})

    body = {"cases": chosen(office, here, elsewhere), "form": FORM}
    first, second = as_("supervisor").post("/api/cases/bulk/assign", body).json()["results"]

    assert first["done"]
    assert (second["done"], second["errors"][0]["pointer"]) == (False, "/assignee")
    assert office.acts(elsewhere) == ["open"]


def test_a_step_that_is_not_for_many_is_not_there(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    answer = as_("kader").post("/api/cases/bulk/close", {"cases": chosen(office, case), "form": {}})

    assert answer.status_code == 404
