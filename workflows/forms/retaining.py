"""What is filled in to erase a case (R28). Closed values only: words would be erased along with it."""

from workflows.facts.vocabulary import ERASURE_GROUND, ErasureGround
from workflows.forms.form import Form, asks


class Erasure(Form):
    """Why a case is erased. How long its kind is kept is told by the office, never by a browser."""

    ground: ErasureGround = asks("Dasar penghapusan", "Ground of the erasure", "radio", labels=ERASURE_GROUND)
    kept_years: int = asks("Masa simpan (tahun)", "Kept for (years)", "number", source="told", ge=1, le=100)
