"""What the shell itself refuses, before or after the engine was asked. `api/problems.py` turns all of it into answers.

ShellError
├── NotSignedIn          no session, or it has ended
├── UnknownToken         a program's token that is none, or opens nothing any more
├── SecondFactorOwed     somebody is signed in, but has no second factor yet where everybody needs one
├── NotFresh             somebody is signed in, but must show again who she is
├── WrongCredentials     e-mail and password do not fit
├── CodeNeeded           the password fits; the code of the second factor is missing
├── WrongCode            that code is not the one, or was used before
├── TooSoon              wait so many seconds
├── WrongFormToken       the page's token is missing or another's
├── FromElsewhere        the request was started by another site
├── UnknownParameter     an address asks for something that is not there
├── NotJson              the body is of another kind
├── VersionMissing       a change without If-Match
├── KeyReused            an Idempotency-Key that served another request
├── SecondPersonNeeded   more than one person may take away alone
└── Unrecorded           a look that could not be written down, and so is not given
"""

from collections.abc import Mapping
from uuid import UUID

from engine.definition import Text
from engine.errors import Refused, Stale


class ShellError(Exception):
    """The root."""


class NotSignedIn(ShellError):
    pass


class UnknownToken(ShellError):
    pass


class SecondFactorOwed(ShellError):
    pass


class NotFresh(ShellError):
    pass


class WrongCredentials(ShellError):
    pass


class CodeNeeded(ShellError):
    pass


class WrongCode(ShellError):
    pass


class TooSoon(ShellError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} s.")
        self.seconds = seconds


class WrongFormToken(ShellError):
    pass


class FromElsewhere(ShellError):
    pass


class UnknownParameter(ShellError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Unknown parameter: {', '.join(names)}")
        self.names = names


class NotJson(ShellError):
    pass


class VersionMissing(ShellError):
    pass


class KeyReused(ShellError):
    pass


class EnvelopeUnreadable(ShellError):
    pass


class SecondPersonNeeded(ShellError):
    def __init__(self, most: int) -> None:
        super().__init__(f"More than {most} rows need a second person.")
        self.most = most


class Unrecorded(ShellError):
    pass


class Outdated(Stale):
    """A stale page, with the names of those who changed the case and of what they did."""

    def __init__(self, stale: Stale, people: Mapping[UUID, str], acts: Mapping[str, Text]) -> None:
        super().__init__(stale.seen, stale.current, stale.changes)
        self.people, self.acts = people, acts


class Blocked(Refused):
    """A refused step, with what every act is called."""

    def __init__(self, refused: Refused, acts: Mapping[str, Text]) -> None:
        super().__init__(refused.act, refused.state, refused.refusals, refused.possible)
        self.acts = acts
