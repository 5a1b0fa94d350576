"""Merging a duplicate: what the supervisor fills in, and what the case that goes on takes up."""

from typing import Annotated

from pydantic import ConfigDict

from engine.definition import Private, Text
from workflows.facts.case import CaseFacts
from workflows.facts.vocabulary import RegistrationNumber
from workflows.forms.form import Form, Words, asks
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
    """Which number somebody of the duplicate has in the case that goes on: one that nobody has there is hers alone."""

    theirs: int = asks("Nomor di kasus ganda", "Number in the duplicate", "number", ge=1, le=50)
    ours: int = asks("Nomor di kasus ini", "Number in this case", "number", ge=1, le=50)


class Described(Form):
    """Somebody as she was described: what the form said of her was judged then, and stays as it was told."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: Words = asks("Nama", "Name", "text", private=True, default="")
    nik: Words = asks("NIK", "National identity number", "text", private=True, default="")
    phone: Words = asks("Nomor telepon", "Phone number", "text", private=True, default="")
    address: Words = asks("Alamat", "Address", "textarea", private=True, default="")
    lives_in: Words = asks("Kode wilayah tempat tinggal", "Region code of the home", "text", private=True, default="")
    work: Words = asks("Pekerjaan", "Work", "text", private=True, default="")
    born_on: Words = asks("Tanggal lahir", "Date of birth", "date", private=True, default="")


Identified = Annotated[tuple[Described, ...], Private()]
"""In the order of their numbers; empty for whom nobody described."""


class Absorption(Form):
    """All closed facts of a duplicate before it ended, and who of it is who of here. No free text. The persons of both
    stand here as they are known after it, for the ciphertext of the case that goes on.
    """

    number: RegistrationNumber = asks("Nomor kasus yang digabungkan", "Number of the case that was merged", "text")
    told: CaseFacts = asks("Fakta kasus yang digabungkan", "Facts of the case that was merged", "group")
    same_victims: tuple[SamePerson, ...] = asks("Korban yang sama", "The same victims", "list", default=())
    same_perpetrators: tuple[SamePerson, ...] = asks("Terlapor yang sama", "The same accused", "list", default=())
    victims: Identified = asks("Korban", "Victims", "list", private=True, default=())
    perpetrators: Identified = asks("Terlapor", "Alleged perpetrators", "list", private=True, default=())
