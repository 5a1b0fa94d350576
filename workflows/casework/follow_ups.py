"""The rules after a local resolution: follow-ups in their time, the last one ends it, reopening (R21)."""

from collections.abc import Mapping
from datetime import timedelta

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.states import RESOLVED

FOLLOW_UP_DAYS = (14, 30, 90)
"""R21: when a locally resolved case is asked after, in days from the resolution, unless the office has set others."""

FOLLOW_UP_LIMITS: Mapping[str, int] = {
    f"follow-up-{number}": days for number, days in enumerate(FOLLOW_UP_DAYS[:-1], 1)
}
"""From when the one after each may be recorded."""


@guard("R21", reads=("follow_ups_done",))
def follow_up_is_near(situation: Situation) -> Refusal | None:
    """R21. A follow-up is recorded after the one before it was due, so that three visits on one day end nothing."""
    done = situation.facts.follow_ups_done
    if done == 0 or done >= len(FOLLOW_UP_DAYS):
        return None
    name = f"follow-up-{done}"
    days = situation.limits.get(name, FOLLOW_UP_LIMITS[name])
    if situation.now >= situation.case.entered_at + timedelta(days=days):
        return None
    return _follow_up_refusal(
        "FOLLOW_UP_TOO_EARLY",
        Text("Tindak lanjut berikutnya belum waktunya.", "The next follow-up is not due yet."),
        Text(
            f"Tunggu hari ke-{days} setelah penyelesaian.",
            f"Wait for day {days} after the resolution.",
        ),
    )


@guard("R21", reads=("follow_ups_done",))
def more_follow_ups_come(situation: Situation) -> Refusal | None:
    """R21. The last follow-up ends the case and is a step of its own."""
    if situation.facts.follow_ups_done < len(FOLLOW_UP_DAYS) - 1:
        return None
    return _follow_up_refusal(
        "LAST_FOLLOW_UP",
        Text("Yang tersisa adalah tindak lanjut terakhir.", "What remains is the last follow-up."),
        Text("Catat tindak lanjut terakhir.", "Record the last follow-up."),
    )


@guard("R21", reads=("follow_ups_done",))
def last_follow_up_is_left(situation: Situation) -> Refusal | None:
    """R21. All follow-ups but the last were recorded."""
    if situation.facts.follow_ups_done >= len(FOLLOW_UP_DAYS) - 1:
        return None
    return _follow_up_refusal(
        "FOLLOW_UPS_LEFT",
        Text("Masih ada tindak lanjut sebelum yang terakhir.", "There are follow-ups before the last one."),
        Text("Catat tindak lanjut yang lebih awal.", "Record the earlier one."),
    )


@guard("R21", needs_form=True)
def found_well_at_the_end(situation: Situation) -> Refusal | None:
    """R21. Who is not safe, or was hurt again, is not left alone because three months are over."""
    form = situation.form
    if form.safe != "no" and form.follow_up_found != "violence_again":
        return None
    return _follow_up_refusal(
        "NOT_SAFE",
        Text("Ia tidak aman; kasus tidak diakhiri.", "She is not safe; the case does not end."),
        Text("Buka kembali kasusnya.", "Reopen the case."),
    )


@guard("R21")
def over_or_resolved(situation: Situation) -> Refusal | None:
    """What is still being worked on cannot be reopened."""
    if situation.case.ended_at is not None or situation.case.state == RESOLVED:
        return None
    return Refusal(
        rule="R21",
        code="STILL_OPEN",
        reason=Text("Kasus ini masih berjalan.", "The case is still open."),
        basis="Alur kasus Omah Peluk",
    )


def _follow_up_refusal(code: str, reason: Text, lifted_by: Text) -> Refusal:
    return Refusal(rule="R21", code=code, reason=reason, basis="Kebijakan Omah Peluk (P)", lifted_by=lifted_by)
