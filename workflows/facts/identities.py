"""What identifies the people of a case, in one spelling: numbers by their digits, names as they sound (R07).

Muh., Moh., M. and Muhammad are one name, St. is Siti; titles count for nothing, and neither does where a name is cut in
two: Ganjaragung is Ganjar Agung.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.definition import Identity
from workflows.facts.spelling import sounds

Entries = Iterable[Mapping[str, Any]]
LISTS = ("victims", "perpetrators")
SHORTEST_NAME = 5
"""Letters. A shorter name fits too many people."""


def _sounding(words: str) -> frozenset[str]:
    return frozenset(sound for word in words.split() for sound in sounds(word))


TITLES = _sounding(
    "bu ibu pak bapak bpk sdr sdri mbak mas ny nyonya tn tuan h hj haji hajah dr drs ust ustad ustadz anak an nenek"
    " kakek alm almarhum almarhumah"
)
MUHAMMAD = _sounding("m md mhd muh moh mohd muhd mohamad muhammad mohamed mochamad muchamad mohammat")
SITI = _sounding("st sti siti")
OF = _sounding("bin binti binte")
"""What follows is somebody else's name."""
NO_NAME = _sounding(
    "suami istri isteri ayah mertua menantu paman bibi kakak adik keponakan tetangga pacar mantan teman guru majikan"
    " atasan kandung tiri angkat sebelah orang tua wali korban pelapor terlapor pelaku seseorang warga keluarga"
    " tidak belum diketahui tahu dikenal kenal jelas yang saya dia nya"
)
"""Words that say what somebody is to somebody: where there is nothing else, nobody has told a name."""
THEIR = "nia"
"""How "-nya" sounds."""

PHONE = re.compile(r"(?:\+?62|0)[\d .-]{8,15}")


def identities(private: Mapping[str, Any]) -> Iterator[Identity]:
    """Everything that identifies somebody in what a case holds in private."""
    for group in LISTS:
        for number, entry in enumerate(private.get(group) or (), 1):
            yield from _of(f"{group}/{number}", entry.get("name"), entry.get("nik"), entry.get("phone"))
    yield from _of("reporter", private.get("reporter_name"), None, private.get("safe_contact"))


def _of(person: str, name: str | None, nik: str | None, phone: str | None) -> Iterator[Identity]:
    if nik:
        yield Identity(person, "nik", nik)
    for number in PHONE.findall(phone or ""):
        yield Identity(person, "phone", national(number))
    if name and len(plain := one_spelling(name)) >= SHORTEST_NAME and not _describes(name):
        yield Identity(person, "name", plain)


def _describes(name: str) -> bool:
    """ "Suami pelapor" is nobody's name, and many a case's."""
    return all({word, word.removesuffix(THEIR)} & (NO_NAME | TITLES) for word in sounds(name))


def national(number: str) -> str:
    """A phone number by its digits, +62 as 0."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return f"0{digits[2:]}" if digits.startswith("62") else digits


def one_spelling(name: str) -> str:
    """A name as one word, however it was written."""
    return "".join(words_of(name))


def words_of(name: str) -> list[str]:
    """The words of a name in one spelling, without titles and without whose child somebody is."""
    words: list[str] = []
    for word in sounds(name):
        if word in OF and words:
            break
        if word not in TITLES:
            words.append("muhamad" if word in MUHAMMAD else "siti" if word in SITI else word)
    return words


def numbers_in(words: str) -> frozenset[str]:
    """The phone numbers in a text, each in one spelling."""
    return frozenset(national(number) for number in PHONE.findall(words))


def called(entry: Mapping[str, Any]) -> str:
    """The name of somebody in one spelling; "" for one too short to tell people apart, and for what is no name."""
    name = entry.get("name") or ""
    plain = one_spelling(name)
    return plain if len(plain) >= SHORTEST_NAME and not _describes(name) else ""


def names_one(words: str, people: Entries) -> bool:
    """Whether words hold the name or a number of one of these people."""
    plain, numbers = one_spelling(words), numbers_in(words)
    return any(
        ((name := called(one)) and name in plain) or numbers & numbers_in(one.get("phone") or "") for one in people
    )


def same_person(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries can only be the same person: of one NIK, or of one name with nothing that tells them
    apart.
    """
    if one.get("nik") and other.get("nik"):
        return bool(one["nik"] == other["nik"])
    if not called(one) or called(one) != called(other):
        return False
    return not any(_differ(one.get(mark), other.get(mark)) for mark in ("born_on", "age", "sex"))


def _differ(here: Any, there: Any) -> bool:
    known = here not in (None, "", "unknown") and there not in (None, "", "unknown")
    return known and str(here) != str(there)
