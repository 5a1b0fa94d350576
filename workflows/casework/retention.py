"""How long a case is kept after its end, what stands in the way of erasing it, and a legal hold (R28).

Nothing is erased by itself: a supervisor proposes, another person approves, and each blocker refuses with its words.
Whoever erases says on what ground in a closed value, since words of her own would be erased along.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.calendar import WIB
from engine.definition import Refusal, Situation, Snapshot, Text, guard
from workflows.facts.case import CaseFacts
from workflows.facts.request import RequestFacts
from workflows.forms.retaining import Erasure

ERASE = "erase"

PDP_42_44 = "UU PDP 27/2022 Pasal 42–44"
POLICY = "Kebijakan Omah Peluk R28 (P)"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Cases that ended for one of `reasons` are kept for `years` after their end, unless the office has set others."""

    name: str
    title: Text
    years: int
    reasons: tuple[str, ...]


KEEPINGS = (
    Keeping("kept-dismissed", Text("Bukan kasus", "No case"), 2, ("not_a_report", "unfounded", "merged")),
    Keeping("kept-broken-off", Text("Terhenti", "Broken off"), 5, ("unreachable", "declined", "moved", "died")),
    Keeping("kept-resolved", Text("Selesai di Omah Peluk", "Resolved locally"), 5, ("resolved",)),
    Keeping("kept-completed", Text("Selesai di lembaga", "Completed elsewhere"), 10,
            ("served", "court", "handed_over", "other")),
)  # fmt: skip
"""All are policy, to be confirmed by the Dinas. A reason that is not here is kept as the longest."""


def years_for(end_reason: str | None, kept: Mapping[str, int]) -> int:
    """`kept` is what the office has set, by the names of `KEEPINGS`."""
    years = {one.name: kept.get(one.name, one.years) for one in KEEPINGS}
    named = next((one.name for one in KEEPINGS if end_reason in one.reasons), None)
    return years[named] if named is not None else max(years.values())


def due_at(ended_at: datetime, years: int) -> datetime:
    """So many years later, at the same hour in WIB; what ended on 29 February is due on the 28th."""
    there = ended_at.astimezone(WIB)
    day = 28 if (there.month, there.day) == (2, 29) else there.day
    return there.replace(year=there.year + years, day=day)


FREE = ("held_since", "erased_at", "police_reported_on", "police_confirmed_at")
"""The facts that are all empty in what can become due."""


def holding(situation: Situation) -> Mapping[str, Any]:
    return {"held_since": situation.now}


def letting_go(_situation: Situation) -> Mapping[str, Any]:
    return {"held_since": None}


def erasing(situation: Situation) -> Mapping[str, Any]:
    return {"erased_at": situation.now}


@guard("R28", reads=("erased_at",))
def not_erased(situation: Situation) -> Refusal | None:
    """R28. Nothing is added to what was erased: it could not be kept secret any more."""
    if situation.facts.erased_at is None:
        return None
    return _refusal("ERASED", Text("Kasus ini sudah dihapus.", "This case was erased."), PDP_42_44, None)


@guard("R28", reads=("held_since",))
def not_held(situation: Situation) -> Refusal | None:
    """R28. A legal hold keeps everything where it is."""
    if situation.facts.held_since is None:
        return None
    return _refusal(
        "LEGAL_HOLD",
        Text("Kasus ini ditahan untuk keperluan hukum.", "This case is under a legal hold."),
        POLICY,
        Text("Cabut penahanannya, dengan orang kedua.", "Lift the hold, with a second person."),
    )


@guard("R28", reads=("held_since",), moot=True)
def is_held(situation: Situation) -> Refusal | None:
    """R28. Only a hold that is there is lifted."""
    if situation.facts.held_since is not None:
        return None
    return _refusal("NOT_HELD", Text("Kasus ini tidak ditahan.", "This case is not held."), POLICY, None)


@guard("R28")
def is_over(situation: Situation) -> Refusal | None:
    """R28. What is still worked on is not erased."""
    return _not_over() if situation.case.ended_at is None else None


@guard("R28", reads=("police_reported_on", "police_confirmed_at"))
def no_police_report(situation: Situation) -> Refusal | None:
    """R28. What was reported to the police is evidence (UU PDP art. 15)."""
    return _reported() if _with_the_police(situation.facts) else None


@guard("R28")
def no_request_open(situation: Situation) -> Refusal | None:
    """R26, R28. What somebody has just asked about her data is answered first."""
    if not any(child.state == "received" for child in _requests(situation.case)):
        return None
    return _refusal(
        "REQUEST_OPEN",
        Text("Permintaan yang bersangkutan belum dijawab.", "A request of the person concerned is not answered yet."),
        PDP_42_44,
        Text("Penuhi atau tolak permintaan itu.", "Fulfil or refuse that request."),
    )


@guard("R28", reads=("end_reason", "victims"), needs_form=True)
def kept_long_enough(situation: Situation) -> Refusal | None:
    """R28. Kept for its time after the end, or all concerned have asked and were told yes (PDP art. 8, 43)."""
    form: Erasure = situation.form
    if form.ground == "asked":
        return None if asked_by_all(situation.case) else _not_asked()
    ended = situation.case.ended_at
    due = due_at(ended, form.kept_years) if ended is not None else None
    if due is None or due <= situation.now:
        return None
    return _refusal(
        "STILL_KEPT",
        Text(f"Masa simpan {form.kept_years} tahun berlaku sampai {due:%d-%m-%Y}.",
             f"It is kept for {form.kept_years} years, until {due:%d-%m-%Y}."),
        POLICY,
        Text("Tunggu sampai tanggal itu, atau catat permintaan penghapusan.",
             "Wait until that day, or record a request for erasure."),
    )  # fmt: skip


def asked_by_all(case: Snapshot) -> bool:
    """Whether each victim has asked for the erasure, and that was fulfilled."""
    facts: CaseFacts = case.facts
    granted: list[RequestFacts] = [child.facts for child in _requests(case) if child.state == "fulfilled"]
    return {one.number for one in facts.victims} <= {one.victim for one in granted if one.asked_for == "erasure"}


@guard("R28", reads=("asked_for",))
def erasure_may_follow(situation: Situation) -> tuple[Refusal, ...]:
    """R26, R28. Who asks for erasure is told yes only where it can be kept; else refused with the ground of the law."""
    parent = situation.case.parent
    if parent is None or situation.facts.asked_for != "erasure":
        return ()
    facts: CaseFacts = parent.facts
    found = (
        _not_over() if parent.ended_at is None else None,
        _reported() if _with_the_police(facts) else None,
        not_held.check(Situation(parent, situation.actor, situation.now)),
    )
    return tuple(one for one in found if isinstance(one, Refusal))


def _requests(case: Snapshot) -> tuple[Snapshot, ...]:
    return tuple(child for child in case.children if child.workflow == "request")


def _with_the_police(facts: CaseFacts) -> bool:
    return bool(facts.police_reported_on or facts.police_confirmed_at)


def _not_over() -> Refusal:
    return _refusal(
        "NOT_OVER",
        Text("Kasus ini masih berjalan.", "This case is still open."),
        PDP_42_44,
        Text("Tunggu sampai kasusnya berakhir.", "Wait until the case has ended."),
    )


def _reported() -> Refusal:
    return _refusal(
        "POLICE_REPORT",
        Text("Ada laporan polisi: datanya menjadi bukti.", "There is a police report: the data are evidence."),
        "UU PDP 27/2022 Pasal 15",
        None,
    )


def _not_asked() -> Refusal:
    return _refusal(
        "NOT_ASKED_BY_ALL",
        Text("Belum semua korban meminta penghapusan yang dipenuhi.",
             "Not every victim has asked for erasure and was told yes."),
        PDP_42_44,
        Text("Catat dan penuhi permintaan tiap korban.", "Record and fulfil the request of each victim."),
    )  # fmt: skip


IN_OPEN_BREACH = Refusal(
    rule="R27",
    code="IN_OPEN_BREACH",
    reason=Text("Data kasus ini ada dalam kebocoran yang masih ditangani.",
                "Data of this case are in a breach that is still being worked on."),
    basis="UU PDP 27/2022 Pasal 46",
    lifted_by=Text("Selesaikan dulu kebocoran itu.", "Close that breach first."),
)  # fmt: skip


def duplicates_kept(numbers: Iterable[str]) -> Refusal:
    """R28. What was merged into a case holds the same persons: nobody is told that they are gone before they are."""
    named = ", ".join(numbers)
    return _refusal(
        "DUPLICATE_KEPT",
        Text(f"Kasus yang digabungkan ke sini belum dihapus: {named}.",
             f"What was merged into this case is not erased yet: {named}."),
        PDP_42_44,
        Text("Hapus dulu kasus itu.", "Erase that case first."),
    )  # fmt: skip


def _refusal(code: str, reason: Text, basis: str, lifted_by: Text | None) -> Refusal:
    return Refusal(rule="R28", code=code, reason=reason, basis=basis, lifted_by=lifted_by)
