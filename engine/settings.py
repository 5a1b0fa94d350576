"""What a process is told by its environment, and nothing it can find out by itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` is the address that people use; `private_network`: between our services no TLS is asked;
    `second_factor`: whoever works here needs one, everywhere but in the demo unless it is said otherwise."""

    database_url: str
    door_database_url: str | None
    data: Path
    keys: Path
    redis_url: str | None = None
    demo: bool = False
    url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    sender: str = "omah-peluk@localhost"
    private_network: bool = False
    second_factor: bool = False

    @property
    def anchors(self) -> Path:
        """The folder for what is kept of the log outside the database."""
        return self.data / "anchors"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SystemExit with one sentence where DATABASE_URL is missing."""
        if not environment.get("DATABASE_URL"):
            raise SystemExit(
                "DATABASE_URL is not set: start with `python3 start.py`, or set it to a PostgreSQL address."
            )
        data = Path(environment.get("OMAH_DATA") or ".data")
        demo = environment.get("OMAH_DEMO") == "1"
        return cls(
            database_url=environment["DATABASE_URL"],
            door_database_url=environment.get("DOOR_DATABASE_URL") or None,
            data=data,
            keys=Path(environment.get("OMAH_KEYS") or data / "keys"),
            redis_url=environment.get("REDIS_URL") or None,
            demo=demo,
            url=environment.get("OMAH_URL") or "http://127.0.0.1:8000",
            smtp_url=environment.get("SMTP_URL") or None,
            sender=environment.get("OMAH_SENDER") or "omah-peluk@localhost",
            private_network=environment.get("OMAH_PRIVATE_NETWORK") == "1",
            second_factor=(environment.get("OMAH_SECOND_FACTOR") or ("0" if demo else "1")) == "1",
        )
