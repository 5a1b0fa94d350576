"""A case of Omah Peluk: from the report to its resolution here, or to the house that carries it on.

                           ┌───────────────── reopen ────────────────┐
                           ▼                                         │
     report ─▶ reported ─ consult ─▶ consulted ─ resolve ──────▶ resolved-locally
                  │                   │  │  ▲                          ▲
                  │                   │  │  └── returned ──┐           │ completed there,
                  │                   │  └─ refer ─▶ referred-to-PUSPAGA ┘ and nothing forbids it
                  │                   │                    │
                  └── protected ──────┴──── refer ─────────┴─▶ referred-to-UPTD ─ returned ─▶ consulted

A referral is a case of its own (`referral`), and this one follows its referrals by the table in `following`. Ending is
no state: the last completed referral, the last follow-up, or two persons with a reason end a case where it stands.

The steps stand in `workflows.steps`, a page for each part of the story, in the order in which a case meets them.
"""

from engine.definition import Notice, Shown, Snapshot, State, Text, Workflow
from workflows.casework.beginning import begin
from workflows.casework.conflict import kept_out
from workflows.casework.follow_ups import FOLLOW_UP_LIMITS
from workflows.casework.following import follow
from workflows.casework.reaching import ATTEMPTS, DAYS
from workflows.clocks.case import CASE_CLOCKS
from workflows.facts.case import CaseFacts
from workflows.facts.classification import classified
from workflows.facts.identities import identities
from workflows.facts.sight import place, seen_by
from workflows.facts.states import AT_PUSPAGA, AT_UPTD, CONSULTED, REFERRED, REPORTED, RESOLVED
from workflows.facts.vocabulary import AGE_BAND, BARRED, CATEGORY, JUVENILE_BAND, PROTECTION_LAW, RISK
from workflows.forms.report import Report
from workflows.office.calendar import CALENDAR
from workflows.office.roles import HOUSE_STAFF, REPORTER, ROSTER, STANDS_IN, UPTD_OFFICER
from workflows.properties import PROPERTIES, SAMPLES
from workflows.steps.ending import ENDING
from workflows.steps.following import FOLLOWING
from workflows.steps.intake import INTAKE
from workflows.steps.keeping import KEEPING
from workflows.steps.learning import LEARNING
from workflows.steps.sending import SENDING
from workflows.steps.settling import SETTLING
from workflows.steps.staffing import STAFFING
from workflows.steps.talking import TALKING
from workflows.steps.visits import VISITS


def nothing_owed(case: Snapshot) -> bool:
    """Over, or out at a house whose referral carries the clock: nothing came back and nothing awaits confirmation."""
    facts: CaseFacts = case.facts
    out = case.state in REFERRED and facts.uptd_returned_at is None and facts.puspaga_completed_at is None
    return case.ended_at is not None or out


OMAH_PELUK = Workflow(
    name="omah-peluk",
    title=Text("Kasus Omah Peluk", "Omah Peluk case"),
    facts=CaseFacts,
    initial=REPORTED,
    calendar=CALENDAR,
    opened_by=(*HOUSE_STAFF, REPORTER),
    opening=Report,
    begin=begin,
    derive=classified,
    audience=seen_by,
    excluded=kept_out,
    identities=identities,
    region=place,
    settled=nothing_owed,
    follow=follow,
    children=("referral", "request"),
    tells=(Notice((*HOUSE_STAFF, UPTD_OFFICER), "report"),),
    roster=ROSTER,
    stands_in=STANDS_IN,
    properties=PROPERTIES,
    samples=SAMPLES,
    limits={**FOLLOW_UP_LIMITS, ATTEMPTS: DAYS},
    states=(
        State(REPORTED, Text("Dilaporkan", "Reported")),
        State(CONSULTED, Text("Dikonsultasikan", "Consulted")),
        State(RESOLVED, Text("Selesai di Omah Peluk", "Resolved locally"), tone="done"),
        State(AT_PUSPAGA, Text("Dirujuk ke PUSPAGA", "Referred to PUSPAGA"), tone="calm"),
        State(AT_UPTD, Text("Dirujuk ke UPTD", "Referred to UPTD"), tone="calm"),
    ),
    deadlines=CASE_CLOCKS,
    transitions=(
        *INTAKE,
        *SENDING,
        *FOLLOWING,
        *SETTLING,
        *ENDING,
        *LEARNING,
        *STAFFING,
        *TALKING,
        *VISITS,
        *KEEPING,
    ),
    known=(
        Shown("acknowledged_at", Text("Laporan dibuka", "Report acknowledged")),
        Shown("visit_at", Text("Kunjungan psikolog", "Psychologist's visit")),
        Shown("uptd_sent_at", Text("Dirujuk ke UPTD", "Referred to UPTD")),
        Shown("puspaga_sent_at", Text("Dirujuk ke PUSPAGA", "Referred to PUSPAGA")),
        Shown("police_confirmed_at", Text("Dipastikan dilaporkan ke polisi", "Confirmed that the police were told")),
        Shown("protection_from", Text("Perlindungan polisi sejak", "Police protection since")),
        Shown("protection_law", Text("Dasar perlindungan", "Protection under"), PROTECTION_LAW),
    ),
    warns=(Shown("barred", Text("Jangan dihubungi", "Do not contact"), BARRED),),
    links=(
        Shown("duplicate_of", Text("Digabungkan ke", "Merged into")),
        Shown("absorbed", Text("Digabungkan ke sini", "Merged into this")),
        Shown("earlier_numbers", Text("Kasus terdahulu", "Earlier cases")),
    ),
    summary=(
        Shown(
            "risk",
            Text("Risiko", "Risk"),
            RISK,
            {"high": "danger", "medium": "warn", "unassessed": "warn", "low": "calm"},
        ),
        Shown("age_group", Text("Kelompok umur", "Age group"), AGE_BAND),
        Shown("category", Text("Kategori", "Category"), CATEGORY),
        Shown(
            "child_perpetrator",
            Text("Terlapor", "Alleged perpetrator"),
            JUVENILE_BAND,
            dict.fromkeys(JUVENILE_BAND, "warn"),
            if_set=True,
        ),
        Shown("held_since", Text("Ditahan untuk hukum sejak", "Legal hold since"), if_set=True),
        Shown("erased_at", Text("Isi rahasia dihapus", "Secrets erased"), if_set=True),
    ),
)
