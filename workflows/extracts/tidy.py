"""Cases as tidy tables: a row per case, victim, alleged perpetrator, pair, victim × form, victim × service.

Closed values only, in the shape that SIMFONI PPA asks for (R29); its official codes are not public, so these are ours,
with a dictionary.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from engine.definition import Text
from workflows.facts.case import CaseFacts, Perpetrator, Victim, age_band
from workflows.facts.referral import ReferralFacts
from workflows.facts.vocabulary import (
    AGE_BAND,
    AGGRAVATING,
    ANSWER,
    CATEGORY,
    CHANNEL,
    COMPLETION,
    EDUCATION,
    END_REASON,
    HOUSE,
    IMMEDIATE,
    MARITAL,
    PLACE,
    RELATIONSHIP,
    REPORTING,
    RISK,
    SERVICE,
    SEX,
    SEXUAL_VIOLENCE,
    VIOLENCE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """`values`: what may stand here, where that is a list. `of` takes the row's thing, by default its attribute of the
    column's name."""

    name: str
    title: Text
    values: Mapping[str, Text] | None = None
    of: Callable[[Any], Any] | None = None

    def read(self, thing: Any) -> Any:
        """One value; several of a list are joined by a space."""
        found = (self.of or attrgetter(self.name))(thing)
        return " ".join(map(str, found)) if isinstance(found, tuple) else found


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` finds in the facts of a case, or of its referrals, what stands in a row each. Every row begins with the
    number of the case."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[Any], Iterable[Any]]
    of_referrals: bool = False


@dataclass(frozen=True, slots=True)
class Suffered:
    """A victim and one form of violence, with the sub-form where it is sexual."""

    victim: int
    form: str
    sub_form: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    victim: int
    receiver: str
    service: str


def _one(facts: CaseFacts) -> tuple[CaseFacts]:
    return (facts,)


def _victims(facts: CaseFacts) -> Iterable[Victim]:
    return facts.victims


def _perpetrators(facts: CaseFacts) -> Iterable[Perpetrator]:
    return facts.perpetrators


def _suffered(facts: CaseFacts) -> Iterator[Suffered]:
    for victim in facts.victims:
        for form in victim.forms:
            if form == "sexual" and victim.sexual_forms:
                yield from (Suffered(victim.number, form, sub) for sub in victim.sexual_forms)
            else:
                yield Suffered(victim.number, form)


def _served(facts: ReferralFacts) -> Iterator[Served]:
    for victim in facts.victims:
        yield from (Served(victim.number, facts.receiver, service) for service in facts.services)


NUMBER = Text("Nomor urut dalam kasus", "Number within the case")
VICTIM = Text("Nomor urut korban", "Number of the victim")

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "cases",
        Text("Kasus", "Cases"),
        (
            Column("kelurahan", Text("Kode kelurahan", "Code of the kelurahan")),
            Column("first_report_at", Text("Pertama kali dilaporkan", "First reported")),
            Column("channel", Text("Cara melapor", "How it came in"), CHANNEL),
            Column("anonymous", Text("Tanpa nama", "Anonymous")),
            Column("reporter_relation", Text("Hubungan pelapor", "Who reports"), REPORTING),
            Column("incident_on", Text("Tanggal kejadian", "Date of the incident")),
            Column(
                "date_is_estimated",
                Text("Tanggal dikira-kira", "The date is an estimate"),
                of=attrgetter("incident_is_estimated"),
            ),
            Column("place", Text("Tempat kejadian", "Place"), PLACE),
            Column("category", Text("Kategori", "Category"), CATEGORY),
            Column("risk", Text("Risiko", "Risk"), RISK),
            Column("immediate", Text("Kedaruratan", "Emergency"), IMMEDIATE),
            Column("aggravating", Text("Yang memberatkan", "Aggravating"), AGGRAVATING),
            Column("police_reported_on", Text("Dilaporkan ke polisi", "Reported to the police")),
            Column("end_reason", Text("Alasan berakhir", "Why it ended"), {**END_REASON, **COMPLETION}),
        ),
        _one,
    ),
    Sheet(
        "victims",
        Text("Korban", "Victims"),
        (
            Column("number", NUMBER),
            Column(
                "age_band",
                Text("Umur saat kejadian", "Age at the incident"),
                AGE_BAND,
                lambda one: age_band(one.age_at_incident),
            ),
            Column("age_is_estimated", Text("Umur dikira-kira", "The age is an estimate")),
            Column("sex", Text("Jenis kelamin", "Sex"), SEX),
            Column("marital", Text("Status perkawinan", "Marital status"), MARITAL),
            Column("education", Text("Pendidikan", "Education"), EDUCATION),
            Column("disabled", Text("Disabilitas", "Disability"), ANSWER),
            Column("pregnant", Text("Hamil", "Pregnant"), ANSWER),
        ),
        _victims,
    ),
    Sheet(
        "perpetrators",
        Text("Terlapor", "Alleged perpetrators"),
        (
            Column("number", NUMBER),
            Column("age_band", Text("Umur", "Age"), AGE_BAND, lambda one: age_band(one.age)),
            Column("sex", Text("Jenis kelamin", "Sex"), SEX),
        ),
        _perpetrators,
    ),
    Sheet(
        "relations",
        Text("Hubungan", "Relations"),
        (
            Column("victim", VICTIM),
            Column("perpetrator", Text("Terlapor", "Alleged perpetrator")),
            Column("kind", Text("Hubungan", "Relation"), RELATIONSHIP),
        ),
        attrgetter("relations"),
    ),
    Sheet(
        "victim_forms",
        Text("Korban × bentuk", "Victim × form"),
        (
            Column("victim", VICTIM),
            Column("form", Text("Bentuk kekerasan", "Form of violence"), VIOLENCE),
            Column("sub_form", Text("Jenis kekerasan seksual", "Kind of sexual violence"), SEXUAL_VIOLENCE),
        ),
        _suffered,
    ),
    Sheet(
        "victim_services",
        Text("Korban × layanan", "Victim × service"),
        (
            Column("victim", VICTIM),
            Column("receiver", Text("Lembaga", "Agency"), HOUSE),
            Column("service", Text("Layanan", "Service"), SERVICE),
        ),
        _served,
        of_referrals=True,
    ),
)
