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

Longer than most files because it is the one page on which every step of a case can be read.
"""

from engine.calendar import Elapsed
from engine.definition import SYSTEM, FourEyes, Notice, Shown, Snapshot, State, Text, Transition, Workflow
from workflows import changes, visiting
from workflows.assessing import (
    born_by_the_incident,
    category_fits,
    discloses_of_known_victims,
    leaves_nobody_out,
    lowering_is_the_supervisors,
    no_child_becomes_adult,
    not_yet_acknowledged,
    relations_name_known_people,
    speaks_of_a_known_victim,
)
from workflows.assigning import moving_is_the_supervisors
from workflows.beginning import begin
from workflows.calendar import CALENDAR
from workflows.claim import TO_REQUEST
from workflows.classification import classified
from workflows.clocks import CASE_CLOCKS
from workflows.conflict import (
    assignee_has_no_conflict,
    is_kept_out,
    keeping_oneself_out,
    keeping_out,
    kept_out,
    letting_in,
)
from workflows.consent import accused_does_not_consent, consent_contradicts_nothing
from workflows.ending import (
    complaint_can_be_left_out,
    declined_by_adults,
    no_referral_open,
    nothing_pends,
    police_decided,
    puspaga_completed,
    reason_may_end_it,
)
from workflows.facts import CaseFacts
from workflows.follow_ups import (
    follow_up_is_near,
    found_well_at_the_end,
    last_follow_up_is_left,
    more_follow_ups_come,
    over_or_resolved,
)
from workflows.following import COUNT, END, FALL_BACK, TAKE_BACK, follow
from workflows.forms.assessing import Consultation, Correction, NewDisclosure, People, Reassessment
from workflows.forms.recording import PoliceProtection, SimfoniEntry
from workflows.forms.referring import Handover, Sending, SendingToUptd
from workflows.forms.report import Report
from workflows.forms.requesting import Request
from workflows.forms.steps import (
    Agreement,
    Assignment,
    ContactAttempt,
    EarlierCase,
    Ending,
    FollowUpVisit,
    Invitation,
    KeepingOut,
    LettingIn,
    Note,
    OwnConflict,
    PoliceReport,
    Reason,
    RefusalOfReferral,
    Resolution,
)
from workflows.forms.visiting import Booking
from workflows.guards import (
    CONSULT_REQUIRED,
    complaint_offence,
    never_sexual,
    no_child_perpetrator,
    no_violence_against_a_child,
    not_grave,
)
from workflows.handover import TO_PUSPAGA, TO_UPTD, TO_UPTD_LEAST
from workflows.identities import identities
from workflows.legal_basis import legal_basis_to_puspaga, legal_basis_to_uptd
from workflows.outside import is_handed_over, moved_was_accepted
from workflows.properties import PROPERTIES, SAMPLES
from workflows.protection import is_under_protection, protecting, protection_has_its_law, unprotecting
from workflows.reaching import adults_are_reached_safely, tried_after_the_report, tried_on_three_days
from workflows.repetition import linking, names_a_known_pair
from workflows.requesting import asks_for_a_known_victim, consent_was_not_withdrawn
from workflows.roles import (
    AUDITOR,
    COORDINATOR,
    HEAD_OF_UPTD,
    HOUSE_STAFF,
    PSYCHOLOGIST,
    PUSPAGA_OFFICER,
    REPORTER,
    ROSTER,
    STANDS_IN,
    SUPERVISOR,
    UPTD_OFFICER,
)
from workflows.sending import (
    carries_known_victims,
    holds_a_referral,
    is_protected,
    not_puspaga_alone,
    only_adults_refuse,
    protected_or_asked_for,
    slight_enough_without_consultation,
)
from workflows.sight import place, seen_by
from workflows.states import ALL, AT_PUSPAGA, AT_UPTD, CONSULTED, REFERRED, REPORTED, RESOLVED, UNRESOLVED
from workflows.vocabulary import AGE_BAND, CATEGORY, JUVENILE_BAND, RISK

CARE = (*HOUSE_STAFF, PSYCHOLOGIST)
EVERYBODY = (*CARE, PUSPAGA_OFFICER, UPTD_OFFICER, HEAD_OF_UPTD, SUPERVISOR)

RIGHTLY_SHARED = (
    accused_does_not_consent,
    consent_contradicts_nothing,
    consent_was_not_withdrawn,
    adults_are_reached_safely,
)
"""What every referral with an identity is judged by, beside its legal basis."""

MAY_SETTLE = (never_sexual, no_violence_against_a_child, no_child_perpetrator, complaint_offence, not_grave)
"""What must not stand in the way of a local resolution, here or after PUSPAGA."""


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
    states=(
        State(REPORTED, Text("Dilaporkan", "Reported")),
        State(CONSULTED, Text("Dikonsultasikan", "Consulted")),
        State(RESOLVED, Text("Selesai di Omah Peluk", "Resolved locally"), tone="done"),
        State(AT_PUSPAGA, Text("Dirujuk ke PUSPAGA", "Referred to PUSPAGA"), tone="calm"),
        State(AT_UPTD, Text("Dirujuk ke UPTD", "Referred to UPTD"), tone="calm"),
    ),
    deadlines=CASE_CLOCKS,
    transitions=(
        # a report comes in
        Transition(
            "acknowledge",
            REPORTED,
            None,
            Text("Buka laporan", "Acknowledge"),
            by=(*HOUSE_STAFF, UPTD_OFFICER),
            guards=(not_yet_acknowledged,),
            changes=changes.acknowledging,
        ),
        Transition(
            "consult",
            REPORTED,
            CONSULTED,
            Text("Catat konsultasi", "Record a consultation"),
            by=CARE,
            form=Consultation,
            guards=(lowering_is_the_supervisors, discloses_of_known_victims, category_fits),
            changes=changes.consulting,
        ),
        Transition(
            "consult-again",
            CONSULTED,
            None,
            Text("Catat konsultasi lanjutan", "Record another consultation"),
            by=CARE,
            form=Consultation,
            guards=(lowering_is_the_supervisors, discloses_of_known_victims, category_fits),
            changes=changes.consulting,
        ),
        # it is sent on
        Transition(
            "refer-to-UPTD",
            (REPORTED, CONSULTED, AT_PUSPAGA),
            AT_UPTD,
            Text("Rujuk ke UPTD", "Refer to UPTD"),
            by=(*HOUSE_STAFF, PUSPAGA_OFFICER, UPTD_OFFICER),
            form=SendingToUptd,
            guards=(
                holds_a_referral,
                protected_or_asked_for,
                carries_known_victims,
                legal_basis_to_uptd,
                *RIGHTLY_SHARED,
            ),
            changes=changes.sending_to_uptd,
            opens=TO_UPTD,
        ),
        Transition(
            "refer-to-PUSPAGA",
            (REPORTED, CONSULTED),
            AT_PUSPAGA,
            Text("Rujuk ke PUSPAGA", "Refer to PUSPAGA"),
            by=HOUSE_STAFF,
            form=Sending,
            guards=(
                slight_enough_without_consultation,
                not_puspaga_alone,
                carries_known_victims,
                legal_basis_to_puspaga,
                *RIGHTLY_SHARED,
            ),
            changes=changes.sending_to_puspaga,
            opens=TO_PUSPAGA,
        ),
        Transition(
            "add-UPTD-referral",
            AT_UPTD,
            None,
            Text("Tambah rujukan ke UPTD", "Add a referral to UPTD"),
            by=(*HOUSE_STAFF, UPTD_OFFICER),
            form=Sending,
            guards=(holds_a_referral, carries_known_victims, legal_basis_to_uptd, *RIGHTLY_SHARED),
            changes=changes.sending_to_uptd,
            opens=TO_UPTD,
        ),
        Transition(
            "add-PUSPAGA-referral",
            REFERRED,
            None,
            Text("Tambah rujukan ke PUSPAGA", "Add a referral to PUSPAGA"),
            by=(*HOUSE_STAFF, UPTD_OFFICER, PUSPAGA_OFFICER),
            form=Sending,
            guards=(
                holds_a_referral,
                not_puspaga_alone,
                carries_known_victims,
                legal_basis_to_puspaga,
                *RIGHTLY_SHARED,
            ),
            changes=changes.sending_to_puspaga,
            opens=TO_PUSPAGA,
        ),
        Transition(
            "move-to-UPTD",
            (REPORTED, CONSULTED, AT_PUSPAGA),
            AT_UPTD,
            Text("Sistem memindahkan ke UPTD", "The system moves it to UPTD"),
            by=(SYSTEM,),
            guards=(is_protected,),
            changes=changes.sending_to_uptd,
            opens=TO_UPTD_LEAST,
        ),
        Transition(
            "decide-to-refer",
            (REPORTED, CONSULTED, AT_PUSPAGA),
            AT_UPTD,
            Text("Putuskan rujukan dengan data paling sedikit", "Decide to refer on the least data"),
            by=(SUPERVISOR,),
            form=Reason,
            guards=(is_protected,),
            changes=changes.sending_to_uptd,
            four_eyes=FourEyes((HEAD_OF_UPTD,)),
            opens=TO_UPTD_LEAST,
        ),
        Transition(
            "record-handover",
            (CONSULTED, *REFERRED),
            None,
            Text("Catat serah terima ke daerah lain", "Record the hand-over to another region"),
            by=(UPTD_OFFICER,),
            form=Handover,
            guards=(is_handed_over,),
        ),
        # it follows its referrals
        Transition(
            COUNT,
            REFERRED,
            None,
            Text("Jawaban rujukan dicatat", "A referral's answer is counted"),
            by=(SYSTEM,),
            changes=changes.children_counted,
        ),
        Transition(
            FALL_BACK,
            AT_UPTD,
            AT_PUSPAGA,
            Text("Dilanjutkan di PUSPAGA", "Continues at PUSPAGA"),
            by=(SYSTEM,),
            changes=changes.children_counted,
        ),
        Transition(
            TAKE_BACK,
            REFERRED,
            CONSULTED,
            Text("Kembali ke Omah Peluk", "Comes back to Omah Peluk"),
            by=(SYSTEM,),
            changes=changes.children_counted,
            tells=(Notice(HOUSE_STAFF, "returned"),),
        ),
        Transition(
            END,
            REFERRED,
            None,
            Text("Berakhir dengan rujukannya", "Ends with its referral"),
            by=(SYSTEM,),
            changes=changes.ended_by_referral,
            ends=True,
            tells=(Notice(HOUSE_STAFF, "ended"),),
        ),
        # it is settled here
        Transition(
            "record-agreement",
            (CONSULTED, AT_PUSPAGA),
            None,
            Text("Catat permintaan dan kesepakatan", "Record request and agreement"),
            by=CARE,
            form=Agreement,
        ),
        Transition(
            "resolve",
            CONSULTED,
            RESOLVED,
            Text("Selesaikan di Omah Peluk", "Resolve locally"),
            by=HOUSE_STAFF,
            form=Resolution,
            guards=(*MAY_SETTLE, no_referral_open),
            changes=changes.resolving,
            four_eyes=FourEyes((SUPERVISOR,)),
            tells=(Notice(HOUSE_STAFF, "approved"),),
            refused_in={REPORTED: CONSULT_REQUIRED},
        ),
        Transition(
            "confirm-completion",
            AT_PUSPAGA,
            RESOLVED,
            Text("Setujui penyelesaian PUSPAGA", "Approve PUSPAGA's completion"),
            by=(SUPERVISOR,),
            guards=(puspaga_completed, no_referral_open, *MAY_SETTLE),
            changes=changes.resolving,
            confirm=Text("Setujui sebagai selesai di Omah Peluk?", "Approve as resolved locally?"),
            tells=(Notice((*HOUSE_STAFF, PUSPAGA_OFFICER), "approved"),),
            refused_in={REPORTED: CONSULT_REQUIRED},
        ),
        Transition(
            "decline-completion",
            AT_PUSPAGA,
            CONSULTED,
            Text("Kembalikan kepada kader", "Hand it back to the kader"),
            by=(SUPERVISOR,),
            form=Reason,
            guards=(puspaga_completed, no_referral_open),
            changes=changes.taking_back,
            tells=(Notice((*HOUSE_STAFF, PUSPAGA_OFFICER), "returned"),),
        ),
        Transition(
            "follow-up",
            RESOLVED,
            None,
            Text("Catat tindak lanjut", "Record a follow-up"),
            by=HOUSE_STAFF,
            form=FollowUpVisit,
            guards=(more_follow_ups_come, follow_up_is_near),
            changes=changes.following_up,
        ),
        Transition(
            "last-follow-up",
            RESOLVED,
            None,
            Text("Catat tindak lanjut terakhir", "Record the last follow-up"),
            by=HOUSE_STAFF,
            form=FollowUpVisit,
            guards=(last_follow_up_is_left, follow_up_is_near, found_well_at_the_end, police_decided, nothing_pends),
            changes=changes.following_up,
            ends=True,
            confirm=Text("Kasus diakhiri setelah ini.", "The case ends with this."),
        ),
        # it ends otherwise, or is taken up again
        Transition(
            "record-attempt",
            ALL,
            None,
            Text("Catat upaya menghubungi", "Record a try to reach her"),
            by=(*CARE, UPTD_OFFICER),
            form=ContactAttempt,
            guards=(tried_after_the_report,),
            changes=changes.trying,
        ),
        Transition(
            "close",
            (REPORTED, CONSULTED),
            None,
            Text("Akhiri kasus", "End the case"),
            by=HOUSE_STAFF,
            form=Ending,
            guards=(
                reason_may_end_it,
                tried_on_three_days,
                declined_by_adults,
                moved_was_accepted,
                no_referral_open,
                police_decided,
            ),
            four_eyes=FourEyes((SUPERVISOR,)),
            ends=True,
        ),
        Transition(
            "reopen",
            ALL,
            CONSULTED,
            Text("Buka kembali", "Reopen"),
            by=(*HOUSE_STAFF, SUPERVISOR),
            form=Reason,
            guards=(over_or_resolved,),
            changes=changes.reopening,
            reopens=True,
            tells=(Notice(HOUSE_STAFF, "reopened"),),
        ),
        # what becomes known on the way
        Transition(
            "describe-people",
            UNRESOLVED,
            None,
            Text("Lengkapi data orang", "Describe the people"),
            by=CARE,
            form=People,
            guards=(leaves_nobody_out, relations_name_known_people, born_by_the_incident, no_child_becomes_adult),
            changes=changes.describing,
        ),
        Transition(
            "link-earlier",
            UNRESOLVED,
            None,
            Text("Kaitkan dengan kasus terdahulu", "Link to an earlier case"),
            by=(*CARE, UPTD_OFFICER, SUPERVISOR),
            form=EarlierCase,
            guards=(names_a_known_pair,),
            changes=linking,
        ),
        Transition(
            "disclose",
            UNRESOLVED,
            None,
            Text("Catat yang terungkap", "Record a disclosure"),
            by=(*CARE, PUSPAGA_OFFICER, UPTD_OFFICER),
            form=NewDisclosure,
            guards=(speaks_of_a_known_victim,),
            changes=changes.disclosing,
        ),
        Transition(
            "reassess",
            UNRESOLVED,
            None,
            Text("Nilai ulang risiko", "Reassess the risk"),
            by=(*CARE, SUPERVISOR),
            form=Reassessment,
            guards=(lowering_is_the_supervisors,),
            changes=changes.assessing,
        ),
        Transition(
            "correct-forms",
            UNRESOLVED,
            None,
            Text("Koreksi catatan korban", "Correct a victim's record"),
            by=(SUPERVISOR, UPTD_OFFICER),
            form=Correction,
            guards=(speaks_of_a_known_victim,),
            changes=changes.correcting,
            four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
        ),
        Transition(
            "record-refusal",
            (REPORTED, CONSULTED, AT_PUSPAGA),
            None,
            Text("Catat penolakan dirujuk", "Record a refusal to be referred"),
            by=CARE,
            form=RefusalOfReferral,
            guards=(only_adults_refuse,),
        ),
        Transition(
            "record-police-report",
            ALL,
            None,
            Text("Catat laporan polisi", "Record the police report"),
            by=(*HOUSE_STAFF, UPTD_OFFICER),
            form=PoliceReport,
        ),
        Transition(
            "confirm-police-report",
            ALL,
            None,
            Text("Pastikan sudah dilaporkan ke polisi", "Confirm that the police were told"),
            by=(UPTD_OFFICER,),
            changes=changes.confirming_police,
        ),
        Transition(
            "record-no-complaint",
            ALL,
            None,
            Text("Catat bahwa tidak ada pengaduan", "Record that there is no complaint"),
            by=(UPTD_OFFICER,),
            form=Reason,
            guards=(complaint_can_be_left_out,),
            changes=changes.leaving_out_the_complaint,
            four_eyes=FourEyes((HEAD_OF_UPTD,)),
        ),
        Transition(
            "record-protection",
            ALL,
            None,
            Text("Catat perlindungan polisi", "Record the protection by the police"),
            by=(*HOUSE_STAFF, UPTD_OFFICER),
            form=PoliceProtection,
            guards=(protection_has_its_law,),
            changes=protecting,
        ),
        Transition(
            "end-protection",
            ALL,
            None,
            Text("Catat akhir perlindungan polisi", "Record the end of the protection"),
            by=(*HOUSE_STAFF, UPTD_OFFICER),
            form=Reason,
            guards=(is_under_protection,),
            changes=unprotecting,
        ),
        Transition(
            "record-SIMFONI",
            ALL,
            None,
            Text("Catat nomor SIMFONI PPA", "Record the number in SIMFONI PPA"),
            by=(UPTD_OFFICER, SUPERVISOR),
            form=SimfoniEntry,
            after_end=True,
        ),
        Transition(
            "receive-request",
            ALL,
            None,
            Text("Catat permintaan yang bersangkutan", "Record a request of the person concerned"),
            by=(*HOUSE_STAFF, SUPERVISOR, UPTD_OFFICER, PUSPAGA_OFFICER),
            form=Request,
            guards=(asks_for_a_known_victim,),
            changes=changes.asking,
            opens=TO_REQUEST,
            after_end=True,
        ),
        # who works on it
        Transition(
            "assign",
            ALL,
            None,
            Text("Tugaskan", "Assign"),
            by=(COORDINATOR, SUPERVISOR),
            form=Assignment,
            guards=(moving_is_the_supervisors, assignee_has_no_conflict),
            changes=changes.assigning,
            assigns=True,
            tells=(Notice(HOUSE_STAFF, "assigned"),),
        ),
        Transition(
            "declare-conflict",
            ALL,
            None,
            Text("Nyatakan konflik kepentingan", "Declare a conflict of interest"),
            by=EVERYBODY,
            form=OwnConflict,
            changes=keeping_oneself_out,
            after_end=True,
            confirm=Text("Kasus ini tidak akan ada lagi bagi Anda.", "This case will not exist for you any more."),
            tells=(Notice((SUPERVISOR,), "conflict"),),
        ),
        Transition(
            "keep-out",
            ALL,
            None,
            Text("Halangi petugas dari kasus ini", "Keep somebody out of this case"),
            by=(SUPERVISOR,),
            form=KeepingOut,
            changes=keeping_out,
            after_end=True,
        ),
        Transition(
            "let-in",
            ALL,
            None,
            Text("Cabut halangan", "Lift somebody's block"),
            by=(SUPERVISOR,),
            form=LettingIn,
            guards=(is_kept_out,),
            changes=letting_in,
            four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
            after_end=True,
        ),
        Transition(
            "invite-psychologist",
            (REPORTED, CONSULTED),
            None,
            Text("Libatkan psikolog", "Bring in the psychologist"),
            by=HOUSE_STAFF,
            form=Invitation,
            changes=changes.inviting,
            tells=(Notice((PSYCHOLOGIST,), "invited"),),
        ),
        Transition(
            visiting.ASK,
            (REPORTED, CONSULTED),
            None,
            Text("Masukkan daftar tunggu psikolog", "Put on the psychologist's waiting list"),
            by=HOUSE_STAFF,
            changes=visiting.asking_for_visit,
        ),
        Transition(
            visiting.BOOK,
            (REPORTED, CONSULTED),
            None,
            Text("Pesan waktu kunjungan psikolog", "Book a slot of the psychologist's visit"),
            by=HOUSE_STAFF,
            form=Booking,
            guards=(visiting.slot_before_due, visiting.slot_is_ahead),
            changes=visiting.booking,
            tells=(Notice((PSYCHOLOGIST,), "booked"),),
        ),
        Transition(
            visiting.GIVE_UP,
            UNRESOLVED,
            None,
            Text("Lepaskan waktu kunjungan", "Give up the visit"),
            by=CARE,
            changes=visiting.giving_up,
        ),
        Transition(
            visiting.CANCELLED,
            UNRESOLVED,
            None,
            Text("Kunjungan dibatalkan; kembali ke daftar tunggu", "The visit was cancelled; back on the waiting list"),
            by=(SYSTEM,),
            changes=visiting.cancelled,
            tells=(Notice(HOUSE_STAFF, "visit_cancelled"),),
        ),
        Transition("note", ALL, None, Text("Tambah catatan", "Add a note"), by=EVERYBODY, form=Note),
        Transition(
            "break-glass",
            ALL,
            None,
            Text("Buka identitas dalam keadaan darurat", "Open identities in an emergency"),
            by=(SUPERVISOR,),
            form=Reason,
            after_end=True,
            fresh=True,
            unmasks=Elapsed(minutes=30),
            confirm=Text(
                "Berlaku 30 menit untuk kasus ini. Penyelia dan auditor langsung diberi tahu.",
                "For 30 minutes, for this case. Supervisors and auditors are told at once.",
            ),
            tells=(Notice((SUPERVISOR, AUDITOR), "glass_broken"),),
        ),
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
    ),
)
