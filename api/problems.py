"""Errors as answers: RFC 9457 problem details, from one table. A test keeps it complete.

Long because it is that table: every way in which the house says no, in both languages.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from traceback import format_tb
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from psycopg import DataError, OperationalError

from api import errors as shell
from api.words import role_words, text
from engine import errors, forms
from engine.definition import Text
from engine.past import seal
from engine.pool import AllBusy
from engine.secrets import keys

log = logging.getLogger("api")

Extra = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of error is told. `members` are those beyond the RFC's, `headers` what else is due."""

    status: int
    code: str
    title: str
    message: Text
    members: Callable[[Any], Extra] | Extra = field(default_factory=dict)
    headers: Callable[[Any], dict[str, str]] | dict[str, str] = field(default_factory=dict)

    def members_for(self, error: Exception) -> Extra:
        return self.members(error) if callable(self.members) else self.members

    def headers_for(self, error: Exception) -> dict[str, str]:
        return self.headers(error) if callable(self.headers) else self.headers


def _refusals(error: errors.Refused) -> Extra:
    return {
        "state": error.state,
        "possible": [_act(error, name) for name in error.possible],
        "refusals": [refusal(one) for one in error.refusals],
    }


def _act(error: Any, name: str) -> Extra:
    """An act by its title, where whoever raised the error knew it."""
    return {"name": name, "title": text(getattr(error, "acts", {}).get(name, Text(name, name)))}


def refusal(one: Any) -> Extra:
    return {
        "rule": one.rule,
        "code": one.code,
        "reason": text(one.reason),
        "basis": one.basis,
        "lifted_by": text(one.lifted_by) if one.lifted_by else None,
    }


def _changes(error: errors.Stale) -> Extra:
    people = getattr(error, "people", {})
    return {
        "seen": error.seen,
        "current": error.current,
        "changes": [
            {
                "seq": change.seq,
                "at": change.at,
                "actor": {"name": people.get(change.actor)},
                "role": role_words(change.role),
                "act": _act(error, change.act),
            }
            for change in error.changes
        ],
    }


def _pointers(error: errors.Invalid) -> Extra:
    return {
        "errors": [
            {"pointer": problem.pointer, "code": problem.code, "message": text(problem.message)}
            for problem in error.problems
        ]
    }


def _body_pointers(error: ValidationException) -> Extra:
    """Where a body is wrong: as pydantic found it, or, where it is not even an object, as Litestar did."""
    found = getattr(error.__cause__, "errors", None)
    if isinstance(found, list):
        return {"errors": [_pointer(one["loc"], str(one["type"])) for one in found]}
    return {"errors": [_pointer((), "invalid")]}


def _pointer(steps: tuple[Any, ...], kind: str) -> Extra:
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return {"pointer": pointer, "code": kind, "message": text(forms.WORDS.get(kind, forms.WRONG))}


OURS = Answer(
    500, "fault", "Something went wrong here",
    Text("Ada kesalahan di pihak kami. Tidak ada yang berubah; coba lagi.",
         "Something went wrong on our side. Nothing was changed; try again."),
)  # fmt: skip

UNAVAILABLE = Answer(
    503, "unavailable", "The database cannot be reached",
    Text("Sistem sedang tidak dapat dihubungi. Tidak ada yang tertulis; coba lagi.",
         "The system cannot be reached now. Nothing was written; try again."),
    headers={"retry-after": "2"},
)  # fmt: skip

TABLE: dict[type[Exception], Answer] = {
    errors.EngineError: OURS,
    errors.NotFound: Answer(
        404, "not_found", "Not found",
        Text("Tidak ada di sini, atau bukan untuk Anda.", "It is not here, or not yours to see."),
    ),
    errors.Stale: Answer(
        412, "stale", "The case has changed",
        Text("Kasus ini sudah berubah sejak Anda membukanya. Yang Anda ketik tetap ada; lihat perubahannya, "
             "lalu ulangi.",
             "The case has changed since you opened it. What you typed is kept; see what changed, then repeat."),
        members=_changes,
    ),
    errors.Refused: Answer(
        409, "refused", "This step is not possible now",
        Text("Langkah ini belum dapat dilakukan; alasannya ada di bawah.",
             "This step is not possible now; the reasons are below."),
        members=_refusals,
    ),
    errors.Invalid: Answer(
        422, "invalid", "The form is not filled in rightly",
        Text("Ada isian yang perlu diperbaiki.", "Something in the form needs to be corrected."),
        members=_pointers,
    ),
    errors.NoLongerPending: Answer(
        409, "no_longer_pending", "The proposal is not waiting any more",
        Text("Usulan ini tidak menunggu lagi. Lihat kasusnya sekali lagi.",
             "This proposal is not waiting any more. Look at the case again."),
        members={"refusals": [], "possible": []},
    ),
    errors.Overtaken: Answer(
        503, "overtaken", "Others are changing this case at this moment",
        Text("Orang lain sedang mengubah kasus ini. Tidak ada yang tertulis; coba lagi.",
             "Others are changing this case at this moment. Nothing was written; try again."),
        headers={"retry-after": "1"},
    ),
    errors.IllegalClock: Answer(
        422, "illegal_clock", "The clock cannot go there",
        Text("Jam demo hanya bisa dimajukan.", "The demo clock only goes forward."),
        members={"errors": [_pointer(("advance",), "illegal_clock")]},
    ),
    errors.VersionGone: Answer(
        409, "version_gone", "This case waits to be migrated",
        Text("Kasus ini terikat pada versi alur kerja yang tidak dapat dijalankan lagi; admin perlu memindahkannya.",
             "This case is pinned to a version of its workflow that cannot run any more; the admin has to migrate it."),
        members={"refusals": [], "possible": []},
    ),
    errors.UnsoundMapping: OURS,
    errors.UnsoundWorkflow: OURS,
    errors.SilentCase: OURS,
    keys.KeyStoreError: OURS,
    keys.KeyDestroyed: Answer(
        410, "erased", "This was erased",
        Text("Isi ini sudah dihapus dan tidak dapat dibuka lagi.", "This was erased and cannot be opened any more."),
    ),
    keys.KeyStoreUnusable: Answer(
        503, "keys_unusable", "The keys cannot be read",
        Text("Kunci tidak dapat dibaca; hubungi admin.", "The keys cannot be read; call the administrator."),
    ),
    seal.LogBroken: Answer(
        409, "log_not_shown", "The log cannot be shown",
        Text("Log belum dapat ditunjukkan: belum ada yang disegel, atau segelnya rusak. Periksa segel dulu.",
             "The log cannot be shown yet: nothing was sealed, or the seal is broken. Verify the seal first."),
    ),
    shell.ShellError: OURS,
    shell.NotSignedIn: Answer(
        401, "not_signed_in", "Sign in first",
        Text("Silakan masuk dulu.", "Please sign in first."),
        headers={"www-authenticate": "Cookie"},
    ),
    shell.UnknownToken: Answer(
        401, "unknown_token", "This token opens nothing",
        Text("Token ini tidak berlaku.", "This token opens nothing."),
        headers={"www-authenticate": 'Bearer error="invalid_token"'},
    ),
    shell.WrongCredentials: Answer(
        401, "wrong_credentials", "E-mail and password do not fit",
        Text("E-mail atau kata sandi tidak cocok.", "E-mail and password do not fit."),
        headers={"www-authenticate": "Cookie"},
    ),
    shell.TooSoon: Answer(
        429, "too_soon", "Wait a moment",
        Text("Terlalu sering; tunggu sebentar.", "Too many attempts; wait a moment."),
        members=lambda error: {"seconds": error.seconds},
        headers=lambda error: {"retry-after": str(error.seconds)},
    ),
    shell.CodeNeeded: Answer(
        403, "code_needed", "The code is missing",
        Text("Masukkan kode enam angka dari HP Anda.", "Enter the six-digit code from your phone."),
    ),
    shell.WrongCode: Answer(
        403, "wrong_code", "This is not the code",
        Text("Kode ini tidak cocok, atau sudah dipakai. Tunggu kode berikutnya.",
             "This code does not fit, or was used before. Wait for the next one."),
    ),
    shell.SecondFactorOwed: Answer(
        403, "second_factor_owed", "Put on a second factor first",
        Text("Pasang dulu kode masuk dari HP Anda, di halaman profil.",
             "First put on the codes from your phone, on the profile page."),
    ),
    shell.NotFresh: Answer(
        403, "not_fresh", "Show again who you are",
        Text("Untuk langkah ini, masukkan lagi kata sandi Anda.", "For this step, enter your password again."),
    ),
    shell.WrongFormToken: Answer(
        403, "wrong_form_token", "The page is out of date",
        Text("Halaman ini sudah kedaluwarsa. Muat ulang, lalu ulangi.",
             "This page is out of date. Load it again, then repeat."),
    ),
    shell.FromElsewhere: Answer(
        403, "from_elsewhere", "Started by another site",
        Text("Permintaan ini tidak berasal dari halaman kami.", "This request does not come from our pages."),
    ),
    shell.UnknownParameter: Answer(
        400, "unknown_parameter", "Unknown parameter",
        Text("Alamat ini memuat saringan yang tidak dikenal.", "This address carries a parameter that is not known."),
        members=lambda error: {"parameters": error.names},
    ),
    shell.NotJson: Answer(
        415, "not_json", "JSON only",
        Text("Isi permintaan harus JSON.", "The request's body must be JSON."),
    ),
    shell.VersionMissing: Answer(
        428, "version_missing", "If-Match is missing",
        Text("Versi kasus yang Anda lihat tidak disebut (If-Match).",
             "The version that you saw is not named (If-Match)."),
    ),
    shell.KeyReused: Answer(
        422, "key_reused", "This Idempotency-Key served another request",
        Text("Kunci permintaan ini sudah dipakai untuk permintaan lain.",
             "This Idempotency-Key was used for another request."),
        members={"errors": []},
    ),
    shell.EnvelopeUnreadable: Answer(
        422, "unreadable", "The sealed report cannot be opened",
        Text("Laporan tersegel ini tidak dapat dibuka di sini. Tulis laporannya sekali lagi.",
             "This sealed report cannot be opened here. Write the report once more."),
        members={"errors": []},
    ),
    shell.SecondPersonNeeded: Answer(
        403, "second_person_needed", "This needs a second person",
        Text("Sebanyak ini perlu orang kedua: ajukan dengan alasan, atau persempit saringannya.",
             "As much as this needs a second person: ask with a reason, or narrow the filters."),
        members=lambda error: {"most": error.most},
    ),
    shell.Unrecorded: Answer(
        503, "unrecorded", "The look cannot be recorded",
        Text("Catatan akses tidak dapat ditulis, maka isinya tidak ditampilkan. Coba lagi.",
             "The access record cannot be written, so nothing is shown. Try again."),
        headers={"retry-after": "5"},
    ),
    OperationalError: UNAVAILABLE,
    DataError: Answer(
        422, "unkept", "A value cannot be kept",
        Text("Ada isian yang tidak dapat dibaca: tanda yang tidak terlihat, atau angka yang terlalu besar.",
             "Something in it cannot be read: a sign that is not seen, or a number that is too large."),
        members={"errors": [_pointer((), "unkept")]},
    ),
    AllBusy: Answer(
        503, "unavailable", "Too busy",
        Text("Sistem sedang sangat sibuk; coba lagi.", "The system is very busy; try again."),
        headers={"retry-after": "2"},
    ),
    SerializationException: Answer(
        422, "malformed", "The body is not JSON",
        Text("Isi permintaan tidak dapat dibaca sebagai JSON.", "The request's body cannot be read as JSON."),
        members={"errors": [_pointer((), "malformed")]},
    ),
    ValidationException: Answer(
        422, "invalid", "The form is not filled in rightly",
        Text("Ada isian yang perlu diperbaiki.", "Something in the form needs to be corrected."),
        members=_body_pointers,
    ),
}  # fmt: skip

BAD_PARAMETER = Answer(
    400, "bad_parameter", "A parameter cannot be read",
    Text("Alamat ini memuat saringan yang tidak dapat dibaca.",
         "This address carries a parameter that cannot be read."),
    members=lambda error: {"parameters": sorted({str(one.get("key", "")) for one in error.extra or ()})},
)  # fmt: skip

BY_STATUS: dict[int, Answer] = {
    400: Answer(
        400, "bad_request", "Bad request",
        Text("Permintaan ini tidak dapat dibaca.", "This request cannot be read."),
    ),
    404: TABLE[errors.NotFound],
    405: Answer(
        405, "method_not_allowed", "Not allowed here",
        Text("Ini tidak dapat dilakukan di sini.", "This cannot be done here."),
    ),
    413: Answer(
        413, "too_large", "Too large",
        Text("Isi permintaan terlalu besar.", "The request is too large."),
    ),
}  # fmt: skip
"""What Litestar itself says no to."""

BY_SOURCE: dict[str, Answer] = {"path": TABLE[errors.NotFound], "body": TABLE[ValidationException]}


def answer_for(error: Exception) -> Answer:
    """The row of the table for an error: its own, or the nearest above it."""
    if isinstance(error, HTTPException):
        return _for_http(error)
    return next((TABLE[kind] for kind in type(error).__mro__ if kind in TABLE), OURS)


def _for_http(error: HTTPException) -> Answer:
    if isinstance(error.__cause__, SerializationException):
        return TABLE[SerializationException]
    if isinstance(error, ValidationException):
        return BY_SOURCE.get(_source(error), BAD_PARAMETER)
    return BY_STATUS.get(error.status_code, OURS)


def _source(error: ValidationException) -> str:
    """Where the first thing that cannot be read stands: in the path, the query, a header, else in the body."""
    found = [one for one in error.extra or () if isinstance(one, dict)]
    source = found[0].get("source", "body") if found else "body"
    return str(getattr(source, "value", source))


def problem(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """The answer to a request that failed."""
    told = answer_for(error)
    if told.status == 500:
        _write_down(request, error)
    body = {
        "type": f"/problems/{told.code.replace('_', '-')}",
        "title": told.title,
        "status": told.status,
        "detail": _detail(told, error),
        "code": told.code,
        "message": text(told.message),
        **told.members_for(error),
    }
    kept = error.headers if isinstance(error, HTTPException) and error.headers else {}
    return Response(
        body,
        status_code=told.status,
        media_type="application/problem+json",
        headers={**kept, **told.headers_for(error)},
    )


def _detail(told: Answer, error: Exception) -> str:
    """The engine's own sentence where it wrote one for the person who asked; never what a library says."""
    return str(error) if isinstance(error, errors.EngineError) and told.status < 500 else told.message.en


def _write_down(request: Request[Any, Any, Any], error: Exception) -> None:
    """Where it broke, without the words of the error: those can quote what somebody typed."""
    log.error(
        "%s %s: %s\n%s",
        request.method,
        request.scope.get("path_template") or "-",
        type(error).__name__,
        "".join(format_tb(error.__traceback__)),
    )
