"""The staff app's files, under an address that follows from their content: what is cached is never out of date."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.security.policy import PAGE, PUBLIC
from api.serving import joining

FOLDER = Path(__file__).parents[2] / "ui"
INDEX = "index.html"
MARK = "{{static}}"
FILES = "{{files}}"
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What is served, and as what. A file of another kind is not."""


@dataclass(frozen=True, slots=True)
class File:
    kind: str
    plain: bytes
    small: bytes | None

    @classmethod
    def of(cls, name: str, plain: bytes) -> "File":
        small = gzip.compress(plain, 9, mtime=0)
        return cls(KINDS[Path(name).suffix], plain, small if len(small) < len(plain) else None)

    def response(self, accepts: str, headers: dict[str, str]) -> Response[bytes]:
        packed = self.small is not None and "gzip" in accepts
        body = self.small if packed and self.small is not None else self.plain
        encoding = {"content-encoding": "gzip"} if packed else {}
        return Response(body, headers={"vary": "accept-encoding", **encoding, **headers}, media_type=self.kind)


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of a folder, in memory, its scripts and style sheets joined; the prefix under which they are found."""

    prefix: str
    files: dict[str, File]
    index: File
    worker: File
    """The service worker: it knows all of these files by name."""

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Tree":
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in KINDS
        }
        digest = hashlib.sha256()
        for name, content in found.items():
            digest.update(f"{name}\n{len(content)}\n".encode() + content)
        prefix = f"/static/{digest.hexdigest()[:16]}"
        texts = {name: found.pop(name).decode() for name in [*found] if name.endswith((".css", ".js"))}
        few, page = joining.joined(texts, found.pop(INDEX, b"").decode())
        served = {**found, **{name: content.encode() for name, content in few.items()}}
        files = {name: File.of(name, content) for name, content in served.items()}
        worker = texts.get(joining.APART, "").replace(MARK, prefix).replace(FILES, " ".join(files))
        index = page.replace(MARK, prefix)
        return cls(prefix, files, File.of(INDEX, index.encode()), File.of(joining.APART, worker.encode()))


@get("/static/{digest:str}/{name:path}", policy=PUBLIC, unpacked=True, sync_to_thread=False, include_in_schema=False)
def static_file(request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    tree: Tree = request.app.state.tree
    file = tree.files.get(name.lstrip("/"))
    if file is None or tree.prefix != f"/static/{digest}":
        raise NotFoundException
    return file.response(request.headers.get("accept-encoding", ""), {"cache-control": FOREVER})


@get("/app/worker.js", policy=PAGE, unpacked=True, sync_to_thread=False, include_in_schema=False)
def service_worker(request: Request[Any, Any, Any]) -> Response[bytes]:
    """At an address that stays, so that a newer one replaces it; it may look after /app and nothing else."""
    tree: Tree = request.app.state.tree
    return tree.worker.response(request.headers.get("accept-encoding", ""), {"service-worker-allowed": "/app"})


@get(["/app", "/app/{rest:path}"], policy=PAGE, unpacked=True, sync_to_thread=False, include_in_schema=False)
def staff_app(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One page for every address below /app: what it shows is the page's own business, its query too."""
    tree: Tree = request.app.state.tree
    return tree.index.response(request.headers.get("accept-encoding", ""), {})
