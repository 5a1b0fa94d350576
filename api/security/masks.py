"""What may be seen of a secret without a reason."""

from typing import Any

from api.definitions.catalog import Entry

DOTS = "•••"


def mask(entry: Entry | None, value: Any) -> str:
    """What may be seen without a reason: the initials of names; nothing of a longer text."""
    if isinstance(value, list):
        return ", ".join(mask(entry, one) for one in value) or DOTS
    if isinstance(value, dict):
        within = entry.within if entry is not None else {}
        lines = (mask(within[name], one) for name, one in value.items() if name in within and isinstance(one, str))
        return next((line for line in lines if line != DOTS), DOTS)
    if isinstance(value, str) and value and entry is not None and entry.widget == "text" and value[0].isalpha():
        return value[0] + DOTS
    return DOTS
