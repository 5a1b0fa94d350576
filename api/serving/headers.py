"""The headers of every answer: of errors, of static files, of addresses that do not exist.

They are added where the answer leaves the application. A middleware of a route never sees a 404 of the router.
"""

from litestar.datastructures import MutableScopeHeaders
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
    """A `before_send` hook. `secure`: the public address is https."""

    def __init__(self, *, secure: bool) -> None:
        self._always = ALWAYS | ({"strict-transport-security": STRICT_TRANSPORT} if secure else {})

    async def __call__(self, message: Message, _scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self._always.items():
            headers[name] = value
        for name, value in UNLESS_SET.items():
            headers.setdefault(name, value)
