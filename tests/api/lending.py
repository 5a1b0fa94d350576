"""Applications that tests hand on to each other: to register some 320 handlers takes longer than most tests do."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from api.app import assemble
from api.desk import House

_free: defaultdict[tuple[bool, bool], list[Litestar]] = defaultdict(list)


@contextmanager
def lent(house: House) -> Iterator[Litestar]:
    """What `assemble` makes of this house, by an application that an earlier test gave back where there is one. It is
    nobody else's until it is given back itself."""
    free = _free[house.settings.demo, house.secure]
    app = free.pop() if free else assemble(house)
    app.state.house = house
    try:
        yield app
    finally:
        free.append(app)
