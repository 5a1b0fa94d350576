"""What the day of the incident asks of the people who were there: they were born, and of an age that it leaves them."""

from datetime import date

from engine.definition import Text
from workflows.facts.case import ADULT, years_between
from workflows.facts.category import Told
from workflows.forms.form import contradiction
from workflows.forms.people import PerpetratorEntry, Person, VictimEntry

CHILDS = "child_intercourse_or_obscenity"
"""The form of sexual violence that only a child suffers."""


def check_ages(people: tuple[Person, ...], incident: date | None, today: date, *, estimated: bool) -> None:
    """Raises a contradiction at the date or age to be mended. `estimated`: the day of the incident is."""
    for place, person in enumerate(people):
        if (wrong := _wrong(person, incident, today, estimated)) is not None:
            field, code, words = wrong
            raise contradiction(code, words.id, words.en, at=f"{place}/{field}")


def was_there(person: Person, incident: date | None, today: date, *, estimated: bool) -> bool:
    """Whether somebody can have been there, as far as a date of birth or an age tells."""
    return _wrong(person, incident, today, estimated) is None


def check_childs_forms(victims: tuple[VictimEntry, ...], incident: date | None, today: date) -> None:
    """Whoever suffered what only a child suffers was a child then: without that, the law for children is not applied
    (R05). Raises a contradiction at the form.
    """
    for place, victim in enumerate(victims):
        then = victim.age_then if victim.age_then is not None else _age_then(victim, incident, today)
        if CHILDS in victim.sexual_forms and then is not None and then >= ADULT:
            raise contradiction(
                "not_a_child_then",
                f"Bentuk ini hanya untuk anak; menurut isian, umurnya saat itu {then} tahun. Isi umur saat kejadian, "
                "atau pilih bentuk lain.",
                f"Only a child suffers this form; as filled in, the age then was {then}. Give the age at the incident, "
                "or choose another form.",
                at=f"{place}/sexual_forms",
            )


def told_of(
    victims: tuple[VictimEntry, ...], accused: tuple[PerpetratorEntry, ...], incident: date | None, today: date
) -> Told:
    """What a form tells by which its category is judged."""
    forms = {form for victim in victims for form in (*victim.forms, *victim.sexual_forms)}
    if any(victim.sexual_forms for victim in victims):
        forms.add("sexual")
    ages = [one.age_then if one.age_then is not None else _age_then(one, incident, today) for one in victims]
    numbers = range(1, max(len(victims), 1) + 1)
    return Told(
        forms,
        tuple(zip(ages, (one.sex for one in victims), strict=True)),
        tuple(kind for one in accused for _, kind in one.kinds(numbers)),
    )


def _wrong(person: Person, incident: date | None, today: date, estimated: bool) -> tuple[str, str, Text] | None:
    if incident is None:
        return None
    if person.born_on is not None and person.born_on > incident:
        return (
            "born_on",
            "born_after_incident",
            Text(
                f"Tanggal lahir sesudah kejadian ({incident:%d-%m-%Y}); periksa salah satunya.",
                f"The date of birth is after the incident ({incident:%d-%m-%Y}); check one of them.",
            ),
        )
    if person.age is not None and years_between(incident, today) > person.age:
        return (
            "age",
            "born_after_incident",
            Text(
                f"Menurut umurnya, ia belum lahir saat kejadian ({incident:%d-%m-%Y}); periksa salah satunya.",
                f"By the age given, nobody was born yet at the incident ({incident:%d-%m-%Y}); check one of them.",
            ),
        )
    then = _age_then(person, incident, today)
    if then is None or person.age_then is None or abs(then - person.age_then) <= _slack(person, estimated):
        return None
    return (
        "age_then",
        "age_contradicts_incident",
        Text(
            f"Menurut tanggal kejadian ({incident:%d-%m-%Y}), umurnya saat itu {then} tahun; perbaiki, atau kosongkan.",
            f"By the day of the incident ({incident:%d-%m-%Y}) the age then was {then}; correct it, or leave it empty.",
        ),
    )


def _age_then(person: Person, incident: date | None, today: date) -> int | None:
    if person.born_on is not None:
        return years_between(person.born_on, incident or today)
    if person.age is None:
        return None
    return person.age if incident is None else max(person.age - years_between(incident, today), 0)


def _slack(person: Person, estimated: bool) -> int:
    """Years by which an age may be off: for a birthday in between, and for each estimate."""
    return (person.born_on is None) + person.age_is_estimated + estimated
