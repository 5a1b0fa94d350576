"""Protection by the police, and shelter: each lasts so many days, and somebody is told before it is over (R19, R20)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.calendar import Duration, Elapsed
from engine.definition import Deadline, Extending, Refusal, Rung, Situation, Snapshot, Text, guard
from workflows.facts.case import CaseFacts
from workflows.facts.referral import ReferralFacts
from workflows.facts.states import ALL
from workflows.office.roles import COORDINATOR, HEAD_OF_UPTD, KADER, SUPERVISOR, UPTD_OFFICER

PKDRT_16 = "UU PKDRT 23/2004 Pasal 16"
TPKS_42 = "UU TPKS 12/2022 Pasal 42"
SERVICE = "Pedoman layanan UPTD PPA (B)"

WARNED = Elapsed(days=2)
WEEK = Elapsed(days=7)

# R19: the police


def protecting(situation: Situation) -> Mapping[str, Any]:
    return {"protection_from": situation.form.started_at, "protection_law": situation.form.law}


def unprotecting(_situation: Situation) -> Mapping[str, Any]:
    return {"protection_from": None, "protection_law": None}


@guard("R19", reads=("sexual_ever",), needs_form=True)
def protection_has_its_law(situation: Situation) -> Refusal | None:
    """R19. Fourteen days are for sexual violence (TPKS art. 42); else protection lasts seven (PKDRT art. 16)."""
    if situation.form.law != "TPKS_42" or situation.facts.sexual_ever:
        return None
    return Refusal(
        rule="R19",
        code="PROTECTION_LAW",
        reason=Text(
            "Perlindungan 14 hari hanya untuk kekerasan seksual.",
            "Protection of 14 days is for sexual violence only.",
        ),
        basis=TPKS_42,
        lifted_by=Text("Pilih Pasal 16 UU PKDRT.", "Choose article 16 of the PKDRT law."),
    )


@guard("R19", reads=("protection_from",), moot=True)
def is_under_protection(situation: Situation) -> Refusal | None:
    """R19. Only a protection that is on record ends."""
    if situation.facts.protection_from is not None:
        return None
    return Refusal(
        rule="R19",
        code="NO_PROTECTION",
        reason=Text("Tidak ada perlindungan polisi yang tercatat.", "No police protection is on record."),
        basis=PKDRT_16,
    )


@guard("R19", reads=("protection_from",))
def is_not_under_protection(situation: Situation) -> Refusal | None:
    """R19. A protection that runs is not begun again: its days are the law's."""
    if situation.facts.protection_from is None:
        return None
    return Refusal(
        rule="R19",
        code="UNDER_PROTECTION",
        reason=Text("Perlindungan polisi sudah tercatat dan berjalan.", "A police protection is on record and runs."),
        basis=PKDRT_16,
        lifted_by=Text("Catat dulu akhir perlindungan itu.", "Record first that it ended."),
    )


def protected_by_police(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return facts.protection_from


def protection_time(case: Snapshot) -> Duration:
    return Elapsed(days=14) if case.facts.protection_law == "TPKS_42" else Elapsed(days=7)


PROTECTION = Deadline(
    name="protection",
    title=Text("Perlindungan polisi berakhir", "Police protection ends"),
    rule="R19",
    basis=f"{PKDRT_16}; {TPKS_42}",
    states=ALL,
    anchor=protected_by_police,
    since=Text("perlindungan dimulai", "the protection began"),
    within=protection_time,
    rungs=(
        Rung(Text("UPTD dan kader diingatkan", "UPTD and the kader are reminded"), before=WARNED,
             tell=(UPTD_OFFICER, KADER)),
        Rung(Text("Perlindungan berakhir", "The protection ends"), level=1, percent=100,
             tell=(UPTD_OFFICER, KADER, COORDINATOR)),
        Rung(Text("Penyelia diberi tahu", "The supervisor is told"), level=2, past=WARNED, tell=(SUPERVISOR,),
             every=WEEK),
    ),
    statutory=True,
    aside=True,
)  # fmt: skip

# R20: shelter


def sheltering(situation: Situation) -> Mapping[str, Any]:
    return {"sheltered_from": situation.form.started_at}


def leaving_shelter(_situation: Situation) -> Mapping[str, Any]:
    return {"sheltered_from": None}


@guard("R20", reads=("sheltered_from",))
def shelter_was_left(situation: Situation) -> Refusal | None:
    """R20. A referral is not completed over somebody who is in shelter."""
    if situation.facts.sheltered_from is None:
        return None
    return _in_shelter("IN_SHELTER", Text("Ia masih di rumah aman.", "She is still in shelter."),
                       Text("Catat bahwa ia keluar.", "Record that she left."))  # fmt: skip


@guard("R20", reads=("sheltered_from",), moot=True)
def is_in_shelter(situation: Situation) -> Refusal | None:
    """R20. Only who is in shelter leaves it."""
    if situation.facts.sheltered_from is not None:
        return None
    return _in_shelter("NOT_IN_SHELTER", Text("Tidak ada yang di rumah aman.", "Nobody is in shelter."), None)


@guard("R20", reads=("sheltered_from",))
def is_not_in_shelter(situation: Situation) -> Refusal | None:
    """R20. Who is in shelter does not come in again: the seven days would start anew."""
    if situation.facts.sheltered_from is None:
        return None
    return _in_shelter("IN_SHELTER", Text("Ia sudah di rumah aman.", "She is in shelter already."),
                       Text("Catat bahwa ia keluar, atau minta perpanjangan.",
                            "Record that she left, or ask for more time."))  # fmt: skip


@guard("R20", reads=("sheltered_from",), needs_form=True)
def heard_since_she_came(situation: Situation) -> Refusal | None:
    """R20. Nobody tells that she left before she came."""
    since = situation.facts.sheltered_from
    if since is None or situation.form.answered_at >= since:
        return None
    return _in_shelter("BEFORE_SHELTER", Text("Waktu ini sebelum ia masuk rumah aman.",
                                              "This time is before she came into shelter."),
                       Text("Perbaiki waktu teleponnya.", "Correct the time of the call."))  # fmt: skip


def _in_shelter(code: str, reason: Text, lifted_by: Text | None) -> Refusal:
    return Refusal(rule="R20", code=code, reason=reason, basis=SERVICE, lifted_by=lifted_by)


def sheltered(case: Snapshot) -> datetime | None:
    facts: ReferralFacts = case.facts
    return facts.sheltered_from if facts.delivery is None else None


def sheltered_by_letter(case: Snapshot) -> datetime | None:
    """UPTD is not here to be reminded: whoever calls it is."""
    facts: ReferralFacts = case.facts
    return facts.sheltered_from if facts.delivery is not None else None


SHELTER = Deadline(
    name="shelter",
    title=Text("Masa rumah aman berakhir", "The time in shelter ends"),
    rule="R20",
    basis=SERVICE,
    states=("accepted",),
    anchor=sheltered,
    since=Text("masuk rumah aman", "she came into shelter"),
    within=Elapsed(days=7),
    rungs=(
        Rung(Text("UPTD diingatkan", "UPTD is reminded"), before=WARNED, tell=(UPTD_OFFICER,)),
        Rung(Text("Kepala UPTD diberi tahu", "The head of UPTD is told"), level=1, percent=100,
             tell=(UPTD_OFFICER, HEAD_OF_UPTD)),
        Rung(Text("Dinas diberi tahu", "Dinas is told"), level=2, past=WEEK, tell=(SUPERVISOR,), every=WEEK),
    ),
    extendable=Extending((HEAD_OF_UPTD,), at_most=Elapsed(days=14)),
    aside=True,
)  # fmt: skip

SHELTER_BY_LETTER = replace(
    SHELTER,
    name="call-shelter",
    title=Text("Tanyakan rumah aman lewat telepon", "Ask by telephone about the shelter"),
    anchor=sheltered_by_letter,
    rungs=(
        Rung(Text("Kader diingatkan untuk menelepon", "The kader is reminded to call"), before=WARNED, tell=(KADER,)),
        Rung(Text("Koordinator diberi tahu", "The coordinator is told"), level=1, percent=100,
             tell=(KADER, COORDINATOR)),
        Rung(Text("Dinas diberi tahu", "Dinas is told"), level=2, past=WEEK, tell=(SUPERVISOR,), every=WEEK),
    ),
    extendable=Extending((SUPERVISOR,), at_most=Elapsed(days=14)),
)  # fmt: skip
