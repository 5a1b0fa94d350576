"""The clocks of a case: from when they count, how long, and whom they tell on the way.

"h" and "days" run through nights and weekends (`Elapsed`); working days do not. After its last rung every clock tells
again each week until it is met: nothing falls silent.

Longer than most files because it is one table: each clock stands beside the moment from which it counts.
"""

from datetime import datetime, timedelta

from engine.calendar import Elapsed, WorkingDays
from engine.definition import ByFact, Deadline, Extending, Pausing, Rung, Snapshot, Text
from workflows.casework.ending import TPKS_41
from workflows.casework.follow_ups import FOLLOW_UP_DAYS
from workflows.casework.protection import PROTECTION
from workflows.clocks.talking import ANSWER_REPORTER
from workflows.facts.case import CaseFacts
from workflows.facts.classification import moves_by_itself, violence
from workflows.facts.states import ALL, AT_PUSPAGA, AT_UPTD, CONSULTED, REPORTED, RESOLVED
from workflows.office.roles import COORDINATOR, HEAD_OF_UPTD, KADER, SUPERVISOR, UPTD_OFFICER

WEEK = Elapsed(days=7)
POLICE_HOURS = 72

POLICY = "Kebijakan Omah Peluk (P)"
AGENCY_AND_POLICY = "Pedoman layanan (B) dan kebijakan Omah Peluk (P)"

REMIND_KADER = Text("Pengingat untuk kader", "Reminder to the kader")
LEVEL_1 = Text("Eskalasi 1: koordinator", "Escalation 1: coordinator")
LEVEL_2 = Text("Eskalasi 2: Dinas", "Escalation 2: Dinas")
LEVEL_3 = Text("Eskalasi 3: penyelia diminta menugaskan ulang", "Escalation 3: the supervisor is asked to reassign")
TELL_SUPERVISOR = Text("Penyelia diberi tahu", "The supervisor is told")

LADDER = (
    Rung(REMIND_KADER, percent=50, tell=(KADER,)),
    Rung(LEVEL_1, level=1, percent=100, tell=(COORDINATOR,)),
    Rung(LEVEL_2, level=2, percent=150, tell=(SUPERVISOR,)),
    Rung(LEVEL_3, level=3, percent=200, tell=(SUPERVISOR,), every=WEEK),
)
"""The ladder of an ordinary clock. It moves nothing, and no data leaves the kelurahan."""


# R09: the answer to a report


def reported_unprotected(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return None if facts.protected else facts.taken_at


RESPONSE_TIME = ByFact("risk", {"low": WorkingDays(3)}, Elapsed(hours=6))
"""R09. High is here only for a moment: it is protected, and the cap runs instead."""


RESPOND = Deadline(
    name="respond",
    title=Text("Tanggapi laporan", "Respond to the report"),
    rule="R09",
    basis=AGENCY_AND_POLICY,
    states=(REPORTED,),
    anchor=reported_unprotected,
    since=Text("laporan", "the report"),
    within=RESPONSE_TIME,
    rungs=LADDER,
)


def reported_protected_unseen(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.taken_at if facts.protected and facts.acknowledged_at is None else None


ACKNOWLEDGE = Deadline(
    name="acknowledge",
    title=Text("Buka laporan darurat", "Acknowledge the emergency"),
    rule="R09",
    basis=POLICY,
    states=(REPORTED,),
    anchor=reported_protected_unseen,
    since=Text("laporan", "the report"),
    within=Elapsed(hours=1),
    rungs=(
        Rung(REMIND_KADER, percent=50, tell=(KADER,)),
        Rung(LEVEL_1, level=1, percent=100, tell=(COORDINATOR,)),
        Rung(LEVEL_2, level=2, past=Elapsed(hours=5), tell=(SUPERVISOR,), every=WEEK),
    ),
)


# R04, R08: the cap


def owes_uptd(facts: CaseFacts) -> bool:
    """Protected, and nothing was sent to UPTD since it is."""
    if not facts.protected or facts.protected_since is None:
        return False
    return facts.uptd_sent_at is None or facts.uptd_sent_at < facts.protected_since


def cap_counts_here(case: Snapshot) -> bool:
    """At PUSPAGA the cap counts where there was violence, and where the case went there before it was protected: its
    referral has working days. Else PUSPAGA's own answer is awaited, in hours (R14).
    """
    facts: CaseFacts = case.facts
    return owes_uptd(facts) and (case.state != AT_PUSPAGA or violence(facts) or not facts.puspaga_hurries)


def protected_to_move(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.protected_since if cap_counts_here(case) and moves_by_itself(facts) else None


def protected_to_decide(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.protected_since if cap_counts_here(case) and not moves_by_itself(facts) else None


_CAP_ALARMS = (
    Rung(LEVEL_1, level=1, after=Elapsed(hours=1), tell=(COORDINATOR,)),
    Rung(
        Text("Penyelia dan kepala UPTD diberi tahu", "Supervisor and head of UPTD are told"),
        level=2,
        after=Elapsed(hours=6),
        tell=(SUPERVISOR, HEAD_OF_UPTD),
    ),
)

CAP = Deadline(
    name="cap",
    title=Text("Sampai di UPTD PPA", "Reach UPTD PPA"),
    rule="R04",
    basis=POLICY,
    states=(REPORTED, CONSULTED, AT_PUSPAGA),
    anchor=protected_to_move,
    since=Text("dilindungi", "protected"),
    within=Elapsed(hours=24),
    rungs=(
        *_CAP_ALARMS,
        Rung(
            Text("Sistem memindahkan ke UPTD PPA", "The system moves it to UPTD PPA"),
            level=3,
            percent=100,
            tell=(SUPERVISOR, HEAD_OF_UPTD, UPTD_OFFICER),
            move="move-to-UPTD",
            every=Elapsed(days=1),
        ),
    ),
)

CAP_WITHOUT_MOVE = Deadline(
    name="cap-to-decide",
    title=Text("Putuskan: ke UPTD PPA atau tidak", "Decide: to UPTD PPA or not"),
    rule="R04",
    basis=POLICY,
    states=(REPORTED, CONSULTED, AT_PUSPAGA),
    anchor=protected_to_decide,
    since=Text("dilindungi", "protected"),
    within=Elapsed(hours=24),
    rungs=(
        *_CAP_ALARMS,
        Rung(
            Text("Penyelia dan kepala UPTD memutuskan", "Supervisor and head of UPTD decide"),
            level=3,
            percent=100,
            tell=(SUPERVISOR, HEAD_OF_UPTD),
            every=WEEK,
        ),
    ),
)


# R11: the decision after a consultation


def consulted_undecided(case: Snapshot) -> datetime | None:
    return None if protected_to_move(case) else case.entered_at


DECISION_TIME = ByFact("risk", {"high": Elapsed(hours=24), "low": Elapsed(days=14)}, WorkingDays(3))


DECIDE = Deadline(
    name="decide",
    title=Text("Putuskan setelah konsultasi", "Decide after the consultation"),
    rule="R11",
    basis=POLICY,
    states=(CONSULTED,),
    anchor=consulted_undecided,
    since=Text("konsultasi", "the consultation"),
    within=DECISION_TIME,
    rungs=LADDER,
    extendable=Extending((SUPERVISOR,), at_most=DECISION_TIME),
)


# R22: a proposal waits


def proposed(case: Snapshot) -> datetime | None:
    return None if case.pending is None else case.pending.at


APPROVE = Deadline(
    name="approve",
    title=Text("Setujui atau tolak usulan", "Approve or reject the proposal"),
    rule="R22",
    basis=POLICY,
    states=ALL,
    anchor=proposed,
    since=Text("usulan", "the proposal"),
    within=WorkingDays(2),
    rungs=(
        Rung(
            Text("Pemberi persetujuan diingatkan", "The approver is reminded"),
            percent=50,
            tell=(SUPERVISOR, HEAD_OF_UPTD),
        ),
        Rung(TELL_SUPERVISOR, level=1, percent=100, tell=(SUPERVISOR,)),
        Rung(
            Text("Penyelia lain diminta memutuskan", "Another supervisor is asked to decide"),
            level=2,
            percent=200,
            tell=(SUPERVISOR,),
            every=WEEK,
        ),
    ),
)


def completed_at_puspaga(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.puspaga_completed_at


CONFIRM = Deadline(
    name="confirm",
    title=Text("Periksa penyelesaian PUSPAGA", "Confirm PUSPAGA's completion"),
    rule="R22",
    basis=POLICY,
    states=(AT_PUSPAGA,),
    anchor=completed_at_puspaga,
    since=Text("selesai di PUSPAGA", "completed at PUSPAGA"),
    within=WorkingDays(2),
    rungs=APPROVE.rungs,
)


# R03: the police


def police_awaited(case: Snapshot) -> datetime | None:
    return None if _police_done(case.facts) or _disclosed_late(case.facts) else case.facts.first_report_at


def police_missed(case: Snapshot) -> datetime | None:
    return case.facts.first_report_at if _disclosed_late(case.facts) and not _police_done(case.facts) else None


def _police_done(facts: CaseFacts) -> bool:
    return not facts.sexual_ever or bool(facts.police_reported_on or facts.police_confirmed_at or facts.no_complaint)


def _disclosed_late(facts: CaseFacts) -> bool:
    """What comes to light after the 72 hours is breached at once and told once, not on three rungs."""
    since = facts.sexual_since
    return since is not None and since > facts.first_report_at + timedelta(hours=POLICE_HOURS)


_POLICE_BREACH = Rung(
    Text("Kepala UPTD dan penyelia diberi tahu", "Head of UPTD and supervisor are told"),
    level=2,
    percent=100,
    tell=(HEAD_OF_UPTD, SUPERVISOR),
    every=WEEK,
)
_POLICE_REMINDER = Text("UPTD dan kader diingatkan", "UPTD and the kader are reminded")

POLICE = Deadline(
    name="police",
    title=Text("Laporkan ke polisi dalam 3×24 jam", "Report to the police within 3×24 hours"),
    rule="R03",
    basis=TPKS_41,
    states=ALL,
    anchor=police_awaited,
    since=Text("laporan pertama", "the first report"),
    within=Elapsed(hours=POLICE_HOURS),
    rungs=(
        Rung(_POLICE_REMINDER, after=Elapsed(hours=24), tell=(UPTD_OFFICER, KADER)),
        Rung(_POLICE_REMINDER, after=Elapsed(hours=48), tell=(UPTD_OFFICER, KADER)),
        _POLICE_BREACH,
    ),
    statutory=True,
)

POLICE_MISSED = Deadline(
    name="police-missed",
    title=Text("Laporan polisi: terungkap setelah 3×24 jam", "Police report: disclosed after 3×24 hours"),
    rule="R03",
    basis=TPKS_41,
    states=ALL,
    anchor=police_missed,
    since=Text("terungkap", "disclosed"),
    within=Elapsed(hours=POLICE_HOURS),
    rungs=(_POLICE_BREACH,),
    statutory=True,
)


# R15: UPTD returned it


def returned_by_uptd(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.uptd_returned_at


RESEND = Deadline(
    name="resend",
    title=Text("Kirim kembali ke UPTD PPA", "Send it to UPTD PPA again"),
    rule="R15",
    basis=POLICY,
    states=(CONSULTED, AT_PUSPAGA, AT_UPTD),
    anchor=returned_by_uptd,
    since=Text("dikembalikan", "returned"),
    within=ByFact("protected", {"True": Elapsed(hours=24)}, WorkingDays(3)),
    rungs=(
        Rung(Text("Kader diingatkan", "The kader is reminded"), level=1, percent=100, tell=(KADER,)),
        Rung(TELL_SUPERVISOR, level=2, percent=200, tell=(SUPERVISOR,), every=WEEK),
    ),
)


# R21: after a local resolution


def follow_up_one(case: Snapshot) -> datetime | None:
    return case.entered_at if case.facts.follow_ups_done < 1 else None


def follow_up_two(case: Snapshot) -> datetime | None:
    return case.entered_at if case.facts.follow_ups_done < 2 else None


def follow_up_three(case: Snapshot) -> datetime | None:
    return case.entered_at if case.facts.follow_ups_done < 3 else None


def resolved(case: Snapshot) -> datetime:
    return case.entered_at


_FOLLOW_UP_RUNGS = (
    Rung(Text("Koordinator diingatkan", "The coordinator is reminded"), before=Elapsed(days=2), tell=(COORDINATOR,)),
    Rung(LEVEL_1, level=1, percent=100, tell=(COORDINATOR, KADER)),
    Rung(TELL_SUPERVISOR, level=2, past=WEEK, tell=(SUPERVISOR,), every=WEEK),
)

FOLLOW_UPS = tuple(
    Deadline(
        name=f"follow-up-{number}",
        title=Text(f"Tindak lanjut {number}", f"Follow-up {number}"),
        rule="R21",
        basis=POLICY,
        states=(RESOLVED,),
        anchor=anchor,
        since=Text("disetujui", "approved"),
        within=Elapsed(days=days),
        rungs=_FOLLOW_UP_RUNGS,
        pausable=Pausing((COORDINATOR, SUPERVISOR), at_most=Elapsed(days=14), times=2),
    )
    for number, (days, anchor) in enumerate(
        zip(FOLLOW_UP_DAYS, (follow_up_one, follow_up_two, follow_up_three), strict=True), 1
    )
)

HARD_LIMIT = Deadline(
    name="hard-limit",
    title=Text("Akhiri atau buka kembali", "End it or reopen it"),
    rule="R21",
    basis=POLICY,
    states=(RESOLVED,),
    anchor=resolved,
    since=Text("disetujui", "approved"),
    within=Elapsed(days=182),
    rungs=(Rung(TELL_SUPERVISOR, level=3, percent=100, tell=(SUPERVISOR,), every=WEEK),),
)

# its age


def opened(case: Snapshot) -> datetime:
    return case.opened_at


AGE = Deadline(
    name="age",
    title=Text("Tinjau kasus yang lama terbuka", "Review a case that is open for long"),
    rule="R15",
    basis=POLICY,
    states=ALL,
    anchor=opened,
    since=Text("dibuka", "opened"),
    within=Elapsed(days=365),
    rungs=(Rung(TELL_SUPERVISOR, level=3, percent=100, tell=(SUPERVISOR,), every=Elapsed(days=30)),),
    aside=True,
)
"""However often houses hand it back and forth and people start its clocks anew, a year on somebody looks at all of it.

It stands aside of what is proved about silence: no shorter clock may be missing because this one is there.
"""

CASE_CLOCKS = (
    RESPOND,
    ACKNOWLEDGE,
    CAP,
    CAP_WITHOUT_MOVE,
    DECIDE,
    APPROVE,
    CONFIRM,
    POLICE,
    POLICE_MISSED,
    RESEND,
    *FOLLOW_UPS,
    HARD_LIMIT,
    AGE,
    PROTECTION,
    ANSWER_REPORTER,
)
