"""What is recorded about other agencies' acts: police protection, shelter, the entry in SIMFONI PPA."""

from workflows.facts.vocabulary import PROTECTION_LAW, ProtectionLaw
from workflows.forms.form import Form, PastDay, PastMoment, Words, asks


class PoliceProtection(Form):
    """Since when the police protect somebody, and by which law (R19)."""

    started_at: PastMoment = asks("Mulai", "Begins", "datetime")
    law: ProtectionLaw = asks("Menurut undang-undang", "Under which law", "radio", labels=PROTECTION_LAW)
    officer: Words = asks("Kantor dan petugas", "Office and officer", "text", private=True, default="", max_length=200)


class Shelter(Form):
    """Since when somebody is in shelter. Where that is stands nowhere (R20)."""

    started_at: PastMoment = asks("Masuk", "Came in", "datetime")


class SimfoniEntry(Form):
    """Number and date of the entry in SIMFONI PPA (R29)."""

    simfoni_on: PastDay = asks("Tanggal pencatatan", "Date of entry", "date")
    simfoni_number: Words = asks(
        "Nomor di SIMFONI PPA", "Number in SIMFONI PPA", "text", private=True, min_length=3, max_length=60
    )
