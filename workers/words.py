"""What an e-mail says: that something waits. Never what, where or about whom (R30): others read over the shoulder."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


CALM = Words(
    "Ada yang menunggu Anda / Something is waiting for you",
    """Ada hal baru yang menunggu Anda. Silakan masuk seperti biasa.

Something new is waiting for you. Please sign in as usual.
""",
)
URGENT = Words(
    "Segera: ada yang menunggu Anda / Urgent: something is waiting for you",
    """Ada hal mendesak yang menunggu Anda. Mohon masuk sekarang.

Something urgent is waiting for you. Please sign in now.
""",
)
