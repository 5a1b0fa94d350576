"""What-if over HTTP and at the terminal: the supervisor's alone, over what she sees, every wrong change named."""

import json

import pytest

from api.figures import spans
from engine.calendar import Elapsed, WorkingDays, WorkingHours
from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.api.test_cli import Run, omah
from tests.office import CAST, Office

__all__ = ["omah"]

PATH = "/api/workflows/omah-peluk/what-if"
SHORTER = [{"kind": "deadline", "clock": "respond", "to": "PT24H"}]


@pytest.fixture
def late(office: Office) -> str:
    """Reported on a Thursday at 10:00 and never answered: looked at on the Tuesday after, when its time is over."""
    office.at("2026-12-03 10:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.at("2026-12-08 10:00")
    office.sweep()
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def test_a_supervisor_is_told_who_would_have_heard_when_and_that_people_may_react(late: str, as_: Login) -> None:
    found = as_("supervisor").post(PATH, {"changes": SHORTER}).json()

    assert found["secret"] is True
    assert found["changes"] == [
        {"id": "Tanggapi laporan: 24 jam kalender", "en": "Respond to the report: 24 calendar hours"}
    ]
    assert "orang dapat bertindak lain" in found["caveat"]["id"]
    assert found["alerts"] == {"before": 2, "after": 4}
    [supervisor] = [one for one in found["roles"] if one["role"]["name"] == "supervisor"]
    assert (supervisor["before"], supervisor["after"]) == (0, 2)
    assert supervisor["days"] == [
        {"day": "2026-12-04", "before": 0, "after": 1},
        {"day": "2026-12-05", "before": 0, "after": 1},
    ]
    [respond] = found["clocks"]
    assert respond["after"] == {"finished": 1, "breached": 1, "rate": 1.0}
    assert respond["before"] == {"finished": 0, "breached": 0, "rate": None}
    [case] = found["differing"]
    assert case["case"]["number"] == late
    assert [one["rung"]["number"] for one in case["new"]] == [1, 2, 3, 4]
    assert found["faith"]["words"]["en"] == (
        "Without the change, this reckoning equals all 2 escalations and reminders on record."
    )


def test_it_is_reckoned_over_what_the_supervisor_sees_and_stands_on_record(
    office: Office, late: str, as_: Login
) -> None:
    supervisor = as_("supervisor")
    office.sql("UPDATE cases SET excluded = %s", [CAST["supervisor"]])

    found = supervisor.post(PATH, {"changes": SHORTER}).json()

    assert (found["cases"], found["alerts"], found["differing"]) == (0, {"before": 0, "after": 0}, [])
    assert office.sql("SELECT what, fields FROM access_record") == [("history", ["what-if"])]


def test_every_wrong_change_is_named_at_its_place(office: Office, as_: Login) -> None:
    supervisor = as_("supervisor")
    unread = [{"kind": "deadline", "clock": "respond"}, {"kind": "deadline", "clock": "respond", "to": "soon"}]
    unfit = [
        {"kind": "deadline", "clock": "police", "to": "P4D"},
        {"kind": "rung", "clock": "x", "rung": 1, "to": "5%"},
    ]

    first = supervisor.post(PATH, {"changes": unread})
    second = supervisor.post(PATH, {"changes": unfit})

    assert (first.status_code, second.status_code) == (422, 422)
    assert [one["pointer"] for one in first.json()["errors"]] == ["/changes/0", "/changes/1"]
    assert [one["code"] for one in second.json()["errors"]] == ["statutory", "unknown_clock"]
    assert "UU TPKS" in second.json()["errors"][0]["message"]["id"]


def test_a_page_learns_what_can_be_tried(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")

    told = as_("supervisor").get(PATH).json()

    police = next(one for one in told["clocks"] if one["name"] == "police")
    assert (police["statutory"], police["within"]["en"]) == (True, "72 calendar hours")
    assert [one["at"]["en"] for one in police["rungs"]][:2] == [
        "24 calendar hours after the start",
        "48 calendar hours after the start",
    ]
    assert "2026-12-25" in {one["day"] for one in told["holidays"]}
    assert 2026 in told["collective_leave"]


def test_the_terminal_says_the_same(office: Office, late: str, omah: Run) -> None:
    code, said, _ = omah("what-if", "omah-peluk", "--deadline", "respond=PT24H", "--rung", "cap.1=PT2H")
    as_json = omah("what-if", "omah-peluk", "--collective-leave", "2026", "--json")
    refused = omah("what-if", "omah-peluk", "--deadline", "police=P4D", "--holiday", "2026-12-25")

    assert code == 0
    assert "Pemberitahuan / alerts: 2 → 4" in said
    assert late in said
    assert "people may act otherwise" in said
    assert json.loads(as_json[1])["alerts"] == {"before": 2, "after": 2}
    assert refused[0] == 2
    assert "/changes/0: Report to the police" in refused[2]
    assert "/changes/1: 2026-12-25 is a day off already" in refused[2]
    assert omah("what-if", "omah-peluk")[0] == 2


def test_lengths_are_read_as_they_are_written() -> None:
    assert [spans.read(one) for one in ("PT24H", "P1DT2H30M", "3wd", "12wh", "150%")] == [
        Elapsed(hours=24),
        Elapsed(days=1, hours=2, minutes=30),
        WorkingDays(3),
        WorkingHours(hours=12),
        150,
    ]
    for wrong in ("", "P", "PT", "24", "3 days", "-PT1H", "P1Y", "1.5%"):
        with pytest.raises(ValueError, match="no length of time"):
            spans.read(wrong)
