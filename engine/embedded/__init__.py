"""Everything on one machine: a PostgreSQL of our own, and processes that are looked after."""


class Unusable(Exception):
    """Something on this machine stands in the way. The message is one sentence that says what to do."""
