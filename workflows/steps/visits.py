"""The psychologist's visit: the waiting list, a slot, and what becomes of it (R12)."""

from engine.definition import SYSTEM, Notice, Text, Transition
from workflows.casework import visiting
from workflows.facts.states import CONSULTED, REPORTED, UNRESOLVED
from workflows.forms.visiting import Booking
from workflows.office.roles import CARE, HOUSE_STAFF, PSYCHOLOGIST

VISITS = (
    Transition(
        visiting.ASK,
        (REPORTED, CONSULTED),
        None,
        Text("Masukkan ke daftar tunggu psikolog", "Put on the psychologist's waiting list"),
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
        guards=(visiting.waits_for_a_visit,),
        changes=visiting.giving_up,
    ),
    Transition(
        visiting.CANCELLED,
        UNRESOLVED,
        None,
        Text("Kunjungan dibatalkan; kembali ke daftar tunggu", "The visit was cancelled; back on the waiting list"),
        by=(SYSTEM,),
        guards=(visiting.visit_is_booked,),
        changes=visiting.cancelled,
        tells=(Notice(HOUSE_STAFF, "visit_cancelled"),),
    ),
)
