"""The legal basis on which an identity leaves the kelurahan, judged for each person it belongs to (R24)."""

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts, Victim
from workflows.facts.vocabulary import House

PDP_20_25 = "UU PDP 27/2022 Pasal 20, 25"

CHILD_BASES = frozenset({"legal_obligation", "public_duty"})


@guard("R24", reads=("victims", "immediate"), needs_form=True)
def legal_basis_to_uptd(situation: Situation) -> tuple[Refusal, ...]:
    """R24. The legal basis fits every person whose identity goes to UPTD (UU PDP 27/2022 art. 20, 25)."""
    return _unfit_bases(situation, "UPTD")


@guard("R24", reads=("victims", "immediate"), needs_form=True)
def legal_basis_to_puspaga(situation: Situation) -> tuple[Refusal, ...]:
    """R24. The legal basis fits every person whose identity goes to PUSPAGA (UU PDP 27/2022 art. 20, 25)."""
    return _unfit_bases(situation, "PUSPAGA")


def _unfit_bases(situation: Situation, house: House) -> tuple[Refusal, ...]:
    facts: CaseFacts = situation.facts
    chosen = situation.form.legal_basis
    carried = set(situation.form.victims_carried)
    return tuple(
        _unfit(victim, fitting)
        for victim in facts.victims
        if (not carried or victim.number in carried) and chosen not in (fitting := fitting_bases(facts, victim, house))
    )


def fitting_bases(facts: CaseFacts, victim: Victim, house: House) -> frozenset[str]:
    """Who is not known to be an adult may go on either footing: a duty does not wait for a birth date."""
    adult = {"consent"}
    if facts.immediate:
        adult.add("vital_interest")
    if house == "UPTD" and victim.sexual_ever:
        adult.add("legal_obligation")
    if victim.child_now:
        return CHILD_BASES
    return frozenset(adult) if victim.adult_now else frozenset(adult) | CHILD_BASES


def _unfit(victim: Victim, fitting: frozenset[str]) -> Refusal:
    listed = ", ".join(sorted(fitting))
    return Refusal(
        rule="R24",
        code="LEGAL_BASIS",
        reason=Text(
            f"Dasar hukum ini tidak berlaku untuk korban nomor {victim.number}; yang berlaku: {listed}.",
            f"This legal basis does not fit victim number {victim.number}; fitting: {listed}.",
        ),
        basis=PDP_20_25,
        lifted_by=Text(
            "Pilih dasar hukum yang berlaku, atau rujuk tiap korban tersendiri.",
            "Choose a basis that fits, or refer each victim separately.",
        ),
    )
