"""Run in a process of its own: ask every callback again and again, and say what memory it takes.

`python -m tests.integration.fuzz.memory DATABASE_URL` prints the resident megabytes after warming
up and after all rounds.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from pathlib import Path
from typing import Any

import portal.web.callback_cache
from db.engine import open_engine
from portal.app import create_app
from portal.settings import Settings
from portal.urls import CALLBACKS
from tests.integration.fuzz.hostile import NAMES, TEXTS, body_of, deep, fill

# Warm is when the caches, which are bounded, are full: with fewer bytes kept, after 250 rounds.
ANSWERS, WARM, ROUNDS = 250_000, 350, 350
# Addresses are cheap to answer and each is another one for whatever keeps answers.
SEARCHES = ("?words={}", "?theme={}", "?councils=torbay&words={}", "?measure={}", "?seen={}")


def megabytes() -> float:
    """The resident memory of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main(url: str) -> None:
    """Ask until all is warm, measure, ask nearly as much again, measure."""
    engine = open_engine(url)
    portal.web.callback_cache.MOST_BYTES = ANSWERS
    app = create_app(Settings(database_url=url, secret_key="m" * 40), engine)
    client = app.server.test_client()
    chance = random.Random(5)  # noqa: S311 - the same questions each time
    bodies = [body_of(c, name) for name, c in app.callback_map.items() if "callback" in c]

    def value(prop: str) -> Any:
        if prop == "n_clicks":
            return 1
        word = f"{chance.choice(TEXTS[-5:])}{chance.randrange(10**9)}"
        if prop == "search":
            return chance.choice(SEARCHES).format(word)
        if prop == "pathname":
            return f"/councils/{word}"
        return chance.choice(
            (word, deep(8), dict.fromkeys(NAMES[:5], word), {"path": "/plans", "search": word})
        )

    def ask() -> None:
        body = fill(chance.choice(bodies), value)
        if chance.random() < 0.3:
            body[chance.choice(list(body))] = chance.choice(
                (None, deep(900), ["x"] * 5_000, word())
            )
        client.post(CALLBACKS, data=json.dumps(body), content_type="application/json").close()
        client.get(f"/{word()}?{word()}={word()}").close()

    def word() -> str:
        return f"w{chance.randrange(10**9)}"

    for _ in range(WARM):
        ask()
    before = megabytes()
    for _ in range(ROUNDS):
        ask()
    sys.stdout.write(f"{before:.1f} {megabytes():.1f}\n")
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
