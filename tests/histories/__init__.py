"""Histories of released versions, kept as they were written: each release after them has to read and understand them.

`python -m tests.histories VERSION` lives through a season with the workflows of this moment and keeps its records, its
forms and its definitions in `VERSION.json.xz`. `python -m tests.histories --accept` writes down which decisions today's
rules would make otherwise (`differing.json`), for a release that changes rules on purpose. No person in them is real.
"""
