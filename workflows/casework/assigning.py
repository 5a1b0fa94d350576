"""The rule on who moves a case to another house (section 2, reassign)."""

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts
from workflows.facts.sight import house_of
from workflows.office.roles import SUPERVISOR


@guard("R31", reads=("kelurahan", "house"), needs_form=True)
def moving_is_the_supervisors(situation: Situation) -> Refusal | None:
    """R31. A coordinator assigns within her own kelurahan; only the supervisor sends a case to another house."""
    facts: CaseFacts = situation.facts
    place = situation.form.to_kelurahan
    if place is None or place == house_of(facts) or situation.actor.role == SUPERVISOR:
        return None
    return Refusal(
        rule="R31",
        code="MOVE_IS_THE_SUPERVISORS",
        reason=Text(
            "Memindahkan kasus ke kelurahan lain hanya oleh penyelia.",
            "Only the supervisor moves a case to another kelurahan.",
        ),
        basis="Kebijakan Omah Peluk (P)",
        lifted_by=Text("Minta penyelia memindahkannya.", "Ask the supervisor to move it."),
    )
