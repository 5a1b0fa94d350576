"""Texts in two languages, as JSON. Where they say "Dinas", the city agency is called as the office has set it."""

import re
from contextvars import ContextVar
from typing import Any

from engine.definition import Text
from workflows.office.roles import ROLES

Words = dict[str, str]

DINAS = "Dinas"
"""What the workflows call the city agency, and what it is called where nobody has set anything."""
WORD = re.compile(r"\bDinas\b")
called: ContextVar[str] = ContextVar("called", default=DINAS)
"""Its name, for the request that is being answered."""


def text(words: Text) -> Words:
    return {"id": named(words.id), "en": named(words.en)}


def named(words: str) -> str:
    name = called.get()
    return words if name == DINAS else WORD.sub(lambda _: name, words)


def all_named(node: Any) -> Any:
    """The same for every text in a document of our own; what is shared stays as it is."""
    if called.get() == DINAS:
        return node
    if isinstance(node, dict):
        return {key: all_named(value) for key, value in node.items()}
    if isinstance(node, list):
        return [all_named(one) for one in node]
    return named(node) if isinstance(node, str) else node


def role_words(role: str) -> dict[str, str | Words]:
    known = ROLES.get(role)
    return {"name": role, "title": text(known.title) if known is not None else {"id": role, "en": role}}
