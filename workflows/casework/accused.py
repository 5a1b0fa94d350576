"""The rules on the age of who is accused: a child stays one on record, unless two persons correct it (R18)."""

from collections.abc import Mapping
from typing import Any

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.assessing import RECORD
from workflows.casework.beginning import described_perpetrators, youngest_juvenile
from workflows.casework.correcting import older_then_than_now
from workflows.casework.settling import SPPA
from workflows.facts.case import CaseFacts, Perpetrator
from workflows.forms.assessing import AgeCorrection, People


@guard("R18", reads=("perpetrators", "incident_on"), needs_form=True)
def no_accused_child_becomes_adult(situation: Situation) -> Refusal | None:
    """R18. What is due to an alleged perpetrator who is a child (UU SPPA art. 20, 32) is not lifted by describing him
    again: that is a correction, by two persons.
    """
    facts: CaseFacts = situation.facts
    form: People = situation.form
    after, _ = described_perpetrators(facts.perpetrators, (), form.perpetrators, (), facts.incident_on, situation.now)
    if not any(old.juvenile and not new.juvenile for old, new in zip(facts.perpetrators, after, strict=False)):
        return None
    return Refusal(
        rule="R18",
        code="AGE_NEEDS_CORRECTION",
        reason=Text("Terlapor anak tidak diubah menjadi dewasa di sini.", "A child accused is not made an adult here."),
        basis=SPPA,
        lifted_by=Text(
            "Penyelia atau UPTD mengoreksi umurnya dengan orang kedua.",
            "Supervisor or UPTD corrects the age with a second person.",
        ),
    )


@guard("R18", reads=("perpetrators",), needs_form=True)
def corrects_somebody_accused(situation: Situation) -> Refusal | None:
    """R18. Whose age is corrected is on record."""
    form: AgeCorrection = situation.form
    facts: CaseFacts = situation.facts
    if any(one.number == form.perpetrator for one in facts.perpetrators):
        return None
    return Refusal(
        rule="R18",
        code="UNKNOWN_PERPETRATOR",
        reason=Text(
            f"Tidak ada terlapor nomor {form.perpetrator}.",
            f"There is no alleged perpetrator number {form.perpetrator}.",
        ),
        basis=RECORD,
        lifted_by=Text("Pilih nomor terlapor yang tercatat.", "Give the number of somebody on record."),
    )


@guard("R18", reads=("perpetrators",), needs_form=True)
def accused_was_not_older(situation: Situation) -> Refusal | None:
    """R18. Nobody was older at the incident than now, also where only one of the two is mended."""
    form: AgeCorrection = situation.form
    facts: CaseFacts = situation.facts
    mended = [_mended(one, form) for one in facts.perpetrators if one.number == form.perpetrator]
    return older_then_than_now(((one.age_at_incident, one.age) for one in mended), "R18")


def correcting_accused(situation: Situation) -> Mapping[str, Any]:
    form: AgeCorrection = situation.form
    facts: CaseFacts = situation.facts
    perpetrators = tuple(_mended(one, form) if one.number == form.perpetrator else one for one in facts.perpetrators)
    return {"perpetrators": perpetrators, "child_perpetrator": youngest_juvenile(perpetrators)}


def _mended(one: Perpetrator, form: AgeCorrection) -> Perpetrator:
    told = {"age": form.age_now, "age_at_incident": form.age_at_incident}
    return one.model_copy(update={name: age for name, age in told.items() if age is not None})
