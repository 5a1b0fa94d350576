"""The rules on reaching people: through whom, and how often before somebody counts as unreachable (R30)."""

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts
from workflows.facts.referral import ReferralFacts
from workflows.forms.form import WIB

POLICY = "Kebijakan Omah Peluk (P)"
DAYS = 3
"""So many safe tries, on as many days, unless the office has set another number."""
ATTEMPTS = "attempts"
"""What the office calls it."""

GROWN = frozenset({"18-24", "25-44", "45-59", "60+", "unknown"})
"""The age bands of an adult, or of who may be one."""

THROUGH_KADER = Text("Hubungi melalui kader atau kontak amannya.", "Reach her through her kader or her safe contact.")


@guard("R30", reads=("attempts",), needs_form=True)
def tried_on_three_days(situation: Situation) -> Refusal | None:
    """R30. Somebody is unreachable after three safe tries, on three days, each on record."""
    facts: CaseFacts = situation.facts
    days = situation.limits.get(ATTEMPTS, DAYS)
    if situation.form.end_reason != "unreachable" or len(set(facts.attempts)) >= days:
        return None
    return Refusal(
        rule="R30",
        code="TOO_FEW_ATTEMPTS",
        reason=Text(
            f"Baru {len(set(facts.attempts))} dari {days} hari upaya menghubungi tercatat.",
            f"Safe tries on {len(set(facts.attempts))} of {days} days are on record.",
        ),
        basis=POLICY,
        lifted_by=Text("Catat upaya menghubungi dengan aman.", "Record safe tries to reach her."),
    )


@guard("R30", reads=("taken_at",), needs_form=True)
def tried_after_the_report(situation: Situation) -> Refusal | None:
    """R30. A try counts from the report on."""
    facts: CaseFacts = situation.facts
    if situation.form.attempted_on >= facts.taken_at.astimezone(WIB).date():
        return None
    return Refusal(
        rule="R30",
        code="BEFORE_THE_REPORT",
        reason=Text("Tanggal ini sebelum laporan diterima.", "This day is before the report was taken."),
        basis=POLICY,
    )


@guard("R30", reads=("victims",), needs_form=True)
def adults_are_reached_safely(situation: Situation) -> Refusal | None:
    """R30. An adult's phone and address go along only on her consent: else she is reached through her kader."""
    form, facts = situation.form, situation.facts
    reachable = {"phone", "address"}.intersection(form.shared)
    if not reachable or form.legal_basis == "consent":
        return None
    carried = [victim for victim in facts.victims if not form.victims_carried or victim.number in form.victims_carried]
    if not any(victim.adult_now for victim in carried):
        return None
    return Refusal(
        rule="R30",
        code="ADULT_THROUGH_KADER",
        reason=Text(
            "Telepon dan alamat orang dewasa disertakan hanya dengan persetujuannya.",
            "An adult's phone and address go along only on her consent.",
        ),
        basis=POLICY,
        lifted_by=THROUGH_KADER,
    )


@guard("R30", reads=("victims", "shared"), needs_form=True)
def reached_through_her_kader(situation: Situation) -> Refusal | None:
    """R30. A receiver reaches an adult through her kader or safe contact, unless her number was given."""
    facts: ReferralFacts = situation.facts
    given = {"phone", "address"}.intersection(facts.shared)
    grown = any(victim.age_band in GROWN for victim in facts.victims)
    if situation.form.through != "direct" or given or not grown:
        return None
    return Refusal(
        rule="R30",
        code="ADULT_THROUGH_KADER",
        reason=Text("Ia tidak dihubungi langsung.", "She is not reached directly."),
        basis=POLICY,
        lifted_by=THROUGH_KADER,
    )
