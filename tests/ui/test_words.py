"""The app's own sentences: in both languages, all of them used, none missing."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
SOURCE = (UI / "words.js").read_text()
ENTRY = re.compile(r'^  (\w+): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\],$', re.MULTILINE)
WORDS = {key: (indonesian, english) for key, indonesian, english in ENTRY.findall(SOURCE)}


def test_the_reader_of_the_words_reads_all_of_them() -> None:
    block = SOURCE[SOURCE.index("export const WORDS") : SOURCE.index("\n};")]

    assert len(WORDS) == len(re.findall(r"^  \w+: \[", block, re.MULTILINE)) > 100


@pytest.mark.parametrize("key", WORDS)
def test_a_sentence_is_there_in_both_languages_with_the_same_blanks(key: str) -> None:
    indonesian, english = WORDS[key]

    assert indonesian.strip()
    assert english.strip()
    assert sorted(re.findall(r"{\w+}", indonesian)) == sorted(re.findall(r"{\w+}", english))


def test_no_sentence_is_left_untranslated() -> None:
    same_in_both = {"kelurahan", "Kelurahan", "{span}", "{title} {n}", "{name} · {act}"}

    assert {text for text, english in WORDS.values() if text == english} <= same_in_both


def test_every_sentence_is_said_somewhere_and_none_is_missing() -> None:
    own = [path for path in UI.rglob("*.js") if "vendor" not in path.parts]
    scripts = "\n".join(path.read_text() for path in own).replace(SOURCE[: SOURCE.index("\n};")], "")
    quoted = set(re.findall(r'"(\w+)"', scripts)) | set(re.findall(r"WORDS\.(\w+)", scripts))
    asked = set(re.findall(r'\b(?:say|both|words)\(\s*"(\w+)"', scripts))

    assert asked - set(WORDS) == set()
    assert set(WORDS) - quoted == set()
