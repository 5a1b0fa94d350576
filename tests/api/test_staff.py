"""Accounts: made by an administrator, never weak, and out at once when disabled."""

from typing import Any

import pytest

from api import first_admin
from api.desk import House
from api.security import accounts
from api.security.accounts import Wanted
from tests.api.conftest import PASSWORD, Caller, Login
from tests.api.samples import NOBODY_KNOWN
from tests.office import CAST, REJOMULYO, Office

NEW = {
    "email": "Baru.Sekali@omah.example",
    "name": "Orang Baru",
    "role": "kader",
    "kelurahan": [REJOMULYO],
    "password": "tujuh bebek kuning",
}


@pytest.fixture
def admin(as_: Login) -> Caller:
    return as_("admin")


def test_a_new_account_can_sign_in(admin: Caller, anybody: Caller) -> None:
    made = admin.post("/api/staff", NEW)

    assert made.status_code == 201
    assert made.json()["email"] == "baru.sekali@omah.example"
    assert anybody.post("/api/session", {"email": NEW["email"], "password": NEW["password"]}).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"password": "pendek"}, "/password"),
        ({"password": "orang baru 12345"}, "/password"),
        ({"email": "bukan surel"}, "/email"),
        ({"email": "kader@omah.example"}, "/email"),
        ({"name": "  "}, "/name"),
        ({"role": "system"}, "/role"),
        ({"role": "reporter"}, "/role"),
        ({"role": "boss"}, "/role"),
        ({"kelurahan": []}, "/kelurahan"),
        ({"kelurahan": ["18.72.99.1001"]}, "/kelurahan"),
        ({"role": "supervisor"}, "/kelurahan"),
        ({"active": True}, "/active"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_a_pointer(
    admin: Caller, change: dict[str, Any], pointer: str
) -> None:
    answer = admin.post("/api/staff", {**NEW, **change})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert "tujuh bebek" not in answer.text


def test_who_is_disabled_is_out_at_once_and_may_come_back(admin: Caller, as_: Login) -> None:
    kader = as_("kader")

    off = admin.send("PATCH", f"/api/staff/{CAST['kader']}", {"active": False})

    assert off.json()["active"] is False
    assert kader.get("/api/me").status_code == 401
    admin.send("PATCH", f"/api/staff/{CAST['kader']}", {"active": True})
    assert as_("kader").get("/api/me").status_code == 200


def test_a_reset_password_signs_out_whoever_knew_the_old_one(admin: Caller, as_: Login, anybody: Caller) -> None:
    kader = as_("kader")

    answer = admin.send("PUT", f"/api/staff/{CAST['kader']}/password", {"password": "tujuh bebek kuning"})

    assert answer.status_code == 204
    assert kader.get("/api/me").status_code == 401
    assert anybody.post("/api/session", {"email": "kader@omah.example", "password": PASSWORD}).status_code == 401


def test_an_account_that_is_not_there_is_404(admin: Caller) -> None:
    assert admin.send("PATCH", f"/api/staff/{NOBODY_KNOWN}", {"active": False}).status_code == 404
    assert admin.send("PUT", f"/api/staff/{NOBODY_KNOWN}/password", {"password": PASSWORD}).status_code == 404


def test_the_list_shows_nothing_of_a_password(admin: Caller) -> None:
    answer = admin.get("/api/staff")

    assert len(answer.json()["items"]) == len(CAST)
    assert "argon2" not in answer.text


def test_everybody_chooses_the_language_of_their_notices(as_: Login) -> None:
    kader = as_("kader")

    assert kader.send("PATCH", "/api/me", {"language": "en"}).status_code == 204
    assert kader.get("/api/me").json()["language"] == "en"
    assert kader.send("PATCH", "/api/me", {"language": "fr"}).status_code == 422


# --- the ceremony of the first start ----------------------------------------------------------------------------------


@pytest.fixture
def bare(furnished: House, office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house in which nobody works yet."""
    office.sql("DELETE FROM credential")
    office.sql("DELETE FROM staff")
    monkeypatch.setattr("api.first_admin.furnish", lambda _: furnished)
    monkeypatch.setenv("DATABASE_URL", furnished.settings.database_url)
    return furnished


def test_the_first_start_asks_until_the_answers_will_do(
    bare: House, office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert first_admin.main(["--check"]) == first_admin.NONE_YET
    typed = iter(["agus@omah.example", "Agus"] * 3)
    secret = iter(["pendek", "pendek", "tujuh bebek kuning", "lain", "tujuh bebek kuning", "tujuh bebek kuning"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    monkeypatch.setattr("api.first_admin.getpass", lambda _: next(secret))

    assert first_admin.main([]) == 0

    assert office.sql("SELECT email, role FROM staff") == [("agus@omah.example", "admin")]
    assert first_admin.main(["--check"]) == 0
    assert "12" in capsys.readouterr().out


def test_the_ceremony_is_over_once_somebody_is_there(furnished: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.first_admin.furnish", lambda _: furnished)
    monkeypatch.setenv("DATABASE_URL", furnished.settings.database_url)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("nothing is asked"))

    assert first_admin.main([]) == 0


def test_an_address_is_taken_only_once_whatever_its_capitals(furnished: House) -> None:
    with pytest.raises(Exception, match="in use already"):
        accounts.create(furnished, Wanted("KADER@omah.example", "Lain", "supervisor"), "tujuh bebek kuning")
