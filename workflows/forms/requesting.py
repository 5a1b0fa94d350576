"""What is filled in around a request of the person concerned, and a consent that is withdrawn (R26)."""

from typing import Literal

from engine.definition import Text
from workflows.facts.vocabulary import (
    HOUSE,
    LEGAL_BASIS,
    REFUSAL_GROUND,
    REPORTING,
    REQUEST_KIND,
    House,
    RefusalGround,
    Reporting,
    RequestKind,
)
from workflows.forms.form import Form, PastMoment, Words, asks
from workflows.forms.steps import LONG, Reason


class Request(Form):
    """What the person concerned asks for, as it was received."""

    asked_for: RequestKind = asks("Yang diminta", "What is asked for", "radio", labels=REQUEST_KIND)
    victim: int = asks("Korban nomor", "Victim number", "number", source="victims", ge=1, le=50, default=1)
    asked_at: PastMoment = asks("Kapan diminta", "When it was asked", "datetime")
    asked_by: Reporting = asks("Siapa yang meminta", "Who asks", "select", labels=REPORTING, default="self")
    details: Words = asks("Permintaannya", "The request", "textarea", private=True, min_length=3, max_length=LONG)


class Done(Form):
    """What was done about a request, and what the person concerned was told."""

    answer: Words = asks("Yang dilakukan dan dijawab", "What was done and answered", "textarea", private=True,
                         min_length=3, max_length=LONG)  # fmt: skip


class Confirmation(Form):
    """That a receiver said, by telephone or letter, that it has done what was asked."""

    house: House = asks("Lembaga", "Agency", "radio", labels=HOUSE)
    notes: Words = asks("Dari siapa, kapan", "By whom, when", "textarea", private=True, min_length=3, max_length=2_000)


class Ground(Form):
    """Why a request is refused. Without a ground of the law it is not."""

    ground: RefusalGround = asks("Alasan menurut undang-undang", "Ground in the law", "radio", labels=REFUSAL_GROUND)
    answer: Words = asks("Penjelasan kepada yang meminta", "What the person is told", "textarea", private=True,
                         min_length=3, max_length=LONG)  # fmt: skip


class OtherBasis(Reason):
    """Another legal basis for what went along on a consent that was withdrawn."""

    legal_basis: Literal["vital_interest", "legal_obligation", "public_duty"] = asks(
        "Dasar hukum", "Legal basis", "radio",
        labels={name: words for name, words in LEGAL_BASIS.items() if name != "consent"},
        hint=Text("Persetujuan baru memerlukan rujukan baru.", "A new consent needs a new referral."),
    )  # fmt: skip
