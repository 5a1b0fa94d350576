"""Forms as somebody might fill them in: mostly rightly, in every combination that the fields allow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from tests.engine.errand import Asked, Elsewhere, Remark, Weighed
from tests.office import CAST, REJOMULYO, YOSODADI
from workflows.forms.assessing import AgeCorrection, Consultation, Correction, NewDisclosure, People, Reassessment
from workflows.forms.breaching import Assessment, AuthorityTold, Detection, PersonsTold, Silence
from workflows.forms.merging import Absorption, Merging
from workflows.forms.recording import PoliceProtection, Shelter, SimfoniEntry
from workflows.forms.referring import Contact, Handover, Outcome, Return, Review, Sending, SendingToUptd
from workflows.forms.report import Report
from workflows.forms.requesting import Confirmation, Done, Ground, OtherBasis, Request
from workflows.forms.retaining import Erasure
from workflows.forms.steps import (
    Agreement,
    Assignment,
    ContactAttempt,
    EarlierCase,
    Ending,
    FollowUpVisit,
    Invitation,
    KeepingOut,
    LettingIn,
    Note,
    OwnConflict,
    PoliceReport,
    Reason,
    RefusalOfReferral,
    Resolution,
)
from workflows.forms.talking import MessageFromReporter, MessageToReporter
from workflows.forms.telephone import (
    Call,
    CallInVain,
    LeavingByPhone,
    OutcomeByPhone,
    ReturnByPhone,
    ReviewByPhone,
    ShelterByPhone,
)
from workflows.forms.visiting import Booking

Filled = dict[str, Any]
PLACES = (REJOMULYO, REJOMULYO, YOSODADI)
RELATED = ("psychologist", "puspaga_officer", "kader")
ANSWERS = ("yes", "no", "unknown")
OPENED = ("2026-AAAAAAA", "2026-BBBBBBB", "2026-CCCCCCC")
"""The cases of which a breach is, so that those who are told may be the right ones."""
WHY: Filled = {"reason": "Seperti dicatat."}


def filled_in(form: type[BaseModel] | None, chance: Random, now: datetime) -> Filled:
    """A form at a moment. One in fifty is filled in wrongly."""
    if form is None:
        return {}
    if chance.random() < 0.02:
        return {"no_such_field": 1}
    return _FORMS[form](chance, now)


def _asked(chance: Random, _: datetime) -> Filled:
    return {
        "weight": chance.choice((1, 5, 20, 21)),
        "fragile": chance.random() < 0.15,
        "place": chance.choice(PLACES),
        "for_whom": "Bu Siti",
    }


def _report(chance: Random, now: datetime) -> Filled:
    violence: list[str] = chance.choice(([], [], ["physical"], ["psychic"], ["neglect"]))
    sexual: list[str] = chance.choice(([], [], [], [], ["rape"]))
    victims = [
        {
            "name": "Sari",
            "age": chance.choice((9, 15, 30, 35)),
            "forms": violence,
            "sexual_forms": sexual,
            "hinders_daily_work": chance.choice(("no", "no", "unknown", "yes")),
        }
        for _ in range(chance.choice((1, 1, 1, 2)))
    ]
    return {
        "happened": "Diceritakan di rumah pelapor.",
        "kelurahan": chance.choice(PLACES),
        "danger_now": chance.choice(("no", "no", "no", "unknown", "yes")),
        "victims": victims,
        "perpetrators": [{"relation": chance.choice(("spouse", "spouse", "unknown"))}],
        **_risk(chance),
    }


def _risk(chance: Random) -> Filled:
    return {
        "immediate": chance.choice(([], [], [], [], ["weapon"])),
        "stated_risk": chance.choice(("high", "medium", "low", "low", "low")),
    }


def _consultation(chance: Random, now: datetime) -> Filled:
    disclosures = [{"victim": 1, **_told(chance)}] if chance.random() < 0.2 else []
    return {
        **_risk(chance),
        "consulted_at": now.isoformat(),
        "heard": chance.choice(("client", "client", "client_and_family")),
        "category": chance.choice(("KDRT", "non_violence", "non_violence")),
        "disclosures": disclosures,
    }


def _told(chance: Random) -> Filled:
    return {
        "forms": chance.choice(([], ["physical"], ["psychic"])),
        "sexual_forms": chance.choice(([], [], [], ["rape"])),
        "hinders_daily_work": "no",
    }


def _corrected(chance: Random) -> Filled:
    told = _told(chance)
    del told["hinders_daily_work"]
    return told


def _basis(chance: Random) -> Filled:
    consent = {
        "legal_basis": "consent",
        "consent_by": "yang bersangkutan",
        "consent_relation": "self",
        "consent_on": "2026-12-01",
        "consent_scope": "rujukan dan pendampingan",
    }
    return chance.choice((consent, *({"legal_basis": one} for one in ("public_duty", "legal_obligation"))))


def _sending(chance: Random) -> Filled:
    return {**_basis(chance), "reached_by": chance.choice(("system", "system", "system", "letter"))}


def _returned(chance: Random) -> Filled:
    return {"return_reason": "other", "explanation": "Kurang.", "settle_locally": chance.random() < 0.3}


def _call(now: datetime) -> Filled:
    return {"answered_by": "Bu Lina, bagian penerimaan", "answered_at": now.isoformat()}


def _detection(chance: Random, now: datetime) -> Filled:
    return {
        "detected_at": (now - timedelta(hours=chance.choice((0, 1, 30, 60, 80)))).isoformat(),
        "cause": chance.choice(("looked", "exported", "lost")),
        "story": "Terlihat di catatan akses.",
    }


def _assessment(chance: Random, now: datetime) -> Filled:
    return {
        "looker": chance.choice((None, *(str(CAST[one]) for one in ("kader", "auditor", "supervisor")))),
        "looked_from": (now - timedelta(days=2)).isoformat(),
        "looked_until": now.isoformat(),
        "handling": "Sandi diganti.",
        "fields_opened": chance.choice((0, 3)),
        "list_fingerprint": f"{chance.getrandbits(256):064x}",
        "concerned": [one for one in OPENED if chance.random() < 0.5],
        "kept_out": [str(CAST[one]) for one in ("psychologist", "supervisor") if chance.random() < 0.2],
    }


def _yes_mostly(chance: Random) -> str:
    return chance.choice(("yes", "yes", "yes", *ANSWERS))


_FORMS: dict[type[BaseModel], Callable[[Random, datetime], Filled]] = {
    Asked: _asked,
    Weighed: lambda chance, _: {"weight": chance.choice((1, 7, 20, 21, 51))},
    Elsewhere: lambda chance, _: {"place": chance.choice((REJOMULYO, YOSODADI))},
    Remark: lambda _chance, _now: {"remark": "Sudah."},
    Report: _report,
    Consultation: _consultation,
    Reassessment: lambda chance, _: {**_risk(chance), **WHY},
    NewDisclosure: lambda chance, _: _told(chance),
    AgeCorrection: lambda chance, _: {
        **WHY,
        "age_now": chance.choice((15, 30)),
        "perpetrator": chance.choice((1, 1, 2)),
    },
    Correction: lambda chance, _: {**_corrected(chance), **WHY, "kind": chance.choice(("entry_error", "retracted"))},
    People: lambda chance, _: {
        "victims": [{"age": chance.choice((9, 15, 30))}],
        "perpetrators": [{"relation": "spouse"}],
    },
    Booking: lambda chance, now: {
        "slot": str(UUID(int=chance.getrandbits(32))),
        "psychologist": str(CAST["psychologist"]),
        "slot_at": (now + timedelta(days=chance.choice((1, 5, 20)))).isoformat(),
        "due_at": (now + timedelta(days=10)).isoformat(),
    },
    Sending: lambda chance, _: _sending(chance),
    SendingToUptd: lambda chance, _: {**_sending(chance), "asked_by_adult": chance.random() < 0.6},
    Return: lambda chance, _: _returned(chance),
    Call: lambda _, now: _call(now),
    CallInVain: lambda _, now: {"tried_at": now.isoformat()},
    ShelterByPhone: lambda _, now: {**_call(now), "started_at": now.isoformat()},
    LeavingByPhone: lambda _, now: {**_call(now), **WHY},
    ReviewByPhone: lambda _, now: {**_call(now), "progress": "Berjalan."},
    OutcomeByPhone: lambda _, now: {**_call(now), "completion": "served", "summary": "Selesai."},
    ReturnByPhone: lambda chance, now: {**_call(now), **_returned(chance)},
    Outcome: lambda _chance, _now: {"completion": "served", "summary": "Selesai."},
    Review: lambda _chance, _now: {"progress": "Berjalan."},
    Agreement: lambda chance, _: {
        "victim_request_written": _yes_mostly(chance),
        "assessed_free_of_pressure": _yes_mostly(chance),
        "agreement_signed": _yes_mostly(chance),
    },
    Assignment: lambda chance, _: {
        **WHY,
        "assignee": str(CAST["kader"]),
        **({"to_kelurahan": chance.choice((REJOMULYO, YOSODADI))} if chance.random() < 0.3 else {}),
    },
    PoliceProtection: lambda chance, now: {
        "started_at": now.isoformat(),
        "law": chance.choice(("PKDRT_16", "TPKS_42")),
    },
    Shelter: lambda _, now: {"started_at": now.isoformat()},
    SimfoniEntry: lambda _, now: {"simfoni_on": now.date().isoformat(), "simfoni_number": "18.72.0001"},
    Request: lambda chance, now: {
        "asked_for": chance.choice(("correction", "withdrawal", "restriction", "erasure")),
        "asked_at": now.isoformat(),
        "details": "Mohon dicatat.",
    },
    Done: lambda _chance, _now: {"answer": "Sudah dilaksanakan."},
    Detection: _detection,
    Assessment: _assessment,
    PersonsTold: lambda chance, _: {"number": chance.choice(OPENED), "told_how": "safe_contact"},
    AuthorityTold: lambda _, now: {"authority_told_on": now.date().isoformat(), "public_told": "not_needed"},
    Silence: lambda chance, _: {**WHY, "ground": chance.choice(("nothing_secret", "rightful", "unreadable"))},
    Erasure: lambda chance, _: {"ground": chance.choice(("retention_over", "asked")), "kept_years": 1},
    Confirmation: lambda chance, _: {"house": chance.choice(("UPTD", "PUSPAGA")), "notes": "Lewat telepon."},
    Ground: lambda _chance, _now: {"ground": "already_so", "answer": "Sudah demikian."},
    OtherBasis: lambda chance, _: {**WHY, "legal_basis": chance.choice(("legal_obligation", "public_duty"))},
    Contact: lambda chance, _: {"through": chance.choice(("kader", "direct")), "reached": chance.random() < 0.5},
    ContactAttempt: lambda chance, now: {
        "attempted_on": now.date().isoformat(),
        "way": "phone",
        "safely": True,
        "reached": chance.random() < 0.2,
    },
    Handover: lambda _, now: {
        "handover_accepted_on": now.date().isoformat(),
        "accepted_by": "UPTD PPA Lampung Timur",
    },
    Ending: lambda chance, _: {**WHY, "end_reason": chance.choice(("not_a_report", "unfounded", "died"))},
    FollowUpVisit: lambda chance, _: {"follow_up_outcome": chance.choice(("done", "unreachable"))},
    EarlierCase: lambda chance, _: {"earlier_number": "2025-AAAAAAA", "victim": chance.choice((1, 1, 2, 3))},
    OwnConflict: lambda chance, _: {**WHY, "related": chance.random() < 0.3},
    KeepingOut: lambda chance, _: {**WHY, "person": str(CAST[chance.choice(RELATED)])},
    LettingIn: lambda chance, _: {**WHY, "person": str(CAST[chance.choice(RELATED)])},
    Invitation: lambda _chance, _now: {"psychologist": str(CAST["psychologist"])},
    # Which case it is a duplicate of, the crowd knows: this is the number of none.
    Merging: lambda _chance, _now: {**WHY, "duplicate_of": "2025-AAAAAAA"},
    Absorption: lambda _chance, _now: {"number": "2025-AAAAAAA"},
    Note: lambda _chance, _now: {"text": "Catatan."},
    PoliceReport: lambda _, now: {
        "police_reported_on": now.date().isoformat(),
        "office": "Polres Metro",
        "number": "LP/1",
    },
    Reason: lambda _chance, _now: WHY,
    RefusalOfReferral: lambda chance, _: {"referral_refused": chance.random() < 0.5, "informed": True, **WHY},
    MessageToReporter: lambda _chance, _now: {"text": "Silakan datang."},
    MessageFromReporter: lambda _, now: {"text": "Saya menunggu kabar.", "written_at": now.isoformat()},
    Resolution: lambda _chance, _now: {"summary": "Sepakat."},
}
