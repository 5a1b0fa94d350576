"""What a request takes along from the case on which it is made (R26)."""

from collections.abc import Mapping
from typing import Any

from engine.definition import Opens, Situation
from workflows.casework.requesting import houses_concerned
from workflows.facts.case import CaseFacts
from workflows.facts.request import RequestFacts
from workflows.facts.sight import house_of
from workflows.forms.requesting import Request
from workflows.office.roles import DINAS, agency_group, kelurahan_group


def to_request(situation: Situation) -> RequestFacts:
    facts: CaseFacts = situation.facts
    form: Request = situation.form
    return RequestFacts(
        asked_for=form.asked_for,
        kelurahan=house_of(facts) or facts.kelurahan,
        victim=form.victim,
        asked_at=form.asked_at,
        asked_by=form.asked_by,
        houses=houses_concerned(situation.case, form),
    )


def with_details(situation: Situation, _private: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"details": situation.form.details}


def request_audience(situation: Situation) -> frozenset[str]:
    """Its kelurahan, Dinas, and the houses that have to do something about it."""
    facts: CaseFacts = situation.facts
    house = house_of(facts)
    groups = {DINAS, *map(agency_group, houses_concerned(situation.case, situation.form))}
    return frozenset(groups if house is None or facts.withheld else {kelurahan_group(house), *groups})


TO_REQUEST = Opens(workflow="request", facts=to_request, private=with_details, audience=request_audience)
