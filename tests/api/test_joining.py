"""Modules joined: what a browser then runs is what the sources say. That the real ones run, every test of ui/ shows."""

import pytest

from api.serving.joining import Unjoinable, joined

INDEX = (
    '  <link rel="stylesheet" href="{{static}}/a.css" />\n  <link rel="stylesheet" href="{{static}}/b.css" />\n'
    '  <link rel="modulepreload" href="{{static}}/parts/word.js" />\n'
    '  <script type="module" src="{{static}}/app.js"></script>\n'
)
SHEETS = {"a.css": "a{}", "b.css": "b{}"}
APP = 'import { said as word } from "./parts/word.js";\nexport const PAGES = () => import("./pages/one.js");\n'
WORD = "/** Says it. */\nexport function said() {}\nconst inner = 1;\nexport { inner as outer };\n"
ONE = (
    'import { said } from "../parts/word.js";\nimport { own } from "./own.js";\nexport const open = () => own(said);\n'
)
OWN = "export function own() {}\n"

FILES = {"app.js": APP, "parts/word.js": WORD, "pages/one.js": ONE, "pages/own.js": OWN, **SHEETS}


def test_the_first_view_is_one_script_and_one_sheet() -> None:
    made, page = joined({**FILES, "asked-for.css": "c{}"}, INDEX)

    assert set(made) == {"app.js", "pages/one.js", "style.css", "asked-for.css"}
    assert made["style.css"] == "a{}b{}"
    assert page.count("<link") == 1
    assert page.count("<script") == 1
    assert "Says it" not in made["app.js"]


def test_a_page_takes_what_the_first_view_has_from_there_and_brings_the_rest() -> None:
    made, _ = joined(FILES, INDEX)

    assert 'import { $parts_word } from "../app.js";' in made["pages/one.js"]
    assert "function own" in made["pages/one.js"]
    assert "function said" not in made["pages/one.js"]
    assert "export const { open } = $pages_one;" in made["pages/one.js"]


def test_what_two_pages_share_is_one_file_that_comes_along() -> None:
    app = APP + 'const second = () => import("./pages/two.js");\n'

    made, _ = joined({**FILES, "app.js": app, "pages/two.js": 'import { own } from "./own.js";\n'}, INDEX)

    assert "function own" in made["shared.js"]
    assert 'Promise.all([import("./pages/two.js"), import("./shared.js")])' in made["app.js"]


def test_a_module_that_waits_for_something_is_waited_for() -> None:
    made, _ = joined({**FILES, "pages/own.js": 'await sheet("x.css");\n' + OWN}, INDEX)

    assert "const $pages_own = await (async () => {" in made["pages/one.js"]


@pytest.mark.parametrize(
    ("path", "source", "words"),
    [
        ("parts/word.js", 'import { PAGES } from "../app.js";\nexport function said() {}\n', "imports"),
        ("parts/word.js", "export default 1;\n", "not read here"),
        ("parts/word.js", 'import * as all from "./x.js";\n', "not read here"),
        ("app.js", 'import { gone } from "./gone.js";\n', "does not exist"),
    ],
)
def test_what_cannot_be_joined_is_said_in_a_sentence(path: str, source: str, words: str) -> None:
    with pytest.raises(Unjoinable, match=words):
        joined({**FILES, path: source}, INDEX)
