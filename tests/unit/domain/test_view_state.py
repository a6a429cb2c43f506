"""The view that an address holds: reading it, writing it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.filters import MAX_WORDS, MOST_PAGES
from portal.domain.view_state import (
    EXCEPTIONS,
    MAX_QUERY,
    SORTS,
    STATUSES,
    TIMES,
    VIEWS,
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SummaryState,
)

STATES = (CompareState, IndicatorState, FindingsState, BenchmarkState, SummaryState)

keys = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,2}", fullmatch=True)
key_or_none = st.just("") | keys
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).map(
    lambda text: " ".join(text.split())
)
shared: dict[str, Any] = {
    "councils": st.lists(keys, max_size=8, unique=True).map(tuple),
    "theme": key_or_none,
    "area": key_or_none,
    "words": words,
    "time": st.sampled_from(TIMES),
}
compare_states = st.builds(
    CompareState, **shared, plan=key_or_none, status=st.sampled_from(("", *STATUSES))
)
indicator_states = st.builds(
    IndicatorState, **shared, measure=key_or_none, view=st.sampled_from(VIEWS)
)

findings_states = st.builds(
    FindingsState,
    **shared,
    kind=key_or_none,
    document=key_or_none,
    finding=key_or_none,
    page=st.integers(1, MOST_PAGES),
)
benchmark_states = st.builds(
    BenchmarkState,
    **shared,
    sort=st.sampled_from(SORTS),
    only=st.sampled_from(("", EXCEPTIONS)),
    page=st.integers(1, MOST_PAGES),
)


@given(compare_states | indicator_states | findings_states | benchmark_states)
def test_a_state_comes_back_from_its_own_address(state: Any) -> None:
    assert type(state).from_query(state.query()) == state


@given(st.text(st.characters(), max_size=300))
def test_no_text_raises_and_what_was_understood_is_a_valid_address(text: str) -> None:
    for kind in STATES:
        state = kind.from_query(text)
        assert kind.from_query(state.query()) == replace(state, problems=())
        "".join(state.problems).encode()


@given(
    st.sampled_from(
        ("councils", "theme", "area", "words", "time", "plan", "status", "view", "measures")
    ),
    st.text(st.characters(), max_size=60),
)
def test_no_value_of_a_known_name_raises(name: str, value: str) -> None:
    for kind in STATES:
        state = kind.from_query(f"?{name}={value}")
        assert kind.from_query(state.query()) == replace(state, problems=())


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize(
    "search",
    [None, "", "?", "?utm_source=mail", "?problems=x", "?time=calendar", "?councils=", "?theme=&a"],
)
def test_an_address_that_asks_for_nothing_gives_the_default_view(kind: Any, search: Any) -> None:
    assert kind.from_query(search) == kind()


@pytest.mark.parametrize("search", [5, 1.5, True, [], ["?theme=x"], {"theme": "x"}])
def test_what_is_not_text_gives_the_default_view(search: Any) -> None:
    assert CompareState.from_query(search) == CompareState()


@pytest.mark.parametrize(
    ("search", "state"),
    [
        ("?theme=adoption", CompareState(theme="adoption")),
        ("theme=adoption", CompareState(theme="adoption")),
        ("?theme=adoption&theme=assessment", CompareState(theme="assessment")),
        ("?councils=torbay,plymouth", CompareState(councils=("torbay", "plymouth"))),
        ("?councils=torbay%2Cplymouth", CompareState(councils=("torbay", "plymouth"))),
        ("?councils=torbay,,torbay,", CompareState(councils=("torbay",))),
        ("?words=++plan%20%20review%09", CompareState(words="plan review")),
        ("?words=%00plan%00review", CompareState(words="plan review")),
        ("?words=\ud800plan", CompareState(words="plan")),
        ("?status=in_progress&time=months", CompareState(status="in_progress", time="months")),
        ("?measure=contacts&plan=torbay-2005", CompareState(plan="torbay-2005")),
    ],
)
def test_an_address_is_read(search: str, state: CompareState) -> None:
    assert CompareState.from_query(search) == state


@pytest.mark.parametrize(
    ("search", "problem"),
    [
        ("?theme=Adoption", "“Adoption” is no theme that the portal knows."),
        ("?area=a;drop", "“a;drop” is no area that the portal knows."),
        ("?plan=../etc", "“../etc” is no plan that the portal knows."),
        ("?theme=a--b", "“a--b” is no theme that the portal knows."),
        (f"?theme={'a' * 121}", f"“{'a' * 40}…” is no theme that the portal knows."),
        ("?councils=torbay,T%C3%B6rbay", "“Törbay” is not the name of a council."),
        ("?time=moon", "“moon” is not a time; the choices are calendar, months."),
        (
            "?status=finished",
            "“finished” is not a status; the choices are completed, in_progress, not_started, "
            "not_stated.",
        ),
        (
            f"?words={'a' * (MAX_WORDS + 1)}",
            "The words searched for are longer than 200 characters; only the first 200 were used.",
        ),
        (
            f"?words={'a' * MAX_QUERY}",
            "This address is 4,006 characters long; the portal reads at most 4,000, so none of it "
            "was used. Shorten the words searched for.",
        ),
    ],
)
def test_a_bad_value_is_told_and_not_used(search: str, problem: str) -> None:
    state = CompareState.from_query(search)
    assert state.problems == (problem,)
    assert state.theme == state.area == state.plan == state.status == ""
    assert state.time == "calendar"


def test_a_bad_view_is_told_and_lines_are_drawn() -> None:
    state = IndicatorState.from_query("?view=pie&measure=contacts")
    assert state.problems == ("“pie” is not a view; the choices are lines, multiples.",)
    assert (state.view, state.measure) == ("lines", "contacts")


@pytest.mark.parametrize("text", ["0", "-50", "10001", "99999999999", "five", "5.0", "٥", "²"])
def test_a_bad_page_is_told_and_the_first_is_shown(text: str) -> None:
    state = FindingsState.from_query(f"?page={text}&kind=dates")
    assert state.kind == "dates"
    assert state.page == 1
    assert state.problems == (f"“{text}” is not the number of a page; the first page is shown.",)


def test_every_bad_value_is_told_and_the_good_ones_are_used() -> None:
    state = CompareState.from_query("?theme=X&time=moon&councils=torbay,Y&words=plan")
    assert len(state.problems) == 3
    assert (state.councils, state.words) == (("torbay",), "plan")


def test_too_many_names_or_councils_are_not_worked_through() -> None:
    assert CompareState.from_query("&".join(["theme=adoption"] * 60)).theme == ""
    many = ",".join(f"c{n}" for n in range(100))
    read = CompareState.from_query(f"?councils={many}")
    assert len(read.councils) == 40
    assert read.problems == ("The address names 100 councils; the first 40 are shown.",)
    exactly = ",".join(f"c{n}" for n in range(40))
    assert CompareState.from_query(f"?councils={exactly}").problems == ()


@pytest.mark.parametrize(
    ("state", "query"),
    [
        (CompareState(), ""),
        (IndicatorState(), ""),
        (FindingsState(page=1), ""),
        (FindingsState(page=2, kind="dates"), "?kind=dates&page=2"),
        (CompareState(time="calendar", theme="adoption"), "?theme=adoption"),
        (CompareState(councils=("torbay", "plymouth")), "?councils=torbay,plymouth"),
        (CompareState(words="a&b=c"), "?words=a%26b%3Dc"),
        (IndicatorState(view="lines", measure="contacts"), "?measure=contacts"),
        (CompareState(problems=("told",)), ""),
    ],
)
def test_an_address_leaves_out_what_is_default(state: Any, query: str) -> None:
    assert state.query() == query


def test_a_link_can_change_part_of_the_view() -> None:
    state = CompareState(theme="adoption", area="workforce")
    assert state.query(area="", status="completed") == "?theme=adoption&status=completed"
