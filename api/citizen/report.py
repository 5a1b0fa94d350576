"""From the citizen's answers to the form that opens a case, and back from its problems to her questions.

What she left out stays out. Words that the office reads are put in Bahasa Indonesia, whatever language she wrote in.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, get_args

from api.citizen.interview import NONE, OUTSIDE, RETURN
from api.citizen.letter import Answers, Letter
from api.citizen.question import many, one
from api.citizen.walk import Problems
from engine.errors import Invalid
from workflows.vocabulary import Aggravating, Immediate

NEAREST = "18.72.01.1001"
"""Who cannot or will not say where is not turned away: the kelurahan in the city's middle reads it, and is told."""

ASKED_IN: Mapping[str, tuple[str, str]] = {
    "happened": ("story", "story"),
    "kelurahan": ("kelurahan", "kelurahan"),
    "danger_now": ("danger", "danger"),
    "reporter_name": ("name", "name"),
    "reporter_relation": ("you", "you"),
    "safe_contact": ("how", "number"),
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
        "happened": "\n".join(_story(said)),
        "kelurahan": _kelurahan(said),
        "danger_now": one(said, "danger") or "unknown",
        "channel": "public_form",
        "anonymous": not one(said, "name"),
        "reporter_name": one(said, "name"),
        "reporter_relation": one(said, "you"),
        "safe_contact": "\n".join(_safe_contact(said)),
        **_incident(said, today),
        "place": one(said, "place"),
        "category": "non_violence" if NONE in many(said, "what") and not _violence(said) else "",
        "victims": _victims(said),
        "perpetrators": [{"relation": one(said, "relationship")}] if one(said, "relationship") else [],
        "immediate": [sign for sign in many(said, "signs") if sign in get_args(Immediate)],
        "aggravating": [sign for sign in many(said, "signs") if sign in get_args(Aggravating)],
        "wanted": one(said, "wish"),
    }
    return {name: value for name, value in filled.items() if value not in ("", [])}


def questioned(letter: Letter, wrong: Invalid) -> tuple[Letter, Problems] | None:
    """The letter at the first question to be looked at again, and what to say there; None where no question asks it."""
    for problem in wrong.problems:
        question, field = ASKED_IN.get(problem.pointer.split("/")[1] if problem.pointer else "", (None, ""))
        if question is not None:
            return letter.turned_to(question, reviewing=True), {field: problem.message}
    return None


def _story(said: Answers) -> Iterator[str]:
    yield one(said, "story") or "(Tidak diceritakan dengan kata-kata.)"
    if one(said, "kelurahan") == OUTSIDE:
        yield "(Kejadian di luar Kota Metro.)"
    elif not one(said, "kelurahan"):
        yield "(Kelurahan tidak disebut.)"


def _kelurahan(said: Answers) -> str:
    where = one(said, "kelurahan")
    return NEAREST if where in ("", OUTSIDE) else where


def _safe_contact(said: Answers) -> Iterator[str]:
    how = one(said, "contact")
    if how in ("", RETURN):
        yield "Jangan hubungi. Akan kembali dengan kode tanda terima."
        return
    yield f"{'Telepon' if how == 'phone' else 'SMS atau WhatsApp'}: {one(said, 'number')}"
    for name, label in (("hours", "Waktu aman"), ("others", "Bisa diangkat oleh"), ("code_word", "Kata sandi")):
        if one(said, name):
            yield f"{label}: {one(said, name)}"


def _incident(said: Answers, today: date) -> dict[str, Any]:
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    when = one(said, "when")
    day = days[when].isoformat() if when in days else one(said, "date")
    return {"incident_on": day, "incident_is_estimated": True} if day else {}


def _violence(said: Answers) -> list[str]:
    return [what for what in many(said, "what") if what != NONE]


def _victims(said: Answers) -> list[dict[str, Any]]:
    age = one(said, "age")
    victim = {
        **({"age": int(age), "age_is_estimated": True} if age else {}),
        **({"sex": one(said, "sex")} if one(said, "sex") else {}),
        **({"forms": _violence(said)} if _violence(said) else {}),
    }
    return [victim] if victim else []
