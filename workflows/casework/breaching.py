"""The rules and the clock of a breach of data: who is told within 72 hours of its detection, or why nobody (R27)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.calendar import Elapsed
from engine.definition import Deadline, Refusal, Rung, Situation, Snapshot, Text, guard
from workflows.facts.breach import BreachFacts
from workflows.forms.breaching import Assessment, Detection, PersonsTold
from workflows.office.roles import AUDITOR, SUPERVISOR

PDP_46 = "UU PDP 27/2022 Pasal 46"
BREACH_HOURS = 72
_REMINDER = Text("Penyelia dan auditor diingatkan", "Supervisor and auditor are reminded")


def found(case: Snapshot) -> datetime:
    facts: BreachFacts = case.facts
    return facts.detected_at


BREACH_CLOCKS = (
    Deadline(
        name="notify-breach",
        title=Text("Beri tahu dalam 3×24 jam", "Give notice within 3×24 hours"),
        rule="R27",
        basis=PDP_46,
        states=("detected", "assessed"),
        anchor=found,
        since=Text("diketahui", "its detection"),
        within=Elapsed(hours=BREACH_HOURS),
        rungs=(
            Rung(_REMINDER, after=Elapsed(hours=24), tell=(SUPERVISOR, AUDITOR)),
            Rung(_REMINDER, after=Elapsed(hours=48), tell=(SUPERVISOR, AUDITOR)),
            Rung(
                Text("Terlambat: penyelia dan auditor", "Too late: supervisor and auditor"),
                level=1,
                percent=100,
                tell=(SUPERVISOR, AUDITOR),
                every=Elapsed(days=7),
            ),
        ),
        statutory=True,
    ),
)


def begin(situation: Situation) -> BreachFacts:
    form: Detection = situation.form
    return BreachFacts(detected_at=form.detected_at, cause=form.cause)


def assessing(situation: Situation) -> Mapping[str, Any]:
    """Nobody in particular is everybody, also where an earlier assessment was of one person."""
    form: Assessment = situation.form
    return {"looker": form.looker, "session": form.session}


def telling(situation: Situation) -> Mapping[str, Any]:
    form: PersonsTold = situation.form
    facts: BreachFacts = situation.facts
    others = tuple(one for one in facts.untold if one != form.number)
    return {
        "cases_told": tuple(dict.fromkeys((*facts.cases_told, form.number))),
        "untold": (*others, form.number) if form.told_how == "not_safely" else others,
    }


def without_eyes(facts: BreachFacts) -> frozenset[UUID]:
    """Nobody looks into her own breach, nor into one of a case that does not exist for her (R31)."""
    return frozenset((*facts.kept_out, *((facts.looker,) if facts.looker is not None else ())))


@guard("R27", reads=("concerned",), needs_form=True)
def concerns_that_case(situation: Situation) -> Refusal | None:
    """R27. Told are those whose data were opened."""
    facts: BreachFacts = situation.facts
    if situation.form.number in facts.concerned:
        return None
    return _refusal(
        "NOT_CONCERNED",
        Text("Tidak ada isian rahasia kasus ini yang terbuka.", "Nothing secret of this case was opened."),
        Text("Pilih nomor dari daftar.", "Choose a number of the list."),
    )


@guard("R27", reads=("careful",), needs_form=True)
def nobody_is_sought_out(situation: Situation) -> Refusal | None:
    """R27, R30. Where nobody may be contacted, or nobody has asked how, no letter and no call goes to a home."""
    facts: BreachFacts = situation.facts
    form: PersonsTold = situation.form
    if form.number not in facts.careful or form.told_how in ("in_person", "not_safely"):
        return None
    return _refusal(
        "NOT_AT_HOME",
        Text("Tidak diketahui cara aman menghubungi mereka, atau mereka tidak boleh dihubungi.",
             "No safe way to reach them is known, or they must not be contacted."),
        Text("Beri tahu saat mereka datang, atau catat bahwa tidak dapat dengan aman.",
             "Tell them when they come, or record that it cannot be done safely."),
    )  # fmt: skip


@guard("R27", reads=("concerned", "cases_told"))
def everybody_was_told(situation: Situation) -> Refusal | None:
    """R27. The persons of every case concerned are told, or it is on record that they cannot be (PDP art. 46)."""
    facts: BreachFacts = situation.facts
    left = [one for one in facts.concerned if one not in facts.cases_told]
    if not left:
        return None
    listed = ", ".join(left[:10]) + (" …" if len(left) > 10 else "")
    return _refusal(
        "PERSONS_NOT_TOLD",
        Text(f"Belum diberi tahu: {listed}.", f"Not told yet: {listed}."),
        Text("Beri tahu lewat kontak aman dan catat.", "Tell them through safe contact, and record it."),
    )


@guard("R27", reads=("authority_told_on",))
def authority_was_told(situation: Situation) -> Refusal | None:
    """R27. The authority is told too (PDP art. 46)."""
    if situation.facts.authority_told_on is not None:
        return None
    return _refusal(
        "AUTHORITY_NOT_TOLD",
        Text("Lembaga pengawas belum diberi tahu.", "The authority was not told yet."),
        Text("Kirim pemberitahuan dan catat tanggalnya.", "Send the notice and record its date."),
    )


def _refusal(code: str, reason: Text, lifted_by: Text | None) -> Refusal:
    return Refusal(rule="R27", code=code, reason=reason, basis=PDP_46, lifted_by=lifted_by)
