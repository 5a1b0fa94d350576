"""What people tell stands nowhere in clear, whatever happened to it: a whole system, asked everything it can be asked,
and then each file that it, its database and two browsers wrote is searched.

Every personal field holds a token of its own behind one mark, which is looked for as text, as UTF-16, in hexadecimal
digits and in base64. Keys of sessions, receipts and the password are looked for, too.
"""

import base64
import io
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from joserfc import jwe
from joserfc.jwk import ECKey
from PIL import Image
from playwright.sync_api import sync_playwright

from engine.embedded import visit
from tests.browser import FLAGS, _executable
from tests.citizen.visitor import Visitor
from tests.start.test_system import ENVIRONMENT, FIRST_START, PROJECT, Running, until

MARK = "Quagga" + secrets.token_hex(6)


def test_a_token_in_any_dress_is_found(tmp_path: Path) -> None:
    """The control: the search finds what it looks for."""
    for number, dress in enumerate(dresses(MARK)):
        (tmp_path / f"{number}").write_bytes(os.urandom(1000) + dress + os.urandom(1000))
    for shift in range(3):
        (tmp_path / f"b{shift}").write_bytes(base64.b64encode(b"x" * shift + MARK.encode() + b"007."))

    assert len(found_in([tmp_path], [MARK])) == len(dresses(MARK)) + 3
    assert found_in([tmp_path], ["Quagga-nowhere"]) == []


def test_what_people_told_is_in_no_file_that_anything_wrote() -> None:
    with tempfile.TemporaryDirectory(prefix="omah-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        folder = Path(place)
        (folder / "tmp").mkdir(mode=0o777)
        (folder / "tmp").chmod(0o1777)
        with system(folder) as running:
            told = Told()
            tell(running, told)
            case = work(running, told)
            browse(running, folder / "profile", case, told)
            until(lambda: mailed(running))
            assert leaking_tables(running.data, told.sought) == []
        assert running.process.returncode == 0

        assert [one for one in told.answers if MARK in one] == []
        assert told.number > 40
        assert len(told.secrets) > 5
        assert found_in([running.data, folder / "tmp", folder / "profile"], told.sought) == []
        assert not any(MARK in line or "melati-mekar" in line for line in running.lines[:5])


@dataclass
class Told:
    """What was typed, and what was answered where nothing of it should come back."""

    number: int = 0
    secrets: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    code: str = ""
    """The receipt of somebody who writes to the house afterwards."""

    def token(self) -> str:
        self.number += 1
        return f"{MARK}n{self.number:03}"

    @property
    def sought(self) -> list[str]:
        return [MARK, *self.secrets]

    def refused(self, answer: httpx.Response) -> None:
        assert answer.status_code >= 400, answer.text
        self.answers.append(answer.text + str(answer.headers))


@contextmanager
def system(folder: Path) -> Iterator[Running]:
    command: list[str | Path] = [sys.executable, "start.py", "--data", folder / "data", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**ENVIRONMENT, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(folder / "data", process)
    try:
        running.await_greeting(FIRST_START)
        yield running
    finally:
        running.end()


# --- what people do


def tell(running: Running, told: Told) -> None:
    """Page by page, by script, with a slip of the pen, and by somebody who tries what happens."""
    with httpx.Client(base_url=running.url, timeout=120) as client:
        visitor = Visitor(client)
        answers = {
            "danger": "no", "kelurahan": "18.72.05.1001", "contact": "phone",
            **{name: told.token() for name in ("story", "name", "hours", "others", "code_word", "wish", "other_name")},
            "number": "081234567890",
        }  # fmt: skip
        page, receipt = visitor.file(answers)
        assert len(receipt) == 20, page.words
        told.secrets += [receipt, "081234567890"]
        assert (
            MARK in client.post("/isi", data={**visitor.begin().hidden, "danger": "no", "go": told.token()}).text
            or True
        )

        form = {"happened": told.token(), "kelurahan": "18.72.05.1001", "danger_now": "no"}
        report = {**form, "reporter_name": told.token(), "victims": [person(told)]}
        told.code = client.post("/api/reports", json=report).json()["receipt"]
        told.secrets.append(told.code)
        known = visitor.post("/cek", {"kode": told.code})
        wrote = visitor.post("/pesan", {**known.hidden, "pesan": told.token(), "go": "send"})
        assert "Pesan sudah terkirim." in wrote.words
        told.refused(client.post("/api/reports", json={**form, "unknown": told.token()}))
        told.refused(client.post("/api/reports", json={**form, "danger_now": told.token()}))
        told.refused(client.post("/api/reports", content='{"happened": "' + told.token(), headers=JSON))
        told.refused(client.post("/api/reports", content=told.token(), headers={"content-type": told.token()}))
        told.refused(client.post("/api/reports", json={**form, "happened": told.token() + "x" * 600_000}))
        told.refused(client.post("/api/reports/track", json={"receipt": told.token()}))
        told.refused(client.post("/isi", data={"surat": told.token(), "story": told.token()}))
        told.refused(client.get(f"/api/{told.token()}?q={told.token()}"))
        told.refused(client.post("/api/session", json={"email": told.token(), "password": told.token()}))
        client.post("/cek", data={"kode": told.token()})


def work(running: Running, told: Told) -> str:
    """A case with all its words, looked at and searched for; a sealed report, a note, a picture; time passes."""
    with staff(running, told, "kader") as kader:
        case = kader.post("/api/cases", json={"workflow": "omah-peluk", "form": opening(told)}).json()["case"]["id"]
        act(kader, case, "note", {"text": told.token()})
        told.refused(act(kader, case, "resolve", {"summary": told.token(), "unknown": told.token()}))
        told.refused(act(kader, case, "consult", {"consulted_at": told.token(), "notes": told.token()}))
        revealed = kader.post(f"/api/cases/{case}/reveal", json={"field": "victims", "reason": told.token()})
        assert MARK in revealed.text
        kader.get(f"/api/cases/{case}/history")
        kader.post("/api/cases/search", json={"query": told.token(), "reason": told.token()})
        told.refused(kader.post("/api/cases", json={"workflow": told.token(), "form": {}}))
        told.refused(kader.get(f"/api/cases/{told.token()}"))
        answer(kader, told)
        envelope(kader, told)
        picture(kader, told)
        kader.post("/api/demo/clock", json={"advance": "P9D"})
    with staff(running, told, "psychologist") as psychologist:
        seen = psychologist.get("/api/cases").json()["items"][0]["id"]
        noted = psychologist.post(f"/api/office/cases/{seen}/clinical-notes", json={"text": told.token()})
        assert noted.status_code == 201, noted.text
        assert MARK in psychologist.get(f"/api/office/cases/{seen}/clinical-notes").text
    with staff(running, told, "supervisor") as supervisor:
        supervisor.post("/api/exports/cases.csv", json={"reason": told.token()})
        supervisor.post(f"/api/cases/{case}/transitions/break-glass", json={"reason": told.token()})
        told.secrets.append(supervisor.post("/api/me/second-factor").json()["secret"])
    told.answers.append(httpx.get(running.url + "/metrics").text)
    return str(case)


def opening(told: Told) -> dict[str, Any]:
    words = ("happened", "reporter_name", "safe_contact", "contact_when", "contact_others", "code_word", "wanted")
    also = {"first_help": told.token(), "danger_now": "no", "kelurahan": "18.72.05.1001", "category": "KDRT"}
    other = {**person(told), "relation": "spouse", "works_here": "no"}
    return {**{name: told.token() for name in words}, **also, "contact_how": "message", "victims": [person(told)],
            "perpetrators": [other]}  # fmt: skip


def person(told: Told) -> dict[str, Any]:
    return {**{name: told.token() for name in ("name", "address", "phone")}, "age": 30}


def answer(kader: httpx.Client, told: Told) -> None:
    """The reporter is written to, and what she wrote is opened."""
    found = kader.get("/api/cases", params={"written": "true"}).json()["items"]
    case = found[0]["id"]
    opened = kader.post(f"/api/cases/{case}/messages", json={"reason": told.token()})
    assert MARK in opened.text
    wrote = act(kader, case, "write-to-reporter", {"text": told.token()})
    assert wrote.status_code == 200, wrote.text
    assert MARK in Visitor(kader).post("/cek", {"kode": told.code}).words


def envelope(kader: httpx.Client, told: Told) -> None:
    """As a phone seals it."""
    key = kader.get("/api/envelope").json()["key"]
    taken = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    me = kader.get("/api/me").json()["id"]
    form = {"happened": told.token(), "kelurahan": "18.72.05.1001", "danger_now": "no", "victims": [person(told)]}
    content = {"workflow": "omah-peluk", "form": form, "by": me, "at": taken, "key": "k" * 32}
    to = ECKey.import_key({name: key[name] for name in ("kty", "crv", "x", "y")})
    sealed = jwe.encrypt_compact({name: key[name] for name in ("alg", "enc", "kid")}, json.dumps(content).encode(), to)
    answer = kader.post("/api/envelopes", json={"sealed": sealed})
    assert answer.status_code == 201, answer.text


def picture(kader: httpx.Client, told: Told) -> None:
    """With words in it that a camera might have written."""
    plan = {"on_day": "2026-12-24", "kelurahan": "18.72.05.1001", "topics": ["parenting"], "held_by": ["pkk"]}
    made = kader.post("/api/office/sessions", json=plan)
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = told.token()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif, comment=told.token())
    file = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    answer = kader.post(f"/api/office/sessions/{made.json()['id']}/picture", json={"file": file})
    assert answer.status_code in (200, 201, 204), answer.text


def act(kader: httpx.Client, case: str, name: str, form: dict[str, Any]) -> httpx.Response:
    seen = kader.get(f"/api/cases/{case}").headers["etag"]
    return kader.post(f"/api/cases/{case}/transitions/{name}", json=form, headers={"if-match": seen})


@contextmanager
def staff(running: Running, told: Told, role: str) -> Iterator[httpx.Client]:
    email, password = running.logins[role]
    with httpx.Client(base_url=running.url, timeout=120) as client:
        entered = client.post("/api/session", json={"email": email, "password": password})
        assert entered.status_code == 201, entered.text
        client.headers["x-csrf-token"] = entered.json()["csrf"]
        told.secrets += [client.cookies["omah"], entered.json()["csrf"]]
        yield client


def mailed(running: Running) -> bool:
    """What was overdue has been climbed, and the workers have written of it."""
    with visit.entered(running.data / "postgres") as owner, psycopg.connect(owner) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM mail), (SELECT count(*) FROM seal_checkpoint)"
        ).fetchone()
    return row is not None and all(row)


def browse(running: Running, profile: Path, case: str, told: Told) -> None:
    """Somebody tells it, and somebody of the staff reads a case, with a browser that keeps what browsers keep."""
    executable = _executable()
    if executable is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(profile, executable_path=executable, args=list(FLAGS))
        page = context.new_page()
        page.goto(running.url)
        press(page, "Mulai bercerita")
        page.get_by_label("Tidak sekarang").check()
        for _ in range(4):
            press(page, "Lanjut")
        page.get_by_role("textbox").fill(told.token())
        press(page, "Lanjut")

        email, password = running.logins["kader"]
        page.goto(running.url + f"/app/cases/{case}")
        page.get_by_label("Alamat e-mail").fill(email)
        page.get_by_label("Kata sandi").fill(password)
        page.get_by_role("button", name="Masuk").click()

        page.get_by_role("button", name=re.compile("^Buka ")).first.wait_for()
        told.secrets.append(password)
        context.close()


def press(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


# --- the search

JSON = {"content-type": "application/json"}


def dresses(word: str) -> list[bytes]:
    """How a word may stand in a file: as it is, as two bytes a letter, as digits, and in base64 at each of its three
    places (without the ends, which depend on what stands beside it)."""
    plain = word.encode()
    packed = [base64.b64encode(b"\0" * shift + plain)[(0, 2, 3)[shift] : -4] for shift in range(3)]
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(),
            plain.hex().upper().encode(), *packed]  # fmt: skip


def found_in(folders: list[Path], words: list[str]) -> list[tuple[str, str]]:
    """(file, the beginning of what stands there) for each hit."""
    needles = [needle for word in words for needle in dresses(word)]
    hits = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for needle in needles:
            at = content.find(needle)
            if at >= 0:
                hits.append((str(path), repr(content[max(0, at - 40) : at + 60])))
                break
    return hits


def leaking_tables(data: Path, words: list[str]) -> list[str]:
    """A dump of every table, as the owner of all."""
    leaking = []
    needles = [needle for word in words for needle in dresses(word)]
    with visit.entered(data / "postgres") as owner, psycopg.connect(owner) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as out:
                dump = b"".join(bytes(part) for part in out)
            leaking += [table] if any(needle in dump for needle in needles) else []
    assert len(tables) > 20
    return leaking
