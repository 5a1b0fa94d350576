"""The history in words: what each record says, the new values beside the old, and whether the seal holds.

Titles come from the version that decided a record; the records are as they were written. Whoever may not see the facts
of a case sees that they changed, and not to what.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from api.cases.casework import acts_of
from api.cases.views import Json, Lens, state
from api.security.masks import DOTS
from api.words import role_words, text
from engine.definition import Text, Workflow
from engine.past.audit import Verdict
from engine.past.logwalk import Sealed
from engine.past.replay import MIGRATED
from engine.reading import Written


def told(lens: Lens, records: Iterable[Written], *, facts: bool) -> list[Json]:
    """The records of one case, from its first on. `facts` False: values stay masked."""
    known: dict[str, Any] = {}
    shown = []
    for one in records:
        shown.append(record(lens, one, known if facts else None))
        known.update(one.body["facts"])
    return shown


def record(lens: Lens, one: Written, known: Mapping[str, Any] | None) -> Json:
    """One record. `known` are the facts before it, or None where values are not to be seen."""
    body = one.body
    workflow = lens.registry.of(body["workflow"], body["definition"]).workflow
    return {
        "seq": one.record.seq,
        "at": body["at"],
        "effective_at": body["effective_at"],
        "kind": body["kind"],
        "act": {"name": body["act"], "title": text(acts_of(workflow).get(body["act"], Text(body["act"], body["act"])))},
        "actor": _actor(lens, one),
        "from": _state(_before(lens, workflow, body), body["from"]),
        "to": _state(workflow, body["to"]),
        "late": body["late"],
        "changes": list(_changes(lens, workflow, body["facts"], known)),
        "checked": [{"rule": rule, "code": code} for rule, code in body["checked"]],
        "deadline": _deadline(workflow, body["deadline"]),
        "clocks": [_clock(workflow, clock) for clock in body["clocks"]],
        "migrated": _migrated(body),
        "has_private": one.record.sealed is not None,
        "hash": one.record.hash.hex(),
    }


def seal(verdict: Verdict) -> Json:
    """What came of a verification, in words."""
    return {
        "verified": verdict.verified,
        "records": verdict.records,
        "cases": verdict.cases,
        "findings": [
            {
                "case": one.case_id,
                "number": one.number,
                "seq": one.seq,
                "problem": one.problem,
                "words": text(one.words),
            }
            for one in verdict.findings
        ],
    }


def log(sealed: Sealed) -> Json:
    """How the log stands: its size, the root over it, when it was signed, what is not in it yet."""
    return {
        "size": sealed.size,
        "root": sealed.root.hex(),
        "at": sealed.at,
        "unsealed": sealed.unsealed,
        "anchored": sealed.anchored,
    }


def _changes(lens: Lens, workflow: Workflow, new: Mapping[str, Any], known: Mapping[str, Any] | None) -> Iterator[Json]:
    words = lens.words(workflow)
    for name, value in new.items():
        entry = words.get(name)
        if entry is None or entry.within:
            continue
        if known is None:
            yield {"name": name, "title": entry.title, "old": None, "new": {"id": DOTS, "en": DOTS}}
        elif (old := entry.label(known.get(name))) != (changed := entry.label(value)):
            yield {"name": name, "title": entry.title, "old": old, "new": changed}


def _actor(lens: Lens, one: Written) -> Json:
    who: UUID | None = one.columns["actor"]
    return {
        "id": who,
        "name": lens.people.get(who) if who is not None else None,
        "role": role_words(one.columns["role"]),
    }


def _before(lens: Lens, workflow: Workflow, body: Mapping[str, Any]) -> Workflow:
    """The workflow whose words fit the state that a record leaves."""
    return lens.registry.of(body["workflow"], body["form"]["from"]).workflow if body["kind"] == MIGRATED else workflow


def _migrated(body: Mapping[str, Any]) -> Json | None:
    """From which version a case went to which, and its clocks as they were."""
    if body["kind"] != MIGRATED:
        return None
    form = body["form"]
    return {
        "from": form["from"],
        "to": form["to"],
        "states": form["states"],
        "clocks": form["clocks"],
        "were": [{"name": one["name"], "due_at": one["breach"], "next_at": one["due"]} for one in form["were"]],
    }


def _state(workflow: Workflow, name: str | None) -> Json | None:
    known = {one.name for one in workflow.states}
    return state(workflow.state(name)) if name in known and name is not None else None


def _deadline(workflow: Workflow, fired: Mapping[str, Any] | None) -> Json | None:
    if fired is None:
        return None
    known = next((one for one in workflow.deadlines if one.name == fired["name"]), None)
    rung = known.rungs[fired["rung"]] if known is not None and fired["rung"] < len(known.rungs) else None
    return {
        "id": fired["id"],
        "name": fired["name"],
        "title": text(known.title) if known is not None else {"id": fired["name"], "en": fired["name"]},
        "rule": fired["rule"],
        "rung": text(rung.title) if rung is not None else None,
        "level": rung.level if rung is not None else 0,
        "due": fired["due"],
    }


def _clock(workflow: Workflow, clock: Mapping[str, Any]) -> Json:
    known = next((one for one in workflow.deadlines if one.name == clock["name"]), None)
    return {
        "name": clock["name"],
        "title": text(known.title) if known is not None else {"id": clock["name"], "en": clock["name"]},
        "due_at": clock["breach"],
        "next_at": clock["due"],
    }
