"""The report with which a case begins: what, roughly where, is anyone in danger now. Nothing else is compulsory."""

from datetime import date
from typing import Annotated

from pydantic import ValidationInfo, field_validator

from engine.definition import Private, Text
from workflows.forms.form import Form, PastDay, TakenAt, Words, asks, contradiction, day_of
from workflows.forms.people import PerpetratorEntry, VictimEntry, years_between
from workflows.regions import LABELS, KelurahanCode
from workflows.vocabulary import (
    AGGRAVATING,
    ANSWER,
    CATEGORY,
    CHANNEL,
    IMMEDIATE,
    PLACE,
    REPORTING,
    RISK,
    Aggravating,
    Answer,
    Category,
    Channel,
    Immediate,
    Place,
    Reporting,
    Risk,
)

MOST_PEOPLE = 20


class Report(Form):
    """What a reporter tells and a kader, or the public form, writes down."""

    happened: Words = asks(
        "Apa yang terjadi?",
        "What happened?",
        "textarea",
        private=True,
        min_length=3,
        max_length=10_000,
        hint=Text("Dengan kata-kata sendiri.", "In their own words."),
    )
    kelurahan: KelurahanCode = asks("Di kelurahan mana?", "In which kelurahan?", "select", labels=LABELS)
    danger_now: Answer = asks(
        "Apakah ada yang sedang dalam bahaya sekarang?", "Is anyone in danger now?", "radio", labels=ANSWER
    )
    taken_at: TakenAt | None = asks(
        "Kapan laporan diterima, bila bukan sekarang",
        "When the report was taken, if not now",
        "datetime",
        default=None,
        hint=Text("Paling lama 7 hari yang lalu.", "At most 7 days back."),
    )
    channel: Channel = asks("Cara melapor", "How it came in", "select", labels=CHANNEL, default="in_person")
    anonymous: bool = asks("Tanpa nama", "Anonymous", "checkbox", default=False)
    reporter_name: Words = asks(
        "Nama pelapor", "Name of the reporter", "text", private=True, default="", max_length=200
    )
    reporter_relation: Reporting | None = asks(
        "Hubungan pelapor", "Who reports", "select", labels=REPORTING, default=None
    )
    safe_contact: Words = asks(
        "Kontak aman: bagaimana, kapan, kata sandi",
        "Safe contact: how, when, code word",
        "textarea",
        private=True,
        default="",
        max_length=1_000,
    )
    incident_on: PastDay | None = asks(
        "Tanggal kejadian",
        "Date of the incident",
        "date",
        default=None,
        hint=Text("Boleh dikira-kira.", "An estimate will do."),
    )
    incident_is_estimated: bool = asks("Tanggal dikira-kira", "The date is an estimate", "checkbox", default=False)
    place: Place | None = asks("Tempat kejadian", "Place", "select", labels=PLACE, default=None)
    category: Category | None = asks("Kategori", "Category", "select", labels=CATEGORY, default=None)
    victims: Annotated[tuple[VictimEntry, ...], Private()] = asks(
        "Korban", "Victims", "list", private=True, default=(), max_length=MOST_PEOPLE
    )
    perpetrators: Annotated[tuple[PerpetratorEntry, ...], Private()] = asks(
        "Terlapor", "Alleged perpetrators", "list", private=True, default=(), max_length=MOST_PEOPLE
    )
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
    stated_risk: Risk = asks(
        "Risiko menurut penerima", "Risk as first judged", "radio", labels=RISK, default="unassessed"
    )
    first_help: Words = asks(
        "Pertolongan pertama yang diberikan", "First help given", "textarea", private=True, default="", max_length=2_000
    )
    wanted: Words = asks(
        "Apa yang diinginkan korban", "What the victim wants", "textarea", private=True, default="", max_length=2_000
    )

    @field_validator("reporter_name")
    @classmethod
    def _is_not_named(cls, name: str, info: ValidationInfo) -> str:
        if name and info.data.get("anonymous"):
            raise contradiction(
                "anonymous_yet_named",
                "Laporan tanpa nama tidak memuat nama pelapor.",
                "An anonymous report holds no name of its reporter.",
            )
        return name

    @field_validator("victims")
    @classmethod
    def _were_born(cls, victims: tuple[VictimEntry, ...], info: ValidationInfo) -> tuple[VictimEntry, ...]:
        incident: date | None = info.data.get("incident_on")
        for victim in victims:
            _check_birth(victim, incident, day_of(info))
        return victims

    @field_validator("victims")
    @classmethod
    def _fit_the_category(cls, victims: tuple[VictimEntry, ...], info: ValidationInfo) -> tuple[VictimEntry, ...]:
        category: Category | None = info.data.get("category")
        violent = any(victim.forms or victim.sexual_forms for victim in victims)
        sexual = any(victim.sexual_forms or "sexual" in victim.forms for victim in victims)
        if category == "non_violence" and violent:
            raise contradiction(
                "category_contradicts_forms",
                "Kategori bukan kekerasan tidak cocok dengan bentuk kekerasan.",
                "The category no violence does not fit a form of violence.",
            )
        if category == "KS" and not sexual:
            raise contradiction(
                "category_needs_a_form",
                "Pilih bentuk kekerasan seksual pada korban.",
                "Choose the form of sexual violence with the victim.",
            )
        return victims

    @field_validator("perpetrators")
    @classmethod
    def _name_known_victims(
        cls, perpetrators: tuple[PerpetratorEntry, ...], info: ValidationInfo
    ) -> tuple[PerpetratorEntry, ...]:
        known = max(len(info.data.get("victims", ())), 1)
        if any(number < 1 or number > known for one in perpetrators for number in one.to_victims):
            raise contradiction("unknown_victim", "Nomor korban tidak ada.", "There is no victim of this number.")
        return perpetrators


def _check_birth(victim: VictimEntry, incident: date | None, today: date) -> None:
    if incident is None:
        return
    if victim.born_on is not None and victim.born_on > incident:
        raise contradiction(
            "born_after_incident", "Tanggal lahir sesudah kejadian.", "The date of birth is after the incident."
        )
    if victim.age is not None and years_between(incident, today) > victim.age:
        raise contradiction(
            "born_after_incident",
            "Menurut umurnya, korban belum lahir saat kejadian.",
            "By the age given, the victim was not born at the incident.",
        )
