"""Places and people: who keeps the houses, who is there, who takes over, and that every change is on record."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from api.security import accounts
from api.security.accounts import Wanted
from tests.api.conftest import PASSWORD
from tests.api.samples import NOBODY_KNOWN, QUARREL
from tests.api.town import Town, facts, pointers, town
from tests.office import CAST, REJOMULYO, YOSODADI

HOUSE = {
    "name": "Omah Peluk Rejomulyo",
    "address": "Jalan Melati 1",
    "phone": "0725 000000",
    "hours": [
        {"weekday": "2", "opens": "08:00", "closes": "12:00"},
        {"weekday": "0", "opens": "08:00", "closes": "12:00"},
        {"weekday": "5", "opens": "09:00", "closes": "11:00"},
    ],
    "open": True,
}
ROSTER = f"/api/office/houses/{REJOMULYO}/roster"
TUESDAY = "2026-12-01"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, f"{TUESDAY} 09:00") as made:
        yield made


def changes(here: Town, subject: str, by: str = "auditor") -> list[Any]:
    """Newest first: (act, old, new)."""
    items = here.get(by, f"/api/office/changes?subject={subject}")["items"]
    return [(one["data"]["act"], one["data"]["old"], one["data"]["new"]) for one in items]


def newcomer(here: Town, name: str, role: str = "kader", *places: str) -> str:
    wanted = Wanted(f"{name.lower()}@omah.example", name, role, places or (REJOMULYO,))
    return str(accounts.create(here.house, wanted, PASSWORD).id)


def test_a_coordinator_keeps_her_own_house_and_no_other(here: Town) -> None:
    here.done("coordinator", "PUT", f"/api/office/houses/{REJOMULYO}", HOUSE)

    own = here.items("kader", "houses")["Omah Peluk Rejomulyo"]
    assert facts(own)["Jam buka"] == "Senin, Rabu 08.00–12.00; Sabtu 09.00–11.00"
    assert own["actions"] == []
    assert here.get("coordinator", "/api/office/houses")["items"][0]["id"] == REJOMULYO
    assert here.send("coordinator", "PUT", f"/api/office/houses/{YOSODADI}", HOUSE).status_code == 404
    assert here.send("kader", "PUT", f"/api/office/houses/{REJOMULYO}", HOUSE).status_code == 404
    here.done("supervisor", "PUT", f"/api/office/houses/{YOSODADI}", {"name": "Omah Yosodadi"})


def test_hours_that_end_before_they_begin_are_refused_where_they_stand(here: Town) -> None:
    wrong = {**HOUSE, "hours": [HOUSE["hours"][0], {"weekday": "1", "opens": "12:00", "closes": "08:00"}]}  # type: ignore[index]

    answer = here.send("coordinator", "PUT", f"/api/office/houses/{REJOMULYO}", wrong)

    assert pointers(answer) == ["/hours/1"]


def test_a_change_keeps_what_was_and_what_is_and_nobody_rewrites_it(here: Town) -> None:
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "phone": "0725 111111"})
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "phone": "0725 222222"})
    before = len(changes(here, "house"))
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "phone": "0725 222222"})

    assert changes(here, "house")[0] == ("changed", {"phone": "0725 111111"}, {"phone": "0725 222222"})
    assert len(changes(here, "house", by="supervisor")) == before
    for statement in ("UPDATE change_record SET role = 'admin'", "DELETE FROM change_record"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            here.office.sql(statement)


def test_the_log_of_changes_is_for_those_who_audit(here: Town) -> None:
    for role in set(CAST) - {"supervisor", "auditor"}:
        assert here.send(role, "GET", "/api/office/changes").status_code == 404, role


def test_who_is_on_duty_today_is_shown_and_whoever_is_away_is_not(here: Town) -> None:
    body = {"staff": str(CAST["kader"]), "on_day": TUESDAY, "opens": "08:00", "closes": "12:00", "weeks": 2}
    assert here.done("coordinator", "POST", ROSTER, body)["days"] == [TUESDAY, "2026-12-08"]
    assert (
        facts(here.items("auditor", "houses")["Omah Peluk Rejomulyo"])["Berjaga hari ini"] == "Orang kader 08.00–12.00"
    )

    leave = {"staff": str(CAST["kader"]), "from_on": TUESDAY, "until_on": "2026-12-03"}
    here.done("coordinator", "POST", "/api/office/absences", leave)
    assert facts(here.items("auditor", "houses")["Omah Peluk Rejomulyo"])["Berjaga hari ini"] == "belum ada"

    (absence,) = here.get("supervisor", "/api/office/absences")["items"]
    here.done("supervisor", "DELETE", f"/api/office/absences/{absence['id']}")
    watches = here.get("kader", ROSTER)["items"]
    assert [one["chips"] for one in watches] == [[], []]
    here.done("coordinator", "DELETE", f"/api/office/duty/{watches[1]['id']}")
    assert [act for act, _, _ in changes(here, "duty")] == ["removed", "made", "made"]
    assert [act for act, _, _ in changes(here, "absence")] == ["removed", "made"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"on_day": "2026-11-30"}, "/on_day"),
        ({"opens": "11:00", "closes": "13:00"}, "/on_day"),
        ({"staff": str(CAST["uptd_officer"])}, "/staff"),
        ({"opens": "25:00"}, "/opens"),
        ({"closes": "07:00"}, ""),
        ({"weeks": 13}, "/weeks"),
    ],
)
def test_a_watch_that_cannot_be_is_refused(here: Town, change: dict[str, Any], pointer: str) -> None:
    day = "2026-12-15"
    body = {"staff": str(CAST["coordinator"]), "on_day": day, "opens": "08:00", "closes": "12:00"}
    here.send("coordinator", "POST", ROSTER, body)

    assert pointers(here.send("coordinator", "POST", ROSTER, {**body, **change})) == [pointer]


def test_a_coordinator_keeps_the_leave_of_her_house_alone(here: Town) -> None:
    leave = {"staff": str(CAST["uptd_officer"]), "from_on": TUESDAY, "until_on": TUESDAY}

    assert pointers(here.send("coordinator", "POST", "/api/office/absences", leave)) == ["/staff"]
    here.done("supervisor", "POST", "/api/office/absences", leave)
    (item,) = here.get("supervisor", "/api/office/absences")["items"]
    assert here.send("coordinator", "DELETE", f"/api/office/absences/{item['id']}").status_code == 404


def test_agencies_are_reached_by_system_or_letter_as_the_administrator_says(here: Town) -> None:
    here.done("admin", "PUT", "/api/office/agencies/PUSPAGA", {"reached_by": "letter", "address": "Jalan Gaharu 2"})

    assert facts(here.items("kader", "agencies")["PUSPAGA"]) == {
        "Dihubungi": "Dengan surat",
        "Alamat": "Jalan Gaharu 2",
    }
    assert here.send("supervisor", "PUT", "/api/office/agencies/PUSPAGA", {"reached_by": "system"}).status_code == 404
    assert here.send("admin", "PUT", "/api/office/agencies/Lain", {"reached_by": "system"}).status_code == 404
    assert changes(here, "agency")[0][1:] == (
        {"reached_by": "system", "address": ""}, {"reached_by": "letter", "address": "Jalan Gaharu 2"},
    )  # fmt: skip


def test_a_name_that_tells_too_much_is_refused(here: Town) -> None:
    answer = here.send("admin", "PUT", "/api/office/settings", {"dinas": "DPPPAPPKB", "tab": "Lapor kekerasan"})

    assert pointers(answer) == ["/tab"]
    here.done("admin", "PUT", "/api/office/settings", {"dinas": "DPPPAPPKB", "site": "Rumah Warga"})
    assert changes(here, "setting")[0][2] == {"dinas": "DPPPAPPKB", "site": "Rumah Warga"}
    assert "Rumah Warga" in here.client.get("/").text


def test_who_may_open_a_register_is_offered_it_and_nobody_else(here: Town) -> None:
    for role in CAST:
        offered = {one["href"] for one in here.get(role, "/api/me")["office"]}
        for href in ("people", "settings", "changes", "handover", "absences", "houses", "agencies"):
            status = here.send(role, "GET", f"/api/office/{href}").status_code
            assert (status == 200) == (f"/api/office/{href}" in offered), (role, href)


def test_a_person_is_given_another_role_and_is_out_at_once(here: Town) -> None:
    who = newcomer(here, "Wulan", "kader", REJOMULYO, YOSODADI)

    changed = here.done("admin", "PATCH", f"/api/staff/{who}", {"role": "puspaga_officer"})

    assert (changed["role"]["name"], changed["kelurahan"]) == ("puspaga_officer", [])
    assert changes(here, "staff")[0][1:] == (
        {"role": "kader", "kelurahan": [REJOMULYO, YOSODADI]}, {"role": "puspaga_officer", "kelurahan": []},
    )  # fmt: skip
    assert pointers(here.send("admin", "PATCH", f"/api/staff/{who}", {"role": "kader"})) == ["/kelurahan"]


def test_the_last_administrator_cannot_lock_everybody_out(here: Town) -> None:
    answer = here.send("admin", "PATCH", f"/api/staff/{CAST['admin']}", {"active": False})

    assert pointers(answer) == ["/active"]


def test_what_somebody_who_left_still_held_is_listed_and_handed_over_step_by_step(here: Town) -> None:
    leaver, heir = newcomer(here, "Lestari"), newcomer(here, "Hartini")
    cases = [here.office.open("omah-peluk", "kader", **QUARREL) for _ in range(3)]
    for case in cases:
        assert here.office.fire(case, "assign", "coordinator", assignee=leaver, reason="Ia yang kenal.").done
    assert here.get("supervisor", "/api/office/handover")["items"] == [] or "Lestari" not in here.items(
        "supervisor", "handover"
    )

    here.done("admin", "PATCH", f"/api/staff/{leaver}", {"active": False})

    assert {one["name"]: one["count"] for one in here.get("coordinator", "/api/me")["home"]}["left"] == 3
    line = here.items("coordinator", "handover")["Lestari"]
    assert sorted(line["data"]["cases"]) == sorted(map(str, cases))
    path, form = line["actions"][0]["href"], {"assignee": heir, "reason": "Lestari pindah kota."}
    assert pointers(here.send("coordinator", "POST", path, {**form, "assignee": leaver})) == ["/assignee"]
    answer = here.done("coordinator", "POST", path, form)
    assert [one["done"] for one in answer["results"]] == [True] * 3
    assert all(here.office.acts(case)[-1] == "assign" for case in cases)
    assert {str(here.office.sql("SELECT owner FROM cases WHERE id = %s", case)[0][0]) for case in cases} == {heir}
    assert "Lestari" not in here.items("coordinator", "handover")
    assert "left" not in {one["name"] for one in here.get("coordinator", "/api/me")["home"]}
    assert changes(here, "handover")[0][2]["to"] == heir
    assert here.send("coordinator", "POST", f"/api/office/handover/{NOBODY_KNOWN}", form).status_code == 404


def test_a_kelurahan_without_people_is_seen_by_whoever_keeps_it(here: Town) -> None:
    vacant = here.items("supervisor", "handover")

    assert "Yosodadi" in vacant
    assert [chip["id"] for chip in vacant["Yosodadi"]["chips"]] == ["Tanpa kader aktif"]
    assert "Yosodadi" not in here.items("coordinator", "handover")


def test_anybody_sees_when_a_house_is_open_and_nobody_s_name(here: Town) -> None:
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", HOUSE)
    roster = {"staff": str(CAST["coordinator"]), "on_day": TUESDAY, "opens": "13:00", "closes": "15:00"}
    here.send("supervisor", "POST", ROSTER, roster)

    shown = here.client.get("/rumah").text

    assert "Omah Peluk Rejomulyo" in shown
    assert "Jalan Melati 1, Rejomulyo" in shown
    assert "Buka: Senin, Rabu 08.00–12.00; Sabtu 09.00–11.00" in shown
    assert "Hari ini ada petugas: " in shown
    assert "13.00–15.00" in shown
    assert "Orang" not in shown
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "open": False})
    assert "Rejomulyo" not in here.client.get("/rumah").text
