"""The calendars: who keeps them, what is shown, and a change by its parts, at the API and at the terminal."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api import cli
from api.desk import House
from tests.api.conftest import sign_in
from tests.api.samples import QUARREL
from tests.office import Office

WHY = "Keputusan bersama tiga menteri."


def test_a_calendar_is_shown_whole_and_changed_by_its_parts_on_record(
    office: Office, furnished: House, client: TestClient[Litestar]
) -> None:
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    before = office.clocks(case)["respond"].due_at
    supervisor = sign_in(furnished, client, "supervisor")
    (shown,) = supervisor.get("/api/calendars").json()["items"]
    changed = {"reason": WHY, "add": {"2026-12-03": "Pilkada Kota Metro"}, "collective_leave": 2026}

    answer = supervisor.post("/api/calendars/indonesia", changed, if_match='"v1"')
    stale = supervisor.post("/api/calendars/indonesia", changed, if_match='"v1"')

    assert (shown["name"], shown["version"], shown["weekend"][0]["title"]["id"]) == ("indonesia", 1, "Sabtu")
    assert [one["name"] for one in shown["workflows"]] == ["omah-peluk", "referral", "request", "breach"]
    assert {one["year"]: one["in_force"] for one in shown["collective_leave"]["years"]}[2026] is False
    told = answer.json()
    assert (answer.status_code, told["version"], told["cases"]) == (201, 2, 1)
    newest = told["versions"][0]
    assert (newest["actor"]["name"], newest["role"]["name"], newest["reason"]) == (
        "Orang supervisor",
        "supervisor",
        WHY,
    )
    assert {"date": "2026-12-03", "name": "Pilkada Kota Metro", "weekday": {"id": "Kamis", "en": "Thursday"}} in newest[
        "added"
    ]
    assert {one["year"]: one["in_force"] for one in told["collective_leave"]["years"]}[2026] is True
    assert office.clocks(case)["respond"].due_at > before
    assert office.acts(case) == ["open", "calendar-changed"]
    assert stale.status_code == 412
    assert supervisor.post("/api/calendars/indonesia", changed).status_code == 428
    assert supervisor.get("/api/calendars/elsewhere").status_code == 404
    assert sign_in(furnished, client, "kader").get("/api/calendars").status_code == 404


UNSOUND: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "nothing": ({}, [("", "empty")]),
    "days that are none, without a name, and not there": (
        {"add": {"2026-02-30": "Lebaran", "2026-12-31": " "}},
        [("/holidays/2026-02-30", "date"), ("/holidays/2026-12-31", "holiday_without_name")],
    ),
    "what is no holiday, and a year that is not on file": (
        {"remove": ["2026-12-02"], "collective_leave": 1999},
        [("/remove/2026-12-02", "no_holiday"), ("/collective_leave", "unknown_year")],
    ),
    "the past": ({"remove": ["2026-08-17"]}, [("/holidays/2026-08-17", "past")]),
    "a calendar that is none": (
        {"calendar": {"zone": "Asia/Atlantis", "weekend": list(range(7)), "hours": {"9": []}, "holidays": []}},
        [
            ("/zone", "zone"),
            ("/weekend", "no_working_day"),
            ("/hours/9", "weekday"),
            ("/hours", "never_open"),
            ("/holidays", "holidays"),
        ],
    ),
}


def test_what_is_unsound_is_refused_with_every_problem_in_its_place(
    office: Office, furnished: House, client: TestClient[Litestar]
) -> None:
    office.at("2026-12-01 09:00")
    admin = sign_in(furnished, client, "admin")

    for asked, problems in UNSOUND.values():
        answer = admin.post("/api/calendars/indonesia", {"reason": WHY, **asked}, if_match='"v1"')
        found = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
        assert (answer.status_code, [one for one in problems if one not in found]) == (422, [])
        assert all(one["message"]["id"] and one["message"]["en"] for one in answer.json()["errors"])
    assert office.sql("SELECT count(*) FROM calendar") == [(1,)]


def test_the_terminal_says_and_does_the_same(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", office.urls["omah_api"])
    monkeypatch.setenv("OMAH_DATA", str(folder))
    monkeypatch.delenv("OMAH_KEYS", raising=False)
    office.at("2026-12-01 09:00")

    def omah(*arguments: str) -> tuple[int, str]:
        code = cli.main(["calendar", *arguments])
        return code, capsys.readouterr().out

    added = omah("add-holiday", "2026-12-03", "Pilkada Kota Metro", "--reason", WHY)
    leave = omah("collective-leave", "2026", "--reason", WHY)
    removed = omah("remove-holiday", "2026-12-03", "--reason", "Pilkada diundur.")
    wrong = omah("add-holiday", "2026-02-30", " ", "--reason", WHY)
    shown = omah("show")

    assert added == (0, "indonesia: versi / version 2   kasus dihitung ulang / cases counted anew: 0\n")
    assert (leave[0], removed[0], wrong[0], shown[0]) == (0, 0, 1, 0)
    assert "/holidays/2026-02-30 · date: Tanggal ini tidak ada. / There is no such date." in wrong[1]
    assert "holiday_without_name" in wrong[1]
    assert "  v4  2026-12-01  admin: Pilkada diundur.  -2026-12-03" in shown[1]
    assert "2026-12-25  Jumat" in shown[1]
    assert '"version": 4' in omah("show", "--json")[1]
