"""Reports as the tests file them: the least a form takes, and the cases that the law treats differently."""

from typing import Any
from uuid import UUID

from tests.office import REJOMULYO

QUARREL: dict[str, Any] = {
    "happened": "Sering bertengkar soal uang belanja.",
    "kelurahan": REJOMULYO,
    "danger_now": "no",
    "category": "non_violence",
    "stated_risk": "low",
    "victims": [{"name": "Siti Aminah", "age": 34, "sex": "female"}],
}
ABUSED_CHILD: dict[str, Any] = {
    "happened": "Anak bercerita kepada gurunya.",
    "kelurahan": REJOMULYO,
    "danger_now": "no",
    "category": "KS",
    "victims": [{"name": "Mawar", "age": 9, "forms": ["sexual"], "sexual_forms": ["obscene_act"]}],
}
NOBODY_KNOWN = UUID("00000000-0000-4000-8000-000000000001")


def talk(at: str) -> dict[str, Any]:
    """A consultation about a quarrel, held then."""
    return {"consulted_at": at, "heard": "client", "category": "non_violence", "stated_risk": "low"}
