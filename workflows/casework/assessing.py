"""The rules on judging a case and describing its people: risk, category, ages, victims that exist (R05, R10, R16)."""

from collections.abc import Iterable

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.beginning import described_victims
from workflows.facts.case import CaseFacts, Victim
from workflows.facts.category import Told, contradicts
from workflows.facts.classification import floored
from workflows.forms.assessing import Consultation, People
from workflows.forms.form import WIB
from workflows.forms.incident import was_there
from workflows.office.roles import SUPERVISOR

POLICY = "Kebijakan Omah Peluk (P)"
RECORD = "Pencatatan kasus Omah Peluk (P)"


@guard("R09", reads=("acknowledged_at",), moot=True)
def not_yet_acknowledged(situation: Situation) -> Refusal | None:
    """R09. A report is acknowledged once."""
    if situation.facts.acknowledged_at is None:
        return None
    return Refusal(
        rule="R09",
        code="ACKNOWLEDGED",
        reason=Text("Laporan sudah dibuka.", "The report was acknowledged already."),
        basis=POLICY,
    )


@guard("R10", reads=("risk", "victims", "danger_now"), needs_form=True)
def lowering_is_the_supervisors(situation: Situation) -> Refusal | None:
    """R10. Lowering the risk from high needs the supervisor and a reason."""
    facts: CaseFacts = situation.facts
    form = situation.form
    assessed = facts.model_copy(
        update={
            "immediate": form.immediate,
            "aggravating": form.aggravating,
            "stated_risk": form.stated_risk,
            "assessed": True,
        }
    )
    if facts.risk != "high" or floored(assessed) == "high" or situation.actor.role == SUPERVISOR:
        return None
    return Refusal(
        rule="R10",
        code="LOWERING_HIGH_RISK",
        reason=Text("Risiko tinggi hanya diturunkan oleh penyelia.", "Only the supervisor lowers a high risk."),
        basis=POLICY,
        lifted_by=Text(
            "Biarkan tinggi, atau minta penyelia menilai ulang.", "Leave it high, or ask the supervisor to reassess."
        ),
    )


@guard("R10", reads=("victims", "relations"), needs_form=True)
def category_fits(situation: Situation) -> Refusal | None:
    """R10. The category says the same as the forms of violence on record, disclosures of this talk included."""
    form: Consultation = situation.form
    told = _told(situation.facts, form)
    contradicted = contradicts(form.category, told)
    if contradicted is None and form.category != "non_violence" and not told.forms:
        contradicted = "", Text("Belum ada bentuk kekerasan.", "No form of violence is on record.")
    if contradicted is None:
        return None
    return Refusal(
        rule="R10",
        code="CATEGORY_CONTRADICTS",
        reason=contradicted[1],
        basis=RECORD,
        lifted_by=Text("Samakan kategori dan bentuk kekerasan.", "Make category and forms of violence agree."),
    )


@guard("R16", reads=("victims",), needs_form=True)
def discloses_of_known_victims(situation: Situation) -> Refusal | None:
    """R16. Who discloses is on record."""
    return _unknown(situation.facts, [told.victim for told in situation.form.disclosures])


@guard("R16", reads=("victims",), needs_form=True)
def speaks_of_a_known_victim(situation: Situation) -> Refusal | None:
    """R16. Whom a form speaks of is on record."""
    return _unknown(situation.facts, [situation.form.victim])


@guard("R16", reads=("victims", "perpetrators"), needs_form=True)
def leaves_nobody_out(situation: Situation) -> Refusal | None:
    """R16. A list of people replaces the one before, so it names them all."""
    facts: CaseFacts = situation.facts
    form: People = situation.form
    short_of_victims = 0 < len(form.victims) < len(facts.victims)
    short_of_perpetrators = 0 < len(form.perpetrators) < len(facts.perpetrators)
    if not short_of_victims and not short_of_perpetrators:
        return None
    return Refusal(
        rule="R16",
        code="PEOPLE_LEFT_OUT",
        reason=Text("Daftar ini lebih pendek daripada yang tercatat.", "This list is shorter than what is on record."),
        basis=RECORD,
        lifted_by=Text("Tulis semua orang menurut nomornya.", "Write all people in the order of their numbers."),
    )


@guard("R16", reads=("victims",), needs_form=True)
def relations_name_known_people(situation: Situation) -> Refusal | None:
    """R16. A relation names a victim who is on record, or is described in the same form."""
    form: People = situation.form
    known = max(len(situation.facts.victims), len(form.victims))
    named = [
        number
        for entry in form.perpetrators
        for number in (*entry.to_victims, *(pair.victim for pair in entry.pairs))
        if number > known or number < 1
    ]
    return _no_such_victims(sorted(set(named))) if named else None


@guard("R16", reads=("incident_on", "incident_is_estimated"), needs_form=True)
def born_by_the_incident(situation: Situation) -> Refusal | None:
    """R16. Whoever took part in what happened was born by then, and of the age that its day leaves them."""
    facts: CaseFacts = situation.facts
    form: People = situation.form
    today = situation.now.astimezone(WIB).date()
    estimated = facts.incident_is_estimated
    people = (*form.victims, *form.perpetrators)
    if all(was_there(one, facts.incident_on, today, estimated=estimated) for one in people):
        return None
    return Refusal(
        rule="R16",
        code="BORN_AFTER_INCIDENT",
        reason=Text(
            f"Tanggal lahir atau umur ini tidak cocok dengan hari kejadian ({facts.incident_on:%d-%m-%Y}).",
            f"This date of birth or age does not fit the day of the incident ({facts.incident_on:%d-%m-%Y}).",
        ),
        basis=RECORD,
        lifted_by=Text("Perbaiki tanggal lahir atau umurnya.", "Correct the date of birth or the age."),
    )


@guard("R05", reads=("victims", "incident_on"), needs_form=True)
def no_child_becomes_adult(situation: Situation) -> Refusal | None:
    """R05. Making a child an adult on record lifts the protection of children: that is a correction, by two persons."""
    facts: CaseFacts = situation.facts
    form: People = situation.form
    after = described_victims(facts.victims, form.victims, facts.incident_on, situation.now)
    if not any(_loses_childhood(old, new) for old, new in zip(facts.victims, after, strict=False)):
        return None
    return Refusal(
        rule="R05",
        code="AGE_NEEDS_CORRECTION",
        reason=Text("Umur anak tidak diubah menjadi dewasa di sini.", "A child is not made an adult here."),
        basis=POLICY,
        lifted_by=Text(
            "Penyelia atau UPTD mengoreksi dengan orang kedua.", "Supervisor or UPTD corrects it with a second person."
        ),
    )


def _loses_childhood(old: Victim, new: Victim) -> bool:
    return (old.child_at_incident and not new.child_at_incident) or (old.child_now and not new.child_now)


def _told(facts: CaseFacts, form: Consultation) -> Told:
    """What is on record and disclosed in this talk, by which a category is judged."""
    forms = {one for victim in facts.victims for one in (*victim.forms, *victim.sexual_forms)}
    forms |= {one for told in form.disclosures for one in (*told.forms, *told.sexual_forms)}
    if any(told.sexual_forms for told in form.disclosures):
        forms.add("sexual")
    people = tuple((victim.age_at_incident, victim.sex) for victim in facts.victims)
    return Told(forms, people, tuple(relation.kind for relation in facts.relations))


def _unknown(facts: CaseFacts, numbers: Iterable[int]) -> Refusal | None:
    unknown = sorted(set(numbers) - {victim.number for victim in facts.victims})
    return _no_such_victims(unknown) if unknown else None


def _no_such_victims(unknown: Iterable[int]) -> Refusal:
    listed = ", ".join(str(number) for number in unknown)
    return Refusal(
        rule="R16",
        code="UNKNOWN_VICTIM",
        reason=Text(f"Tidak ada korban nomor {listed}.", f"There is no victim number {listed}."),
        basis=RECORD,
        lifted_by=Text("Pilih nomor korban yang tercatat.", "Give the number of a victim on record."),
    )
