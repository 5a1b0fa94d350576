"""What staff fill in to judge a case and describe its people: consultation, risk, disclosures, corrections."""

from typing import Annotated, Literal, Self

from pydantic import ValidationInfo, field_validator, model_validator

from engine.definition import Private, Text
from workflows.facts.vocabulary import (
    AGGRAVATING,
    ANSWER,
    ASSESSED_RISK,
    CATEGORY,
    HEARD,
    IMMEDIATE,
    SEXUAL_VIOLENCE,
    VENUE,
    VIOLENCE,
    Aggravating,
    Answer,
    AssessedRisk,
    Category,
    Heard,
    Immediate,
    SexualViolence,
    Venue,
    Violence,
)
from workflows.forms.form import Form, PastMoment, Words, asks, contradiction
from workflows.forms.people import OLDEST, Disclosure, PerpetratorEntry, Person, VictimEntry, check_was_younger
from workflows.forms.report import MOST_PEOPLE
from workflows.forms.steps import LONG, Reason
from workflows.forms.who_is_who import check_nobody_harms_herself, check_nobody_twice, check_relations


class Assessment(Form):
    """The emergency criteria and the risk, judged by somebody who has looked (R10)."""

    immediate: tuple[Immediate, ...] = asks(
        "Kedaruratan",
        "Emergency",
        "checkboxes",
        labels=IMMEDIATE,
        default=(),
        hint=Text("Satu saja berarti risiko tinggi.", "Any one means high risk."),
    )
    aggravating: tuple[Aggravating, ...] = asks(
        "Yang memberatkan", "Aggravating", "checkboxes", labels=AGGRAVATING, default=()
    )
    stated_risk: AssessedRisk = asks("Risiko", "Risk", "radio", labels=ASSESSED_RISK)


class Consultation(Assessment):
    """A talk: when, where, with whom, and what it showed."""

    consulted_at: PastMoment = asks("Kapan", "When", "datetime")
    venue: Venue = asks("Di mana", "Where", "select", labels=VENUE, default="omah_peluk")
    heard: Heard = asks(
        "Dengan siapa",
        "With whom",
        "radio",
        labels=HEARD,
        hint=Text(
            "Tanpa klien tidak cukup untuk penyelesaian di sini.",
            "Without the client is never enough to resolve it here.",
        ),
    )
    category: Category = asks("Kategori", "Category", "select", labels=CATEGORY)
    disclosures: tuple[Disclosure, ...] = asks(
        "Kekerasan yang terungkap",
        "Violence disclosed",
        "list",
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Menambah yang sudah tercatat.", "Adds to what is on record."),
    )
    notes: Words = asks("Isi konsultasi", "What was said", "textarea", private=True, default="", max_length=LONG)


class Reassessment(Assessment, Reason):
    """A new judgement of the risk, with its reason."""


class NewDisclosure(Disclosure):
    """What a victim has disclosed since, in closed values and in words."""

    statement: Words = asks("Yang disampaikan", "What was told", "textarea", private=True, default="", max_length=LONG)


class People(Form):
    """All people of the case in the order of their numbers: what is filled in replaces, what is left out stays."""

    victims: Annotated[tuple[VictimEntry, ...], Private()] = asks(
        "Semua korban, menurut nomor",
        "All victims, in the order of their numbers",
        "list",
        private=True,
        default=(),
        max_length=MOST_PEOPLE,
        hint=Text("Korban baru di akhir.", "New ones at the end."),
    )
    perpetrators: Annotated[tuple[PerpetratorEntry, ...], Private()] = asks(
        "Semua terlapor, menurut nomor",
        "All alleged perpetrators, in the order of their numbers",
        "list",
        private=True,
        default=(),
        max_length=MOST_PEOPLE,
    )

    @field_validator("victims", "perpetrators")
    @classmethod
    def _stand_once(cls, people: tuple[Person, ...]) -> tuple[Person, ...]:
        check_nobody_twice(people)
        return people

    @field_validator("perpetrators")
    @classmethod
    def _are_who_they_can_be(
        cls, perpetrators: tuple[PerpetratorEntry, ...], info: ValidationInfo
    ) -> tuple[PerpetratorEntry, ...]:
        victims: tuple[VictimEntry, ...] = info.data.get("victims", ())
        check_nobody_harms_herself(victims, perpetrators)
        check_relations(victims, perpetrators)
        return perpetrators


class AgeCorrection(Reason):
    """How old somebody accused really is, or was (R18)."""

    perpetrator: int = asks("Terlapor nomor", "Alleged perpetrator number", "number", ge=1, le=50, default=1)
    age_now: int | None = asks("Umur sekarang yang benar", "Right age now", "number", default=None, ge=0, le=OLDEST)
    age_at_incident: int | None = asks(
        "Umur saat kejadian yang benar",
        "Right age at the incident",
        "number",
        default=None,
        ge=0,
        le=OLDEST,
        validate_default=True,
    )

    @field_validator("age_at_incident")
    @classmethod
    def _says_an_age(cls, then: int | None, info: ValidationInfo) -> int | None:
        now: int | None = info.data.get("age_now")
        if then is None and now is None:
            raise contradiction("no_age", "Isi paling sedikit satu umur.", "Give at least one age.")
        check_was_younger(then, now)
        return then


class Correction(Reason):
    """What one victim's record should have said. A retracted disclosure is no entry error, and lifts nothing."""

    victim: int = asks("Korban nomor", "Victim number", "number", source="victims", ge=1, le=50, default=1)
    kind: Literal["entry_error", "retracted"] = asks(
        "Jenis koreksi",
        "Kind of correction",
        "radio",
        labels={
            "entry_error": Text("Salah catat", "Entry error"),
            "retracted": Text("Keterangan ditarik kembali", "Disclosure retracted"),
        },
    )
    forms: tuple[Violence, ...] = asks(
        "Bentuk kekerasan yang benar", "Forms of violence, as they should be", "checkboxes", labels=VIOLENCE, default=()
    )
    sexual_forms: tuple[SexualViolence, ...] = asks(
        "Bentuk kekerasan seksual yang benar",
        "Forms of sexual violence, as they should be",
        "checkboxes",
        labels=SEXUAL_VIOLENCE,
        default=(),
    )
    age_now: int | None = asks("Umur sekarang yang benar", "Right age now", "number", default=None, ge=0, le=OLDEST)
    age_at_incident: int | None = asks(
        "Umur saat kejadian yang benar", "Right age at the incident", "number", default=None, ge=0, le=OLDEST
    )
    hinders_daily_work: Answer = asks(
        "Menghalangi pekerjaan atau kegiatan sehari-hari, yang benar",
        "Hinders work or daily activities, as it should be",
        "radio",
        labels=ANSWER,
        default="unknown",
    )
    no_weapon: bool = asks("Senjata salah dicatat", "A weapon was recorded by mistake", "checkbox", default=False)

    @property
    def corrects_more_than_forms(self) -> bool:
        told = (self.age_now, self.age_at_incident) != (None, None) or self.hinders_daily_work != "unknown"
        return told or self.no_weapon

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if self.kind == "retracted" and self.corrects_more_than_forms:
            raise contradiction(
                "only_entry_errors",
                "Umur, senjata, dan halangan kegiatan hanya dikoreksi sebagai salah catat; kirim dua koreksi.",
                "Age, weapon and hindrance are corrected only as an entry error; make two corrections.",
                at="kind",
            )
        check_was_younger(self.age_at_incident, self.age_now, at="age_at_incident")
        return self
