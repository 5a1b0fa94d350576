"""From what was reported to the first facts of a case, and from descriptions of people to their closed side."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import get_args

from engine.definition import Situation
from workflows.facts.case import CaseFacts, Perpetrator, Relation, Victim, years_between
from workflows.facts.classification import classified, hindered, with_forms
from workflows.facts.vocabulary import Answer, JuvenileBand
from workflows.forms.form import WIB
from workflows.forms.people import PerpetratorEntry, Person, VictimEntry
from workflows.forms.report import Report
from workflows.office.roles import REPORTER


def begin(situation: Situation) -> CaseFacts:
    """The facts of a new case. Its clocks start when the report was taken, else at receipt: also that of protection,
    for what is told in the report was true then.

    R10. Who reports from outside has assessed no risk, but may call it high.
    """
    report: Report = situation.form
    from_outside = situation.actor.role == REPORTER
    taken = report.taken_at or situation.now
    victims = described_victims((), report.victims or (VictimEntry(),), report.incident_on, situation.now)
    perpetrators, relations = described_perpetrators(
        (), (), report.perpetrators, victims, report.incident_on, situation.now
    )
    told = CaseFacts(
        kelurahan=report.kelurahan,
        incident_region=report.incident_region,
        house=report.house,
        taken_at=taken,
        first_report_at=taken,
        channel="public_form" if from_outside else report.channel,
        anonymous=report.anonymous,
        reporter_relation=report.reporter_relation,
        contact_how=report.contact_how,
        danger_now=report.danger_now,
        place=report.place,
        incident_on=report.incident_on,
        incident_is_estimated=report.incident_is_estimated,
        victims=victims,
        perpetrators=perpetrators,
        relations=relations,
        child_perpetrator=youngest_juvenile(perpetrators),
        withheld=any(withholds(entry) for entry in report.perpetrators),
        category=report.category,
        immediate=report.immediate,
        aggravating=report.aggravating,
        stated_risk="unassessed" if from_outside and report.stated_risk != "high" else report.stated_risk,
        holds_receipt=from_outside,
    )
    return told.model_copy(update=classified(None, told, situation.now))


def described_victims(
    known: Sequence[Victim], entries: Sequence[VictimEntry], incident: date | None, now: datetime
) -> tuple[Victim, ...]:
    """The victims by number with what is newly told of them; those beyond the known are new."""
    told = [
        _described(known[place] if place < len(known) else Victim(number=place + 1), entry, incident, now)
        for place, entry in enumerate(entries)
    ]
    return (*told, *known[len(told) :])


def described_perpetrators(
    known: Sequence[Perpetrator],
    relations: Sequence[Relation],
    entries: Sequence[PerpetratorEntry],
    victims: Sequence[Victim],
    incident: date | None,
    now: datetime,
) -> tuple[tuple[Perpetrator, ...], tuple[Relation, ...]]:
    """The alleged perpetrators by number, and what each is to each victim. An earlier case stays one."""
    told = [_alleged(known, place + 1, entry, incident, now) for place, entry in enumerate(entries)]
    pairs = {(one.victim, one.perpetrator): one for one in relations}
    for number, entry in enumerate(entries, 1):
        for victim, kind in entry.kinds(one.number for one in victims):
            old = pairs.get((victim, number))
            earlier = entry.earlier_case or (old is not None and old.earlier_case)
            pairs[victim, number] = Relation(victim=victim, perpetrator=number, kind=kind, earlier_case=earlier)
    return (*told, *known[len(told) :]), tuple(pairs[pair] for pair in sorted(pairs))


def disclosed(
    victims: Sequence[Victim], number: int, forms: Iterable[str], sexual_forms: Iterable[str], hinders: Answer
) -> tuple[Victim, ...]:
    """The victims after one of them disclosed something."""
    return tuple(
        with_forms(victim, forms, sexual_forms).model_copy(
            update={"hinders_daily_work": hindered(victim.hinders_daily_work, hinders)}
        )
        if victim.number == number
        else victim
        for victim in victims
    )


def youngest_juvenile(perpetrators: Iterable[Perpetrator]) -> JuvenileBand | None:
    """R18. The band of the youngest alleged perpetrator who was a child, or None."""
    bands = {one.juvenile for one in perpetrators}
    return next((band for band in get_args(JuvenileBand) if band in bands), None)


def withholds(entry: PerpetratorEntry) -> bool:
    """R31. Somebody who works here, or who is named and may: nobody of the house sees the case until it is assigned."""
    return entry.works_here == "yes" or (entry.works_here == "unknown" and bool(entry.name))


OF_ANYBODY = ("age_is_estimated", "sex", "marital", "education")
CLOSED_AS_TOLD = (*OF_ANYBODY, "disabled", "accommodation", "pregnant")


def _described(victim: Victim, entry: VictimEntry, incident: date | None, now: datetime) -> Victim:
    told = {name: getattr(entry, name) for name in CLOSED_AS_TOLD if name in entry.model_fields_set}
    told["hinders_daily_work"] = hindered(victim.hinders_daily_work, entry.hinders_daily_work)
    described = victim.model_copy(update={**told, **_ages(entry, incident, now)})
    return with_forms(described, entry.forms, entry.sexual_forms)


def _alleged(
    known: Sequence[Perpetrator], number: int, entry: PerpetratorEntry, incident: date | None, now: datetime
) -> Perpetrator:
    before = known[number - 1] if number <= len(known) else Perpetrator(number=number)
    ages = _ages(entry, incident, now)
    if "age_now" in ages:
        ages["age"] = ages.pop("age_now")
    told = {name: getattr(entry, name) for name in (*OF_ANYBODY, "works_here") if name in entry.model_fields_set}
    if entry.do_not_contact != "unknown":
        told["do_not_contact"] = entry.do_not_contact == "yes"
    return before.model_copy(update={**told, **ages})


def _ages(entry: Person, incident: date | None, now: datetime) -> dict[str, int]:
    """Ages now and at the incident, as far as they are told or follow. Without a date the incident counts as recent."""
    today = now.astimezone(WIB).date()
    age = years_between(entry.born_on, today) if entry.born_on is not None else entry.age
    if age is None:
        return {} if entry.age_then is None else {"age_at_incident": entry.age_then}
    if entry.age_then is not None:
        then = entry.age_then
    elif incident is None:
        then = age
    elif entry.born_on is not None:
        then = years_between(entry.born_on, incident)
    else:
        then = max(age - years_between(incident, today), 0)
    return {"age_now": age, "age_at_incident": then}
