"""The 22 kelurahan, the roles and what each sees, and the calendar of Metro."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest

from tests.workflows.holidays_on_file import published
from tests.workflows.samples import after, facts, victim
from workflows.facts.case import age_band
from workflows.facts.sight import seen_by
from workflows.office import regions
from workflows.office.calendar import CALENDAR, YEARS, indonesian, known
from workflows.office.roles import ROLES, audience

SOMEBODY = UUID("0b9f6f0e-2f6e-4a55-b7c0-3a1d5b0c9f11")


def test_all_22_kelurahan_of_5_kecamatan_are_known() -> None:
    assert len(regions.KELURAHAN) == 22
    assert sorted(Counter(one.kecamatan for one in regions.KELURAHAN.values()).values()) == [4, 4, 4, 5, 5]


def test_every_code_begins_with_that_of_its_kecamatan() -> None:
    assert all(one.code.startswith(f"{one.kecamatan_code}.") for one in regions.KELURAHAN.values())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Rejomulyo", "18.72.05.1001"),
        ("  iring MULYO ", "18.72.04.1003"),
        ("Iringmulyo", "18.72.04.1003"),
        ("Sumbersari", "18.72.05.1003"),
        ("18.72.01.1001", "18.72.01.1001"),
    ],
)
def test_a_kelurahan_is_found_by_code_name_or_alias(words: str, code: str) -> None:
    found = regions.find(words)

    assert found is not None
    assert found.code == code


def test_an_unknown_kelurahan_is_not_guessed() -> None:
    assert regions.find("Menteng") is None


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        ("kader", {"kelurahan/18.72.05.1001"}),
        ("coordinator", {"kelurahan/18.72.05.1001"}),
        ("psychologist", {f"person/{SOMEBODY}"}),
        ("puspaga_officer", {"agency/PUSPAGA"}),
        ("uptd_officer", {"agency/UPTD"}),
        ("head_of_uptd", {"agency/UPTD", "head/UPTD"}),
        ("supervisor", {"dinas"}),
        ("auditor", {"audit"}),
        ("admin", set()),
        ("forum_anak", set()),
        ("reporter", set()),
        ("system", set()),
    ],
)
def test_each_role_sees_its_own_groups(role: str, groups: set[str]) -> None:
    assert audience(role, ("18.72.05.1001",), SOMEBODY) == groups


def test_a_role_that_does_not_exist_sees_nothing_and_says_so() -> None:
    with pytest.raises(KeyError):
        audience("mayor", (), SOMEBODY)


def test_the_supervisor_opens_an_identity_only_by_breaking_the_glass() -> None:
    assert [name for name, role in ROLES.items() if role.break_glass] == ["supervisor"]
    assert not ROLES["supervisor"].reveals
    assert all("omah-peluk" not in ROLES[role].reveals for role in ("uptd_officer", "puspaga_officer"))


def test_agencies_see_a_case_from_their_first_referral_on() -> None:
    ordinary = facts(victim(30))
    sent = ordinary.model_copy(update={"uptd_sent_at": after(hours=1), "psychologists": (SOMEBODY,)})

    assert seen_by(ordinary) == {"kelurahan/18.72.05.1001", "dinas"}
    assert seen_by(sent) == {"kelurahan/18.72.05.1001", "dinas", "agency/UPTD", f"person/{SOMEBODY}"}


def test_the_head_of_uptd_sees_a_protected_case_before_her_agency_does() -> None:
    assert seen_by(facts(victim(9, "physical"))) == {"kelurahan/18.72.05.1001", "dinas", "head/UPTD"}


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-5"), (5, "0-5"), (6, "6-12"), (13, "13-17"), (17, "13-17"), (18, "18-24"), (60, "60+"), (None, "unknown")],
)
def test_ages_fall_into_bands(age: int | None, band: str) -> None:
    assert age_band(age) == band


def test_national_holidays_stop_the_working_days_and_collective_leave_does_not() -> None:
    christmas, leave = date(2026, 12, 25), date(2026, 12, 24)

    assert not CALENDAR.works(christmas)
    assert CALENDAR.works(leave)
    assert not indonesian(collective_leave=(2026,)).works(leave)


def test_collective_leave_is_switched_on_year_by_year() -> None:
    only_2025 = indonesian(collective_leave=(2025,))

    assert only_2025.works(date(2026, 12, 24))
    assert only_2025.name != CALENDAR.name


def test_every_year_of_the_calendar_knows_its_independence_day() -> None:
    assert all(not CALENDAR.works(date(year, 8, 17)) for year in YEARS)


def test_the_holidays_on_file_are_those_that_the_package_publishes() -> None:
    assert known() == sorted(published())
