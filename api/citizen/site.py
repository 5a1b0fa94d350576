"""How the citizen pages call themselves, and where the way out leads: settings, since a name can give somebody away."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """`name` stands on the page, `title` in tab and history; `exit_to` is an address, or None: a calendar of ours."""

    name: str = "Omah Peluk"
    title: str = "Info Warga"
    exit_to: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Site":
        plain = cls()
        return cls(
            environment.get("OMAH_NAME") or plain.name,
            environment.get("OMAH_TITLE") or plain.title,
            environment.get("OMAH_EXIT") or plain.exit_to,
        )
