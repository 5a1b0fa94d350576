"""Texts in two languages, as JSON."""

from engine.definition import Text

Words = dict[str, str]


def text(words: Text) -> Words:
    return {"id": words.id, "en": words.en}
