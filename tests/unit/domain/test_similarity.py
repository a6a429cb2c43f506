"""Which items of other councils are suggested as alike, and why."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from portal.domain.similarity import Likeness, Text

ASKED = Text(1, "reduce caseloads of social workers", "workforce", frozenset(), "torbay")


def text(
    key: int,
    words: str,
    group: str = "plymouth",
    area: str = "records-data",
    themes: frozenset[str] = frozenset(),
) -> Text:
    """An item of another council, about something else."""
    return Text(key, words, area, themes, group)


def keys(*texts: Text, asked: Text = ASKED, count: int = 3) -> list[int]:
    """The keys suggested for an item."""
    return [key for key, _words in Likeness([asked, *texts]).similar_to(asked.key, count)]


def test_the_item_that_shares_rare_words_comes_first() -> None:
    common = [text(n, "social records kept") for n in range(10, 20)]
    rare = text(2, "caseloads of workers kept")
    assert keys(*common, rare)[0] == 2


def test_the_words_shared_are_named_rarest_first() -> None:
    others = [text(n, "social work forms") for n in range(10, 14)]
    matches = Likeness([ASKED, text(2, "social caseloads"), *others]).similar_to(1)
    assert matches[0] == (2, ["caseload", "social"])


def test_endings_of_words_make_no_difference() -> None:
    assert keys(text(2, "one caseload reduced")) == [2]


def test_items_of_the_same_council_are_never_suggested() -> None:
    assert keys(text(2, ASKED.words, group="torbay"), text(3, ASKED.words)) == [3]


@pytest.mark.parametrize(
    "words",
    ["", "!?", "42", "the and for", "placements abroad", "children young people plan service"],
)
def test_items_without_a_telling_word_in_common_are_not_suggested(words: str) -> None:
    themes = frozenset({"supervision"})
    asked = Text(1, ASKED.words, "workforce", themes, "torbay")
    assert keys(text(2, words, area="workforce", themes=themes), asked=asked) == []


def test_an_item_without_words_has_nothing_alike() -> None:
    asked = Text(1, "", "workforce", frozenset(), "torbay")
    assert keys(text(2, ASKED.words, area="workforce"), asked=asked) == []


@pytest.mark.parametrize(
    ("area", "themes"),
    [("workforce", frozenset()), ("records-data", frozenset({"supervision"}))],
)
def test_the_same_area_or_a_shared_theme_makes_items_more_alike(
    area: str, themes: frozenset[str]
) -> None:
    asked = Text(1, ASKED.words, "workforce", frozenset({"supervision"}), "torbay")
    near = text(3, "caseloads grow yearly", area=area, themes=themes)
    assert keys(text(2, "caseloads grow yearly"), near, asked=asked) == [3, 2]


def test_a_faint_likeness_is_no_suggestion() -> None:
    long = " ".join(f"{a}{b}{c}" for a in "abcdef" for b in "ghijkl" for c in "mnopqr")
    assert keys(text(2, f"social {long}")) == []


@pytest.mark.parametrize(("count", "expected"), [(0, []), (1, [2]), (3, [2, 3, 4])])
def test_as_many_as_asked_are_named_and_ties_keep_their_order(
    count: int, expected: list[int]
) -> None:
    others = [text(n, "caseloads") for n in (5, 4, 3, 2)]
    assert keys(*others, count=count) == expected


def test_an_item_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        Likeness([ASKED]).similar_to(99)


def test_a_score_is_the_cosine_of_weighed_words_with_what_both_are_about() -> None:
    words = [
        "caseload caseload worker audit",
        "caseload audit audit audit",
        "worker fostering",
        "fostering caseload worker",
    ]
    counted = [Counter(each.split()) for each in words]
    spread = Counter(word for terms in counted for word in terms)
    weighed = [
        {w: (1 + math.log(n)) * (1 + math.log(5 / (1 + spread[w]))) for w, n in terms.items()}
        for terms in counted
    ]

    def cosine(first: dict[str, float], other: dict[str, float]) -> float:
        shared = sum(first[word] * other[word] for word in first.keys() & other.keys())
        return shared / (math.hypot(*first.values()) * math.hypot(*other.values()))

    court, theme = frozenset({"court"}), frozenset({"court", "audit"})
    asked = text(0, words[0], "torbay", "workforce", court)
    others = [
        text(1, words[1]),
        text(2, words[2], area="workforce"),
        text(3, words[3], area="workforce", themes=theme),
    ]
    scores = Likeness([asked, *others]).scores(0, [1, 2, 3])
    about = [0, 0.15, 0.25]
    assert scores == pytest.approx(
        [cosine(weighed[0], weighed[n]) + about[n - 1] for n in (1, 2, 3)]
    )


def test_however_many_share_a_rare_word_the_one_most_alike_comes_first() -> None:
    rare = [text(n, f"caseloads {'abroad ' * (n % 7)} kept") for n in range(100, 1000)]
    often = [text(n, "reduce workers", group="torbay") for n in range(1000, 3000)]
    assert keys(*rare, *often, text(9, "reduce social workers"))[0] == 9
