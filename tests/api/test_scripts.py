"""Names in any script, with pictures and marks of direction, and what only looks like text."""

from typing import Any

import pytest

from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import Office


@pytest.mark.parametrize("name", ["Bu 👩🏽‍🦱 سارة", "\u202eitiS\u202c", "Si\u0301ti", "a" * 60 + "\u200b", "Siti\x00"])
def test_a_name_in_any_script_comes_back_as_it_was_written(as_: Login, name: str) -> None:
    kader = as_("kader")
    case = kader.post("/api/cases", named(name)).json()["case"]["id"]

    opened = kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": "Untuk menelepon balik."})

    assert [one["name"] for one in opened.json()["value"]] == [name]


def test_what_is_no_text_is_refused_and_never_a_fault(office: Office, as_: Login) -> None:
    halves = as_("kader").post("/api/cases", named("Siti\ud800"))
    sought = [
        as_("kader").post("/api/cases/search", {"query": one, "reason": "-"}) for one in ("Siti\x00", "Sit\ud800")
    ]
    filtered = as_("kader").get("/api/cases?state=%00")

    assert [one.status_code for one in (halves, *sought)] == [422, 422, 422]
    assert filtered.status_code < 500
    assert office.sql("SELECT count(*) FROM cases") == [(0,)]


def named(name: str) -> dict[str, Any]:
    return {"workflow": "omah-peluk", "form": {**QUARREL, "victims": [{**QUARREL["victims"][0], "name": name}]}}
