"""The clocks of a referral: it is answered in time (R14), reviewed while it lasts, and its completion approved.

Where its receiver is reached by letter, those of `telephone_clocks` run instead.
"""

from datetime import datetime

from engine.calendar import Elapsed, WorkingDays
from engine.definition import ByFact, Deadline, Rung, Snapshot, Text
from workflows.casework.protection import SHELTER, SHELTER_BY_LETTER
from workflows.clocks.case import POLICY, WEEK, opened, proposed
from workflows.clocks.telephone import TELEPHONE_CLOCKS
from workflows.facts.referral import ReferralFacts
from workflows.office.roles import HEAD_OF_UPTD, PUSPAGA_OFFICER, SUPERVISOR, UPTD_OFFICER


def sent_to_uptd(case: Snapshot) -> datetime | None:
    facts: ReferralFacts = case.facts
    return facts.sent_at if facts.receiver == "UPTD" and facts.delivery is None else None


def sent_to_puspaga(case: Snapshot) -> datetime | None:
    facts: ReferralFacts = case.facts
    here = facts.receiver == "PUSPAGA" and facts.delivery is None
    return facts.sent_at if here and not facts.protected else None


def sent_to_puspaga_protected(case: Snapshot) -> datetime | None:
    facts: ReferralFacts = case.facts
    here = facts.receiver == "PUSPAGA" and facts.delivery is None
    return facts.sent_at if here and facts.protected else None


def last_reviewed(case: Snapshot) -> datetime | None:
    """The review repeats: each one starts the next 30 days."""
    facts: ReferralFacts = case.facts
    return facts.reviewed_at if facts.delivery is None else None


_ANSWER = Text("Terima atau kembalikan rujukan", "Accept or return the referral")
_TELL_HEAD = Text("Kepala UPTD diberi tahu", "The head of UPTD is told")
_TELL_DINAS = Text("Dinas diberi tahu", "Dinas is told")
_TELL_PUSPAGA = Text("PUSPAGA diingatkan", "PUSPAGA is reminded")

REFERRAL_CLOCKS = (
    Deadline(
        name="answer-UPTD",
        title=_ANSWER,
        rule="R14",
        basis=POLICY,
        states=("sent",),
        anchor=sent_to_uptd,
        since=Text("dikirim", "sent"),
        within=ByFact("protected", {"True": Elapsed(hours=2)}, Elapsed(hours=24)),
        rungs=(
            Rung(_TELL_HEAD, level=1, percent=100, tell=(HEAD_OF_UPTD,)),
            Rung(_TELL_DINAS, level=2, percent=200, tell=(SUPERVISOR,), every=WEEK),
        ),
    ),
    Deadline(
        name="answer-PUSPAGA",
        title=_ANSWER,
        rule="R14",
        basis=POLICY,
        states=("sent",),
        anchor=sent_to_puspaga,
        since=Text("dikirim", "sent"),
        within=WorkingDays(3),
        rungs=(
            Rung(_TELL_PUSPAGA, level=1, percent=100, tell=(PUSPAGA_OFFICER,)),
            Rung(_TELL_DINAS, level=2, percent=200, tell=(SUPERVISOR,), every=WEEK),
        ),
    ),
    Deadline(
        name="answer-PUSPAGA-protected",
        title=_ANSWER,
        rule="R14",
        basis=POLICY,
        states=("sent",),
        anchor=sent_to_puspaga_protected,
        since=Text("dikirim", "sent"),
        within=Elapsed(hours=24),
        rungs=(
            Rung(_TELL_PUSPAGA, level=1, percent=100, tell=(PUSPAGA_OFFICER,)),
            Rung(
                Text("Sistem menambahkan rujukan ke UPTD", "The system adds a referral to UPTD"),
                level=2,
                percent=200,
                tell=(SUPERVISOR, HEAD_OF_UPTD),
                move="move-to-UPTD",
                every=WEEK,
            ),
        ),
    ),
    Deadline(
        name="review",
        title=Text("Tinjau perkembangan rujukan", "Review the referral"),
        rule="R14",
        basis=POLICY,
        states=("accepted",),
        anchor=last_reviewed,
        since=Text("tinjauan terakhir", "the last review"),
        within=Elapsed(days=30),
        rungs=(
            Rung(
                Text("Petugas penerima diingatkan", "The receiving officer is reminded"),
                before=Elapsed(days=5),
                tell=(UPTD_OFFICER, PUSPAGA_OFFICER),
            ),
            Rung(_TELL_HEAD, level=1, percent=100, tell=(HEAD_OF_UPTD, PUSPAGA_OFFICER)),
            Rung(_TELL_DINAS, level=2, past=WEEK, tell=(SUPERVISOR,), every=WEEK),
        ),
    ),
    Deadline(
        name="approve",
        title=Text("Setujui atau tolak penyelesaian", "Approve or reject the completion"),
        rule="R22",
        basis=POLICY,
        states=("accepted",),
        anchor=proposed,
        since=Text("usulan", "the proposal"),
        within=WorkingDays(2),
        rungs=(
            Rung(_TELL_HEAD, level=1, percent=100, tell=(HEAD_OF_UPTD,)),
            Rung(_TELL_DINAS, level=2, percent=200, tell=(SUPERVISOR,), every=WEEK),
        ),
    ),
    Deadline(
        name="age",
        title=Text("Tinjau rujukan yang lama terbuka", "Review a referral that is open for long"),
        rule="R14",
        basis=POLICY,
        states=("sent", "accepted"),
        anchor=opened,
        since=Text("dibuka", "opened"),
        within=Elapsed(days=365),
        rungs=(Rung(_TELL_DINAS, level=2, percent=100, tell=(SUPERVISOR,), every=Elapsed(days=365)),),
        aside=True,
    ),
    SHELTER,
    SHELTER_BY_LETTER,
    *TELEPHONE_CLOCKS,
)
