"""The headers of every answer, whatever it answers, and the files that alone may be kept."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import assemble
from api.desk import House
from api.serving.headers import ALWAYS, CONTENT_SECURITY_POLICY, Headers
from api.serving.static import FOLDER, FOREVER, Tree
from tests.api.conftest import Caller


@pytest.mark.parametrize(
    "path",
    ["/health", "/app", "/app/cases/1?x=2", "/api/me", "/nowhere", "/api/cases?bad=1", "/static/0/nothing.js", "/"],
)
def test_every_answer_carries_them_errors_too(anybody: Caller, path: str) -> None:
    answer = anybody.get(path)

    for name, value in ALWAYS.items():
        assert answer.headers[name] == value, (path, name)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "words"),
    [("/tidak-ada", "Halaman ini tidak ada."), ("/isi/2", "tidak ada"), ("/en/nowhere", "There is no such page.")],
)
def test_a_browser_that_is_lost_gets_a_plain_page_that_leads_back(anybody: Caller, path: str, words: str) -> None:
    answer = anybody.get(path, accept="text/html,application/xhtml+xml,*/*;q=0.8")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text
    assert "<title>Info Warga</title>" in answer.text
    assert 'id="leave" href="/keluar"' in answer.text
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/nowhere", "text/html"),
        ("/static/0/x.js", "text/html"),
        ("/nowhere", "*/*"),
        ("/nowhere", "application/json"),
    ],
)
def test_a_program_that_is_lost_gets_a_problem(anybody: Caller, path: str, accept: str) -> None:
    answer = anybody.get(path, accept=accept)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_browser_that_knocks_wrongly_is_led_back_too(client: TestClient[Litestar]) -> None:
    answer = client.put("/keluar", headers={"accept": "text/html"})

    assert answer.status_code == 405
    assert "Ke halaman awal" in answer.text


def test_a_wrong_method_and_a_fault_of_ours_carry_them(
    client: TestClient[Litestar], furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("Siti Aminah")

    monkeypatch.setattr("api.routes.status.last_sweep", broken)
    monkeypatch.setattr("api.routes.status._from_here", lambda _: True)

    for answer, status in ((client.delete("/health"), 405), (client.get("/metrics"), 500)):
        assert answer.status_code == status
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Siti" not in answer.text


def test_a_fault_is_logged_by_where_it_happened_and_not_by_its_words(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    typed = "Siti"  # not in the line that a trace quotes

    def broken(*_: object) -> None:
        raise ZeroDivisionError(typed)

    monkeypatch.setattr("api.routes.status.last_sweep", broken)
    monkeypatch.setattr("api.routes.status._from_here", lambda _: True)
    client.get("/metrics")

    assert "ZeroDivisionError" in caplog.text
    assert "status.py" in caplog.text
    assert "Siti" not in caplog.text


def test_strict_transport_only_where_there_is_tls() -> None:
    assert "strict-transport-security" in Headers(secure=True)._always
    assert "strict-transport-security" not in Headers(secure=False)._always


def test_scripts_come_from_here_alone_and_nothing_frames_us() -> None:
    parts = dict(part.strip().partition(" ")[::2] for part in CONTENT_SECURITY_POLICY.split(";"))

    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == "'self'"
    assert parts["frame-ancestors"] == "'none'"
    assert parts["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_static_files_live_under_their_content_and_are_kept_forever(client: TestClient[Litestar]) -> None:
    tree: Tree = client.app.state.tree
    name = next(name for name in tree.files if name.endswith(".js"))

    answer = client.get(f"{tree.prefix}/{name}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == tree.files[name].plain
    assert client.get(f"{tree.prefix}/icon.svg").content == (FOLDER / "icon.svg").read_bytes()


def test_a_static_file_under_another_hash_is_not_there(client: TestClient[Litestar]) -> None:
    tree: Tree = client.app.state.tree

    assert client.get(f"/static/0123456789abcdef/{next(iter(tree.files))}").status_code == 404


@pytest.mark.parametrize(
    "path", ["../api/app.py", "..%2fapi%2fapp.py", "%2e%2e/api/app.py", "/etc/passwd", "index.html"]
)
def test_nothing_but_the_files_of_the_app_is_served(client: TestClient[Litestar], path: str) -> None:
    prefix = client.app.state.tree.prefix

    assert client.get(f"{prefix}/{path}").status_code == 404


def test_a_changed_file_moves_the_whole_tree(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "index.html").write_text('<script src="{{static}}/app.js"></script>')
    (folder / "app.js").write_text("1")
    before = Tree.read(folder)
    (folder / "app.js").write_text("2")
    after = Tree.read(folder)

    assert before.prefix != after.prefix
    assert f'src="{after.prefix}/app.js"'.encode() in after.index.plain
    assert Tree.read(folder).prefix == after.prefix


def test_static_files_travel_packed_where_that_is_understood(client: TestClient[Litestar]) -> None:
    tree: Tree = client.app.state.tree
    name = max(tree.files, key=lambda one: len(tree.files[one].plain))

    packed = client.get(f"{tree.prefix}/{name}", headers={"accept-encoding": "gzip"})
    plain = client.get(f"{tree.prefix}/{name}", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert gzip.decompress(tree.files[name].small or b"") == plain.content


def test_the_app_is_one_page_at_all_its_addresses(client: TestClient[Litestar]) -> None:
    pages = {client.get(path).text for path in ("/app", "/app/cases?overdue=true", "/app/cases/x/y", "/app/history")}

    assert len(pages) == 1
    assert "{{static}}" not in pages.pop()


def test_outside_the_demo_its_routes_do_not_exist(furnished: House) -> None:
    serious = replace(furnished, settings=replace(furnished.settings, demo=False))

    paths = {route.path for route in assemble(serious).routes}

    assert not [path for path in paths if "/demo" in path]
