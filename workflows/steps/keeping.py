"""How a case is kept: notes, identities in an emergency, a legal hold, and erasure by two persons (R28)."""

from engine.calendar import Elapsed
from engine.definition import FourEyes, Notice, Text, Transition
from workflows.casework.ending import no_referral_open, police_decided
from workflows.casework.retention import (
    ERASE,
    erasing,
    holding,
    is_held,
    is_over,
    kept_long_enough,
    letting_go,
    no_police_report,
    no_request_open,
    not_erased,
    not_held,
)
from workflows.casework.talking import nobody_waits
from workflows.facts.states import ALL
from workflows.forms.retaining import Erasure
from workflows.forms.steps import Note, Reason
from workflows.office.roles import AUDITOR, CASE_STAFF, HEAD_OF_UPTD, SUPERVISOR

KEEPING = (
    Transition("note", ALL, None, Text("Tambah catatan", "Add a note"), by=CASE_STAFF, form=Note),
    Transition(
        "break-glass",
        ALL,
        None,
        Text("Buka identitas dalam keadaan darurat", "Open identities in an emergency"),
        by=(SUPERVISOR,),
        form=Reason,
        guards=(not_erased,),
        after_end=True,
        fresh=True,
        unmasks=Elapsed(minutes=30),
        confirm=Text(
            "Berlaku 30 menit untuk kasus ini. Penyelia dan auditor langsung diberi tahu.",
            "For 30 minutes, for this case. Supervisors and auditors are told at once.",
        ),
        tells=(Notice((SUPERVISOR, AUDITOR), "glass_broken"),),
    ),
    Transition(
        "hold",
        ALL,
        None,
        Text("Tahan untuk keperluan hukum", "Put under a legal hold"),
        by=(SUPERVISOR, HEAD_OF_UPTD),
        form=Reason,
        guards=(not_erased, not_held),
        changes=holding,
        after_end=True,
    ),
    Transition(
        "lift-hold",
        ALL,
        None,
        Text("Cabut penahanan", "Lift the legal hold"),
        by=(SUPERVISOR, HEAD_OF_UPTD),
        form=Reason,
        guards=(is_held,),
        changes=letting_go,
        four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
        after_end=True,
    ),
    Transition(
        ERASE,
        ALL,
        None,
        Text("Hapus isi rahasia selamanya", "Erase what is secret for good"),
        by=(SUPERVISOR,),
        form=Erasure,
        guards=(
            is_over,
            not_erased,
            not_held,
            kept_long_enough,
            no_police_report,
            police_decided,
            no_referral_open,
            no_request_open,
            nobody_waits,
        ),
        changes=erasing,
        four_eyes=FourEyes((SUPERVISOR,)),
        after_end=True,
        fresh=True,
        erases=True,
        confirm=Text(
            "Setelah disetujui orang kedua, tidak ada yang dapat membacanya lagi, juga dari cadangan lama.",
            "Once a second person approves, nobody can read it any more, not from old backups either.",
        ),
        tells=(Notice((SUPERVISOR, AUDITOR), "erased"),),
    ),
)
