"""What will happen by itself is told as it then happens."""

from typing import Any

from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import YOSODADI, Office, person


def upcoming(as_: Login, role: str = "supervisor", hours: int = 24) -> list[dict[str, Any]]:
    answer = as_(role).get(f"/api/upcoming?hours={hours}")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_every_rung_of_a_day_is_told_with_whom_it_reaches_and_then_climbed(office: Office, as_: Login) -> None:
    """On paper first, by the workers afterwards: the same rungs at the same moments."""
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    told = [one for one in upcoming(as_) if one["case"]["id"] == str(case)]

    office.later(hours=24)
    office.sweep()

    climbed = [one.body for one in office.history(case) if one.body["deadline"] is not None]
    on_paper = [(one["clock"]["name"], one["at"]) for one in told]
    done = [(one["deadline"]["name"], one["effective_at"]) for one in climbed]
    assert [(name, at[:19]) for name, at in on_paper] == [(name, at[:19]) for name, at in done]
    assert (
        {one["moves_to"]["name"] for one in told if one["moves_to"]} == {office.state_of(case)} == {"referred-to-UPTD"}
    )
    assert "coordinator" in {role["name"] for one in told for role in one["told"]}


def test_it_is_sorted_by_time_and_ends_where_it_was_asked_to(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.open("omah-peluk", "kader", **ABUSED_CHILD)

    soon, later = upcoming(as_, hours=1), upcoming(as_, hours=168)

    moments = [one["at"] for one in later]
    assert moments == sorted(moments)
    assert len(soon) < len(later)
    assert {one["at"][11:16] for one in soon} == {"02:30", "03:00"}


def test_only_what_is_in_sight_is_told(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", person(f"kader@{YOSODADI}"), **{**ABUSED_CHILD, "kelurahan": YOSODADI})

    assert upcoming(as_, "kader") == []
    assert upcoming(as_, "supervisor") != []
    assert as_("admin").get("/api/upcoming").status_code == 404
