"""A breach of personal data: found, assessed out of the access records, told within 72 hours, or not with a reason.

detected ── assess ──▶ assessed ── give-notice ──▶ notified    (everybody was told, say two persons)
                          └────── keep-silent ───▶ closed      (with a ground, by two persons)

Supervisors and auditors work on it. Whoever's looks are in question, or is kept out of a case concerned, never sees it.
"""

from engine.definition import FourEyes, Notice, Shown, Snapshot, State, Text, Transition, Workflow
from workflows.casework.breaching import (
    BREACH_CLOCKS,
    assessing,
    authority_was_told,
    begin,
    concerns_that_case,
    everybody_was_told,
    nobody_is_sought_out,
    telling,
    without_eyes,
)
from workflows.facts.breach import BreachFacts
from workflows.facts.vocabulary import BREACH_CAUSE
from workflows.forms.breaching import Assessment, AuthorityTold, Detection, PersonsTold, Silence
from workflows.forms.steps import Note
from workflows.office.calendar import CALENDAR
from workflows.office.roles import AUDIT, AUDITOR, DINAS, ROSTER, SUPERVISOR

EYES = (SUPERVISOR, AUDITOR)
ASSESS = ("assess", "assess-again")
"""The steps at which the office lists what was opened."""


def answered(case: Snapshot) -> bool:
    return case.state in ("notified", "closed")


def seen_by(_facts: BreachFacts) -> frozenset[str]:
    return frozenset({DINAS, AUDIT})


BREACH = Workflow(
    name="breach",
    title=Text("Kebocoran data", "Breach of data"),
    facts=BreachFacts,
    initial="detected",
    calendar=CALENDAR,
    opened_by=EYES,
    opening=Detection,
    begin=begin,
    audience=seen_by,
    excluded=without_eyes,
    settled=answered,
    tells=(Notice(EYES, "breach"),),
    roster={**ROSTER, AUDITOR: (AUDIT,)},
    states=(
        State("detected", Text("Diketahui", "Detected"), tone="busy"),
        State("assessed", Text("Dinilai", "Assessed"), tone="busy"),
        State("notified", Text("Diberitahukan", "Notified"), final=True, tone="done"),
        State("closed", Text("Ditutup tanpa pemberitahuan", "Closed without notice"), final=True, tone="calm"),
    ),
    deadlines=BREACH_CLOCKS,
    transitions=(
        Transition(
            "assess",
            "detected",
            "assessed",
            Text("Nilai apa yang terbuka", "Assess what was opened"),
            by=EYES,
            form=Assessment,
            changes=assessing,
        ),
        Transition(
            "assess-again",
            "assessed",
            None,
            Text("Nilai ulang", "Assess again"),
            by=EYES,
            form=Assessment,
            changes=assessing,
        ),
        Transition(
            "tell-persons",
            "assessed",
            None,
            Text("Catat pemberitahuan kepada orangnya", "Record that the persons were told"),
            by=EYES,
            form=PersonsTold,
            guards=(concerns_that_case, nobody_is_sought_out),
            changes=telling,
        ),
        Transition(
            "tell-authority",
            "assessed",
            None,
            Text("Catat pemberitahuan kepada lembaga", "Record that the authority was told"),
            by=EYES,
            form=AuthorityTold,
        ),
        Transition(
            "give-notice",
            "assessed",
            "notified",
            Text("Selesai: semua sudah diberi tahu", "Done: everybody was told"),
            by=EYES,
            guards=(everybody_was_told, authority_was_told),
            four_eyes=FourEyes(EYES),
            ends=True,
        ),
        Transition(
            "keep-silent",
            "assessed",
            "closed",
            Text("Tutup tanpa pemberitahuan", "Close without notice"),
            by=EYES,
            form=Silence,
            four_eyes=FourEyes(EYES),
            ends=True,
        ),
        Transition("note", ("detected", "assessed"), None, Text("Tambah catatan", "Add a note"), by=EYES, form=Note),
    ),
    summary=(
        Shown("cause", Text("Yang terjadi", "What happened"), BREACH_CAUSE),
        Shown("looker", Text("Petugas yang dipertanyakan", "Whose access is in question"), if_set=True),
        Shown("fields_opened", Text("Isian yang terbuka", "Fields opened")),
    ),
)
