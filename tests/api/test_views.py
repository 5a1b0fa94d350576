"""The views work for any workflow: here for one that no file of the product knows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api import house
from api.cases import casework, lists
from api.definitions.catalog import Entry, catalog
from api.desk import Desk, House
from api.security.masks import mask
from api.security.passwords import Strength
from api.security.policy import Sight
from api.security.sessions import Person
from engine.reading import Filters
from engine.settings import Settings
from tests.engine.errand import ERRANDS
from tests.office import CAST, REJOMULYO, Office, open_office


@pytest.fixture
def office(postgres: str, tmp_path: Path) -> Iterator[Office]:
    yield from open_office(postgres, tmp_path, ERRANDS)


@pytest.fixture
def errands(office: Office, tmp_path: Path) -> House:
    settings = Settings(office.urls["omah_api"], office.urls["omah_door"], tmp_path, tmp_path / "keys")
    office.sql(
        "INSERT INTO staff (id, email, name, role, kelurahan) VALUES (%s, 'k@omah.example', 'Kader', 'kader', %s)",
        CAST["kader"], [REJOMULYO],
    )  # fmt: skip
    return house.house_of(office.api, office.door, settings, Strength(memory=64, passes=1))


@pytest.fixture
def desk(errands: House) -> Desk:
    return Desk(errands, Person(CAST["kader"], "Kader", "k@omah.example", "kader", (REJOMULYO,), "id"), "token")


def page(desk: Desk, case: UUID) -> dict[str, Any]:
    return casework.look(desk, case)


def test_a_case_of_an_unknown_workflow_has_its_page(office: Office, desk: Desk) -> None:
    case = office.open("errand", "kader", weight=3, fragile=False, for_whom="Budi")

    shown = page(desk, case)

    steps = {one["name"]: one for one in shown["transitions"]}
    assert shown["state"]["name"] == "asked"
    assert shown["workflow"]["name"] == "errand"
    assert steps["take"]["allowed"]
    assert {one["name"] for one in shown["private"]} == {"for_whom"}
    assert "Budi" not in str(shown)
    facts = {one["name"]: one["label"]["en"] for one in shown["facts"][0]["items"]}
    assert facts["weight"] == "3"


def test_refusals_carry_rule_reason_basis_and_what_lifts_them(office: Office, desk: Desk) -> None:
    case = office.open("errand", "kader", weight=30, fragile=True, for_whom="Budi")

    (take,) = [one for one in page(desk, case)["transitions"] if one["name"] == "take"]

    heavy, fragile = take["refusals"]
    assert heavy == {
        "rule": "E1", "code": "TOO_HEAVY", "reason": {"id": "More than 20 kg.", "en": "More than 20 kg."},
        "basis": "house rule 1", "lifted_by": {"id": "Weigh it again.", "en": "Weigh it again."},
    }  # fmt: skip
    assert fragile["lifted_by"] is None


def test_a_child_is_shown_with_its_own_steps_and_leads_back(office: Office, desk: Desk) -> None:
    case = office.open("errand", "kader", weight=3, fragile=False, for_whom="Budi")
    office.fire(case, "send", "kader")
    (parcel,) = office.children_of(case)

    parent, child = page(desk, case), page(desk, parcel)

    assert [one["id"] for one in parent["children"]] == [parcel]
    assert all(one["href"].startswith(f"/api/cases/{parcel}/") for one in parent["children"][0]["transitions"])
    assert child["parent"]["id"] == case


def test_a_list_shows_an_unknown_workflow_too(office: Office, desk: Desk) -> None:
    office.open("errand", "kader", weight=3, fragile=False, for_whom="Budi")

    (line,) = lists.page(desk, Filters(), None, 10)["items"]

    assert line["workflow"] == "errand"
    assert line["badge"]["status"] in ("on_time", "grace", "overdue")
    assert line["badge"]["explanation"]["id"]


def test_field_names_come_from_the_forms(office: Office) -> None:
    assert {"weight", "fragile", "for_whom", "remark"} <= set(catalog(ERRANDS, "errand"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Siti Aminah", "S•••"),
        ("", "•••"),
        ("1871010203040001", "•••"),
        (["Ani", "Budi"], "A•••, B•••"),
        (7, "•••"),
        ([], "•••"),
    ],
)
def test_a_mask_gives_away_an_initial_and_nothing_more(value: Any, shown: str) -> None:
    assert mask(Entry({"id": "Nama", "en": "Name"}, widget="text"), value) == shown


def test_a_mask_of_a_longer_text_gives_away_nothing() -> None:
    assert mask(Entry({"id": "Cerita", "en": "Story"}, widget="textarea"), "Siti bercerita") == "•••"
    assert mask(None, "Siti bercerita") == "•••"


def test_people_in_a_list_are_masked_by_their_first_line() -> None:
    name = Entry({"id": "Nama", "en": "Name"}, widget="text")
    people = Entry({"id": "Korban", "en": "Victims"}, widget="list", within={"name": name})

    assert mask(people, [{"age": 9, "name": "Mawar"}, {"age": 3}]) == "M•••, •••"


def test_sight_is_either_of_both() -> None:
    assert Sight(facts=True, reveal=False) != Sight(facts=True, reveal=True)
