"""The people of a case as they are described: victims and alleged perpetrators. Nothing about them is compulsory; what
cannot be true together is refused where it is typed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import ValidationInfo, field_validator, model_validator

from engine.definition import Private, Text
from workflows.facts.case import years_between
from workflows.facts.vocabulary import (
    ACCOMMODATION,
    ANSWER,
    EDUCATION,
    MARITAL,
    RELATIONSHIP,
    SEX,
    SEXUAL_VIOLENCE,
    VIOLENCE,
    Accommodation,
    Answer,
    Education,
    Marital,
    Relationship,
    Sex,
    SexualViolence,
    Violence,
)
from workflows.forms.form import Form, PastDay, Words, asks, contradiction, day_of
from workflows.office.regions import RegionCode

OLDEST = 120
YOUNGEST_IN: Mapping[Education, int] = {"smp": 8, "sma": 10, "pt": 12}
"""Years below which nobody is in such a school, however gifted."""
YOUNGEST_MARRIED = 7
"""Years. Children are married off, also small ones, and that must be said; below this it is a slip."""
MAY_BE_PREGNANT = range(9, 61)
"""Years."""


class Person(Form):
    """What identifies somebody. All of it may stay empty."""

    name: Words = asks("Nama", "Name", "text", private=True, default="", max_length=200)
    nik: Words = asks("NIK", "National identity number", "text", private=True, default="", pattern=r"^(\d{16})?$")
    phone: Words = asks("Nomor telepon", "Phone number", "text", private=True, default="", max_length=40)
    address: Words = asks("Alamat", "Address", "textarea", private=True, default="", max_length=500)
    lives_in: RegionCode | None = asks(
        "Kode wilayah tempat tinggal",
        "Region code of the home",
        "text",
        default=None,
        hint=Text("Misalnya 18.72.05.1001, atau 18.02 bila hanya kabupatennya.", "Such as 18.72.05.1001, or 18.02."),
    )
    work: Words = asks("Pekerjaan", "Work", "text", private=True, default="", max_length=200)

    age: int | None = asks(
        "Umur sekarang",
        "Age now",
        "number",
        default=None,
        ge=0,
        le=OLDEST,
        hint=Text("Boleh dikira-kira.", "An estimate will do."),
    )
    age_then: int | None = asks(
        "Umur saat kejadian, bila berbeda", "Age at the incident, if different", "number", default=None, ge=0, le=OLDEST
    )
    age_is_estimated: bool = asks("Umur dikira-kira", "The age is an estimate", "checkbox", default=False)
    born_on: Annotated[PastDay | None, Private()] = asks(
        "Tanggal lahir", "Date of birth", "date", private=True, default=None
    )
    sex: Sex = asks("Jenis kelamin", "Sex", "radio", labels=SEX, default="unknown")
    marital: Marital = asks(
        "Status perkawinan",
        "Marital status",
        "select",
        labels=MARITAL,
        default="unknown",
        hint=Text(
            "Kawin siri termasuk kawin. Anak yang dikawinkan: centang juga pemaksaan perkawinan (UU TPKS Pasal 10).",
            "Unregistered marriage counts. Of a child who was married off, tick forced marriage, too (TPKS art. 10).",
        ),
    )
    education: Education | None = asks("Pendidikan", "Education", "select", labels=EDUCATION, default=None)

    @field_validator("born_on")
    @classmethod
    def _fits_the_age(cls, born: date | None, info: ValidationInfo) -> date | None:
        age = info.data.get("age")
        if born is not None and age is not None and years_between(born, day_of(info)) != age:
            raise contradiction(
                "age_contradicts_birth",
                "Tanggal lahir tidak cocok dengan umur.",
                "The date of birth does not fit the age.",
            )
        then = info.data.get("age_then")
        if born is not None and then is not None and years_between(born, day_of(info)) < then:
            raise contradiction(
                "older_then_than_now",
                "Menurut tanggal lahir ini, umur saat kejadian melebihi umur sekarang.",
                "By this date of birth, the age at the incident exceeds the age now.",
            )
        return born

    @field_validator("age_then")
    @classmethod
    def _was_younger(cls, then: int | None, info: ValidationInfo) -> int | None:
        check_was_younger(then, info.data.get("age"))
        return then

    @field_validator("marital")
    @classmethod
    def _may_be_married(cls, marital: Marital, info: ValidationInfo) -> Marital:
        years = _years(info)
        if marital not in ("single", "unknown") and years is not None and years < YOUNGEST_MARRIED:
            raise contradiction(
                "too_young_for_marriage",
                f"Umur {years} tahun tidak cocok dengan status perkawinan ini; periksa salah satunya.",
                f"An age of {years} does not fit this marital status; check one of them.",
            )
        return marital

    @field_validator("education")
    @classmethod
    def _is_old_enough(cls, education: Education | None, info: ValidationInfo) -> Education | None:
        years = _years(info)
        if education is not None and years is not None and years < YOUNGEST_IN.get(education, 0):
            raise contradiction(
                "too_young_for_school",
                f"Umur {years} tahun tidak cocok dengan pendidikan ini; periksa umur atau pendidikan.",
                f"An age of {years} does not fit this education; check the age or the education.",
            )
        return education


def _years(info: ValidationInfo) -> int | None:
    """The age now, as far as an age or a date of birth tells."""
    born, age = info.data.get("born_on"), info.data.get("age")
    return age if age is not None or born is None else years_between(born, day_of(info))


class VictimEntry(Person):
    """A victim. `age` is the age now; `age_then` where it was another at the incident."""

    disabled: Answer = asks("Disabilitas", "Disability", "radio", labels=ANSWER, default="unknown")
    accommodation: tuple[Accommodation, ...] = asks(
        "Akomodasi yang dibutuhkan", "Accommodation needed", "checkboxes", labels=ACCOMMODATION, default=()
    )
    pregnant: Answer = asks("Hamil", "Pregnant", "radio", labels=ANSWER, default="unknown")
    forms: tuple[Violence, ...] = asks(
        "Bentuk kekerasan",
        "Forms of violence",
        "checkboxes",
        labels=VIOLENCE,
        default=(),
        hint=Text("Kosongkan bila tidak ada kekerasan.", "Leave empty where there was no violence."),
    )
    sexual_forms: tuple[SexualViolence, ...] = asks(
        "Bentuk kekerasan seksual", "Forms of sexual violence", "checkboxes", labels=SEXUAL_VIOLENCE, default=()
    )
    hinders_daily_work: Answer = asks(
        "Menghalangi pekerjaan atau kegiatan sehari-hari",
        "Hinders work or daily activities",
        "radio",
        labels=ANSWER,
        default="unknown",
    )

    @field_validator("pregnant")
    @classmethod
    def _is_not_male(cls, pregnant: Answer, info: ValidationInfo) -> Answer:
        if pregnant == "yes" and info.data.get("sex") == "male":
            raise contradiction(
                "pregnant_male", "Hamil tidak cocok dengan jenis kelamin.", "Pregnant does not fit the sex given."
            )
        years = _years(info)
        if pregnant == "yes" and years is not None and years not in MAY_BE_PREGNANT:
            raise contradiction(
                "pregnant_at_this_age",
                f"Hamil tidak cocok dengan umur {years} tahun; periksa salah satunya.",
                f"Pregnant does not fit an age of {years}; check one of them.",
            )
        return pregnant


class Pair(Form):
    """What an alleged perpetrator is to one victim, where that is another than to the rest."""

    victim: int = asks("Korban nomor", "Victim number", "number", source="victims", ge=1, le=50)
    relation: Relationship = asks(
        "Hubungan dengan korban ini", "Relation to this victim", "select", labels=RELATIONSHIP
    )


class PerpetratorEntry(Person):
    """An alleged perpetrator, and what he is to the victims numbered here (none: to all of them).

    `works_here` decides who may see the case at all (R31).
    """

    works_here: Answer = asks(
        "Bekerja di Omah Peluk, PUSPAGA, UPTD, atau Dinas",
        "Works at Omah Peluk, PUSPAGA, UPTD or the Dinas",
        "radio",
        labels=ANSWER,
        default="unknown",
        hint=Text(
            "Bila ya, atau bila namanya ditulis dan ini tidak diketahui, hanya penyelia dan UPTD yang melihat kasus ini"
            " sampai penyelia menugaskannya.",
            "If yes, or if the name is given and this is not known, only supervisor and UPTD see the case until the"
            " supervisor assigns it.",
        ),
    )
    do_not_contact: Answer = asks(
        "Jangan dihubungi, juga bila ia orang tua atau wali",
        "Never to be contacted, also where a parent or guardian",
        "radio",
        labels=ANSWER,
        default="unknown",
        hint=Text(
            "Bila ya: peringatan tampil di kasus, rujukan, surat, dan formulir; ia tidak dapat menjadi kontak aman atau"
            " pemberi persetujuan.",
            "If yes: a warning stands on case, referral, letter and forms; this person can be neither safe contact nor"
            " giver of a consent.",
        ),
    )
    relation: Relationship = asks(
        "Hubungan dengan korban", "Relation to the victim", "select", labels=RELATIONSHIP, default="unknown"
    )
    to_victims: tuple[int, ...] = asks(
        "Terhadap korban nomor",
        "To the victims numbered",
        "list",
        source="victims",
        default=(),
        hint=Text("Kosongkan bila terhadap semua korban.", "Leave empty for all victims."),
    )
    pairs: tuple[Pair, ...] = asks(
        "Hubungan lain menurut korban",
        "Another relation to one of the victims",
        "list",
        default=(),
        hint=Text("Hanya untuk korban yang hubungannya lain.", "Only for victims to whom the relation is another."),
    )
    earlier_case: bool = asks(
        "Sudah pernah ada kasus antara keduanya", "The same two were in a case before", "checkbox", default=False
    )

    @field_validator("pairs")
    @classmethod
    def _says_one_thing_of_each(cls, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        known: dict[int, Relationship] = {}
        for place, pair in enumerate(pairs):
            if known.setdefault(pair.victim, pair.relation) != pair.relation:
                raise contradiction(
                    "two_relations",
                    f"Untuk korban nomor {pair.victim} ada dua hubungan; pilih satu.",
                    f"Two relations are given to victim number {pair.victim}; choose one.",
                    at=f"{place}/relation",
                )
        return pairs

    def kinds(self, victims: Iterable[int]) -> Iterator[tuple[int, Relationship]]:
        """What he is to each of the victims of whom he is accused."""
        apart = {pair.victim: pair.relation for pair in self.pairs}
        named = (*self.to_victims, *apart) if self.to_victims else tuple(victims)
        for victim in dict.fromkeys(named):
            yield victim, apart.get(victim, self.relation)


def check_was_younger(then: int | None, now: int | None, *, at: str = "") -> None:
    """Nobody was older at the incident than now. Raises PydanticCustomError; `at` is where, within the field."""
    if then is not None and now is not None and then > now:
        raise contradiction(
            "older_then_than_now",
            "Umur saat kejadian melebihi umur sekarang.",
            "The age at the incident exceeds the age now.",
            at=at,
        )


def check_victims_exist(entries: tuple[PerpetratorEntry, ...], known: int) -> None:
    """A relation names people who are there. Raises a contradiction at the entry that does not."""
    for place, entry in enumerate(entries):
        for number in (*entry.to_victims, *(pair.victim for pair in entry.pairs)):
            if not 1 <= number <= known:
                raise contradiction(
                    "unknown_victim",
                    f"Tidak ada korban nomor {number}; yang tercatat {known} orang.",
                    f"There is no victim number {number}; {known} are on record.",
                    at=str(place),
                )


class Disclosure(Form):
    """What one victim discloses. It adds to what is on record and takes nothing away."""

    victim: int = asks("Korban nomor", "Victim number", "number", source="victims", ge=1, le=50, default=1)
    forms: tuple[Violence, ...] = asks(
        "Bentuk kekerasan", "Forms of violence", "checkboxes", labels=VIOLENCE, default=()
    )
    sexual_forms: tuple[SexualViolence, ...] = asks(
        "Bentuk kekerasan seksual", "Forms of sexual violence", "checkboxes", labels=SEXUAL_VIOLENCE, default=()
    )
    hinders_daily_work: Answer = asks(
        "Menghalangi pekerjaan atau kegiatan sehari-hari",
        "Hinders work or daily activities",
        "radio",
        labels=ANSWER,
        default="unknown",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.forms and not self.sexual_forms and self.hinders_daily_work == "unknown":
            raise contradiction("nothing_disclosed", "Pilih paling sedikit satu.", "Choose at least one.")
        return self
