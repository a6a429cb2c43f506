"""Callbacks that are answered without Dash's way around them: the answers are Dash's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from db.models import DatasetVersion
from db.queries.versions import Version, data_version
from db.session import make_sessions
from portal.app import create_app
from portal.services.asked import Outdated, confirm, make_sure
from portal.services.base import Data
from portal.services.indicators import IndicatorService
from portal.services.version_cache import until_data_change
from portal.settings import Settings
from portal.web import callback_cache
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


@pytest.fixture
def newer(filled_engine: Engine) -> Iterator[Any]:
    """Give a function that makes a newer version of the data, until the test ends."""
    sessions, made = make_sessions(filled_engine), []

    def make(at: datetime, again: bool = False) -> int:
        with sessions.begin() as session:
            if again:
                session.get_one(DatasetVersion, made[-1]).made_at = at
                return made[-1]
            version = DatasetVersion(made_at=at, note="a test")
            session.add(version)
            session.flush()
            made.append(version.id)
            return version.id

    yield make
    with sessions.begin() as session:
        for number in made:
            session.delete(session.get_one(DatasetVersion, number))


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_made_of_data_that_changed_is_made_anew(
    filled_engine: Engine, newer: Any, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    client = create_app(Settings(), filled_engine).server.test_client()
    before = ask(client, "indicators-results", {"indicators-url.search": "?councils=torbay"})
    assert "1 January 2030" not in before.text
    newer(datetime(2030, 1, 1))  # noqa: DTZ001
    view = IndicatorService.view

    def of_new_data(service: IndicatorService, state: Any) -> Any:
        shown = view(service, state)
        if fails and "2030" not in str(shown.vocabulary.made_at):
            raise KeyError("a period that came with the new data")
        return shown

    monkeypatch.setattr(IndicatorService, "view", of_new_data)
    after = ask(client, "indicators-results", {"indicators-url.search": "?measure=contacts"})
    assert after.status_code == 200
    assert "Data of 1 January 2030" in after.text


def test_a_number_given_again_is_not_taken_for_the_version_told_long_ago(
    filled_engine: Engine, newer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a backup is put back under a portal that nobody asks, and other data are loaded."""
    now = [100.0]
    monkeypatch.setattr(callback_cache, "monotonic", lambda: now[0])
    client = create_app(Settings(), filled_engine).server.test_client()
    view, number = IndicatorService.view, newer(datetime(2030, 1, 1))  # noqa: DTZ001

    def with_official_figures(service: IndicatorService, state: Any) -> Any:
        confirm(number)
        return view(service, state)

    monkeypatch.setattr(IndicatorService, "view", with_official_figures)
    before = ask(client, "indicators-results", {"indicators-url.search": "?councils=torbay"})
    assert "Data of 1 January 2030" in before.text
    now[0] += 50
    asked = {"indicators-url.search": "?councils=torbay&view=multiples"}
    assert "Data of 1 January 2030" in ask(client, "indicators-results", asked).text
    now[0] += 50
    newer(datetime(2031, 2, 3), again=True)  # noqa: DTZ001
    after = ask(client, "indicators-results", {"indicators-url.search": "?measure=contacts"})
    assert "Data of 3 February 2031" in after.text


def test_figures_confirm_the_version_that_a_request_was_taken_to_have(
    filled_engine: Engine,
) -> None:
    data = Data(make_sessions(filled_engine))
    newest = data.version()
    former = Version(newest.number - 1, newest.made_at)
    with data.asking(newest):
        confirm(newest.number)
        make_sure()
    with data.asking(former), pytest.raises(Outdated):
        confirm(newest.number)
    with data.asking(former), pytest.raises(Outdated):
        make_sure()
    with data.asking(Version(newest.number, None)), pytest.raises(Outdated):
        make_sure()


def test_nothing_is_kept_for_a_version_that_its_data_are_not_of(
    filled_engine: Engine, newer: Any
) -> None:
    """Else it would be shown once a backup of that version is put back."""
    data = Data(make_sessions(filled_engine))
    read_version = until_data_change(lambda session, _vocabulary: data_version(session))
    with data.asking() as former:
        data.vocabulary()
    newer(datetime(2030, 1, 1))  # noqa: DTZ001
    with pytest.raises(Outdated), data.asking(former), data.reading() as (session, vocabulary):
        read_version(session, vocabulary)
    other = Data(make_sessions(filled_engine))
    with pytest.raises(Outdated), other.asking(former):
        other.vocabulary()
