"""A duplicate is merged into the case that goes on: both change in one write, and both histories stay.

    duplicate    reported, consulted ── merge (two persons) ──▶ over, `merged`, `duplicate_of` the other
    the other    every state but resolved-locally ── absorb ──▶ stays; the earlier clock and the stricter facts win

R03 is not decided by this and not started anew: the case that goes on owes the report to the police from the earlier
of the two first reports. Undone by reopening the duplicate: it goes on from its own facts with its own clocks, and what
the other has taken up stays there until two persons correct it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.definition import Joins, Refusal, Side, Situation, Snapshot, Taken, Text, guard
from workflows.casework import visiting
from workflows.casework.identified import are_two, described, identified
from workflows.casework.stricter import Stricter, told_victims
from workflows.facts.case import CaseFacts
from workflows.forms.merging import Absorption, Merging

MERGE, ABSORB = "merge", "absorb"
POLICY = "Alur kasus Omah Peluk (P)"
TELLING = frozenset({"nik", "name"})
"""Equal in one of these, two are taken for the same person; a phone may be a family's."""


def merging(situation: Situation) -> Mapping[str, Any]:
    """Whoever wrote, or waits for the psychologist, waits in the other case from now on."""
    return {**visiting.leaving(situation), "end_reason": "merged", "written": ()}


def absorbing(situation: Situation) -> Mapping[str, Any]:
    """A visit that took place there is waited for no more."""
    form: Absorption = situation.form
    if form.told.visit_at is not None and form.told.visit_at <= situation.now:
        form = form.model_copy(update={"told": form.told.model_copy(update={"visit_wanted_at": None})})
    return Stricter(situation.facts, form)


def bringing(own: Side, there: Side, alike: tuple[tuple[str, str, str], ...]) -> Mapping[str, Any]:
    """The form of `absorb`: all closed facts of the duplicate, who of it is who, and who they are."""
    form = {
        "number": own.number,
        "told": own.facts.model_dump(mode="json", exclude_defaults=True),
        "same_victims": _same("victims", alike) or _apart("victims", own, there),
        "same_perpetrators": _same("perpetrators", alike) or _apart("perpetrators", own, there),
    }
    known = Absorption.model_validate(form)
    return {**form, **identified(there.facts, known, own.private, there.private)}


def _same(group: str, alike: Iterable[tuple[str, str, str]]) -> list[dict[str, int]]:
    """The first likeness of each says who it is; whoever is like two is taken for the first."""
    found: dict[int, int] = {}
    for kind, here, there in sorted(alike, key=lambda one: (one[0] != "nik", one)):
        if kind in TELLING and here.startswith(f"{group}/") and there.startswith(f"{group}/"):
            found.setdefault(int(here.partition("/")[2]), int(there.partition("/")[2]))
    return [{"theirs": theirs, "ours": ours} for theirs, ours in sorted(found.items())]


def _apart(group: str, own: Side, there: Side) -> list[dict[str, int]]:
    """Each case has but one, and what identifies them says that they are two."""
    told = told_victims(own.facts) if group == "victims" else [one.number for one in own.facts.perpetrators]
    known = [one.number for one in getattr(there.facts, group)]
    if len(told) != 1 or len(known) != 1:
        return []
    theirs, ours = described(own.private, group, told[0]), described(there.private, group, known[0])
    return [{"theirs": told[0], "ours": known[0] + 1}] if are_two(theirs, ours) else []


INTO = Joins("duplicate_of", ABSORB, bringing)


@guard("R16", reads=("absorbed",), needs_form=True)
def is_no_chain(situation: Situation) -> Refusal | None:
    """What has taken up another case goes on itself: there is one case in which everything is found."""
    facts: CaseFacts = situation.facts
    form: Merging = situation.form
    if set(facts.absorbed) <= {form.duplicate_of}:
        return None
    return Refusal(
        rule="R16",
        code="HAS_ABSORBED",
        reason=Text(
            f"Kasus lain sudah digabungkan ke kasus ini: {', '.join(facts.absorbed)}.",
            f"Another case was merged into this one: {', '.join(facts.absorbed)}.",
        ),
        basis=POLICY,
        lifted_by=Text("Gabungkan yang lain ke kasus ini.", "Merge the other one into this case."),
    )


@guard("R16", reads=("end_reason", "duplicate_of"))
def goes_on_itself(situation: Situation) -> Refusal | None:
    """A case that was itself merged takes up nothing: its own survivor does."""
    facts: CaseFacts = situation.facts
    if facts.end_reason != "merged":
        return None
    return Refusal(
        rule="R16",
        code="IS_MERGED",
        reason=Text(
            f"Kasus itu sudah digabungkan ke {facts.duplicate_of}.", f"That case was merged into {facts.duplicate_of}."
        ),
        basis=POLICY,
        lifted_by=Text("Gabungkan ke kasus yang diteruskan.", "Merge into the case that goes on."),
    )


@guard("R31", reads=("kept_out",), needs_form=True)
def keeps_out_no_others(situation: Situation) -> Refusal | None:
    """R31. Whoever is kept out of the case that goes on must not find the duplicate either."""
    facts: CaseFacts = situation.facts
    form: Absorption = situation.form
    if set(facts.kept_out) <= set(form.told.kept_out):
        return None
    return Refusal(
        rule="R31",
        code="OTHERS_KEPT_OUT",
        reason=Text(
            "Ada petugas yang dihalangi dari kasus itu dan tidak dari kasus ini.",
            "Somebody is kept out of that case and not out of this one.",
        ),
        basis="Kebijakan Omah Peluk (P)",
        lifted_by=Text("Halangi petugas itu dari kasus ini juga.", "Keep that person out of this case, too."),
    )


def absorbs_the_stricter(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    """R01, R03, R05: what a duplicate brings starts no clock later and takes no violence off the record."""
    if taken.transition.name != ABSORB:
        return True
    told: CaseFacts = taken.form.told
    facts: CaseFacts = after.facts
    if not facts.first_report_at <= told.first_report_at or facts.first_report_at > before.facts.first_report_at:
        return False
    for harmed in ("sexual_ever", "harmed"):
        if any(getattr(one, harmed) for one in told.victims) and not any(getattr(one, harmed) for one in facts.victims):
            return False
    child = any(one.harmed and one.child_at_incident for one in told.victims)
    return not child or any(one.harmed and one.child_at_incident for one in facts.victims)
