"""A Chromium for a file of tests, and the real application on a port of its own for it to look at."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PATIENCE = 60_000
"""Milliseconds until something on a page counts as never coming. On a busy machine it comes late, which is no error."""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For one file at a time: a second one in the same thread is refused."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as people have it: with its back-forward cache, which Playwright switches off. Only a machine that is
    not CI may be without one."""
    if _executable() is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine")
    chromium = launch(playwright)
    yield chromium
    chromium.close()


def launch(playwright: Playwright) -> Browser:
    executable = _executable()
    assert executable is not None, "no Chromium: `apt-get install chromium`"
    return playwright.chromium.launch(
        executable_path=executable, args=list(FLAGS), ignore_default_args=["--disable-back-forward-cache"]
    )


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Like a browser that nobody has used, with the options of `new_context`.

    It ends with its pages at rest: asked to close a page that is on its way to another, Chromium 156 may never do it,
    and Playwright waits for ever.
    """
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        for page in context.pages:
            with suppress(Error):
                page.goto("about:blank")
        context.close()


def _executable() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def served(app: Litestar, listener: socket.socket) -> Iterator[None]:
    """Answering, from a thread of its own, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the application did not start"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
