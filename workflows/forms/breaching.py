"""What is filled in about a breach of data (R27): how it was found, what was opened, who was told."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from engine.definition import Text
from workflows.facts.vocabulary import (
    BREACH_CAUSE,
    PUBLIC_TOLD,
    SILENCE_GROUND,
    TOLD_HOW,
    BreachCause,
    Fingerprint,
    PublicTold,
    RegistrationNumber,
    SessionMark,
    SilenceGround,
    ToldHow,
)
from workflows.forms.form import Form, PastDay, PastMoment, Words, asks, contradiction
from workflows.forms.steps import LONG
from workflows.office.roles import AUDITOR, CASE_STAFF

LOOKERS = (*CASE_STAFF, AUDITOR)
"""Whoever can have opened something."""
ENOUGH = 3
"""Letters of a reason."""


class Detection(Form):
    """A breach as it was found. The 72 hours count from here."""

    detected_at: PastMoment = asks("Kapan diketahui", "When it was found", "datetime")
    cause: BreachCause = asks("Apa yang terjadi", "What happened", "radio", labels=BREACH_CAUSE)
    story: Words = asks("Bagaimana terjadi", "How it happened", "textarea", private=True, min_length=3,
                        max_length=LONG)  # fmt: skip
    handling: Words = asks("Penanganan dan pemulihan", "Handling and recovery", "textarea", private=True, default="",
                           max_length=LONG)  # fmt: skip


class Assessment(Form):
    """Whose looks, and of when. What they opened is told by the office out of the access records, by nobody else."""

    looker: UUID | None = asks(
        "Petugas yang dipertanyakan", "Whose access is in question", "select", staff=LOOKERS, whoever="anybody",
        default=None, hint=Text("Kosong: semua orang.", "Empty: everybody."),
    )  # fmt: skip
    session: SessionMark | None = asks(
        "Lewat perangkat yang mana", "Through which device", "text", default=None,
        hint=Text("Kosong: semua kali masuk.", "Empty: every sign-in."),
    )  # fmt: skip
    looked_from: PastMoment = asks("Dari", "From", "datetime")
    looked_until: PastMoment = asks("Sampai", "Until", "datetime")
    handling: Words = asks("Penanganan dan pemulihan", "Handling and recovery", "textarea", private=True, min_length=3,
                           max_length=LONG)  # fmt: skip
    fields_opened: int = asks("Isian yang terbuka", "Fields opened", "number", source="told", ge=0)
    list_fingerprint: Fingerprint = asks("Sidik jari daftar", "Fingerprint of the list", "text", source="told")
    concerned: tuple[RegistrationNumber, ...] = asks("Kasus yang terkena", "Cases concerned", "list", source="told",
                                                     default=())  # fmt: skip
    careful: tuple[RegistrationNumber, ...] = asks("Tidak boleh didatangi atau disurati", "Not to be sought out",
                                                   "list", source="told", default=())  # fmt: skip
    kept_out: tuple[UUID, ...] = asks("Tidak boleh melihat", "Kept out", "list", source="told", default=())

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.looked_until < self.looked_from:
            raise contradiction("order", "Akhirnya sebelum awalnya.", "It ends before it begins.", at="looked_until")
        return self


class PersonsTold(Form):
    """That the persons of one case were told, in a way that puts nobody in danger (R30)."""

    number: RegistrationNumber = asks("Nomor kasus", "Case number", "text")
    told_how: ToldHow = asks("Cara memberi tahu", "How they were told", "radio", labels=TOLD_HOW)
    instead: Words = asks(
        "Mengapa tidak aman, dan apa gantinya", "Why it is not safe, and what is done instead", "textarea",
        private=True, default="", max_length=2_000,
        hint=Text("Bila tidak dapat diberi tahu dengan aman.", "Where they cannot be told safely."),
    )  # fmt: skip

    @model_validator(mode="after")
    def _says_what_instead(self) -> Self:
        if self.told_how == "not_safely" and len(self.instead) < ENOUGH:
            raise contradiction("needed", "Tulis mengapa, dan apa gantinya.", "Write why, and what is done instead.",
                                at="instead")  # fmt: skip
        return self


class AuthorityTold(Form):
    """That the authority was told, and whether everybody had to be: where a service is disturbed or much is at stake
    (PDP art. 46(3)).
    """

    authority_told_on: PastDay = asks("Lembaga pengawas diberi tahu", "Authority told on", "date")
    public_told: PublicTold = asks("Masyarakat umum", "The public", "radio", labels=PUBLIC_TOLD)


class Silence(Form):
    """Why nobody has to be told."""

    ground: SilenceGround = asks("Dasar", "Ground", "radio", labels=SILENCE_GROUND)
    reason: Words = asks("Alasan", "Reason", "textarea", private=True, min_length=3, max_length=2_000)
