"""Texts in two languages, as JSON."""

from engine.definition import Text
from workflows.roles import ROLES

Words = dict[str, str]


def text(words: Text) -> Words:
    return {"id": words.id, "en": words.en}


def role_words(role: str) -> dict[str, str | Words]:
    known = ROLES.get(role)
    return {"name": role, "title": text(known.title) if known is not None else {"id": role, "en": role}}
