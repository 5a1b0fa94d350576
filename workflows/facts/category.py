"""What a category says of the people and the forms of violence that it stands for, and when they do not agree."""

from collections.abc import Collection
from dataclasses import dataclass

from engine.definition import Text
from workflows.facts.case import ADULT
from workflows.facts.vocabulary import Category, Relationship, Sex

NOT_OF_THE_HOUSE = frozenset({"neighbour", "teacher", "coworker"})
"""Nobody of these lives in the household or works for it (PKDRT art. 2)."""


@dataclass(frozen=True, slots=True)
class Told:
    """`forms`: of all victims, sub-forms of sexual violence too. `people`: (age at the incident, sex) of each victim.
    `kinds`: what the alleged perpetrators are to them.
    """

    forms: Collection[str]
    people: Collection[tuple[int | None, Sex]]
    kinds: Collection[Relationship]


def contradicts(category: Category, told: Told) -> tuple[str, Text] | None:
    """A code and what to mend, or None. What is not known yet contradicts nothing, but that a child is one."""
    match category:
        case "non_violence" if told.forms:
            return "category_contradicts_forms", Text(
                "Kategori bukan kekerasan tidak cocok dengan bentuk kekerasan yang tercatat.",
                "The category no violence does not fit the form of violence on record.",
            )
        case "KS" if "sexual" not in told.forms:
            return "category_needs_a_form", Text(
                "Pilih bentuk kekerasan seksual pada korban.", "Choose the form of sexual violence with the victim."
            )
        case "TPPO" if not {"trafficking", "trafficking_sexual"} & set(told.forms):
            return "category_needs_a_form", Text(
                "Pilih bentuk perdagangan orang pada korban.", "Choose the form trafficking with the victim."
            )
        case "KTA" if not any(age is not None and age < ADULT for age, _ in told.people):
            return "category_needs_a_child", Text(
                "Tulis umur anak yang menjadi korban (kira-kira boleh), atau pilih kategori lain.",
                "Give the age of the child who is the victim (an estimate will do), or choose another category.",
            )
        case "KTP" if told.people and not any(_may_be_a_woman(*one) for one in told.people):
            return "category_needs_a_woman", Text(
                "Tidak ada korban perempuan dewasa; periksa jenis kelamin dan umur, atau pilih kategori lain.",
                "No victim is a grown woman; check sex and age, or choose another category.",
            )
        case "KDRT" if told.kinds and NOT_OF_THE_HOUSE.issuperset(told.kinds):
            return "category_needs_a_household", Text(
                "Terlapor bukan orang serumah; periksa hubungannya, atau pilih kategori lain.",
                "The alleged perpetrator is not of the household; check the relation, or choose another category.",
            )
    return None


def _may_be_a_woman(age: int | None, sex: Sex) -> bool:
    return sex != "male" and (age is None or age >= ADULT)
