"""What is filled in when a case turns out to be a duplicate, and what it hands over to the one it belongs to."""

from typing import Self

from pydantic import model_validator

from engine.definition import Text
from workflows.facts import CaseFacts
from workflows.forms.form import Form, asks, contradiction
from workflows.forms.steps import Reason
from workflows.vocabulary import RegistrationNumber


class SamePerson(Form):
    """Somebody of this case, and who that is in the other one: by number in each."""

    here: int = asks("Nomor di kasus ini", "Number in this case", "number", ge=1, le=50)
    there: int = asks("Nomor di kasus yang dilanjutkan", "Number in the case that goes on", "number", ge=1, le=50)


class Duplicate(Reason):
    """Which case goes on, and who is who. Where each case has one victim, or one alleged perpetrator, they are one."""

    duplicate_of: RegistrationNumber = asks(
        "Nomor registrasi kasus yang dilanjutkan",
        "Registration number of the case that goes on",
        "text",
        source="case",
        hint=Text(
            "Tenggat yang lebih awal dan fakta yang lebih ketat dari kasus ini ikut ke sana.",
            "The earlier clock and the stricter facts of this case go there.",
        ),
    )
    same_victims: tuple[SamePerson, ...] = asks(
        "Korban yang sama", "The same victims", "list", default=(), max_length=50
    )
    same_perpetrators: tuple[SamePerson, ...] = asks(
        "Terlapor yang sama", "The same alleged perpetrators", "list", default=(), max_length=50
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for name in ("same_victims", "same_perpetrators"):
            pairs: tuple[SamePerson, ...] = getattr(self, name)
            if len({one.here for one in pairs}) < len(pairs) or len({one.there for one in pairs}) < len(pairs):
                raise contradiction(
                    "person_named_twice",
                    "Satu orang disebut dua kali.",
                    "One person is named twice.",
                    at=name,
                )
        return self


class Absorption(Form):
    """What the duplicate hands over: its number, its closed facts, and who of its people is who here."""

    number: RegistrationNumber
    theirs: CaseFacts
    same_victims: tuple[SamePerson, ...] = ()
    same_perpetrators: tuple[SamePerson, ...] = ()
