"""The report with which a case begins: what, roughly where, is anyone in danger now. Nothing else is compulsory; the
rest may follow. What cannot be true together is refused at the field to be mended.

Longer than most files because it is one form, question by question.
"""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator

from engine.definition import Private, Text
from workflows.facts.category import Told, contradicts
from workflows.facts.vocabulary import (
    AGGRAVATING,
    ANSWER,
    CATEGORY,
    CHANNEL,
    CONTACT_HOW,
    IMMEDIATE,
    PLACE,
    REPORTING,
    RISK,
    Aggravating,
    Answer,
    Category,
    Channel,
    ContactHow,
    Immediate,
    Place,
    Reporting,
    Risk,
)
from workflows.forms.form import WIB, Form, PastDay, TakenAt, Words, asks, contradiction, day_of
from workflows.forms.incident import check_ages, check_childs_forms, told_of
from workflows.forms.people import PerpetratorEntry, VictimEntry, check_victims_exist
from workflows.forms.who_is_who import (
    check_contact,
    check_nobody_harms_herself,
    check_nobody_twice,
    check_relations,
    check_reporter,
)
from workflows.office.duty import NOTES
from workflows.office.regions import LABELS, METRO, NOWHERE, OUTSIDE, PLACES, KelurahanCode, RegionCode, Whereabouts

MOST_PEOPLE = 20


class Report(Form):
    """What a reporter tells and a kader, or the public form, writes down."""

    model_config = ConfigDict(json_schema_extra={"x-ui": {"notes": list(NOTES)}})

    happened: Words = asks(
        "Apa yang terjadi?",
        "What happened?",
        "textarea",
        private=True,
        min_length=3,
        max_length=10_000,
        hint=Text("Dengan kata-kata sendiri.", "In their own words."),
    )
    kelurahan: Whereabouts = asks(
        "Di kelurahan mana kejadiannya?", "In which kelurahan did it happen?", "select", labels=PLACES
    )
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
    house: KelurahanCode | None = asks(
        "Omah Peluk yang menerima, bila kejadiannya di tempat lain",
        "Omah Peluk that takes it, if it happened elsewhere",
        "select",
        labels=LABELS,
        default=None,
        hint=Text(
            "Tanpa ini, kejadian di luar kota atau yang tempatnya belum diketahui langsung kepada UPTD dan Dinas.",
            "Without it, what happened outside the city, or where is not known, goes straight to UPTD and Dinas.",
        ),
    )
    incident_region: RegionCode | None = asks(
        "Kode wilayah kejadian di luar kota",
        "Region code of an incident outside the city",
        "text",
        default=None,
        hint=Text(
            "Kode Kemendagri bila tahu, misalnya 18.02 untuk Lampung Tengah.",
            "The Ministry's code if known, such as 18.02 for Lampung Tengah.",
        ),
    )
    channel: Channel = asks("Cara melapor", "How it came in", "select", labels=CHANNEL, default="in_person")
    anonymous: bool = asks("Tanpa nama", "Anonymous", "checkbox", default=False)
    reporter_name: Words = asks(
        "Nama pelapor", "Name of the reporter", "text", private=True, default="", max_length=200
    )
    reporter_relation: Reporting | None = asks(
        "Hubungan pelapor", "Who reports", "select", labels=REPORTING, default=None
    )
    contact_how: ContactHow = asks(
        "Kontak aman: bagaimana",
        "Safe contact: how",
        "select",
        labels=CONTACT_HOW,
        default="unknown",
        hint=Text(
            "Pesan kami tidak pernah menyebut perkara, tempat, atau nama.",
            "Our messages never name the matter, the place or a person.",
        ),
    )
    safe_contact: Words = asks(
        "Nomor, atau cara menghubungi",
        "Number, or way to reach them",
        "textarea",
        private=True,
        default="",
        max_length=1_000,
        validate_default=True,
    )
    contact_when: Words = asks("Waktu yang aman", "When it is safe", "text", private=True, default="", max_length=200)
    code_word: Words = asks(
        "Kata kode",
        "Code word",
        "text",
        private=True,
        default="",
        max_length=40,
        hint=Text(
            "Kata yang ia sebut bila aman bicara; tanpa kata itu, tutup telepon.",
            "A word they say when it is safe to talk; without it, hang up.",
        ),
    )
    contact_others: Words = asks(
        "Orang lain yang mungkin mengangkat telepon",
        "Others who may answer",
        "text",
        private=True,
        default="",
        max_length=200,
    )
    do_not_contact: Words = asks(
        "Jangan pernah dihubungi", "Never to be contacted", "text", private=True, default="", max_length=200
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
        "Korban", "Victims", "list", private=True, default=(), max_length=MOST_PEOPLE, validate_default=True
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
        "Risiko menurut penerima laporan", "Risk as first judged", "radio", labels=RISK, default="unassessed"
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

    @field_validator("incident_region")
    @classmethod
    def _is_elsewhere(cls, region: str | None, info: ValidationInfo) -> str | None:
        kelurahan = info.data.get("kelurahan")
        if region is None or kelurahan is None:
            return region
        if kelurahan == NOWHERE and region in LABELS:
            raise contradiction(
                "region_is_a_kelurahan",
                f"Kode ini Kelurahan {LABELS[region].id}; pilih itu sebagai tempat kejadian, atau kosongkan kode.",
                f"This code is Kelurahan {LABELS[region].en}; choose it as the place, or leave the code empty.",
            )
        if kelurahan == OUTSIDE and region.startswith(METRO):
            raise contradiction(
                "region_is_metro",
                "Kode ini di Kota Metro; pilih kelurahannya, atau kosongkan kode.",
                "This code is in Kota Metro; choose the kelurahan, or leave the code empty.",
            )
        if kelurahan not in (OUTSIDE, NOWHERE) and not kelurahan.startswith(region):
            raise contradiction(
                "kelurahan_not_in_region",
                "Kelurahan yang dipilih tidak di wilayah ini; perbaiki salah satunya.",
                "The kelurahan chosen is not in this region; correct one of them.",
            )
        return region

    @field_validator("safe_contact")
    @classmethod
    def _is_as_wanted(cls, contact: str, info: ValidationInfo) -> str:
        how: ContactHow = info.data.get("contact_how", "unknown")
        if how == "they_return" and contact:
            raise contradiction(
                "contact_not_wanted",
                "Menurut jawaban di atas ia tidak dihubungi; kosongkan, atau pilih caranya.",
                "By the answer above nobody contacts them; leave this empty, or choose how.",
            )
        if how in ("phone", "message") and not contact:
            raise contradiction(
                "contact_without_number",
                "Tulis nomornya, atau pilih cara lain.",
                "Give the number, or choose another way.",
            )
        return contact

    @field_validator("incident_is_estimated")
    @classmethod
    def _has_a_date(cls, estimated: bool, info: ValidationInfo) -> bool:
        if estimated and info.data.get("incident_on", ...) is None:
            raise contradiction(
                "estimate_of_nothing",
                "Belum ada tanggal kejadian; tulis kira-kiranya, atau lepaskan centang ini.",
                "There is no date of the incident; give the estimate, or clear this.",
            )
        return estimated

    @field_validator("incident_on")
    @classmethod
    def _came_first(cls, incident: date | None, info: ValidationInfo) -> date | None:
        taken: datetime | None = info.data.get("taken_at")
        if incident is not None and taken is not None and incident > taken.astimezone(WIB).date():
            raise contradiction(
                "after_the_report",
                "Kejadian sesudah laporan diterima; periksa kedua tanggalnya.",
                "The incident is after the report was taken; check both dates.",
            )
        return incident

    @field_validator("victims")
    @classmethod
    def _were_born(cls, victims: tuple[VictimEntry, ...], info: ValidationInfo) -> tuple[VictimEntry, ...]:
        incident, today = info.data.get("incident_on"), day_of(info)
        check_ages(victims, incident, today, estimated=bool(info.data.get("incident_is_estimated")))
        check_childs_forms(victims, incident, today)
        check_nobody_twice(victims)
        return victims

    @field_validator("victims")
    @classmethod
    def _fit_the_category(cls, victims: tuple[VictimEntry, ...], info: ValidationInfo) -> tuple[VictimEntry, ...]:
        incident, today = info.data.get("incident_on"), day_of(info)
        _insist_on(info.data.get("category"), told_of(victims, (), incident, today))
        return victims

    @field_validator("perpetrators")
    @classmethod
    def _name_known_victims(
        cls, perpetrators: tuple[PerpetratorEntry, ...], info: ValidationInfo
    ) -> tuple[PerpetratorEntry, ...]:
        if "victims" in info.data:
            check_victims_exist(perpetrators, max(len(info.data["victims"]), 1))
        incident, estimated = info.data.get("incident_on"), bool(info.data.get("incident_is_estimated"))
        check_ages(perpetrators, incident, day_of(info), estimated=estimated)
        check_nobody_twice(perpetrators)
        return perpetrators

    @field_validator("perpetrators")
    @classmethod
    def _are_who_they_can_be(
        cls, perpetrators: tuple[PerpetratorEntry, ...], info: ValidationInfo
    ) -> tuple[PerpetratorEntry, ...]:
        victims: tuple[VictimEntry, ...] = info.data.get("victims", ())
        check_nobody_harms_herself(victims, perpetrators)
        check_relations(victims, perpetrators)
        if "victims" in info.data:
            told = told_of(victims, perpetrators, info.data.get("incident_on"), day_of(info))
            _insist_on(info.data.get("category"), told)
        return perpetrators

    @model_validator(mode="after")
    def _reaches_nobody_who_is_accused(self) -> Self:
        check_reporter(self.reporter_name, self.perpetrators)
        check_contact(self.safe_contact, self.do_not_contact, self.perpetrators)
        return self


def _insist_on(category: Category | None, told: Told) -> None:
    wrong = contradicts(category, told) if category is not None else None
    if wrong is not None:
        raise contradiction(wrong[0], wrong[1].id, wrong[1].en)
