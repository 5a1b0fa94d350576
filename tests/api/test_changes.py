"""The page of what was changed in the office says it in words: no code, no ISO date, no number of a weekday."""

import json
import re
from collections.abc import Iterator

import pytest

from api.office.changes import ACTS, FIELDS, SUBJECTS
from tests.api.town import Town, town
from tests.office import CAST, REJOMULYO

HOUSE = {
    "name": "Omah Peluk Rejomulyo", "address": "Jalan Budi Utomo", "phone": "", "open": True,
    "hours": [{"weekday": str(day), "opens": "08:00", "closes": "12:00"} for day in (0, 1, 2, 3, 5)],
}  # fmt: skip
RAW = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[0-9a-f]{8}-[0-9a-f]{4}|[a-z]_[a-z]|18\.72")
"""What a machine would say: a date, a time, a UUID, a name in code, the code of a region."""


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01 09:00") as made:
        yield made


def told(here: Town, subject: str, tongue: str = "id") -> dict[str, str]:
    """The newest change of that kind, as it is read: its fields by their titles."""
    newest = here.get("auditor", f"/api/office/changes?subject={subject}")["items"][0]
    return {"": newest["title"][tongue]} | {one["title"][tongue]: one["label"][tongue] for one in newest["facts"]}


def test_a_house_is_told_with_its_days_and_hours(here: Town) -> None:
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", HOUSE)
    first = told(here, "house")
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "open": False, "hours": []})
    then = told(here, "house", "en")

    assert first[""] == "Rumah Omah Peluk ditambahkan"
    assert (first["Tentang"], first["Telepon"]) == ("Rejomulyo", "–")
    assert first["Jam buka"] == "Senin–Kamis, Sabtu 08.00–12.00"
    assert then[""] == "House changed"
    assert then["Opening hours"] == "Monday–Thursday, Saturday 08:00–12:00 → –"
    assert then["Serves people"] == "Yes → No"


def test_somebody_of_the_staff_is_told_by_role_place_and_language(here: Town) -> None:
    who = {"name": "Ibu Rukmini", "role": "kader", "email": "rukmini@metro.example", "kelurahan": [REJOMULYO],
           "password": "kebun-teh-di-pagi-hari", "language": "en"}  # fmt: skip
    here.done("admin", "POST", "/api/staff", who)
    shown = told(here, "staff")

    assert (shown[""], shown["Tentang"], shown["Peran"]) == ("Petugas ditambahkan", "Ibu Rukmini", "Kader")
    assert (shown["Kelurahan"], shown["Bahasa"]) == ("Rejomulyo", "English")
    assert "kebun-teh" not in json.dumps(shown)


def test_who_is_on_duty_and_who_is_away_is_told_by_name_day_and_hour(here: Town) -> None:
    watch = {"staff": str(CAST["kader"]), "on_day": "2026-12-02", "opens": "08:00", "closes": "12:00", "weeks": 1}
    here.done("coordinator", "POST", f"/api/office/houses/{REJOMULYO}/roster", watch)
    shown, english = told(here, "duty"), told(here, "duty", "en")

    assert (shown["Siapa"], shown["Tanggal"], shown["Dari jam"]) == ("Orang kader", "Rabu, 2 Des 2026", "08.00")
    assert (english["Date"], english["Until"]) == ("Wednesday, 2 Dec 2026", "12:00")


def test_the_fields_come_in_the_order_in_which_they_are_asked(here: Town) -> None:
    here.done("supervisor", "PUT", f"/api/office/houses/{REJOMULYO}", {**HOUSE, "name": "Omah Peluk Kita"})
    titles = list(told(here, "house"))

    known = [words.id for words in FIELDS.values()]
    shown = [one for one in titles if one in known]
    assert shown == sorted(shown, key=known.index)


@pytest.mark.parametrize("tongue", ["id", "en"])
def test_nothing_on_the_page_is_said_as_a_machine_says_it(here: Town, tongue: str) -> None:
    page = here.get("auditor", "/api/office/changes")

    said = [line["title"][tongue] for line in page["items"]]
    said += [
        part[tongue] for line in page["items"] for fact in line["facts"] for part in (fact["title"], fact["label"])
    ]
    assert len(said) > 20
    typed = ("Orang ", "@")
    assert not [one for one in said if RAW.search(one) and not any(part in one for part in typed)]


def test_every_kind_of_change_and_every_field_has_words_in_both_languages() -> None:
    words = [*SUBJECTS.values(), *ACTS.values(), *FIELDS.values()]

    assert all(one.id.strip() and one.en.strip() for one in words)
    assert all(one.id[0].isupper() for one in (*SUBJECTS.values(), *FIELDS.values()))
