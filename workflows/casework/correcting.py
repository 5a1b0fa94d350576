"""The rules on correcting a victim's record: it mends what is meant, and leaves nothing that cannot be (R01, R05)."""

from collections.abc import Iterable

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.assessing import RECORD
from workflows.casework.beginning import described_perpetrators, described_victims
from workflows.facts.case import CaseFacts
from workflows.forms.assessing import Correction, People
from workflows.forms.who_is_who import impossible

Ages = tuple[int | None, int | None]
"""Then and now."""


@guard("R01", reads=("victims",), needs_form=True)
def strikes_what_was_meant(situation: Situation) -> Refusal | None:
    """R01. Whoever mends an age does not strike all violence with it, because no form was ticked again."""
    form: Correction = situation.form
    facts: CaseFacts = situation.facts
    struck = [victim for victim in facts.victims if victim.number == form.victim and victim.harmed]
    if form.forms or form.sexual_forms or not form.corrects_more_than_forms or not struck:
        return None
    return Refusal(
        rule="R01",
        code="STRIKES_ALL",
        reason=Text(
            "Tanpa bentuk kekerasan, koreksi ini juga mencoret semua kekerasan yang tercatat.",
            "With no form of violence this correction also strikes all violence on record.",
        ),
        basis=RECORD,
        lifted_by=Text(
            "Centang bentuk yang benar; bila memang tidak ada kekerasan, koreksi itu tersendiri.",
            "Tick the right forms; where there was no violence, make that a correction of its own.",
        ),
    )


@guard("R05", reads=("victims",), needs_form=True)
def corrected_ages_agree(situation: Situation) -> Refusal | None:
    """R05. Nobody was older at the incident than now, also where only one of the two is mended."""
    form: Correction = situation.form
    facts: CaseFacts = situation.facts
    return older_then_than_now(
        (
            victim.age_at_incident if form.age_at_incident is None else form.age_at_incident,
            victim.age_now if form.age_now is None else form.age_now,
        )
        for victim in facts.victims
        if victim.number == form.victim and form.kind == "entry_error"
    )


@guard("R05", reads=("victims", "perpetrators", "incident_on"), needs_form=True)
def described_ages_agree(situation: Situation) -> Refusal | None:
    """R05. Nobody was older at the incident than now, also where one of the two was told before."""
    form: People = situation.form
    facts: CaseFacts = situation.facts
    victims = described_victims(facts.victims, form.victims, facts.incident_on, situation.now)
    accused, _ = described_perpetrators(
        facts.perpetrators, (), form.perpetrators, victims, facts.incident_on, situation.now
    )
    return older_then_than_now(
        (*((one.age_at_incident, one.age_now) for one in victims), *((one.age_at_incident, one.age) for one in accused))
    )


@guard("R16", reads=("victims", "perpetrators", "relations", "incident_on"), needs_form=True)
def described_relations_can_be(situation: Situation) -> Refusal | None:
    """R16. Nobody is to somebody what at their ages nobody is, also where one of the two was described before."""
    form: People = situation.form
    facts: CaseFacts = situation.facts
    victims = described_victims(facts.victims, form.victims, facts.incident_on, situation.now)
    accused, relations = described_perpetrators(
        facts.perpetrators, facts.relations, form.perpetrators, victims, facts.incident_on, situation.now
    )
    theirs = {one.number: (one.age_now, one.marital) for one in victims}
    others = {one.number: (one.age, one.marital) for one in accused}
    for one in relations:
        wrong = impossible(one.kind, theirs[one.victim], others[one.perpetrator])
        if wrong is not None and one not in facts.relations:
            return Refusal(
                rule="R16",
                code="IMPOSSIBLE_RELATION",
                reason=Text(
                    f"Korban nomor {one.victim}, terlapor nomor {one.perpetrator}: {wrong.id}",
                    f"Victim number {one.victim}, alleged perpetrator number {one.perpetrator}: {wrong.en}",
                ),
                basis=RECORD,
                lifted_by=Text("Perbaiki umur, status, atau hubungannya.", "Correct age, status or relation."),
            )
    return None


def older_then_than_now(ages: Iterable[Ages], rule: str = "R05") -> Refusal | None:
    """The refusal where somebody would have been older at the incident than now."""
    if not any(then is not None and now is not None and then > now for then, now in ages):
        return None
    return Refusal(
        rule=rule,
        code="OLDER_THEN_THAN_NOW",
        reason=Text("Umur saat kejadian melebihi umur sekarang.", "The age at the incident exceeds the age now."),
        basis=RECORD,
        lifted_by=Text("Perbaiki salah satunya.", "Correct one of them."),
    )
