"""The demo fills an empty house with people and cases that went through the engine, and is the same each time."""

from datetime import datetime, timedelta

import pytest

from api import house
from api.demo import __main__ as printing
from api.demo import filling, people
from api.desk import House
from api.security import login
from api.security.login import Proof
from api.security.passwords import Strength
from engine.errors import IllegalClock
from engine.settings import Settings
from tests.office import Office
from workflows.facts import states
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES


@pytest.fixture
def empty(office: Office, settings: Settings) -> House:
    return house.house_of(office.api, office.door, settings, Strength(memory=64, passes=1))


@pytest.mark.parametrize("moment", ["2026-11-24 09:00", "2026-12-24 23:30", "2027-01-01 05:00"])
def test_the_demo_has_some_thirty_cases_in_all_five_states_some_overdue(
    office: Office, empty: House, moment: str
) -> None:
    office.at(moment)

    assert filling.seed(empty)

    found = office.sql(
        "SELECT state, count(*) FROM cases WHERE parent_id IS NULL AND workflow = 'omah-peluk' GROUP BY state"
    )
    by_state = dict(found)
    assert set(by_state) == set(states.ALL)
    assert 28 <= sum(by_state.values()) <= 34
    assert min(by_state.values()) >= 3
    assert office.sql("SELECT count(*) FROM cases WHERE breach_at < omah_now() AND parent_id IS NULL")[0][0] >= 3
    assert office.sql("SELECT count(*) FROM cases WHERE pending IS NOT NULL")[0][0] >= 2
    alike = office.sql(
        "SELECT DISTINCT a.case_id, b.case_id FROM identity_mark a"
        " JOIN identity_mark b ON b.mark = a.mark AND b.case_id > a.case_id"
    )
    assert len(alike) == 1
    assert office.sql("SELECT count(*) FROM slot WHERE case_id IS NOT NULL") == [(1,)]
    letters = office.sql("SELECT state FROM cases WHERE facts ->> 'delivery' = 'letter' ORDER BY state")
    assert letters == [("accepted",), ("sent",)]
    assert office.sql("SELECT FROM cases WHERE state = 'consulted' AND facts ->> 'agreement_signed' = 'yes'")
    assert office.sql("SELECT state FROM cases WHERE workflow = 'breach'") == [("notified",)]


def test_the_demo_is_a_living_office_whose_cases_are_in_the_hands_of_those_on_duty(
    office: Office, empty: House
) -> None:
    office.at("2026-11-24 09:00")

    filling.seed(empty)

    owned = office.sql(
        "SELECT s.kelurahan, s.name, count(*) FROM cases c"
        " JOIN staff s ON s.id = c.owner AND c.region = ANY(s.kelurahan) WHERE c.parent_id IS NULL GROUP BY 1, 2"
    )
    at_home = sorted(number for kelurahan, _, number in owned if kelurahan == [people.HOME])
    assert len(at_home) == 2
    assert at_home[1] - at_home[0] <= 1
    assert len(owned) > 10
    in_nobodys = office.sql("SELECT count(*) FROM cases WHERE owner IS NULL AND workflow = 'omah-peluk'")[0][0]
    assert 1 <= in_nobodys <= 8
    on_duty = office.sql("SELECT count(DISTINCT staff_id) FROM duty WHERE kelurahan = %s", people.HOME)
    assert on_duty == [(2,)]


def test_a_second_seeding_changes_nothing(office: Office, empty: House) -> None:
    office.at("2026-11-24 09:00")
    filling.seed(empty)
    before = office.sql("SELECT count(*), max(at) FROM history")

    assert not filling.seed(empty)

    assert office.sql("SELECT count(*), max(at) FROM history") == before


def test_every_role_can_sign_in_and_every_kelurahan_has_its_kader(office: Office, empty: House) -> None:
    office.at("2026-11-24 09:00")
    filling.seed(empty)

    roles = {login.sign_in(empty, one.email, Proof(people.PASSWORD), None)[0].role for one in people.DEMO_LOGINS}

    assert roles == set(ROLES) - {"reporter", "system"}
    places = office.sql("SELECT DISTINCT unnest(kelurahan) FROM staff WHERE role = 'kader'")
    assert {row[0] for row in places} == set(KELURAHAN)


def test_logins_are_printed_for_whoever_starts_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert printing.main(["--logins"]) == 0

    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["kader", "kader@metro.example", people.PASSWORD] in lines
    assert all(len(line) == 3 for line in lines)


def test_the_demo_clock_goes_forward_and_never_back(office: Office, empty: House) -> None:
    start = office.at("2026-11-24 09:00")

    assert filling.move_clock(empty, datetime.fromisoformat("2026-12-01T09:00+07:00")) == start + timedelta(days=7)

    with pytest.raises(IllegalClock):
        filling.move_clock(empty, datetime.fromisoformat("2026-11-30T09:00+07:00"))
