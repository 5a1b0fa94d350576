"""What a receiver that is reached by letter said on the telephone: who answered, and when (R14)."""

from typing import Self

from pydantic import model_validator

from engine.definition import Text
from workflows.forms.form import Form, PastMoment, Words, asks, contradiction
from workflows.forms.recording import Shelter
from workflows.forms.referring import Outcome, Return, Review
from workflows.forms.steps import Reason


class Call(Form):
    """Whoever called writes down who answered."""

    answered_by: Words = asks(
        "Siapa yang menjawab telepon (nama, jabatan)", "Who answered (name, position)", "text", private=True,
        min_length=3, max_length=200,
    )  # fmt: skip
    answered_at: PastMoment = asks("Kapan", "When", "datetime")


class ReviewByPhone(Review, Call):
    """Where it stands, as was told."""


class OutcomeByPhone(Outcome, Call):
    """What came of it, as was told."""


class ReturnByPhone(Return, Call):
    """Why it comes back, as was told."""


class CallInVain(Form):
    """That somebody called, and nobody answered."""

    tried_at: PastMoment = asks(
        "Kapan ditelepon", "When it was called", "datetime",
        hint=Text(
            "Tenggat tetap berjalan: telepon lagi, atau antar suratnya; koordinator lalu Dinas diberi tahu bila tetap"
            " tidak dijawab.",
            "The clock goes on: call again, or take the letter there; coordinator, then Dinas, are told if nobody"
            " answers.",
        ),
    )  # fmt: skip
    notes: Words = asks("Catatan", "Note", "textarea", private=True, default="", max_length=2_000)


class ShelterByPhone(Shelter, Call):
    """Since when somebody is in shelter, as was told."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.answered_at < self.started_at:
            raise contradiction(
                "told_before",
                "Ia masuk sesudah telepon ini? Perbaiki salah satu waktunya.",
                "Did she come in after this call? Correct one of the two times.",
                at="started_at",
            )
        return self


class LeavingByPhone(Reason, Call):
    """That she left the shelter, and why, as was told."""
