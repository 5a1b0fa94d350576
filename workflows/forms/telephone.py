"""What a receiver that is reached by letter said on the telephone: who answered, and when (R14)."""

from workflows.forms.form import Form, PastMoment, Words, asks
from workflows.forms.referring import Outcome, Return, Review


class Call(Form):
    """Whoever called writes down who answered."""

    answered_by: Words = asks(
        "Siapa yang menjawab telepon (nama, jabatan)", "Who answered (name, office)", "text", private=True,
        min_length=3, max_length=200,
    )  # fmt: skip
    answered_at: PastMoment = asks("Kapan", "When", "datetime")


class ReviewByPhone(Review, Call):
    """Where it stands, as was told."""


class OutcomeByPhone(Outcome, Call):
    """What came of it, as was told."""


class ReturnByPhone(Return, Call):
    """Why it comes back, as was told."""
