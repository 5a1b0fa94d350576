"""A duplicate and the case it belongs to: both histories stay; the earlier clock and the stricter facts win.

Everybody of the duplicate has to be somebody in the case that goes on: who is missing there is described there first.
A duplicate that is reopened runs again by itself; what the other case took over, it keeps.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from engine.definition import Joins, Refusal, Situation, Text, guard
from workflows.beginning import youngest_juvenile
from workflows.classification import ordered
from workflows.facts import CaseFacts, Perpetrator, Relation, Victim
from workflows.forms.merging import Absorption, Duplicate, SamePerson
from workflows.vocabulary import Answer, Risk

POLICY = "Kebijakan Omah Peluk (P)"
ABSORB = "absorb-duplicate"

Same = Mapping[int, int]
"""Who of the duplicate is who here, by number."""

Somebody = TypeVar("Somebody", Victim, Perpetrator)


def handed_over(situation: Situation, number: str) -> Mapping[str, Any]:
    """What the case that goes on is told of its duplicate, whose number this is."""
    form: Duplicate = situation.form
    return {
        "number": number,
        "theirs": situation.facts,
        "same_victims": form.same_victims,
        "same_perpetrators": form.same_perpetrators,
    }


def goes_on_as(facts: CaseFacts) -> str | None:
    """The number of the case in which this one goes on, while it is merged."""
    return facts.duplicate_of


INTO = Joins("duplicate_of", ABSORB, handed_over)


def merging(_: Situation) -> Mapping[str, Any]:
    return {"end_reason": "merged"}


@guard("R15", reads=("uptd_returned_at",))
def owes_nothing_to_uptd(situation: Situation) -> Refusal | None:
    """R15. What UPTD gave back is owed by the case that it was given back to."""
    if situation.facts.uptd_returned_at is None:
        return None
    return Refusal(
        rule="R15",
        code="OWED_TO_UPTD",
        reason=Text(
            "UPTD mengembalikan kasus ini dan menunggu dikirimi lagi.", "UPTD returned this case and waits for it."
        ),
        basis=POLICY,
        lifted_by=Text("Gabungkan kasus yang lain ke kasus ini.", "Merge the other case into this one instead."),
    )


@guard("R16", reads=("victims", "perpetrators"), needs_form=True)
def everybody_is_here(situation: Situation) -> tuple[Refusal, ...]:
    """Each victim and each alleged perpetrator of the duplicate is one of this case."""
    facts: CaseFacts = situation.facts
    form: Absorption = situation.form
    theirs: CaseFacts = form.theirs
    refusals = []
    if not _all_matched(form.same_victims, theirs.victims, facts.victims):
        refusals.append(_missing("VICTIM_NOT_THERE", "korban", "victim"))
    if not _all_matched(form.same_perpetrators, theirs.perpetrators, facts.perpetrators):
        refusals.append(_missing("PERPETRATOR_NOT_THERE", "terlapor", "alleged perpetrator"))
    return tuple(refusals)


def absorbing(situation: Situation) -> Mapping[str, Any]:
    """The facts of this case with the stricter ones of its duplicate."""
    return _Stricter(situation.facts, situation.form)


# which wins


def _earlier(name: str) -> Callable[[CaseFacts, Absorption], Any]:
    def least(ours: CaseFacts, form: Absorption) -> Any:
        return _least(getattr(ours, name), getattr(form.theirs, name))

    return least


def _either(name: str) -> Callable[[CaseFacts, Absorption], Any]:
    def together(ours: CaseFacts, form: Absorption) -> Any:
        return getattr(ours, name) or getattr(form.theirs, name)

    return together


def _both(name: str) -> Callable[[CaseFacts, Absorption], Any]:
    def union(ours: CaseFacts, form: Absorption) -> tuple[Any, ...]:
        return _joined(getattr(ours, name), getattr(form.theirs, name))

    return union


def _victims(ours: CaseFacts, form: Absorption) -> tuple[Victim, ...]:
    same = _same(form.same_victims, form.theirs.victims, ours.victims)
    theirs = {same[one.number]: one for one in form.theirs.victims if one.number in same}
    return tuple(_victim(one, theirs[one.number]) if one.number in theirs else one for one in ours.victims)


def _victim(ours: Victim, theirs: Victim) -> Victim:
    """What either was said to have suffered; of two ages the younger."""
    sexual = _joined(ours.sexual_forms, theirs.sexual_forms)
    return _person(ours, theirs, "age_now", "age_at_incident").model_copy(
        update={
            "disabled": _yes(ours.disabled, theirs.disabled),
            "pregnant": _yes(ours.pregnant, theirs.pregnant),
            "hinders_daily_work": _yes(ours.hinders_daily_work, theirs.hinders_daily_work),
            "accommodation": _joined(ours.accommodation, theirs.accommodation),
            "forms": ordered((*ours.forms, *theirs.forms)),
            "sexual_forms": sexual,
            "forms_ever": ordered((*ours.forms_ever, *theirs.forms_ever)),
            "sexual_ever": ours.sexual_ever or theirs.sexual_ever,
        }
    )


def _perpetrators(ours: CaseFacts, form: Absorption) -> tuple[Perpetrator, ...]:
    same = _same(form.same_perpetrators, form.theirs.perpetrators, ours.perpetrators)
    theirs = {same[one.number]: one for one in form.theirs.perpetrators if one.number in same}
    return tuple(
        _person(one, theirs[one.number], "age", "age_at_incident").model_copy(
            update={"works_here": _yes(one.works_here, theirs[one.number].works_here)}
        )
        if one.number in theirs
        else one
        for one in ours.perpetrators
    )


def _relations(ours: CaseFacts, form: Absorption) -> tuple[Relation, ...]:
    """Each pair once; what is known here stays, unless nothing was."""
    victims = _same(form.same_victims, form.theirs.victims, ours.victims)
    perpetrators = _same(form.same_perpetrators, form.theirs.perpetrators, ours.perpetrators)
    pairs = {(one.victim, one.perpetrator): one for one in ours.relations}
    for one in form.theirs.relations:
        pair = (victims.get(one.victim, 0), perpetrators.get(one.perpetrator, 0))
        if 0 in pair:
            continue
        known = pairs.get(pair)
        kind = known.kind if known is not None and known.kind != "unknown" else one.kind
        earlier = one.earlier_case or (known is not None and known.earlier_case)
        pairs[pair] = Relation(victim=pair[0], perpetrator=pair[1], kind=kind, earlier_case=earlier)
    return tuple(pairs[pair] for pair in sorted(pairs))


def _withdrawals(ours: CaseFacts, form: Absorption) -> tuple[Any, ...]:
    """A consent that was withdrawn in either is withdrawn."""
    same = _same(form.same_victims, form.theirs.victims, ours.victims)
    known = {one.victim for one in ours.withdrawals}
    told = (one.model_copy(update={"victim": same.get(one.victim, 0)}) for one in form.theirs.withdrawals)
    return (*ours.withdrawals, *(one for one in told if one.victim and one.victim not in known))


def _stated_risk(ours: CaseFacts, form: Absorption) -> Risk:
    """The higher one; what nobody assessed counts as medium (R10)."""
    return min(ours.stated_risk, form.theirs.stated_risk, key=RISKS.index)


RISKS: Sequence[Risk] = ("high", "medium", "unassessed", "low")

WINS: Mapping[str, Callable[[CaseFacts, Absorption], Any]] = {
    "taken_at": _earlier("taken_at"),
    "first_report_at": _earlier("first_report_at"),
    "sexual_since": _earlier("sexual_since"),
    "protected_since": _earlier("protected_since"),
    "police_reported_on": _earlier("police_reported_on"),
    "police_confirmed_at": _earlier("police_confirmed_at"),
    "danger_now": lambda ours, form: _yes(ours.danger_now, form.theirs.danger_now),
    "victims": _victims,
    "perpetrators": _perpetrators,
    "relations": _relations,
    "child_perpetrator": lambda ours, form: youngest_juvenile(_perpetrators(ours, form)),
    "earlier_numbers": _both("earlier_numbers"),
    "absorbed": lambda ours, form: _joined(ours.absorbed, (*form.theirs.absorbed, form.number)),
    "barred": _either("barred"),
    "withheld": _either("withheld"),
    "kept_out": _both("kept_out"),
    "immediate": _both("immediate"),
    "aggravating": _both("aggravating"),
    "stated_risk": _stated_risk,
    "weapon_ever": _either("weapon_ever"),
    "no_complaint": lambda ours, form: ours.no_complaint and (form.theirs.no_complaint or not form.theirs.sexual_ever),
    "withdrawals": _withdrawals,
}
"""What of this case a duplicate can change, and to what. Every other fact stays as it is here."""


class _Stricter(Mapping[str, Any]):
    """The outcome of `WINS`, each fact worked out when it is looked at: a proof looks at few of them."""

    def __init__(self, ours: CaseFacts, form: Absorption) -> None:
        self._ours, self._form = ours, form

    def __getitem__(self, name: str) -> Any:
        return WINS[name](self._ours, self._form)

    def __contains__(self, name: object) -> bool:
        return name in WINS

    def __iter__(self) -> Iterator[str]:
        return iter(WINS)

    def __len__(self) -> int:
        return len(WINS)


REOPEN_FIRST = Refusal(
    rule="R16",
    code="REOPEN_FIRST",
    reason=Text("Sudah selesai di Omah Peluk.", "It is resolved locally."),
    basis=POLICY,
    lifted_by=Text("Buka kembali kasus itu, lalu gabungkan.", "Reopen that case, then merge."),
)


def _person(ours: Somebody, theirs: Somebody, *ages: str) -> Somebody:
    told: dict[str, Any] = {name: _least(getattr(ours, name), getattr(theirs, name)) for name in ages}
    told["age_is_estimated"] = ours.age_is_estimated or theirs.age_is_estimated
    for name in ("sex", "marital"):
        told[name] = getattr(theirs, name) if getattr(ours, name) == "unknown" else getattr(ours, name)
    told["education"] = ours.education or theirs.education
    return ours.model_copy(update=told)


def _least(ours: Any, theirs: Any) -> Any:
    """The smaller of two that are known."""
    known = [one for one in (ours, theirs) if one is not None]
    return min(known) if known else None


def _yes(ours: Answer, theirs: Answer) -> Answer:
    """A yes of either; else what is known."""
    if "yes" in (ours, theirs):
        return "yes"
    return theirs if ours == "unknown" else ours


def _joined(ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*ours, *theirs)))


def _same(
    told: Sequence[SamePerson], theirs: Sequence[Victim | Perpetrator], ours: Sequence[Victim | Perpetrator]
) -> Same:
    """Who is who, as told; where each side has one person and nothing is told, they are one."""
    if not told and len(theirs) == len(ours) == 1:
        return {theirs[0].number: ours[0].number}
    known = {one.number for one in ours}
    return {one.here: one.there for one in told if one.there in known}


def _all_matched(
    told: Sequence[SamePerson], theirs: Sequence[Victim | Perpetrator], ours: Sequence[Victim | Perpetrator]
) -> bool:
    return {one.number for one in theirs} <= set(_same(told, theirs, ours))


def _missing(code: str, indonesian: str, english: str) -> Refusal:
    return Refusal(
        rule="R16",
        code=code,
        reason=Text(
            f"Tidak setiap {indonesian} kasus ini disebut siapa di kasus yang dilanjutkan.",
            f"Not every {english} of this case is named as one of the case that goes on.",
        ),
        basis=POLICY,
        lifted_by=Text(
            f"Sebutkan siapa adalah siapa; {indonesian} yang belum tercatat di sana dilengkapi di sana lebih dahulu.",
            f"Say who is who; describe a {english} who is not on record there, there first.",
        ),
    )
