"""Who is who on a form: nobody stands on it twice, accused of what was done to herself, or as the safe contact of those
whom he harms; and nobody is to somebody what at their ages nobody is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from engine.definition import Text
from workflows.facts.identities import called, names_one, numbers_in, same_person
from workflows.facts.vocabulary import Marital, Relationship
from workflows.forms.form import contradiction
from workflows.forms.people import YOUNGEST_MARRIED, PerpetratorEntry, Person, VictimEntry

APART = Text(
    "bila memang dua orang, tulis NIK, tanggal lahir, atau umur yang membedakan.",
    "if they are two people, give the NIK, date of birth or age that tells them apart.",
)


def check_nobody_twice(people: Sequence[Person]) -> None:
    """Raises a contradiction at the second entry of the same person."""
    told = [one.model_dump() for one in people]
    for place, entry in enumerate(told):
        for before, other in enumerate(told[:place]):
            if same_person(entry, other):
                _same(
                    place, entry, "same_person_twice",
                    f"Orang ini sudah ditulis pada nomor {before + 1};", f"This person stands at number {before + 1};",
                )  # fmt: skip


def check_nobody_harms_herself(victims: Sequence[Person], accused: Sequence[Person]) -> None:
    """Raises a contradiction at the alleged perpetrator who is a victim. Where two hurt each other, each is the victim
    of a case of her own.
    """
    told = [one.model_dump() for one in victims]
    for place, one in enumerate(accused):
        entry = one.model_dump()
        for number, victim in enumerate(told, 1):
            if same_person(entry, victim):
                _same(
                    place, entry, "victim_is_accused",
                    f"Orang ini tertulis sebagai korban nomor {number};", f"This person stands as victim {number};",
                )  # fmt: skip


def check_relations(victims: Sequence[VictimEntry], accused: Sequence[PerpetratorEntry]) -> None:
    """Raises a contradiction at the relation to be mended."""
    for place, entry in enumerate(accused):
        for number, kind in entry.kinds(range(1, len(victims) + 1)):
            if 1 <= number <= len(victims):
                victim = victims[number - 1]
                wrong = impossible(kind, (victim.age, victim.marital), (entry.age, entry.marital))
                if wrong is not None:
                    raise contradiction("impossible_relation", wrong.id, wrong.en, at=f"{place}/relation")


def impossible(
    kind: Relationship, victim: tuple[int | None, Marital], accused: tuple[int | None, Marital]
) -> Text | None:
    """Why one is not that to the other, by (age, marital status) of each; None where it may be."""
    ages = [age for age, _ in (victim, accused) if age is not None]
    if kind == "spouse" and any(age < YOUNGEST_MARRIED for age in ages):
        return Text(
            "Umur ini tidak cocok dengan hubungan suami/istri; periksa salah satunya.",
            "This age does not fit a spouse; check one of them.",
        )
    if kind == "spouse" and "single" in (victim[1], accused[1]):
        return Text(
            "Salah satunya tertulis belum kawin; pilih kawin (siri termasuk), atau hubungan lain.",
            "One of them is said to be single; choose married (registered or not), or another relation.",
        )
    if kind == "parent" and len(ages) == 2 and ages[1] <= ages[0]:
        return Text(
            "Orang tua tidak lebih muda dari anaknya; periksa umurnya, atau pilih keluarga.",
            "A parent is not younger than the child; check the ages, or choose relative.",
        )
    return None


def check_reporter(name: str, accused: Sequence[Person]) -> None:
    """Whoever reports is answered, and asked what she needs: that is not somebody who is accused."""
    plain = called({"name": name})
    if plain and any(called(one.model_dump()) == plain for one in accused):
        raise contradiction(
            "reporter_is_accused",
            "Pelapor bernama sama dengan terlapor. Bila ia melaporkan dirinya sendiri, kosongkan nama pelapor dan "
            "tulis itu di kronologi.",
            "The reporter has the name of an alleged perpetrator. Where he reports himself, leave the reporter's name "
            "empty and write that into what happened.",
            at="reporter_name",
        )


def check_contact(contact: str, never: str, accused: Sequence[Person]) -> None:
    """A safe contact is neither an alleged perpetrator's nor one that is never to be contacted."""
    if names_one(contact, [_reached(one) for one in accused]):
        raise contradiction(
            "contact_is_accused",
            "Kontak aman ini milik terlapor. Bila maksudnya ia tidak boleh dihubungi, tulis di “Jangan pernah "
            "dihubungi”.",
            "This safe contact is an alleged perpetrator's. Where it is meant as a warning, write it under “Never to "
            "be contacted”.",
            at="safe_contact",
        )
    if numbers_in(contact) & numbers_in(never):
        raise contradiction(
            "contact_is_barred",
            "Nomor ini juga tertulis di “Jangan pernah dihubungi”; perbaiki salah satunya.",
            "This number also stands under “Never to be contacted”; correct one of them.",
            at="safe_contact",
        )


def _reached(one: Person) -> Mapping[str, Any]:
    return {"name": one.name, "phone": one.phone}


def _same(place: int, entry: Mapping[str, Any], code: str, indonesian: str, english: str) -> NoReturn:
    field = "nik" if entry.get("nik") else "name"
    raise contradiction(code, f"{indonesian} {APART.id}", f"{english} {APART.en}", at=f"{place}/{field}")
