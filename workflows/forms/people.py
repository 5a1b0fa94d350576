"""The people of a case as they are described: victims and alleged perpetrators."""

from datetime import date
from typing import Annotated, Self

from pydantic import ValidationInfo, field_validator, model_validator

from engine.definition import Private, Text
from workflows.forms.form import Form, PastDay, Words, asks, contradiction, day_of
from workflows.vocabulary import (
    ANSWER,
    EDUCATION,
    MARITAL,
    RELATIONSHIP,
    SEX,
    SEXUAL_VIOLENCE,
    VIOLENCE,
    Answer,
    Education,
    Marital,
    Relationship,
    Sex,
    SexualViolence,
    Violence,
)

OLDEST = 120


def years_between(born: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Person(Form):
    """What identifies somebody. All of it may stay empty."""

    name: Words = asks("Nama", "Name", "text", private=True, default="", max_length=200)
    nik: Words = asks("NIK", "National identity number", "text", private=True, default="", pattern=r"^(\d{16})?$")
    phone: Words = asks("Nomor telepon", "Phone number", "text", private=True, default="", max_length=40)
    address: Words = asks("Alamat", "Address", "textarea", private=True, default="", max_length=500)


class VictimEntry(Person):
    """A victim. `age` is the age now; `age_then` where it was another at the incident."""

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
    marital: Marital = asks("Status perkawinan", "Marital status", "select", labels=MARITAL, default="unknown")
    education: Education | None = asks("Pendidikan", "Education", "select", labels=EDUCATION, default=None)
    disabled: Answer = asks("Disabilitas", "Disability", "radio", labels=ANSWER, default="unknown")
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
        return born

    @field_validator("age_then")
    @classmethod
    def _was_younger(cls, then: int | None, info: ValidationInfo) -> int | None:
        age = info.data.get("age")
        if then is not None and age is not None and then > age:
            raise contradiction(
                "older_then_than_now",
                "Umur saat kejadian melebihi umur sekarang.",
                "The age at the incident exceeds the age now.",
            )
        return then

    @field_validator("pregnant")
    @classmethod
    def _is_not_male(cls, pregnant: Answer, info: ValidationInfo) -> Answer:
        if pregnant == "yes" and info.data.get("sex") == "male":
            raise contradiction(
                "pregnant_male", "Hamil tidak cocok dengan jenis kelamin.", "Pregnant does not fit the sex given."
            )
        return pregnant


class PerpetratorEntry(Person):
    """An alleged perpetrator, and what he is to the victims numbered here (none: to all of them)."""

    age: int | None = asks("Umur", "Age", "number", default=None, ge=0, le=OLDEST)
    sex: Sex = asks("Jenis kelamin", "Sex", "radio", labels=SEX, default="unknown")
    relation: Relationship = asks(
        "Hubungan dengan korban", "Relation to the victim", "select", labels=RELATIONSHIP, default="unknown"
    )
    to_victims: tuple[int, ...] = asks(
        "Terhadap korban nomor",
        "To the victims numbered",
        "list",
        default=(),
        hint=Text("Kosongkan bila terhadap semua korban.", "Leave empty for all victims."),
    )
    earlier_case: bool = asks(
        "Sudah pernah ada kasus antara keduanya", "The same two were in a case before", "checkbox", default=False
    )


class Disclosure(Form):
    """What one victim discloses. It adds to what is on record and takes nothing away."""

    victim: int = asks("Korban nomor", "Victim number", "number", ge=1, le=50, default=1)
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
