"""The supervisor's figures, each checked on a small world that one can count by hand."""

from typing import Any

import pytest

from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.office import CAST, REJOMULYO, YOSODADI, Office, person


def figures(as_: Login) -> dict[str, Any]:
    answer = as_("supervisor").get("/api/statistics")
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.json()
    return shown


def clock(shown: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in shown["on_time"]["clocks"] if one["name"] == name)
    return found


def test_they_are_secret_and_the_supervisors_alone(as_: Login) -> None:
    assert figures(as_)["secret"] is True
    for role in CAST:
        if role != "supervisor":
            assert as_(role).get("/api/statistics").status_code == 404


def test_an_empty_house_has_figures_too(as_: Login) -> None:
    shown = figures(as_)

    assert len(shown["flow"]) == 12
    assert shown["on_time"] == {"finished": 0, "on_time": 0, "share": None, "clocks": []}
    assert [one["median_hours"] for one in shown["times"]] == [None, None, None]
    assert len(shown["workload"]) == 22


def test_what_came_and_went_by_month_where_omah_peluk_is(office: Office, as_: Login) -> None:
    office.at("2026-10-31 23:30")
    office.open("omah-peluk", "kader", **QUARREL)
    office.at("2026-11-01 00:30")
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.at("2026-12-01 09:00")
    office.sql("UPDATE cases SET ended_at = omah_now() WHERE id = %s", case)

    flow = {one["month"]: (one["opened"], one["ended"]) for one in figures(as_)["flow"]}

    assert next(iter(flow)) == "2026-01"
    assert (flow["2026-10"], flow["2026-11"], flow["2026-12"]) == ((1, 0), (1, 0), (0, 1))


def test_what_is_open_by_state_and_risk(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.open("omah-peluk", "kader", **ABUSED_CHILD)
    talked = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(talked, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    ended = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET ended_at = omah_now() WHERE id = %s", ended)

    shown = {one["state"]["name"]: one for one in figures(as_)["open"]}

    by_risk = {one["value"]: one["count"] for one in shown["reported"]["risks"]}
    assert (shown["reported"]["count"], shown["consulted"]["count"]) == (2, 1)
    assert (by_risk["low"], by_risk["high"]) == (1, 0)
    assert sum(by_risk.values()) == 2


def test_a_clock_counts_when_it_is_met_or_over(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    in_time, late, running = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(3))
    office.fire(in_time, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    assert clock(figures(as_), "respond")["finished"] == 1

    office.at("2026-12-07 09:00")
    office.fire(late, "consult", "kader", **talk("2026-12-07T08:30:00+07:00"))

    respond = clock(figures(as_), "respond")
    assert running
    assert (respond["finished"], respond["on_time"], respond["share"]) == (3, 1, 0.333)
    assert respond["rule"] == "R09"


def test_a_clock_that_is_late_before_its_next_rung_is_late(office: Office, as_: Login) -> None:
    """A follow-up rings two days before and seven days after its time: three days after, nothing has rung."""
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    office.fire(case, "resolve", "kader", summary="Disepakati bersama.")
    office.approve(case)
    office.later(days=17)
    visited = office.fire(case, "follow-up", "kader", follow_up_outcome="done", safe="yes")
    assert visited.done is not None

    follow_ups = [one for one in figures(as_)["on_time"]["clocks"] if one["rule"] == "R21"]

    assert sum(one["finished"] for one in follow_ups) == 1
    assert sum(one["on_time"] for one in follow_ups) == 0


def test_no_complaint_stops_the_police_clock_and_counts_as_unmet(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    told, left_out = (office.open("omah-peluk", "kader", **ABUSED_CHILD) for _ in range(2))
    for case in (told, left_out):
        office.fire(
            case, "record-police-report", "kader", police_reported_on="2026-12-01", office="Polres Metro", number="1"
        )
    office.sql("""UPDATE cases SET facts = facts || '{"no_complaint": true}' WHERE id = %s""", left_out)

    police = clock(figures(as_), "police")

    assert (police["finished"], police["on_time"]) == (2, 1)


def test_escalations_are_counted_by_their_level(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.later(days=14)
    office.sweep()

    levels = {one["level"]: one["count"] for one in figures(as_)["escalations"]}

    assert set(levels) == {1, 2, 3}
    assert levels[1] == levels[2] == 1


def test_how_long_it_takes_is_the_median_of_what_people_did(office: Office, as_: Login) -> None:
    at_home = {**QUARREL, "victims": [{"name": "Adi", "age": 10}]}
    for hours in (1, 2, 9):
        office.at("2026-12-01 09:00")
        case = office.open("omah-peluk", "kader", **at_home)
        office.later(hours=hours)
        office.fire(case, "consult", "kader", **talk("2026-12-01T09:30:00+07:00"))
        office.later(hours=2 * hours)
        assert office.fire(case, "refer-to-PUSPAGA", "kader", legal_basis="public_duty").done
    office.at("2026-12-02 09:00")
    office.open("omah-peluk", "kader", **ABUSED_CHILD)
    office.later(hours=30)
    office.sweep()

    times = {one["name"]: (one["cases"], one["median_hours"]) for one in figures(as_)["times"]}

    assert (times["acknowledge"], times["consult"]) == ((3, 2.0), (3, 2.0))
    assert times["decide"] == (3, 4.0)


def test_where_the_work_is(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.later(days=6)
    office.open("omah-peluk", person(f"kader@{YOSODADI}"), **{**QUARREL, "kelurahan": YOSODADI})

    work = {one["kelurahan"]["code"]: one for one in figures(as_)["workload"]}

    assert (work[REJOMULYO]["open"], work[REJOMULYO]["overdue"], work[REJOMULYO]["kader"]) == (1, 1, 1)
    assert (work[YOSODADI]["open"], work[YOSODADI]["overdue"], work[YOSODADI]["kader"]) == (1, 0, 0)


@pytest.mark.parametrize("part", ["flow", "open", "workload"])
def test_a_conflict_of_interest_leaves_a_case_out(office: Office, as_: Login, part: str) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["supervisor"]], case)

    shown = figures(as_)[part]

    assert sum(one.get("count", one.get("opened", one.get("open", 0))) for one in shown) == 0


def test_how_long_cases_are_open_is_told_in_bands_of_days(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.later(days=3)
    office.open("omah-peluk", "kader", **QUARREL)

    shown = figures(as_)

    reported = next(one for one in shown["open"] if one["state"]["name"] == "reported")
    assert reported["ages"] == [1, 1, 0, 0, 0]
    assert [one["en"] for one in shown["ages"]][:2] == ["< 3 days", "3–13 days"]


def test_a_stay_is_over_when_the_state_is_left_and_lasts_until_then(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    left, stays = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(2))
    office.later(hours=5)
    assert office.fire(left, "consult", "kader", **talk("2026-12-01T10:00:00+07:00")).done
    office.later(hours=2)

    lines = {one["state"]["name"]: one for one in figures(as_)["stays"] if one["workflow"]["name"] == "omah-peluk"}

    assert stays
    told = ("over", "median_hours", "now", "longest_hours")
    assert [lines["reported"][name] for name in told] == [1, 5.0, 1, 7.0]
    assert [lines["consulted"][name] for name in told] == [0, None, 1, 2.0]


def test_a_funnel_counts_how_far_each_referral_came(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    for accepted in (True, False):
        case = office.open("omah-peluk", "kader", **ABUSED_CHILD)
        assert office.fire(case, "refer-to-UPTD", "kader", legal_basis="legal_obligation").done
        if accepted:
            assert office.fire(office.children_of(case)[0], "accept", "uptd_officer").done

    (funnel,) = figures(as_)["funnels"]

    lines = {one["value"]: [each["count"] for each in one["reached"]] for one in funnel["lines"]}
    assert lines == {"UPTD": [2, 1, 0, 0, 0], "PUSPAGA": [0, 0, 0, 0, 0]}


def test_a_kelurahan_has_its_tile_and_what_was_on_time_there(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    in_time, late = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(2))
    office.fire(in_time, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    office.at("2026-12-08 12:00")

    shown = figures(as_)
    place = next(one for one in shown["workload"] if one["kelurahan"]["code"] == REJOMULYO)

    assert late
    assert (place["tile"], place["kecamatan"]["name"]) == ({"row": 7, "column": 3}, "Metro Selatan")
    assert (place["opened"], place["finished"], place["on_time"]) == (2, 2, 1)
    tiles = {(one["tile"]["row"], one["tile"]["column"]) for one in shown["workload"]}
    assert len(tiles) == 22
    assert {one["name"] for one in shown["measures"]} <= set(place)


def test_work_is_counted_by_whoever_has_it(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    mine, nobodys = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(2))
    assert office.fire(mine, "assign", "coordinator", assignee=str(CAST["kader"]), reason="Dekat rumahnya.").done

    people = {(one["person"] or {"name": None})["name"]: one for one in figures(as_)["people"]}

    assert nobodys
    counted = {name: (one["open"], one["steps"]) for name, one in people.items()}
    assert counted == {"Orang kader": (1, 2), "Orang coordinator": (0, 1), None: (1, 0)}
