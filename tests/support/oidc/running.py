"""Running the provider for a test, and answering it as a person would."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from tests.support.patience import SECONDS
from tests.support.serving import ROOT, free_port

CLIENT, SECRET = "portal", "a secret between the two"
BACK = "/sign-in/provider/back"
SCRIPT = Path(__file__).with_name("provider.mjs")


@contextmanager
def provider(redirects: Sequence[str] = (f"http://localhost{BACK}",)) -> Iterator[str]:
    """oidc-provider on a free port; gives its address."""
    assert (ROOT / "node_modules" / "oidc-provider").is_dir(), "run `npm ci` (make test does)"
    port = free_port()
    process = subprocess.Popen(
        ["node", str(SCRIPT), str(port), *redirects],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            raise AssertionError("the provider ended before it was ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS)
        process.stdout.close()


def answer_as(address: str, who: str) -> str:
    """Go where the portal sent the browser, say who one is; gives where one is sent back to."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False, timeout=SECONDS)
        while True:
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if urlsplit(target).path == BACK:
                    return target
                answer = browser.get(target, allow_redirects=False, timeout=SECONDS)
            else:
                assert answer.status_code == 200, answer.text
                assert re.search(r'name="login"', answer.text)
                answer = browser.post(
                    answer.url, data={"login": who}, allow_redirects=False, timeout=SECONDS
                )


def sign_in_by_provider(client: Any, who: str, after: str = "") -> Any:
    """The whole way of a Flask test client; gives the portal's answer."""
    start = client.get(f"/sign-in/provider?next={after}")
    assert start.status_code == 302, start.text
    back = urlsplit(answer_as(start.headers["Location"], who))
    return client.get(f"{back.path}?{back.query}")
