"""The headers of every answer: of errors, of static files, of addresses that do not exist.

They are added where the answer leaves the application. A middleware of a route never sees a 404 of the router.
"""

from collections.abc import Mapping

from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html omah"
)

ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "payment=(), usb=()",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}

UNLESS_SET = {"cache-control": "no-store"}
"""Only files under the content hash say otherwise."""

STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


class Headers:
    """A `before_send` hook. `secure`: the public address is https. What it adds is encoded once, and not every time."""

    def __init__(self, *, secure: bool) -> None:
        self._always = ALWAYS | ({"strict-transport-security": STRICT_TRANSPORT} if secure else {})
        self._encoded = _encoded(self._always)

    async def __call__(self, message: Message, _scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        own = [
            (name, value) for name, value in message["headers"] if name.decode("latin-1").lower() not in self._always
        ]
        named = {name.lower() for name, _ in own}
        message["headers"] = [*own, *self._encoded, *(one for one in _UNLESS_SET if one[0] not in named)]


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


_UNLESS_SET = _encoded(UNLESS_SET)
