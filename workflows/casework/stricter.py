"""What a case takes up of its duplicate: one rule for each closed fact, and the earlier and stricter one wins.

    time        the earlier: report, first report (R03), protection, classification
    harm        everything that was ever told of anybody; a yes overrules a no
    age         the youngest that is known: a child stays a child
    risk        the higher; every criterion of both
    refusals    only what was said in both
    waiting     whoever waits for the psychologist keeps her place
    papers      a no in either is a no

Whoever is equal in both stands once. What is the case's own work (its consultations, referrals, booked visits,
follow-ups, its house) stays as it is here, and is in the history of the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workflows.casework.beginning import youngest_juvenile
from workflows.facts.case import CaseFacts, Perpetrator, Relation, Victim, Withdrawal, Written
from workflows.facts.classification import ordered, with_forms
from workflows.facts.vocabulary import Risk
from workflows.forms.merging import Absorption, SamePerson

Numbers = Mapping[int, int]
"""Number in the duplicate: number in the case that goes on."""

RANK = {"low": 0, "unassessed": 1, "medium": 1, "high": 2}
"""Unassessed counts as medium (R10)."""


class Stricter(Mapping[str, Any]):
    """The facts that a case takes up, each worked out when it is looked at."""

    def __init__(self, own: CaseFacts, form: Absorption) -> None:
        self._own, self._form = own, form

    def __getitem__(self, name: str) -> Any:
        return TAKEN_UP[name](self._own, self._form)

    def __contains__(self, name: object) -> bool:
        return name in TAKEN_UP

    def __iter__(self) -> Iterator[str]:
        return iter(TAKEN_UP)

    def __len__(self) -> int:
        return len(TAKEN_UP)


Rule = Callable[[CaseFacts, Absorption], Any]


def _earlier(name: str) -> Rule:
    def rule(own: CaseFacts, form: Absorption) -> Any:
        return earliest(getattr(own, name), getattr(form.told, name))

    return rule


def _ours_first(name: str) -> Rule:
    """Ours, and theirs where nothing is known here."""

    def rule(own: CaseFacts, form: Absorption) -> Any:
        here = getattr(own, name)
        return getattr(form.told, name) if here in (None, "unknown") else here

    return rule


def _either(name: str) -> Rule:
    def rule(own: CaseFacts, form: Absorption) -> Any:
        return yes_wins(getattr(own, name), getattr(form.told, name))

    return rule


def _true_in_either(name: str) -> Rule:
    def rule(own: CaseFacts, form: Absorption) -> Any:
        return getattr(own, name) or getattr(form.told, name)

    return rule


def _no_wins(name: str) -> Rule:
    def rule(own: CaseFacts, form: Absorption) -> Any:
        return "no" if getattr(form.told, name) == "no" else getattr(own, name)

    return rule


def _both(name: str) -> Rule:
    """In the order in which they stand here, then there."""

    def rule(own: CaseFacts, form: Absorption) -> Any:
        return tuple(dict.fromkeys((*getattr(own, name), *getattr(form.told, name))))

    return rule


def earliest(*moments: Any) -> Any:
    return min((one for one in moments if one is not None), default=None)


def yes_wins(ours: str, theirs: str) -> str:
    """A yes of anybody, else what is known here, else what is known there."""
    return "yes" if "yes" in (ours, theirs) else theirs if ours == "unknown" else ours


# --- the people


def victims(own: CaseFacts, form: Absorption) -> tuple[Victim, ...]:
    numbers = victims_here(own, form)
    known = {one.number: one for one in own.victims}
    for other in form.told.victims:
        if other.number in numbers:
            number = numbers[other.number]
            known[number] = _victim(known.get(number, Victim(number=number)), other)
    return tuple(known[number] for number in sorted(known))


def perpetrators(own: CaseFacts, form: Absorption) -> tuple[Perpetrator, ...]:
    numbers = perpetrators_here(own, form)
    known = {one.number: one for one in own.perpetrators}
    for other in form.told.perpetrators:
        number = numbers[other.number]
        known[number] = _perpetrator(known.get(number, Perpetrator(number=number)), other)
    return tuple(known[number] for number in sorted(known))


def relations(own: CaseFacts, form: Absorption) -> tuple[Relation, ...]:
    """An earlier case of a pair stays one; where the two cases say different things of a pair, it is not spouses."""
    victims_of, perpetrators_of = victims_here(own, form), perpetrators_here(own, form)
    pairs = {(one.victim, one.perpetrator): one for one in own.relations}
    for other in form.told.relations:
        pair = victims_of.get(other.victim), perpetrators_of.get(other.perpetrator)
        if pair[0] is None or pair[1] is None:
            continue
        here = pairs.get((pair[0], pair[1]))
        kinds = [one.kind for one in (here, other) if one is not None and one.kind != "unknown"]
        pairs[pair[0], pair[1]] = Relation(
            victim=pair[0],
            perpetrator=pair[1],
            kind=next((one for one in kinds if one != "spouse"), kinds[0] if kinds else "unknown"),
            earlier_case=other.earlier_case or (here is not None and here.earlier_case),
        )
    return tuple(pairs[pair] for pair in sorted(pairs))


def withdrawals(own: CaseFacts, form: Absorption) -> tuple[Withdrawal, ...]:
    numbers = victims_here(own, form)
    known = {one.victim: one for one in own.withdrawals}
    for other in form.told.withdrawals:
        if (number := numbers.get(other.victim)) is not None and number not in known:
            known[number] = Withdrawal(victim=number, at=other.at)
    return tuple(known[number] for number in sorted(known))


def victims_here(own: CaseFacts, form: Absorption) -> Numbers:
    return _numbers(told_victims(form.told), [one.number for one in own.victims], form.same_victims)


def told_victims(theirs: CaseFacts) -> list[int]:
    """A victim of whom the duplicate says nothing is none of its own."""
    return [one.number for one in theirs.victims if one != Victim(number=one.number)]


def perpetrators_here(own: CaseFacts, form: Absorption) -> Numbers:
    told = [one.number for one in form.told.perpetrators]
    return _numbers(told, [one.number for one in own.perpetrators], form.same_perpetrators)


def _numbers(told: list[int], own: list[int], same: Iterable[SamePerson]) -> Numbers:
    """Who is known to be the same; where each case has but one, and nothing says that they are two, it is that one;
    everybody else is new here.
    """
    found = {one.theirs: one.ours for one in same if one.theirs in told and one.ours in own}
    if len(told) == len(own) == 1 and not any(one.theirs == told[0] for one in same):
        found = {told[0]: own[0]}
    following = max(own, default=0)
    for number in told:
        if number not in found:
            following += 1
            found[number] = following
    return found


def _victim(ours: Victim, theirs: Victim) -> Victim:
    told = {
        "age_now": earliest(ours.age_now, theirs.age_now),
        "age_at_incident": earliest(ours.age_at_incident, theirs.age_at_incident),
        "age_is_estimated": ours.age_is_estimated or theirs.age_is_estimated,
        "education": ours.education or theirs.education,
        "accommodation": tuple(dict.fromkeys((*ours.accommodation, *theirs.accommodation))),
        **{name: _known(ours, theirs, name) for name in ("sex", "marital")},
        **{
            name: yes_wins(getattr(ours, name), getattr(theirs, name))
            for name in ("disabled", "pregnant", "hinders_daily_work")
        },
    }
    both = with_forms(ours.model_copy(update=told), theirs.forms, theirs.sexual_forms)
    ever = {
        "forms_ever": ordered((*both.forms_ever, *theirs.forms_ever)),
        "sexual_ever": both.sexual_ever or theirs.sexual_ever,
    }
    return both.model_copy(update=ever)


def _perpetrator(ours: Perpetrator, theirs: Perpetrator) -> Perpetrator:
    told = {
        "age": earliest(ours.age, theirs.age),
        "age_at_incident": earliest(ours.age_at_incident, theirs.age_at_incident),
        "age_is_estimated": ours.age_is_estimated or theirs.age_is_estimated,
        "education": ours.education or theirs.education,
        "works_here": yes_wins(ours.works_here, theirs.works_here),
        "do_not_contact": ours.do_not_contact or theirs.do_not_contact,
        **{name: _known(ours, theirs, name) for name in ("sex", "marital")},
    }
    return ours.model_copy(update=told)


def _known(ours: Any, theirs: Any, name: str) -> Any:
    here = getattr(ours, name)
    return getattr(theirs, name) if here == "unknown" else here


# --- risk and police


def higher(ours: Risk, theirs: Risk) -> Risk:
    """Theirs where it is higher, and an assessment before none. R10: what nobody has assessed there counts as medium
    here, for what was assessed here does not become unassessed.
    """
    counted: Risk = "medium" if theirs == "unassessed" else theirs
    if RANK[counted] > RANK[ours] or (ours == "unassessed" and theirs == "medium"):
        return counted
    return ours


def no_complaint(own: CaseFacts, form: Absorption) -> bool:
    """R03. A decision not to complain was about what this case knew: it does not cover what comes with the other."""
    return own.no_complaint and (form.told.no_complaint or not form.told.sexual_ever)


# --- the reporters


def reporters(own: CaseFacts, form: Absorption) -> tuple[str, ...]:
    """Whoever reported the duplicate is written to from here."""
    return tuple(dict.fromkeys((*own.reporters, *((form.number,) if form.told.holds_receipt else ()))))


def written(own: CaseFacts, form: Absorption) -> tuple[Written, ...]:
    """Who wrote there and has no answer waits here, since then."""
    known = {one.report: one for one in own.written}
    for other in form.told.written:
        known.setdefault(form.number, Written(report=form.number, since=other.since))
    return tuple(known.values())


TAKEN_UP: Mapping[str, Rule] = {
    **{
        name: _earlier(name)
        for name in (
            "taken_at", "first_report_at", "sexual_since", "protected_since", "police_reported_on",
            "police_confirmed_at", "visit_wanted_at",
        )
    },
    **{name: _either(name) for name in ("danger_now",)},
    **{name: _ours_first(name) for name in ("place", "incident_on", "incident_region", "category")},
    **{name: _true_in_either(name) for name in ("weapon_ever", "withheld")},
    **{name: _no_wins(name) for name in ("victim_request_written", "assessed_free_of_pressure", "agreement_signed")},
    **{name: _both(name) for name in ("immediate", "aggravating", "earlier_numbers", "kept_out")},
    "victims": victims,
    "perpetrators": perpetrators,
    "relations": relations,
    "withdrawals": withdrawals,
    "child_perpetrator": lambda own, form: youngest_juvenile(perpetrators(own, form)),
    "stated_risk": lambda own, form: higher(own.stated_risk, form.told.risk),
    "no_complaint": no_complaint,
    "referral_refused": lambda own, form: own.referral_refused and form.told.referral_refused,
    "protection_from": lambda own, form: (form.told if own.protection_from is None else own).protection_from,
    "protection_law": lambda own, form: (form.told if own.protection_from is None else own).protection_law,
    "reporters": reporters,
    "written": written,
    "absorbed": lambda own, form: tuple(dict.fromkeys((*own.absorbed, form.number))),
}  # fmt: skip
