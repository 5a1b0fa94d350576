"""R07: one person has one spelling, however the name, the number or the phone was written."""

import pytest

from engine.definition import Identity
from workflows.facts.identities import identities, national, one_spelling


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Muhammad Yusuf", "Moehammad Joesoef"),
        ("Muhammad Yusuf", "Muh. Yusuf"),
        ("Muhammad Yusuf", "M. Jusuf"),
        ("Siti Aminah", "St. Aminah"),
        ("Siti Aminah", "Hj. Siti Aminah binti Ahmad"),
        ("Ganjaragung", "Ganjar Agung"),
        ("Darto Wijaya", "Bapak DARTO  Widjaja"),
        ("Nur'aini", "Nuraini"),
    ],
)
def test_r07_variants_of_one_name_are_one_spelling(written: str, other: str) -> None:
    assert one_spelling(written) == one_spelling(other)


@pytest.mark.parametrize(("written", "other"), [("Siti Aminah", "Siti Aminati"), ("Budi Santoso", "Budi Susanto")])
def test_r07_two_names_stay_two(written: str, other: str) -> None:
    assert one_spelling(written) != one_spelling(other)


def test_r07_a_phone_is_its_digits() -> None:
    assert {national("+62 812-3456-7890"), national("0812 3456 7890"), national("6281234567890")} == {"081234567890"}


def test_r07_every_person_of_a_case_is_found_and_nobody_by_a_short_name() -> None:
    held = {
        "victims": [{"name": "Ani"}, {"name": "Siti Aminah", "nik": "1872015001900001"}],
        "perpetrators": [{"name": "Pak Darto", "phone": "0812 3456 7890"}],
        "reporter_name": "Sumarni",
        "safe_contact": "WA +62 813 1111 2222, sore",
    }

    assert list(identities(held)) == [
        Identity("victims/2", "nik", "1872015001900001"),
        Identity("victims/2", "name", "sitiaminah"),
        Identity("perpetrators/1", "phone", "081234567890"),
        Identity("perpetrators/1", "name", "darto"),
        Identity("reporter", "phone", "081311112222"),
        Identity("reporter", "name", "sumarni"),
    ]


@pytest.mark.parametrize(
    "said", ["Suami pelapor", "tetangga sebelah", "Ayah kandung", "orang tidak dikenal", "pacarnya"]
)
def test_r07_who_somebody_is_to_somebody_is_no_name(said: str) -> None:
    assert list(identities({"perpetrators": [{"name": said}]})) == []


def test_r07_a_name_stays_one_beside_such_a_word() -> None:
    assert list(identities({"perpetrators": [{"name": "Pak Darto tetangga"}]})) == [
        Identity("perpetrators/1", "name", "dartotetanga")
    ]
