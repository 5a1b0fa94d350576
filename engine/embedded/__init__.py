"""Everything on one machine: a PostgreSQL of our own, and processes that are looked after."""
