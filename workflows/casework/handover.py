"""What a case hands over when it opens a referral: closed facts, and of the identities only those it carries."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.definition import Opens, Situation
from workflows.facts.case import CaseFacts, Victim, age_band
from workflows.facts.classification import child_perpetrators, children_then, harmed_children
from workflows.facts.referral import Carried, ReferralFacts
from workflows.facts.sight import house_of
from workflows.facts.vocabulary import House, LegalBasis, Shared
from workflows.forms.referring import Sending, SendingToUptd
from workflows.office.roles import DINAS, HOUSE_STAFF, agency_group, kelurahan_group

REPORTED: Mapping[Shared, tuple[str, ...]] = {
    "narrative": ("happened",),
    "safe_contact": ("safe_contact", "contact_when", "code_word", "contact_others", "do_not_contact"),
    "wanted": ("wanted",),
    "first_help": ("first_help",),
}
"""What the report holds of each kind of data; who reported it stays in the kelurahan."""

PERSONAL: Mapping[Shared, str] = {
    "name": "name",
    "birth_date": "born_on",
    "nik": "nik",
    "phone": "phone",
    "address": "address",
}
"""What the entry of a victim holds of each kind of data. Age, sex and forms go along in closed facts."""


def to_uptd(situation: Situation) -> ReferralFacts:
    return _facts(situation, "UPTD")


def to_puspaga(situation: Situation) -> ReferralFacts:
    return _facts(situation, "PUSPAGA")


def with_identity(situation: Situation, private: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the victims carried and of the report what the sender shares, and what the sender adds."""
    form: Sending = situation.form
    carried = {victim.number for victim in _carried(situation)}
    victims = [_told(entry, form) for number, entry in enumerate(private.get("victims", ()), 1) if number in carried]
    told = [name for kind, names in REPORTED.items() if kind in form.shared for name in names]
    passed = {name: private[name] for name in told if private.get(name)}
    added = {"message": form.message, "consent_by": form.consent_by, "consent_scope": form.consent_scope}
    named = {"victims": victims} if any(victims) else {}
    return {**named, **passed, **{name: text for name, text in added.items() if text}}


def _told(entry: Mapping[str, Any], form: Sending) -> Mapping[str, Any]:
    return {name: entry[name] for kind, name in PERSONAL.items() if kind in form.shared and entry.get(name)}


def without_identity(_situation: Situation, _private: Mapping[str, Any]) -> Mapping[str, Any]:
    """The system's move carries the least data: its receiver reaches people through their kader."""
    return {}


def uptd_audience(situation: Situation) -> frozenset[str]:
    return _audience(situation, "UPTD")


def puspaga_audience(situation: Situation) -> frozenset[str]:
    return _audience(situation, "PUSPAGA")


TO_UPTD = Opens(workflow="referral", facts=to_uptd, private=with_identity, audience=uptd_audience)
TO_UPTD_LEAST = Opens(workflow="referral", facts=to_uptd, private=without_identity, audience=uptd_audience)
TO_PUSPAGA = Opens(workflow="referral", facts=to_puspaga, private=with_identity, audience=puspaga_audience)


def _audience(situation: Situation, house: House) -> frozenset[str]:
    """The receiver, Dinas, and the house that sends it; not a house from which the case is withheld (R31)."""
    facts: CaseFacts = situation.facts
    sender = house_of(facts)
    groups = {agency_group(house), DINAS}
    return frozenset(groups if sender is None or facts.withheld else {kelurahan_group(sender), *groups})


def _facts(situation: Situation, house: House) -> ReferralFacts:
    facts: CaseFacts = situation.facts
    form = _sending(situation)
    carried = _carried(situation)
    return ReferralFacts(
        receiver=house,
        kelurahan=house_of(facts) or facts.kelurahan,
        victims=tuple(_least(victim) if form is None else _shown(victim) for victim in carried),
        risk=facts.risk,
        protected=facts.protected,
        sexual=any(victim.sexual_ever for victim in carried),
        violence_against_a_child=any(victim.harmed and victim.child_at_incident for victim in carried),
        note="SPPA" if house == "UPTD" and child_perpetrators(facts) else None,
        child_perpetrator=facts.child_perpetrator if child_perpetrators(facts) else None,
        contact_how=facts.contact_how,
        least_data=form is None,
        sent_at=situation.now,
        legal_basis=_duty(facts) if form is None else form.legal_basis,
        consent_relation=None if form is None else form.consent_relation,
        consent_on=None if form is None else form.consent_on,
        shared=() if form is None else form.shared,
        kader=_contact(situation),
        delivery="letter" if form is not None and form.reached_by == "letter" else None,
        handover_region=form.handover_region if isinstance(form, SendingToUptd) else None,
    )


def _contact(situation: Situation) -> UUID | None:
    """Through whom the receiver reaches people: whoever works on the case, else the kader who sends it."""
    sender = situation.actor.id if situation.actor.role in HOUSE_STAFF else None
    return situation.case.owner or sender


def _sending(situation: Situation) -> Sending | None:
    """The sender's form; None where the case moves on the least data."""
    return situation.form if isinstance(situation.form, Sending) else None


def _carried(situation: Situation) -> tuple[Victim, ...]:
    facts: CaseFacts = situation.facts
    form = _sending(situation)
    chosen = set(form.victims_carried) if form is not None else set()
    return tuple(victim for victim in facts.victims if not chosen or victim.number in chosen)


def _shown(victim: Victim) -> Carried:
    return Carried(
        number=victim.number,
        age_band=age_band(victim.age_now),
        sex=victim.sex,
        accommodation=victim.accommodation,
        forms=victim.forms,
        sexual_forms=victim.sexual_forms,
    )


def _least(victim: Victim) -> Carried:
    """Number, age group and forms, and nothing else."""
    return Carried(number=victim.number, age_band=age_band(victim.age_now), forms=victim.forms)


def _duty(facts: CaseFacts) -> LegalBasis:
    """On which footing the system sends what it sends."""
    if facts.sexual_ever or children_then(facts) or harmed_children(facts):
        return "legal_obligation"
    return "vital_interest"
