"""Merging a duplicate: what the supervisor fills in, and what the case that goes on takes up."""

from engine.definition import Text
from workflows.facts.case import CaseFacts
from workflows.facts.vocabulary import RegistrationNumber
from workflows.forms.form import Form, asks
from workflows.forms.steps import Reason


class Merging(Reason):
    """This case and another one are of the same happening: this one ends, the other goes on with both."""

    duplicate_of: RegistrationNumber = asks(
        "Nomor registrasi kasus yang diteruskan",
        "Registration number of the case that goes on",
        "text",
        source="case",
        hint=Text(
            "Kasus ini berakhir; yang lain memakai waktu yang lebih awal dan fakta yang lebih ketat.",
            "This case ends; the other takes the earlier clock and the stricter facts.",
        ),
    )


class SamePerson(Form):
    """Somebody of the duplicate who has another number in the case that goes on."""

    theirs: int = asks("Nomor di kasus ganda", "Number in the duplicate", "number", ge=1, le=50)
    ours: int = asks("Nomor di kasus ini", "Number in this case", "number", ge=1, le=50)


class Absorption(Form):
    """All closed facts of a duplicate before it ended, and who of it is who of here. No person, no free text."""

    number: RegistrationNumber = asks("Nomor kasus yang digabungkan", "Number of the case that was merged", "text")
    told: CaseFacts = asks("Fakta kasus yang digabungkan", "Facts of the case that was merged", "group")
    same_victims: tuple[SamePerson, ...] = asks("Korban yang sama", "The same victims", "list", default=())
    same_perpetrators: tuple[SamePerson, ...] = asks("Terlapor yang sama", "The same accused", "list", default=())
