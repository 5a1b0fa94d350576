"""What a case of Omah Peluk promises about itself. `engine.proving.safety` proves each over every step that there is.

The samples stand for the people of a case and for what is told of them: every mixture of ages and kinds of violence
that the rules tell apart, one victim or two.
"""

from engine.definition import SYSTEM, Property, Snapshot, Taken, Text
from engine.proving.moments import MOMENTS
from workflows.casework.ending import ENDS_WITHOUT_HARM, TPKS_41
from workflows.casework.merging import absorbs_the_stricter
from workflows.casework.settling import PA_59A_72, TPKS_23
from workflows.casework.talking import HEED, WRITE
from workflows.facts.case import CaseFacts, Perpetrator, Relation, Victim, Withdrawal, Written
from workflows.facts.classification import children_then
from workflows.facts.states import AT_UPTD, CONSULTED, REFERRED, REPORTED, RESOLVED
from workflows.forms.merging import SamePerson
from workflows.forms.people import Disclosure, PerpetratorEntry, VictimEntry
from workflows.office.regions import KELURAHAN

CORRECTION = "correct-forms"
PLACE = next(iter(KELURAHAN))
POLICY = "Kebijakan Omah Peluk (P)"


def no_sexual_form_resolved_here(case: Snapshot) -> bool:
    """R01, on the victims themselves: the computed fact that the guard reads is not taken on trust."""
    return case.state != RESOLVED or not any(victim.sexual_ever for victim in case.facts.victims)


def no_harmed_child_closed_here(case: Snapshot) -> bool:
    """R05: neither resolved, nor ended here as unfounded, unreachable, declined, moved or died."""
    facts: CaseFacts = case.facts
    if case.state == RESOLVED:
        return not children_then(facts)
    ended_here = case.state in (REPORTED, CONSULTED) and case.ended_at is not None
    return not ended_here or facts.end_reason not in ENDS_WITHOUT_HARM or not children_then(facts)


def sexual_stays_on_record(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R01: only a correction of an entry error, by two persons, strikes a sexual form."""
    sexual = {victim.number for victim in before.facts.victims if victim.sexual_ever}
    if not sexual or _corrects(taken):
        return True
    return sexual <= {victim.number for victim in after.facts.victims if victim.sexual_ever}


def childhood_stays_on_record(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R05: who was a child at the incident does not become an adult on record but by a correction of two persons."""
    harmed = {victim.number for victim in children_then(before.facts)}
    if not harmed or _corrects(taken):
        return True
    return harmed <= {victim.number for victim in children_then(after.facts)}


def system_moves_only_the_protected(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R08: what the system sends to another house was protected when it did."""
    leaves = taken.transition.opens is not None or (after.state in REFERRED and before.state not in REFERRED)
    return taken.role != SYSTEM or not leaves or bool(before.facts.protected)


def police_decided_before_the_end(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R03: a case ends only when its report to the police is decided; a case that is no report has none to make, and
    what a merged one owes, the case that takes it up owes from then on (`absorbs-the-stricter`).
    """
    if before.ended_at is not None or after.ended_at is None or taken.transition.joins is not None:
        return True
    facts: CaseFacts = after.facts
    if not any(victim.sexual_ever for victim in facts.victims):
        return True
    return bool(facts.police_reported_on or facts.police_confirmed_at or facts.no_complaint)


def returns_are_owed_at_uptd(case: Snapshot) -> bool:
    """R15: where PUSPAGA is through and the case still reads referred-to-UPTD, UPTD's return is owed."""
    facts: CaseFacts = case.facts
    return case.state != AT_UPTD or facts.puspaga_completed_at is None or facts.uptd_returned_at is not None


def last_follow_up_ends(case: Snapshot) -> bool:
    """R21: while a resolved case is open, a follow-up is still to come."""
    return case.state != RESOLVED or case.ended_at is not None or case.facts.follow_ups_done < 3


def whoever_wrote_waits(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R30: a message stays owed until somebody answers it, says that it needs no answer, or takes it into another case;
    and nothing is erased over it."""
    facts: CaseFacts = after.facts
    if taken.transition.erases and facts.written:
        return False
    lost = {one.report for one in before.facts.written} - {one.report for one in facts.written}
    return not lost or taken.transition.name in (WRITE, HEED) or taken.transition.joins is not None


def _corrects(taken: Taken) -> bool:
    by_two = taken.transition.name == CORRECTION and taken.transition.four_eyes is not None
    return by_two and taken.form.kind == "entry_error"


PROPERTIES = (
    Property(
        name="no-sexual-form-resolved-locally",
        title=Text(
            "Tidak ada jalan dari kasus dengan kekerasan seksual ke selesai di Omah Peluk",
            "No path leads from a case with a sexual form to resolved locally",
        ),
        rule="R01",
        basis=TPKS_23,
        always=no_sexual_form_resolved_here,
    ),
    Property(
        name="sexual-form-stays-on-record",
        title=Text(
            "Bentuk seksual hanya dicoret sebagai salah catat, oleh dua orang",
            "A sexual form is struck only as an entry error, by two persons",
        ),
        rule="R01",
        basis=TPKS_23,
        step=sexual_stays_on_record,
    ),
    Property(
        name="no-harmed-child-closed-locally",
        title=Text(
            "Kekerasan terhadap anak tidak pernah ditutup di Omah Peluk",
            "No case of violence against a child is closed locally",
        ),
        rule="R05",
        basis=PA_59A_72,
        always=no_harmed_child_closed_here,
    ),
    Property(
        name="childhood-stays-on-record",
        title=Text(
            "Korban anak hanya menjadi dewasa melalui koreksi dua orang",
            "A child on record becomes an adult only by a correction of two persons",
        ),
        rule="R05",
        basis=PA_59A_72,
        step=childhood_stays_on_record,
    ),
    Property(
        name="system-moves-only-the-protected",
        title=Text(
            "Sistem tidak pernah memindahkan kasus biasa keluar dari kelurahan",
            "The system never moves an ordinary case out of the kelurahan",
        ),
        rule="R08",
        basis=POLICY,
        step=system_moves_only_the_protected,
    ),
    Property(
        name="police-decided-before-the-end",
        title=Text(
            "Kasus tidak berakhir selama laporan polisi belum diputuskan",
            "No case ends while its report to the police is undecided",
        ),
        rule="R03",
        basis=TPKS_41,
        step=police_decided_before_the_end,
    ),
    Property(
        name="returns-are-owed-at-UPTD",
        title=Text(
            "Yang dikembalikan UPTD tetap ditagih selama kasus terbaca dirujuk ke UPTD",
            "What UPTD gave back stays owed while the case reads referred to UPTD",
        ),
        rule="R15",
        basis=POLICY,
        always=returns_are_owed_at_uptd,
    ),
    Property(
        name="last-follow-up-ends",
        title=Text(
            "Selama kasus selesai belum diakhiri, masih ada tindak lanjut",
            "While a resolved case is open, a follow-up is still to come",
        ),
        rule="R21",
        basis=POLICY,
        always=last_follow_up_ends,
    ),
    Property(
        name="absorbs-the-stricter",
        title=Text(
            "Penggabungan tidak memundurkan tenggat dan tidak menghapus kekerasan yang tercatat",
            "Merging starts no clock later and takes no violence off the record",
        ),
        rule="R03",
        basis=TPKS_41,
        step=absorbs_the_stricter,
    ),
    Property(
        name="whoever-wrote-waits-for-an-answer",
        title=Text(
            "Pesan pelapor ditagih sampai dijawab atau dicatat tidak perlu dijawab",
            "A reporter's message stays owed until it is answered or recorded as needing no answer",
        ),
        rule="R30",
        basis=POLICY,
        step=whoever_wrote_waits,
    ),
)


def _victim(age: int | None, *forms: str, then: int | None = None, number: int = 1) -> Victim:
    at_incident = age if then is None else then
    return Victim.model_validate(
        {
            "number": number, "age_now": age, "age_at_incident": at_incident, "forms": forms, "forms_ever": forms,
            "sexual_ever": "sexual" in forms,
        }
    )  # fmt: skip


_AGES: tuple[tuple[int | None, int | None], ...] = ((30, 30), (9, 9), (None, None), (25, 12))
"""Adult, child, unknown, and grown up since."""

_ALONE = tuple((_victim(now, *forms, then=then),) for forms in ((), ("physical",), ("sexual",)) for now, then in _AGES)
_TOGETHER = (
    (_victim(30, "sexual"), _victim(9, number=2)),
    (_victim(30, "physical"), _victim(9, "physical", number=2)),
    (_victim(25, "sexual", then=12), _victim(30, number=2)),
    (_victim(25, "physical", then=12), _victim(30, "physical", number=2)),
)

_TOLD = tuple(
    CaseFacts(kelurahan=PLACE, taken_at=at, first_report_at=at, victims=victims)
    for at, victims in (
        (MOMENTS[0], (_victim(30),)),
        (MOMENTS[1], (_victim(9, "sexual"),)),
        (MOMENTS[2], (_victim(30, "physical"), _victim(25, "sexual", then=12, number=2))),
    )
)

SAMPLES = {
    "victims": (*_ALONE, *_TOGETHER),
    "children.victims": ((_victim(30),), (_victim(30, "physical"),), (_victim(30, "sexual"),)),
    "perpetrators": ((Perpetrator(number=1),), (Perpetrator(number=1, age=15),)),
    "relations": ((), (Relation(victim=1, perpetrator=1, kind="spouse"),)),
    "reporters": ((),),
    "written": ((), (Written(since=MOMENTS[1]),)),
    "MessageFromReporter.report": (None,),
    "MessageToReporter.report": (None,),
    "withdrawals": ((), (Withdrawal(victim=1, at=MOMENTS[1]),)),
    "danger_now": ("yes", "unknown"),
    "kelurahan": (PLACE,),
    "house": (None,),
    "incident_region": (None,),
    "earlier_numbers": ((),),
    "absorbed": ((), ("2026-AAAAAAA",)),
    "duplicate_of": (None, "2026-AAAAAAA"),
    "Merging.duplicate_of": ("2026-AAAAAAA", "2026-BBBBBBB"),
    "Absorption.number": ("2026-BBBBBBB",),
    "Absorption.told": _TOLD,
    "Absorption.same_victims": ((), (SamePerson(theirs=1, ours=2),), (SamePerson(theirs=2, ours=1),)),
    "Absorption.same_perpetrators": ((),),
    "EarlierCase.earlier_number": ("2026-AAAAAAA",),
    "follow_ups_done": (0, 1, 2, 3),
    "returned_count": (0, 1),
    "Report.kelurahan": (PLACE,),
    "Report.victims": ((), (VictimEntry(age=9, forms=("sexual",)),)),
    "Report.perpetrators": ((), (PerpetratorEntry(relation="spouse"),)),
    "People.victims": ((), (VictimEntry(age=30),), (VictimEntry(age=9),)),
    "People.perpetrators": ((PerpetratorEntry(relation="spouse"),),),
    "Consultation.disclosures": ((), (Disclosure(forms=("physical",), sexual_forms=("rape",)),)),
    "Consultation.heard": ("client",),
    "Consultation.immediate": ((), ("weapon",)),
    "Consultation.aggravating": ((),),
    "Correction.victim": (1, 2),
    "Correction.hinders_daily_work": ("no", "unknown"),
    "Correction.age_now": (None, 9, 30),
    "Correction.age_at_incident": (None, 9, 30),
    "NewDisclosure.victim": (1, 2),
    "NewDisclosure.forms": ((), ("physical",)),
    "NewDisclosure.sexual_forms": ((), ("rape",)),
    "NewDisclosure.hinders_daily_work": ("no", "unknown"),
}
"""By fact, or by form and field. What a step only passes on from its form is tried with one value."""

REFERRAL_SAMPLES = {
    "kelurahan": (PLACE,),
    "completion": (None, "served"),
    "Outcome.completion": ("served",),
    "OutcomeByPhone.completion": ("served",),
}
