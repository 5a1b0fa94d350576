"""The psychologist comes once a month (R12): a slot is booked before the time of a case is over, or not at all.

What the office knows of the slot and of the clock stands in the form, and so in the record: the decision can be made
again from it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.calendar import WIB
from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts
from workflows.forms.visiting import Booking

ASK, BOOK, GIVE_UP, CANCELLED = "ask-for-visit", "book-visit", "give-up-visit", "visit-cancelled"
STEPS = (ASK, BOOK, GIVE_UP, CANCELLED)
"""The steps after which the slot that a case holds may be another."""

POLICY = "Kebijakan Omah Peluk (P)"
ELSEWHERE = Text(
    "Rujuk ke UPTD PPA atau PUSPAGA: di sana ada layanan tanpa menunggu kunjungan.",
    "Refer to UPTD PPA or PUSPAGA: they help without waiting for the visit.",
)
TAKEN = Refusal(
    rule="R12",
    code="SLOT_TAKEN",
    reason=Text("Waktu ini baru saja diambil kasus lain, atau kunjungannya batal.",
                "This slot was just taken by another case, or its visit was cancelled."),
    basis=POLICY,
    lifted_by=Text("Pilih waktu lain.", "Choose another slot."),
)  # fmt: skip


@guard("R12", needs_form=True)
def slot_before_due(situation: Situation) -> Refusal | None:
    """R12. Nobody waits for a visit beyond the time that the case has."""
    form: Booking = situation.form
    if form.due_at is None or form.slot_at < form.due_at:
        return None
    return Refusal(
        rule="R12",
        code="SLOT_AFTER_DUE",
        reason=Text(
            f"Waktu ini ({_words(form.slot_at)}) sesudah tenggat kasus ({_words(form.due_at)}).",
            f"This slot ({_words(form.slot_at)}) comes after the case is due ({_words(form.due_at)}).",
        ),
        basis=POLICY,
        lifted_by=ELSEWHERE,
    )


@guard("R12", needs_form=True)
def slot_is_ahead(situation: Situation) -> Refusal | None:
    """R12. What has begun already cannot be booked."""
    form: Booking = situation.form
    if form.slot_at > situation.now:
        return None
    return Refusal(
        rule="R12",
        code="SLOT_PAST",
        reason=Text("Waktu ini sudah lewat.", "This slot has passed."),
        basis=POLICY,
        lifted_by=TAKEN.lifted_by,
    )


@guard("R12", reads=("visit_wanted_at", "visit_at"), moot=True)
def waits_for_a_visit(situation: Situation) -> Refusal | None:
    """R12. Only a visit that somebody waits for, or that is booked, is given up."""
    facts: CaseFacts = situation.facts
    if facts.visit_wanted_at is not None or facts.visit_at is not None:
        return None
    return Refusal(
        rule="R12",
        code="NO_VISIT",
        reason=Text("Kasus ini tidak menunggu kunjungan psikolog.", "This case waits for no psychologist's visit."),
        basis=POLICY,
    )


@guard("R12", reads=("visit_at",))
def visit_is_booked(situation: Situation) -> Refusal | None:
    """R12. Only a visit that is booked is cancelled."""
    facts: CaseFacts = situation.facts
    if facts.visit_at is not None:
        return None
    return Refusal(
        rule="R12",
        code="NO_VISIT",
        reason=Text("Tidak ada kunjungan psikolog yang dipesan.", "No visit of the psychologist is booked."),
        basis=POLICY,
    )


@guard("R12", reads=("psychologists",), needs_form=True)
def is_not_invited(situation: Situation) -> Refusal | None:
    """R12. Whoever sees the case is not brought in again."""
    facts: CaseFacts = situation.facts
    if situation.form.psychologist not in facts.psychologists:
        return None
    return Refusal(
        rule="R12",
        code="INVITED_ALREADY",
        reason=Text("Psikolog ini sudah dilibatkan.", "This psychologist was brought in already."),
        basis=POLICY,
        lifted_by=Text("Pesan waktu kunjungannya.", "Book a slot of her visit."),
    )


def asking_for_visit(situation: Situation) -> Mapping[str, Any]:
    """Whoever waits already keeps her place; whoever was seen and asks again gets a new one."""
    facts: CaseFacts = situation.facts
    if facts.visit_at is not None and facts.visit_at <= situation.now:
        return {"visit_wanted_at": situation.now, "visit_slot": None, "visit_at": None}
    return {"visit_wanted_at": facts.visit_wanted_at or situation.now}


def booking(situation: Situation) -> Mapping[str, Any]:
    """The psychologist of the slot sees the case from now on."""
    form: Booking = situation.form
    facts: CaseFacts = situation.facts
    seen_by = tuple(dict.fromkeys((*facts.psychologists, form.psychologist)))
    return {
        "visit_slot": form.slot,
        "visit_at": form.slot_at,
        "visit_wanted_at": facts.visit_wanted_at or situation.now,
        "psychologists": seen_by,
    }


def giving_up(_situation: Situation) -> Mapping[str, Any]:
    return {"visit_slot": None, "visit_at": None, "visit_wanted_at": None}


def cancelled(_situation: Situation) -> Mapping[str, Any]:
    """Back on the waiting list, at the place that it had."""
    return {"visit_slot": None, "visit_at": None}


def leaving(situation: Situation) -> Mapping[str, Any]:
    """Whoever's case is over or settled waits for no visit, and a slot that lies ahead is another's to take."""
    facts: CaseFacts = situation.facts
    ahead = facts.visit_at is None or facts.visit_at > situation.now
    return {"visit_wanted_at": None, **({"visit_slot": None, "visit_at": None} if ahead else {})}


def _words(at: datetime) -> str:
    return f"{at.astimezone(WIB):%d-%m-%Y %H.%M}"
