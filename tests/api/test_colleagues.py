"""People as choices: a form that names one of the staff offers those who work where the case is, and takes no other."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.desk import House
from api.security import accounts
from api.security.accounts import Wanted
from tests.api.conftest import PASSWORD, Caller, Login
from tests.api.samples import QUARREL
from tests.office import CAST, YOSODADI, Office

WHY = {"reason": "Cuti dua minggu."}


@pytest.fixture
def neighbour(furnished: House) -> UUID:
    """The kader of another kelurahan."""
    wanted = Wanted("tetangga@omah.example", "Tri Hastuti", "kader", (YOSODADI,))
    return accounts.create(furnished, wanted, PASSWORD).id


def asked(caller: Caller, case: UUID, step: str, field: str) -> dict[str, Any]:
    """The field as the page of the case asks for it."""
    steps = {one["name"]: one for one in caller.get(f"/api/cases/{case}").json()["transitions"]}
    node: dict[str, Any] = steps[step]["schema"]["properties"][field]
    assert set(node["x-ui"]["labels"]) == set(node["enum"])
    return node


def assign(caller: Caller, case: UUID, **form: Any) -> Any:
    return caller.post(f"/api/cases/{case}/transitions/assign", {**WHY, **form}, if_match='"v1"')


def test_a_coordinator_is_offered_the_people_of_her_house_by_name(office: Office, as_: Login, neighbour: UUID) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    node = asked(as_("coordinator"), case, "assign", "assignee")

    assert set(node["enum"]) == {str(CAST["kader"]), str(CAST["coordinator"])}
    assert node["x-ui"]["widget"] == "select"
    assert node["x-ui"]["labels"][str(CAST["kader"])] == {
        "id": "Orang kader · Kader · Rejomulyo",
        "en": "Orang kader · Kader · Rejomulyo",
    }


def test_the_supervisor_who_may_move_a_case_is_offered_everybody(office: Office, as_: Login, neighbour: UUID) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    node = asked(as_("supervisor"), case, "assign", "assignee")

    assert str(neighbour) in node["enum"]


def test_a_psychologist_is_offered_though_she_sees_nothing_yet(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    node = asked(as_("kader"), case, "invite-psychologist", "psychologist")

    assert node["enum"] == [str(CAST["psychologist"])]


def test_whoever_has_left_or_is_in_conflict_is_not_offered(office: Office, as_: Login, furnished: House) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["kader"], CAST["psychologist"]], case)

    coordinator = as_("coordinator")
    assert asked(coordinator, case, "assign", "assignee")["enum"] == [str(CAST["coordinator"])]
    assert asked(coordinator, case, "invite-psychologist", "psychologist")["enum"] == []

    office.sql("UPDATE cases SET excluded = '{}' WHERE id = %s", case)
    accounts.set_active(furnished, CAST["kader"], active=False)
    assert asked(coordinator, case, "assign", "assignee")["enum"] == [str(CAST["coordinator"])]


def test_a_choice_from_the_list_is_taken(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    answer = assign(as_("coordinator"), case, assignee=str(CAST["kader"]))

    assert answer.status_code == 200
    assert answer.json()["case"]["owner"]["name"] == "Orang kader"


@pytest.mark.parametrize("somebody", [uuid4(), CAST["admin"], CAST["psychologist"]])
def test_nobody_else_is_taken_and_nothing_changes(office: Office, as_: Login, somebody: UUID) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    answer = assign(as_("coordinator"), case, assignee=str(somebody))

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/assignee", "not_here")]
    assert office.acts(case) == ["open"]


def test_with_the_case_goes_somebody_who_works_where_it_goes(office: Office, as_: Login, neighbour: UUID) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")

    stays = assign(supervisor, case, assignee=str(CAST["kader"]), to_kelurahan=YOSODADI)
    goes = assign(supervisor, case, assignee=str(neighbour), to_kelurahan=YOSODADI)

    assert (stays.status_code, stays.json()["errors"][0]["pointer"]) == (422, "/assignee")
    assert goes.status_code == 200
    assert goes.json()["case"]["kelurahan"]["code"] == YOSODADI


def test_what_forbids_the_step_is_said_before_whom_it_names(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)

    answer = assign(as_("kader"), case, assignee=str(uuid4()))

    assert answer.status_code == 409
