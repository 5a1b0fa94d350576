"""The clocks of a referral that goes by letter: its sender calls, in the time in which a receiver here answers (R14).

Nobody of the receiver is told: it is not here. Whoever sent the letter asks, and is told again.
"""

from collections.abc import Callable
from datetime import datetime

from engine.calendar import Duration, Elapsed, WorkingDays
from engine.definition import ByFact, Deadline, Rung, Snapshot, Text
from workflows.clocks.case import POLICY, WEEK
from workflows.facts.referral import ReferralFacts
from workflows.office.roles import COORDINATOR, HEAD_OF_UPTD, KADER, SUPERVISOR

CALL = Text("Telepon penerima surat rujukan", "Call the receiver of the letter")
_REMIND = Text("Kader diingatkan untuk menelepon", "The kader is reminded to call")
_COORDINATOR = Text("Koordinator diberi tahu", "The coordinator is told")
_DINAS = Text("Dinas diberi tahu", "Dinas is told")


def letter_to_uptd(case: Snapshot) -> datetime | None:
    return _by_letter(case, "UPTD")


def letter_to_puspaga(case: Snapshot) -> datetime | None:
    return None if case.facts.protected else _by_letter(case, "PUSPAGA")


def letter_to_puspaga_protected(case: Snapshot) -> datetime | None:
    return _by_letter(case, "PUSPAGA") if case.facts.protected else None


def last_heard_of(case: Snapshot) -> datetime | None:
    """From what was last heard by telephone."""
    facts: ReferralFacts = case.facts
    return facts.reviewed_at if facts.delivery is not None else None


def _by_letter(case: Snapshot, receiver: str) -> datetime | None:
    facts: ReferralFacts = case.facts
    return facts.sent_at if facts.delivery is not None and facts.receiver == receiver else None


_LAST = Rung(_DINAS, level=2, percent=200, tell=(SUPERVISOR,), every=WEEK)
_ADDS_UPTD = Rung(
    Text("Sistem menambahkan rujukan ke UPTD", "The system adds a referral to UPTD"),
    level=2,
    percent=200,
    tell=(SUPERVISOR, HEAD_OF_UPTD),
    move="move-to-UPTD",
    every=WEEK,
)


def _call(
    name: str, anchor: Callable[[Snapshot], datetime | None], within: ByFact | Duration, last: Rung = _LAST
) -> Deadline:
    return Deadline(
        name=name,
        title=CALL,
        rule="R14",
        basis=POLICY,
        states=("sent",),
        anchor=anchor,
        since=Text("surat dikirim", "the letter was sent"),
        within=within,
        rungs=(
            Rung(_REMIND, percent=50, tell=(KADER,)),
            Rung(_COORDINATOR, level=1, percent=100, tell=(KADER, COORDINATOR)),
            last,
        ),
    )


TELEPHONE_CLOCKS = (
    _call("call-UPTD", letter_to_uptd, ByFact("protected", {"True": Elapsed(hours=2)}, Elapsed(hours=24))),
    _call("call-PUSPAGA", letter_to_puspaga, WorkingDays(3)),
    _call("call-PUSPAGA-protected", letter_to_puspaga_protected, Elapsed(hours=24), _ADDS_UPTD),
    Deadline(
        name="call-again",
        title=Text("Tanyakan perkembangan lewat telepon", "Ask by telephone how it stands"),
        rule="R14",
        basis=POLICY,
        states=("accepted",),
        anchor=last_heard_of,
        since=Text("kabar terakhir", "what was last heard"),
        within=Elapsed(days=30),
        rungs=(
            Rung(_REMIND, before=Elapsed(days=5), tell=(KADER,)),
            Rung(_COORDINATOR, level=1, percent=100, tell=(KADER, COORDINATOR)),
            Rung(_DINAS, level=2, past=WEEK, tell=(SUPERVISOR,), every=WEEK),
        ),
    ),
)
