"""What the public is told of a year (R34, S23): bands of the whole city, once, and never taken back."""

from typing import Any

import psycopg
import pytest

from api.figures.disclosure import Bounds, Exposed
from api.figures.releases import too_near
from tests.api.conftest import Caller, Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import YOSODADI, Office
from workflows.extracts.published import DIMENSIONS


@pytest.fixture
def year(office: Office) -> Office:
    """2026 in seven cases: one of them before New Year by the clock of the office, not by that of Greenwich."""
    office.at("2026-12-31 23:30")
    for _ in range(5):
        office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    mistaken = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(mistaken, "close", "kader", end_reason="not_a_report", reason="Salah sambung.")
    office.approve(mistaken)
    office.at("2027-01-01 00:30")
    office.open("omah-peluk", "kader", **QUARREL)
    return office


def bands(release: dict[str, Any], dimension: str) -> dict[str, list[int]]:
    found = next(one for one in release["dimensions"] if one["name"] == dimension)
    return {row["value"]: row["band"] for row in found["rows"]}


def test_r34_a_year_is_told_in_bands_of_the_whole_city(year: Office, as_: Login, anybody: Caller) -> None:
    answer = as_("supervisor").post("/api/releases", {"year": 2026})
    assert answer.status_code == 201, answer.text

    (release,) = anybody.get("/api/releases").json()["items"]

    assert {one["of"]: one["band"] for one in release["totals"]} == {"cases": [5, 9], "victims": [5, 9]}
    assert bands(release, "category")["KS"] == [5, 9]
    assert bands(release, "age") == {key: [5, 9] if key == "6-12" else [0, 4] for key in bands(release, "age")}
    assert bands(release, "form")["sexual"] == [5, 9]


def test_no_figure_of_a_kelurahan_is_public(year: Office, as_: Login, anybody: Caller) -> None:
    """S23: the only case of Yosodadi is a quarrel, and nobody can read that anywhere."""
    as_("supervisor").post("/api/releases", {"year": 2026})

    told = anybody.get("/api/releases").text + anybody.get("/angka").text + anybody.get("/en/angka").text

    assert "18.72" not in told
    assert "Yosodadi" not in told
    assert {one.name for one in DIMENSIONS} == {"category", "age", "sex", "form"}


def test_anybody_reads_it_on_a_page_of_its_own(year: Office, as_: Login, anybody: Caller) -> None:
    assert "Belum ada angka yang diterbitkan" in anybody.get("/angka").text

    as_("supervisor").post("/api/releases", {"year": 2026, "without": ["sex"]})
    page = anybody.get("/en/angka").text

    assert "<h2>2026</h2>" in page
    assert '<tr><th scope="row">6–12 years</th><td>5–9</td></tr>' in page
    assert "Female" not in page


def test_a_year_that_is_not_over_is_not_released(year: Office, as_: Login) -> None:
    answer = as_("supervisor").post("/api/releases", {"year": 2027})

    assert answer.status_code == 409
    assert [one["code"] for one in answer.json()["refusals"]] == ["YEAR_NOT_OVER"]


def test_what_is_released_stays_as_it_is(year: Office, as_: Login, anybody: Caller) -> None:
    supervisor = as_("supervisor")
    supervisor.post("/api/releases", {"year": 2026})
    before = anybody.get("/api/releases").json()

    again = supervisor.post("/api/releases", {"year": 2026, "without": ["sex"]})
    year.sql("UPDATE cases SET facts = jsonb_set(facts, '{category}', '\"KTA\"')")

    assert [one["code"] for one in again.json()["refusals"]] == ["FROZEN"]
    assert anybody.get("/api/releases").json() == before
    with (
        psycopg.connect(year.urls["omah_api"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM release")
    with pytest.raises(psycopg.Error, match="append-only"):
        year.sql("UPDATE release SET year = 2025")


def test_before_it_is_released_the_supervisor_sees_what_it_would_tell(
    year: Office, as_: Login, anybody: Caller
) -> None:
    shown = as_("supervisor").get("/api/releases/2026/preview?without=sex").json()

    assert [one["name"] for one in shown["dimensions"]] == ["category", "age", "form"]
    assert (shown["refusals"], shown["published_at"]) == ([], None)
    assert anybody.get("/api/releases").json() == {"items": []}


def test_the_database_counts_for_the_supervisor_alone(year: Office, as_: Login) -> None:
    """The second wall: the counts are asked for as whoever is signed in."""
    counted = {}
    for role in ("kader", "auditor", "supervisor"):
        with psycopg.connect(year.urls["omah_api"]) as connection:
            connection.execute("SELECT set_config('app.role', %s, true)", (role,))
            rows = connection.execute("SELECT * FROM omah_year_figures('omah-peluk', '2026-01-01', '2027-02-01', '{}')")
            counted[role] = {row[:2]: row[2] for row in rows}

    assert counted["kader"] == counted["auditor"] == {}
    assert counted["supervisor"]["total", "cases"] == 8


def test_a_count_that_is_given_away_is_refused_in_words() -> None:
    refused = too_near(Exposed(DIMENSIONS[2], "male", Bounds(4, 4)))

    assert (refused.rule, refused.code) == ("R34", "SMALL_CELL")
    assert refused.reason.en == "Sex, Male: the other figures give it away as 4–4."
    assert refused.lifted_by is not None
    assert refused.lifted_by.en == "Publish it without “Sex”."
