"""Pictures that people bring: decoded in a child process that may do little, and written anew without anything else
that the file told (place, camera, time).

What counts is what the bytes are, never what a name or a browser says. As a program (`python -m api.office.pictures`)
this is the child: a picture comes in on standard input, a JPEG goes out.
"""

import base64
import binascii
import io
import resource
import subprocess
import sys

from PIL import Image, ImageOps

from engine.definition import Text
from engine.errors import Invalid, Problem

KINDS = ("JPEG", "PNG", "WEBP")
LARGEST = 8 * 1024 * 1024
"""Bytes of a file."""
PIXELS = 40_000_000
SIDE = 1600
"""Pixels of the longer side, afterwards."""
MEMORY = 768 * 1024 * 1024
SECONDS = 10


def cleaned(file: str) -> bytes:
    """A JPEG of the picture in "data:…;base64,…". Raises Invalid."""
    try:
        raw = base64.b64decode(file.partition(",")[2], validate=True)
    except binascii.Error:
        raise Invalid([Problem("/file", "unreadable", NOT_A_PICTURE)]) from None
    if not raw or len(raw) > LARGEST:
        raise Invalid([Problem("/file", "too_large", TOO_LARGE)])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "api.office.pictures"],
            input=raw,
            capture_output=True,
            timeout=3 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid([Problem("/file", "unreadable", NOT_A_PICTURE)]) from None
    if done.returncode or not done.stdout:
        raise Invalid([Problem("/file", "unreadable", NOT_A_PICTURE)])
    return done.stdout


def rewritten(raw: bytes) -> bytes:
    """Pixels only, upright, and no larger than a page needs. Raises whatever Pillow finds wrong."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(raw), formats=KINDS) as picture:
        if picture.width * picture.height > PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((SIDE, SIDE))
        plain = Image.new("RGB", upright.size)
        plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=82)
    return out.getvalue()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        made = rewritten(sys.stdin.buffer.read(LARGEST + 1))
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it is no picture to us; nothing of it is printed
        return 1
    sys.stdout.buffer.write(made)
    return 0


NOT_A_PICTURE = Text("Ini bukan foto JPEG, PNG atau WebP.", "This is no JPEG, PNG or WebP picture.")
TOO_LARGE = Text("Foto paling besar 8 MB.", "A picture is 8 MB at most.")

if __name__ == "__main__":
    sys.exit(main())
