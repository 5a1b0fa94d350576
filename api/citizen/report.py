"""From the citizen's answers to the form that opens a case, and back from its problems to her questions.

What she left out stays out. Words that the office reads are put in Bahasa Indonesia, whatever language she wrote in.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

from api.citizen.interview import MOST_PERSONS, NONE, RETURN, of_person
from api.citizen.letter import Answers, Letter
from api.citizen.question import many, one
from api.citizen.walk import Problems
from engine.errors import Invalid
from workflows.facts.vocabulary import Aggravating, Immediate
from workflows.office.regions import NOWHERE

ASKED_IN: Mapping[str, tuple[str, str]] = {
    "happened": ("story", "story"),
    "kelurahan": ("kelurahan", "kelurahan"),
    "danger_now": ("danger", "danger"),
    "reporter_name": ("name", "name"),
    "reporter_relation": ("you", "you"),
    "safe_contact": ("how", "number"),
    "contact_when": ("how", "hours"),
    "code_word": ("others", "code_word"),
    "contact_others": ("others", "others"),
    "incident_on": ("when", "date"),
    "place": ("place", "place"),
    "category": ("what", "what"),
    "victims": ("person", "age"),
    "perpetrators": ("other_person", "relationship"),
    "immediate": ("signs", "signs"),
    "aggravating": ("signs", "signs"),
    "wanted": ("wish", "wish"),
}
"""Question and field behind each field of the form."""


def form(said: Answers, today: date) -> dict[str, Any]:
    """The opening form. The same answers on one day give the same form, so that a second click is no second report."""
    filled = {
        "happened": one(said, "story") or UNTOLD,
        "kelurahan": one(said, "kelurahan") or NOWHERE,
        "danger_now": one(said, "danger") or "unknown",
        "channel": "public_form",
        "anonymous": not one(said, "name"),
        "reporter_name": one(said, "name"),
        "reporter_relation": one(said, "you"),
        **_safe_contact(said),
        **_incident(said, today),
        "place": one(said, "place"),
        "category": "non_violence" if NONE in many(said, "what") and not _violence(said) else "",
        "victims": _victims(said),
        "perpetrators": _perpetrators(said),
        "immediate": [sign for sign in many(said, "signs") if sign in get_args(Immediate)],
        "aggravating": [sign for sign in many(said, "signs") if sign in get_args(Aggravating)],
        "wanted": one(said, "wish"),
    }
    return {name: value for name, value in filled.items() if value not in ("", [])}


def questioned(letter: Letter, wrong: Invalid) -> tuple[Letter, Problems] | None:
    """The letter at the first question to be looked at again, and what to say there; None where no question asks it."""
    for problem in wrong.problems:
        question, field = _asked_in(problem.pointer.split("/")[1:])
        if question is not None:
            return letter.turned_to(question, reviewing=True), {field: problem.message}
    return None


UNTOLD = "(Tidak diceritakan dengan kata-kata.)"


def _asked_in(steps: list[str]) -> tuple[str | None, str]:
    """The question and the field behind a pointer; of victims, those on the page of the one it points to."""
    question, field = ASKED_IN.get(steps[0] if steps else "", (None, ""))
    if question == "person" and len(steps) > 1 and steps[1].isdigit():
        number = min(int(steps[1]) + 1, MOST_PERSONS)
        return of_person(number, question), of_person(number, field)
    return question, field


def _safe_contact(said: Answers) -> dict[str, str]:
    """R30. How, when and by which word; unless a way is given, they come back themselves."""
    how = one(said, "contact")
    if how in ("", RETURN):
        return {"contact_how": "they_return"}
    return {
        "contact_how": how,
        "safe_contact": one(said, "number"),
        "contact_when": one(said, "hours"),
        "contact_others": one(said, "others"),
        "code_word": one(said, "code_word"),
    }


def _incident(said: Answers, today: date) -> dict[str, Any]:
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    when = one(said, "when")
    day = days[when].isoformat() if when in days else one(said, "date")
    return {"incident_on": day, "incident_is_estimated": True} if day else {}


def _violence(said: Answers) -> list[str]:
    return [what for what in many(said, "what") if what != NONE]


def _victims(said: Answers) -> list[dict[str, Any]]:
    """Everybody to whom it happens, in the order in which they were asked about."""
    told = [_victim(said, number) for number in range(1, MOST_PERSONS + 1)]
    last = max((number for number, one_of_them in enumerate(told, 1) if one_of_them), default=0)
    first = _violence(said)
    return [{**one_of_them, **({"forms": first} if first else {})} for one_of_them in told[: max(last, bool(first))]]


def _victim(said: Answers, number: int) -> dict[str, Any]:
    age, sex = one(said, of_person(number, "age")), one(said, of_person(number, "sex"))
    return {**({"age": int(age), "age_is_estimated": True} if age else {}), **({"sex": sex} if sex else {})}


def _perpetrators(said: Answers) -> list[dict[str, str]]:
    told = {
        "name": one(said, "other_name"),
        "relation": one(said, "relationship"),
        "works_here": one(said, "works_here"),
    }
    given = {name: value for name, value in told.items() if value}
    return [given] if given else []
