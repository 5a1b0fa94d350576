"""What the staff write to a reporter, and what a reporter wrote (R30)."""

from datetime import datetime

from engine.definition import Text
from workflows.facts.vocabulary import RegistrationNumber
from workflows.forms.form import Form, Words, asks

LONGEST = 2_000
"""Letters of a message, either way."""

DANGER = Text(
    "Siapa pun yang memegang kode dapat membacanya, mungkin juga terlapor. "
    "Jangan tulis hal yang membahayakan bila dibaca orang lain: nama, perkara, tempat, janji bertemu.",
    "Whoever holds the code can read it, perhaps the alleged perpetrator. "
    "Write nothing that is dangerous if others read it: no name, matter, place or meeting.",
)


class MessageToReporter(Form):
    """A message that waits under the receipt's code until its reporter comes back."""

    text: Words = asks(
        "Pesan untuk pelapor",
        "Message to the reporter",
        "textarea",
        hint=DANGER,
        private=True,
        min_length=1,
        max_length=LONGEST,
    )
    report: RegistrationNumber | None = asks(
        "Untuk pelapor dari laporan", "To the reporter of", "select", source="reporters", default=None
    )


class MessageFromReporter(Form):
    """What a reporter wrote under a code; `report` names the case that was merged into this one, if it was another."""

    text: Words = asks("Pesan pelapor", "The reporter's message", "textarea", private=True, max_length=LONGEST)
    written_at: datetime = asks("Ditulis pada", "Written at", "datetime")
    report: RegistrationNumber | None = asks("Pelapor dari laporan", "Reporter of", "text", default=None)
