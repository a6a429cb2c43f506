"""Callbacks that are answered without Dash's way around them: the answers are Dash's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from portal.app import create_app
from portal.services.indicators import IndicatorService
from portal.settings import Settings
from portal.web.direct_callbacks import DirectCallbacks
from tests.support.asking import ask

ASKED = [
    ("indicators-results", {"indicators-url.search": "?councils=torbay"}),
    ("indicators-measure.options", {"indicators-url.search": "?theme=adoption&area=nowhere"}),
    ("search-results", {"search-url.search": "?q=supervision&councils=nowhere"}),
    ("council-results", {"council-key.data": "plymouth", "council-url.search": "?page=2"}),
    ("compare-results", {"compare-url.search": "?words=plan&rounds=x"}),
]


@pytest.mark.parametrize(("output", "values"), ASKED)
def test_an_answer_is_what_dash_makes_of_it(
    filled_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    output: str,
    values: dict[str, Any],
) -> None:
    mine = ask(create_app(Settings(), filled_engine).server.test_client(), output, values)
    monkeypatch.setattr(DirectCallbacks, "answer", lambda _self, _asked: None)
    of_dash = ask(create_app(Settings(), filled_engine).server.test_client(), output, values)
    assert mine.status_code == of_dash.status_code == 200
    assert mine.json == of_dash.json
    assert len(mine.json["response"]) == len(of_dash.json["response"]) > 0
    assert mine.mimetype == of_dash.mimetype


def test_a_page_that_has_no_address_yet_changes_nothing(filled_engine: Engine) -> None:
    client = create_app(Settings(), filled_engine).server.test_client()
    answer = ask(client, "indicators-results", {"indicators-url.search": None})
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_fault_is_told_with_its_number(
    filled_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object) -> None:
        raise RuntimeError("broken")

    client = create_app(Settings(), filled_engine).server.test_client()
    monkeypatch.setattr(IndicatorService, "view", breaks)
    answer = ask(client, "indicators-results", {"indicators-url.search": "?"})
    assert answer.status_code == 500
    monkeypatch.undo()
    answer = ask(client, "indicators-results", {"indicators-url.search": "?"})
    assert answer.status_code == 200  # the fault was not kept
