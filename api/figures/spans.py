"""How people write a length of time in one word: `PT24H`, `P3D` (ISO 8601, through nights and holidays), `3wd` working
days, `12wh` working hours; or, where a share will do, `150%`.
"""

import re

from engine.calendar import Duration, Elapsed, WorkingDays, WorkingHours

ISO = re.compile(r"P(?!\Z)(?:(\d{1,4})D)?(?:T(?!\Z)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?\Z", re.ASCII)
WORKING = re.compile(r"(\d{1,4})(wd|wh)\Z", re.ASCII)
PERCENT = re.compile(r"(\d{1,5})\s?%\Z", re.ASCII)

FORMS = "PT24H, P3D, 3wd, 12wh, 150%"


def read(written: str) -> Duration | int:
    """A length, or a whole number of percent. Raises ValueError where it is neither."""
    word = written.strip()
    if found := PERCENT.match(word):
        return int(found[1])
    if found := WORKING.match(word.lower()):
        return WorkingDays(int(found[1])) if found[2] == "wd" else WorkingHours(hours=int(found[1]))
    if found := ISO.match(word.upper()):
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return Elapsed(minutes=minutes, hours=hours, days=days)
    raise ValueError(f"{written!r} is no length of time: write {FORMS}.")
