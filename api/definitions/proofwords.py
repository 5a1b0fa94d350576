"""A proof in sentences, in both languages: what was proved, within which bounds, and what it was tried on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.cases.views import Json
from api.words import Words, role_words
from engine.definition import Text, Workflow
from engine.registry import Registry

DAY = 24

NOWHERE = Text("tidak ada batasnya", "there is no bound")


def in_words(registry: Registry, proof: Mapping[str, Any]) -> Json:
    """The proof of a workflow as a page shows it: the bound, each state's, the promises, what may be granted, loops."""
    workflow = registry.get(proof["workflow"]).workflow
    return {
        "title": {"id": workflow.title.id, "en": workflow.title.en},
        "holds": not proof["problems"],
        "bound": _bound(proof["silence"]["hours"]),
        "states": [_state(registry, workflow, one) for one in proof["silence"]["states"]],
        "promises": [_promise(one) for one in proof["promises"]],
        "leave": [*_leave(workflow, proof["leave"])],
        "loops": [_loop(workflow, one) for one in proof["loops"]],
        "tried": [*_tried(registry, proof)],
        "problems": list(proof["problems"]),
    }


def hours(number: float | None) -> Text:
    """A bound as people say it: in days where it is some."""
    if number is None:
        return NOWHERE
    days, rest = divmod(round(number), DAY)
    if not days:
        return Text(f"{rest} jam", f"{rest} {_many('hour', rest)}")
    whole = Text(f"{days} hari", f"{days} {_many('day', days)}")
    return whole if not rest else Text(f"{whole.id} {rest} jam", f"{whole.en} {rest} {_many('hour', rest)}")


def _bound(number: float | None) -> Words:
    told = hours(number)
    return {
        "id": f"Bila tidak seorang pun bertindak, seseorang diberi tahu tentang kasusnya paling lambat {told.id}.",
        "en": f"If nobody ever acts, somebody is told of any case within {told.en}.",
    }


def _state(registry: Registry, workflow: Workflow, one: Mapping[str, Any]) -> Json:
    where = workflow.state(one["state"]).title
    told, again, granted = hours(one["hours"]), hours(one["again"]), hours(one["granted"])
    clock = next((each.title for each in workflow.deadlines if each.name == one["clock"]), None)
    whom = [role_words(role)["title"] for role in one["tells"]]
    said_id = [f"{_joined(whom, 'id') or 'Tidak ada yang'} diberi tahu paling lambat {told.id}"]
    said_en = [f"{_joined(whom, 'en') or 'Nobody'} told within {told.en}"]
    if clock is not None:
        said_id.append(f"tenggat: {clock.id}")
        said_en.append(f"deadline: {clock.en}")
    if one["again"]:
        said_id.append(f"lalu lagi setiap paling lama {again.id}")
        said_en.append(f"then again at least every {again.en}")
    if one["granted"]:
        said_id.append(f"termasuk {granted.id} yang boleh diberikan orang")
        said_en.append(f"with {granted.en} that people may grant")
    carried = [registry.get(name).workflow.title for name in one["carried_by"]]
    if carried:
        said_id.append(f"atau dibawa oleh: {', '.join(each.id for each in carried)}")
        said_en.append(f"or carried by: {', '.join(each.en for each in carried)}")
    return {
        "state": {"name": one["state"], "title": {"id": where.id, "en": where.en}},
        "hours": one["hours"],
        "words": {"id": "; ".join(said_id) + ".", "en": "; ".join(said_en) + "."},
    }


def _promise(one: Mapping[str, Any]) -> Json:
    steps, tried = one["steps"], one["configurations"]
    return {
        "title": one["title"],
        "rule": one["rule"],
        "basis": one["basis"],
        "holds": one["holds"],
        "words": {
            "id": f"Diperiksa pada {steps} langkah dan {tried} keadaan fakta yang dapat dibedakan.",
            "en": f"Tried on {steps} steps and {tried} configurations of facts that can be told apart.",
        },
        "broken": list(one["broken"]),
    }


def _leave(workflow: Workflow, leave: Iterable[Mapping[str, Any]]) -> Iterator[Words]:
    for one in leave:
        title = workflow.deadline(one["clock"]).title
        if "pauses" in one:
            each = hours(one["hours_each"])
            yield {
                "id": f"{title.id}: boleh dijeda {one['pauses']} kali, masing-masing paling lama {each.id}.",
                "en": f"{title.en}: may be paused {one['pauses']} times, {each.en} each at most.",
            }
        else:
            more = hours(one["extension"]) if isinstance(one["extension"], int | float) else None
            yield {
                "id": f"{title.id}: boleh diperpanjang paling banyak {more.id if more else 'sekali waktunya sendiri'}.",
                "en": f"{title.en}: may be extended by {more.en if more else 'its own time'} at most.",
            }


def _loop(workflow: Workflow, one: Mapping[str, Any]) -> Json:
    titles = [workflow.state(name).title for name in one["states"]]
    return {
        "words": {
            "id": f"Orang dapat memutar kasus di antara: {', '.join(each.id for each in titles)}.",
            "en": f"People can take a case round between: {', '.join(each.en for each in titles)}.",
        },
        "accepted": one["accepted"],
    }


def _tried(registry: Registry, proof: Mapping[str, Any]) -> Iterator[Words]:
    many = len(proof["domains"])
    yield {
        "id": f"Semua nilai yang dapat membedakan {many} fakta dicoba, dalam {proof['milliseconds']:.0f} milidetik.",
        "en": f"All values that {many} facts can be told apart by were tried, in {proof['milliseconds']:.0f} ms.",
    }
    for one in proof["together"]:
        child = registry.get(one["child"]).workflow.title
        yield {
            "id": f"Bersama {child.id}: {one['configurations']} keadaan; kasus selalu mengikuti dan tidak pernah diam.",
            "en": f"Together with {child.en}: {one['configurations']} configurations; it always follows, never silent.",
        }
    if not proof["instant"]["circles"]:
        yield {
            "id": "Sistem tidak pernah berputar-putar tanpa waktu berlalu.",
            "en": "The system never runs in a circle while no time passes.",
        }


def _joined(titles: Iterable[Any], language: str) -> str:
    return ", ".join(one[language] for one in titles)


def _many(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
