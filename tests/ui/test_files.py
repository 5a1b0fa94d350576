"""What the app's files must and must not hold, read without a browser."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from api.serving.static import Tree
from tests.ui.lantern import LANTERNS
from workflows import REGISTRY
from workflows.office.roles import ROLES

UI = Path(__file__).parents[2] / "ui"
OWN = sorted(
    path for path in UI.rglob("*") if path.suffix in (".js", ".css", ".html", ".ts") and "vendor" not in path.parts
)

API_WORDS = {"approve", "reject", "withdraw"}
"""Verbs of the API's own paths, which a workflow may use for a step as well."""

NEUTRAL = ("kekerasan", "korban", "ppa", "lapor", "visum", "violence", "victim", "abuse")


def wire_names() -> set[str]:
    """Everything by which a workflow calls its states, steps, clocks and facts, and the office its roles."""
    names = {role for role in ROLES if role != "system"}
    for compiled in (*REGISTRY, *LANTERNS):
        workflow = compiled.workflow
        names |= {workflow.name, *workflow.facts.model_fields}
        names |= {one.name for one in (*workflow.states, *workflow.transitions, *workflow.deadlines)}
    return names - API_WORDS


def said(source: str, name: str) -> bool:
    """Is it said as a name? A compound one anywhere; a plain word only where a program would read it: in quotes."""
    if re.search(r"[-_]", name):
        return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", source) is not None
    return re.search(rf"""["'`]{re.escape(name)}["'`]""", source) is not None


def test_no_file_names_a_state_a_step_a_fact_or_a_role_of_a_workflow() -> None:
    found = {(path.name, name) for path in OWN for name in wire_names() if said(path.read_text(), name)}

    assert found == set()


def test_the_search_for_wire_names_finds_one() -> None:
    assert said('if (state === "reported") {', "reported")
    assert said("see referred-to-UPTD for that", "referred-to-UPTD")
    assert not said("const reported = 1", "reported")


def test_no_file_names_a_rule() -> None:
    found = {(path.name, rule) for path in OWN for rule in re.findall(r"\bR\d\d\b", path.read_text())}

    assert found == set()


def test_nothing_is_written_into_the_page_that_the_content_policy_would_keep_out() -> None:
    inline = re.compile(
        r"""<style|\sstyle=|\son\w+=["']|innerHTML|outerHTML|insertAdjacentHTML|eval\(|javascript:|srcdoc"""
    )

    found = {(path.name, hit) for path in OWN for hit in inline.findall(path.read_text())}

    assert found == set()
    assert "<script>" not in (UI / "index.html").read_text()


def test_nothing_comes_from_elsewhere() -> None:
    addresses = {(path.name, hit) for path in OWN for hit in re.findall(r"https?://[^\s\"'<>]+", path.read_text())}

    assert addresses == set()


def test_titles_paths_and_file_names_say_nothing_of_the_matter() -> None:
    names = [path.relative_to(UI).as_posix().lower() for path in OWN]
    titles = [hit.lower() for path in OWN for hit in re.findall(r"title: \(\) => ([^\n]+)", path.read_text())]

    assert [word for word in NEUTRAL for text in (*names, *titles) if word in text] == []


FIRST = ("app.js", "pages/sign-in.js", "pages/home.js", "pages/cases.js", "parts/badge.js", "parts/summary.js")


def test_the_page_names_all_that_the_first_view_needs() -> None:
    index = (UI / "index.html").read_text()
    preloaded = set(re.findall(r'modulepreload" href="{{static}}/([^"]+)"', index))

    assert preloaded == {path for path in needed(*FIRST) if path != "app.js"}


def test_the_script_of_the_first_view_fits_into_30_kilobytes() -> None:
    served = Tree.read().files["app.js"].small

    assert served is not None
    assert len(served) <= 30_000


@pytest.mark.parametrize(
    "package", tomllib.loads((UI / "vendor/vendor.toml").read_text())["package"], ids=lambda one: one["name"]
)
def test_vendored_files_are_those_that_were_published(package: dict[str, object]) -> None:
    files = package["file"]
    assert isinstance(files, list)

    assert {one["name"]: hashlib.sha256((UI / "vendor" / one["name"]).read_bytes()).hexdigest() for one in files} == {
        one["name"]: one["sha256"] for one in files
    }


def test_every_vendored_file_is_accounted_for() -> None:
    packages = tomllib.loads((UI / "vendor/vendor.toml").read_text())["package"]
    listed = {one["name"] for package in packages for one in package["file"]}

    assert {path.name for path in (UI / "vendor").iterdir()} == {*listed, "vendor.toml"}


def needed(*entries: str) -> set[str]:
    """These modules and all that they import before anything is done."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            here = UI / path
            imports = re.findall(r'^(?:import|export) [^;]*? from "(\.[^"]+)";', here.read_text(), re.MULTILINE)
            waiting += [(here.parent / one).resolve().relative_to(UI.resolve()).as_posix() for one in imports]
    return found
