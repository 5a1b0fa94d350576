"""What follows from the facts of a case: its risk, whether it is protected, what counts as sexual, who was harmed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from workflows.facts.case import CaseFacts, Perpetrator, Relation, Victim, age_band
from workflows.facts.vocabulary import Answer, Barred, Risk, Violence

COMPLAINT_FORMS = frozenset({"nonphysical_harassment", "physical_harassment", "electronic"})
"""The forms of sexual violence that can be a complaint offence (TPKS art. 7, 14), for an adult without a disability."""


def classified(before: CaseFacts | None, after: CaseFacts, now: datetime) -> Mapping[str, Any]:
    """The computed facts. What is true from the report on counts from the report, what is found later from `now`.

    What was struck as an entry error never stood: disclosed in earnest, it counts from then.
    """
    since = after.taken_at if before is None else now
    risk = floored(after)
    sexual = any(victim.sexual_ever for victim in after.victims)
    protected = risk == "high" or sexual or bool(harmed_children(after))
    return {
        "risk": risk,
        "sexual_ever": sexual,
        "sexual_since": (after.sexual_since or since) if sexual else None,
        "no_complaint": after.no_complaint and _still_no_complaint(before, after),
        "weapon_ever": after.weapon_ever or "weapon" in after.immediate,
        "protected": protected,
        "protected_since": after.protected_since or (since if protected else None),
        "age_group": youngest_band(after.victims),
        "barred": barred(after),
    }


def floored(facts: CaseFacts) -> Risk:
    """R10: the stated risk, raised to the floor that the emergency criteria set.

    One aggravating criterion asks for at least medium until a recorded assessment says otherwise. Somebody in danger
    now counts as high until then: emergency first, assessment later (R08).
    """
    if facts.immediate or len(facts.aggravating) >= 2:
        return "high"
    if facts.danger_now == "yes" and not facts.assessed:
        return "high"
    if facts.aggravating and not facts.assessed and facts.stated_risk == "low":
        return "medium"
    return facts.stated_risk


def harmed_children(facts: CaseFacts) -> tuple[Victim, ...]:
    """The victims of violence who are under 18 today."""
    return tuple(victim for victim in facts.victims if victim.harmed and victim.child_now)


def children_then(facts: CaseFacts) -> tuple[Victim, ...]:
    """The victims of violence who were under 18 at the incident, whatever they are now."""
    return tuple(victim for victim in facts.victims if victim.harmed and victim.child_at_incident)


def complaint_can_be_left(facts: CaseFacts) -> bool:
    """R03. Whether all sexual violence on record is a complaint offence against an adult without a disability."""
    harmed = [victim for victim in facts.victims if victim.sexual_ever]
    return bool(harmed) and all(_may_choose_not_to_complain(victim) for victim in harmed)


def hindered(known: Answer, told: Answer) -> Answer:
    """R07. That an injury hinders daily work is not untold by who finds it healed; only a correction takes it back."""
    return "yes" if "yes" in (known, told) else known if told == "unknown" else told


def violence(facts: CaseFacts) -> bool:
    """Whether any violence was ever recorded, entry errors struck."""
    return any(victim.harmed for victim in facts.victims)


def child_perpetrators(facts: CaseFacts) -> tuple[Perpetrator, ...]:
    """R18. The alleged perpetrators of violence who were under 18 when it happened."""
    return tuple(one for one in facts.perpetrators if one.juvenile is not None) if violence(facts) else ()


def every_victim_adult(facts: CaseFacts) -> bool:
    return bool(facts.victims) and all(victim.adult_now for victim in facts.victims)


def moves_by_itself(facts: CaseFacts) -> bool:
    """Whether the cap may move this protected case without anybody's act.

    Not where every victim is an adult and either a free, informed refusal is recorded or all that happened lies in a
    childhood now past; an immediate criterion overrules both.
    """
    if facts.immediate or not every_victim_adult(facts):
        return True
    harmed = [victim for victim in facts.victims if victim.harmed]
    long_past = bool(harmed) and all(victim.child_at_incident for victim in harmed)
    return not (facts.referral_refused or long_past)


def relations_of(facts: CaseFacts, victim: Victim) -> tuple[Relation, ...]:
    return tuple(relation for relation in facts.relations if relation.victim == victim.number)


def barred(facts: CaseFacts) -> Barred | None:
    """R30. Who must not be contacted: a victim's own parent first."""
    numbers = {one.number for one in facts.perpetrators if one.do_not_contact}
    if not numbers:
        return None
    own = any(one.perpetrator in numbers and one.kind == "parent" for one in facts.relations)
    return "parent" if own else "other"


def youngest_band(victims: Iterable[Victim]) -> str:
    """The age group under which a case is listed: that of its youngest victim of known age."""
    return age_band(min((victim.age_now for victim in victims if victim.age_now is not None), default=None))


def with_forms(victim: Victim, forms: Iterable[str], sexual_forms: Iterable[str]) -> Victim:
    """The victim with more forms of violence: a disclosure adds and never takes away."""
    sexual = tuple(dict.fromkeys((*victim.sexual_forms, *sexual_forms)))
    now = ordered((*victim.forms, *forms, *(("sexual",) if sexual else ())))
    return victim.model_copy(
        update={
            "forms": now,
            "sexual_forms": sexual,
            "forms_ever": ordered((*victim.forms_ever, *now)),
            "sexual_ever": victim.sexual_ever or "sexual" in now,
        }
    )


def ordered(forms: Iterable[str]) -> tuple[Violence, ...]:
    """Without repetition, in the order of the word list, so that equal sets are equal facts."""
    chosen = frozenset(forms)
    return tuple(form for form in get_args(Violence) if form in chosen)


def _may_choose_not_to_complain(victim: Victim) -> bool:
    known_light = bool(victim.sexual_forms) and COMPLAINT_FORMS.issuperset(victim.sexual_forms)
    return known_light and _decides_on_a_complaint(victim)


def _decides_on_a_complaint(victim: Victim) -> bool:
    return victim.adult_at_incident and victim.adult_now and victim.disabled == "no"


def _still_no_complaint(before: CaseFacts | None, after: CaseFacts) -> bool:
    """R03. A decision not to complain covers what it knew: not a form told since, nor who is known since as a child or
    with a disability.
    """
    harmed = [victim for victim in after.victims if victim.sexual_ever]
    if not all(map(_decides_on_a_complaint, harmed)):
        return False
    if before is None or not before.no_complaint:
        return True
    known = {victim.number: set(victim.sexual_forms) for victim in before.victims if victim.sexual_ever}
    return all(victim.number in known and known[victim.number].issuperset(victim.sexual_forms) for victim in harmed)
