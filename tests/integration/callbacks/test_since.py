"""A link from a pack states what its view showed; the view says whether that has changed."""

from __future__ import annotations

import pytest

from callbacks.since import show
from portal.domain.link_fingerprint import fingerprint, read_stamp, stamp
from portal.services import Services

VIEWS = (
    "/plans?councils=torbay&theme=supervision",
    "/indicators?measure=initial-assessments-on-time",
    "/benchmarks?councils=plymouth",
    "/findings?councils=torbay",
    "/councils/torbay",
    "/items/plymouth-2015/afi-9",
)


def split(link: str) -> tuple[str, str]:
    path, _, query = link.partition("?")
    return path, f"?{query}"


@pytest.mark.parametrize("link", VIEWS)
def test_a_view_that_shows_the_same_is_said_to_be_unchanged(services: Services, link: str) -> None:
    stamped = services.since.stamped(link)
    assert stamped.startswith(link)
    state = services.since.look(*split(stamped))
    assert state is not None
    assert not state.changed
    assert state.then == state.now == services.data.version().number


@pytest.mark.parametrize("link", VIEWS)
def test_a_view_that_showed_something_else_is_said_to_be_changed(
    services: Services, link: str
) -> None:
    other = stamp(0, [{"value": 1}])
    state = services.since.look(*split(f"{link}{'&' if '?' in link else '?'}seen={other}"))
    assert state is not None
    assert state.changed
    assert state.then == 0


def test_stamping_twice_keeps_one_stamp(services: Services) -> None:
    once = services.since.stamped("/findings?councils=torbay&finding=none#place")
    assert services.since.stamped(once) == once
    assert once.endswith("#place")
    assert once.count("seen=") == 1


@pytest.mark.parametrize("link", ["/sources#torbay", "/about", "/nowhere/at/all", "/visits/abc"])
def test_what_is_no_view_gets_no_stamp(services: Services, link: str) -> None:
    assert services.since.stamped(link) == link
    assert services.since.look(*split(f"{link}?seen=1-00000000")) is None


@pytest.mark.parametrize("link", ["/items/plymouth-2015/gone", "/councils/atlantis"])
def test_a_view_whose_subject_is_gone_has_changed(services: Services, link: str) -> None:
    state = services.since.look(link, f"?seen={stamp(1, [{'title': 'was here'}])}")
    assert state is not None
    assert state.changed


@pytest.mark.parametrize(
    "text", ["", "1", "1-", "-00000000", "1-0000000", "1-000000000", "x-00000000", "1-ABCDEF01"]
)
def test_what_is_no_stamp_says_nothing(services: Services, text: str) -> None:
    assert read_stamp(text) is None
    assert services.since.look("/plans", f"?seen={text}") is None


@pytest.mark.parametrize(
    "payload",
    [
        None,
        1,
        "text",
        [],
        {},
        {"path": 1, "search": "?"},
        {"path": "/plans"},
        {"path": "/plans", "search": "é"},
    ],
)
def test_a_hostile_payload_gets_no_sentence(services: Services, payload: object) -> None:
    from dash.exceptions import PreventUpdate

    try:
        assert show(services, payload) is None
    except PreventUpdate:
        assert isinstance(payload, dict)


def test_the_fingerprint_knows_cells_rows_and_columns_apart() -> None:
    rows = [{"a": 1, "b": 2}, {"a": 3, "b": None}]
    others = [
        [{"a": 1, "b": 2}],
        [{"a": 1, "b": 2}, {"a": 3, "b": 0}],
        [{"a": 1, "c": 2}, {"a": 3, "c": None}],
        [{"a": 3, "b": None}, {"a": 1, "b": 2}],
        [{"a": 12, "b": ""}, {"a": 3, "b": None}],
    ]
    assert len({fingerprint(view) for view in [rows, *others]}) == 6
    assert fingerprint(rows) == fingerprint([dict(row) for row in rows])
