"""The app's own sentences: in both languages, all of them used, none missing."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
SOURCE = (UI / "words.js").read_text()
LATER_SOURCE = (UI / "later.js").read_text()
ENTRY = re.compile(r'^  (\w+): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\],$', re.MULTILINE)
WORDS = {key: (indonesian, english) for key, indonesian, english in ENTRY.findall(SOURCE)}
LATER = {key: (indonesian, english) for key, indonesian, english in ENTRY.findall(LATER_SOURCE)}
"""Of the pages that are not part of the first view."""


def test_the_reader_of_the_words_reads_all_of_them() -> None:
    block = SOURCE[SOURCE.index("export const WORDS") : SOURCE.index("\n};")]

    assert len(WORDS) == len(re.findall(r"^  \w+: \[", block, re.MULTILINE)) > 100
    assert len(LATER) == len(re.findall(r"^  \w+: \[", LATER_SOURCE, re.MULTILINE)) > 30


@pytest.mark.parametrize(("table", "key"), [(table, key) for table in (WORDS, LATER) for key in table])
def test_a_sentence_is_there_in_both_languages_with_the_same_blanks(
    table: dict[str, tuple[str, str]], key: str
) -> None:
    indonesian, english = table[key]

    assert indonesian.strip()
    assert english.strip()
    assert sorted(re.findall(r"{\w+}", indonesian)) == sorted(re.findall(r"{\w+}", english))


def test_no_sentence_is_left_untranslated() -> None:
    same_in_both = {"kelurahan", "Kelurahan", "{span}", "{title} {n}", "{name} · {act}"}

    sentences = (*WORDS.values(), *LATER.values())
    assert {text for text, english in sentences if text == english} <= same_in_both


def test_every_sentence_is_said_somewhere_and_none_is_missing() -> None:
    own = [path for path in UI.rglob("*.js") if "vendor" not in path.parts]
    scripts = "\n".join(path.read_text() for path in own if path.name != "later.js")
    scripts = scripts.replace(SOURCE[: SOURCE.index("\n};")], "")
    quoted = set(re.findall(r'"(\w+)"', scripts)) | set(re.findall(r"WORDS\.(\w+)", scripts))
    asked = set(re.findall(r'\b(?:say|both|words)\(\s*"(\w+)"', scripts))

    assert asked - set(WORDS) == set()
    assert set(WORDS) - quoted == set()
    assert set(re.findall(r'\bsaid\(\s*"(\w+)"', scripts)) - set(LATER) == set()
    assert set(LATER) - quoted == set()
