"""What a season is like: what its temper leaves open is drawn from the seed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Temper:
    """`workflows`: what is opened. `most_open`: how many cases at once. `crowding`: how often several people act at
    once. `merging`: how often somebody takes a case for a duplicate. `ending`: how often somebody wants to be done with
    one. `talking`: how often a reporter writes, or is written to. `memory`: how likely people, from one look to the
    next, still care for what has ended. `leaps`: how often more than a year goes by at once. `faults`: how often an
    errand meets one. `curses`: how often the clocks of a family are made to fail. None is drawn.
    """

    workflows: tuple[str, ...] | None = None
    most_open: int | None = None
    crowding: float | None = None
    merging: float = 0.06
    ending: float = 0.0
    talking: float = 0.04
    faults: float | None = None
    curses: float = 0.006
    leaps: float = 0.0025
    memory: float = 0.9


ANY = Temper()
OFFICE = Temper(workflows=("omah-peluk", "omah-peluk", "breach"))
"""The workflows of the office: families, audiences, proposals that wait while facts change."""
KEEPING = Temper(workflows=("omah-peluk",), most_open=12, ending=0.35, leaps=0.02, memory=0.99)
"""Years go by, and what has ended is erased."""
MERGING = Temper(workflows=("omah-peluk",), most_open=12, merging=0.45)
"""Much is reported twice, and people mostly merge."""
LEAKING = Temper(workflows=("breach",), most_open=6)
"""Data got out, and people have to be told."""
WRITING_BACK = Temper(workflows=("omah-peluk",), most_open=6, talking=0.4, ending=0.1, memory=0.97)
"""Reporters write, and are answered or not."""
CROWDED = Temper(workflows=("errand",), most_open=2, crowding=0.8)
"""Everybody wants the same case at the same moment."""
UNLUCKY = Temper(faults=0.3)
POISONED = Temper(workflows=("errand",), crowding=0.4, curses=0.05)
"""Clocks fail, and people work on beside them."""

KINDS = {
    "any": ANY,
    "office": OFFICE,
    "keeping": KEEPING,
    "merging": MERGING,
    "leaking": LEAKING,
    "writing": WRITING_BACK,
    "crowded": CROWDED,
    "unlucky": UNLUCKY,
    "poisoned": POISONED,
}
"""By the names that one may ask for."""
