"""Repetition: what happens now is a new incident between two who were in a case before (R07)."""

from collections.abc import Mapping
from typing import Any

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts, Relation
from workflows.forms.steps import EarlierCase

RECORD = "Pencatatan kasus Omah Peluk (P)"


@guard("R07", reads=("victims", "perpetrators"), needs_form=True)
def names_a_known_pair(situation: Situation) -> Refusal | None:
    """R07. An earlier case is one of a pair that is on record here."""
    facts: CaseFacts = situation.facts
    form: EarlierCase = situation.form
    victims = {one.number for one in facts.victims}
    perpetrators = {one.number for one in facts.perpetrators}
    if form.victim in victims and form.perpetrator in perpetrators:
        return None
    return Refusal(
        rule="R07",
        code="UNKNOWN_PAIR",
        reason=Text(
            "Korban atau terlapor dengan nomor ini tidak tercatat.", "No victim or alleged perpetrator has this number."
        ),
        basis=RECORD,
        lifted_by=Text("Lengkapi data orang lebih dahulu.", "Describe the people first."),
    )


def linking(situation: Situation) -> Mapping[str, Any]:
    """The pair has an earlier case from now on; what it is to each other stays."""
    facts: CaseFacts = situation.facts
    form: EarlierCase = situation.form
    pairs = {(one.victim, one.perpetrator): one for one in facts.relations}
    known = pairs.get((form.victim, form.perpetrator)) or Relation(victim=form.victim, perpetrator=form.perpetrator)
    pairs[form.victim, form.perpetrator] = known.model_copy(update={"earlier_case": True})
    return {
        "relations": tuple(pairs[pair] for pair in sorted(pairs)),
        "earlier_numbers": tuple(dict.fromkeys((*facts.earlier_numbers, form.earlier_number))),
    }
