"""The search: the same words find the same texts on both databases, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.orm import Session, sessionmaker

from callbacks import views
from db.engine import open_engine
from db.models import SearchText
from db.queries.search import STOP_WORDS, Marked, search
from db.queries.versions import data_version
from db.session import make_sessions
from layouts import search as view
from portal.domain.filters import MAX_WORDS
from portal.domain.formatting import SEARCH_KINDS
from portal.domain.search_state import SearchState
from portal.domain.search_views import SearchView
from portal.domain.visits import Reference
from portal.importers.load import load
from portal.importers.read import BadCatalogue
from portal.importers.statistics.undo import undo
from portal.pages import PAGES
from portal.services import Services
from tests.support.asking import ask
from tests.support.components import parts_of, text_of
from tests.support.folders import PLAN, TAXONOMY, drop_line, replace_in, write_region
from tests.support.official import bring_in
from tests.support.statistics import bring_files, row, write_csv, write_mapping

# Titles and bodies by number; what is asked of them, and the numbers found.
TEXTS: dict[int, dict[str, str]] = {
    1: {"kind": "item", "ref": "2.14", "title": "Finish assessments on time",
        "body": "Core work is late."},
    2: {"body": "Review the time that an assessment takes, and/or the follow-up of an adoption."},
    3: {"kind": "item", "ref": "AFI 9", "title": "Placements", "council": "plymouth",
        "body": "The quality of care varies: 85% by 2014, £1,500 each."},
    4: {"kind": "document", "title": "Adopting children’s plans", "council": "plymouth"},
    5: {"body": "Care of high quality for a child's family; multi-agency supervision."},
    6: {"title": "Supervision", "body": "Every case is supervised; supervisors keep case records."},
    7: {"body": "A case record names who supervises the case in each file at a supervision."},
}  # fmt: skip
NUMBERS_FOUND = {
    "assessments": [1, 2],
    "ASSESSED assess": [1, 2],
    "adopting": [4, 2],
    "adoption": [4, 2],
    "children": [4],
    "childrens": [4],
    "children's plan": [4],
    "children’s plans": [4],
    "supervise": [6, 7, 5],
    "supervision cases": [6, 7],
    '"case record"': [6, 7],
    '"record case"': [],
    "“case records”": [6, 7],
    '"quality of care"': [3],
    '"care of high quality"': [5],
    "quality care": [3, 5],
    "quality -placements": [5],
    'quality -"quality of care"': [5],
    "supervision -case -adoption": [5],
    "2.14": [1],
    "afi 9": [3],
    "1500": [],
    "1,500": [3],
    "85%": [3],
    "follow-up": [2],
    "follow up": [2],
    "multi-agency": [5],
    "agency": [5],
    "the quality of the care": [3, 5],
    "assess*": [1, 2],
    "quality OR placements": [3],
    "quality AND care": [3, 5],
    "title:placements": [],
    "zebra": [],
}
NOTHING = ["", "   ", "the of", "-case", '""', '"', "-", "***", '" OR * THE( )', "\0", "'s", "’"]


def write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Put texts in place of all that are there, and index them."""
    usual = {"kind": "action", "council": "torbay", "key": "plan", "item_ref": "1", "ref": "",
             "published": "2012-06", "under": "", "title": "", "body": ""}  # fmt: skip
    session.execute(delete(SearchText))
    session.execute(insert(SearchText), [{**usual, **row} for row in rows])
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def texts(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database of the texts above and no other, once on each kind."""
    engine = open_engine(new_database(request.param, "tables"))
    with make_sessions(engine).begin() as session:
        write(session, [{"id": number, **values} for number, values in TEXTS.items()])
    yield engine
    engine.dispose()


def numbers(engine: Engine, words: str, **only: Any) -> list[int]:
    """Which of the texts above are found, the best first."""
    with engine.connect() as connection:
        hits = search(connection, words, **only)
    numbers_by_text = {
        (t.get("title", ""), t.get("body", "")): number for number, t in TEXTS.items()
    }
    return [numbers_by_text[plain(hit.title), plain(hit.body)] for hit in hits.hits]


def plain(pieces: Marked) -> str:
    return "".join(piece for piece, _ in pieces)


def matches(pieces: Marked) -> list[str]:
    return [piece for piece, match in pieces if match]


# The query -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "wanted"), NUMBERS_FOUND.items())
def test_words_find_their_texts(texts: Engine, words: str, wanted: list[int]) -> None:
    numbers_found = numbers(texts, words)
    assert sorted(numbers_found) == sorted(wanted)
    # A title weighs more than a body; between bodies each database has its own measure.
    titled = [number for number in numbers_found if TEXTS[number].get("title")]
    if words in ("assessments", "adopting", "adoption", "supervise"):
        assert numbers_found[0] == titled[0] == wanted[0]


def test_other_words_that_mean_the_same_find_texts_too(texts: Engine) -> None:
    assert numbers(texts, "zebra", others=["2.14", "children -plans"]) == [1]
    assert sorted(numbers(texts, "zebra -late", others=["2.14 -late", "afi 9"])) == [3]
    assert sorted(numbers(texts, "adopting", others=["the", "1,500"])) == [2, 3, 4]
    assert numbers(texts, "the", others=["2.14"]) == []


def test_matches_are_marked_in_title_and_body(texts: Engine) -> None:
    with texts.connect() as connection:
        (first, *_) = search(connection, "supervise cases").hits
        (phrase,) = search(connection, '"quality of care"').hits
        (joined,) = search(connection, "multi-agency").hits
        (either,) = search(connection, "adoption review").hits
    assert matches(first.title) == ["Supervision"]
    assert matches(first.body) == ["case", "supervised", "case"]
    assert "quality" in " ".join(matches(phrase.body))
    assert "".join(matches(joined.body)).replace("-", "") == "multiagency"
    assert matches(either.body) == ["Review", "adoption"]
    assert first.title == (("Supervision", True),)


def test_filters_and_the_limit_leave_the_counts_whole(texts: Engine) -> None:
    assert numbers(texts, "quality", councils=["plymouth"]) == [3]
    assert numbers(texts, "quality", kind="action") == [5]
    assert numbers(texts, "quality", councils=["plymouth"], kind="action") == []
    assert len(numbers(texts, "supervision", limit=2)) == 2
    with texts.connect() as connection:
        hits = search(connection, "supervision", councils=["plymouth"], limit=1)
    assert hits.asked
    assert hits.counts == {("action", "torbay"): 3}


@pytest.mark.parametrize("words", NOTHING)
def test_what_holds_nothing_to_search_for_is_told_apart(texts: Engine, words: str) -> None:
    with texts.connect() as connection:
        hits = search(connection, words)
    assert (hits.asked, hits.hits, hits.counts.total()) == (False, (), 0)


def test_postgresql_leaves_out_the_same_common_words(texts: Engine) -> None:
    if texts.dialect.name == "postgresql":
        with texts.connect() as connection:
            for word in STOP_WORDS:
                assert (
                    connection.scalar(text("SELECT to_tsvector('english', :w)"), {"w": word}) == ""
                )
    assert numbers(texts, "the placements") == numbers(texts, "placements") == [3]


HOSTILE = st.lists(
    st.sampled_from(
        ['"', "-", "NEAR(", "*", "OR", "AND", "NOT", "(", ")", "^", ":", "{", "}", "+", "title:",
         "\0", "the", "assessment", "\ud800", "&", "|", "!", "<->", "'", "\\", "%", "_", "\x03",
         "é", "漢字", "²", "ß", "\u0301", "\U0001f600", " ", "9" * 400, "a" * 3_000]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=()), max_size=60) | HOSTILE)
def test_no_text_does_harm(texts: Engine, words: str) -> None:
    with texts.connect() as connection:
        hits = search(connection, words)
    assert all((plain(h.title), plain(h.body)) for h in hits.hits)
    assert hits.counts.total() == len(hits.hits)


@pytest.mark.parametrize("words", ["x" * 10_000, '"' * 10_000, "-a " * 5_000, "assessment " * 900])
def test_long_words_do_no_harm(texts: Engine, words: str) -> None:
    assert numbers(texts, words) == (
        sorted(NUMBERS_FOUND["assessments"]) if "assess" in words else []
    )


# The index follows the data ------------------------------------------------------------------


def found_in(sessions: sessionmaker[Session], words: str) -> list[tuple[str, str]]:
    """Kind and key of every hit."""
    with sessions() as session:
        return [(hit.kind, hit.key) for hit in search(session, words).hits]


def test_every_load_renews_the_texts(empty_engine: Engine, tmp_path: Path) -> None:
    sessions, region = make_sessions(empty_engine), write_region(tmp_path)
    load(sessions, [TAXONOMY, region])
    assert found_in(sessions, "recruiting") == [("action", PLAN), ("item", PLAN)]
    replace_in(region / "actions.csv", "Recruit ten social workers.", "Hire ten zebras.")
    load(sessions, [region])
    assert found_in(sessions, "zebra") == [("action", PLAN)]
    drop_line(region / "actions.csv", "exeter-test-2020,R1,a,")
    replace_in(region / "milestones.csv", "R1,a,", "R1,b,")
    replace_in(region / "items.csv", "Teams should be stable", "Giraffes should be stable")
    replace_in(region / "items.csv", ",in_progress,", ",nonsense,")
    with pytest.raises(BadCatalogue):
        load(sessions, [region])
    assert found_in(sessions, "zebra")
    assert not found_in(sessions, "giraffe")
    replace_in(region / "items.csv", ",nonsense,", ",in_progress,")
    load(sessions, [region])
    assert not found_in(sessions, "zebra")
    assert found_in(sessions, "giraffe")


def test_texts_that_differ_alone_make_a_new_version(empty_engine: Engine, tmp_path: Path) -> None:
    sessions, region = make_sessions(empty_engine), write_region(tmp_path)
    load(sessions, [TAXONOMY, region])
    with sessions.begin() as session:
        before = data_version(session).number
        write(session, [{"id": 1, "body": "Something old"}])
    load(sessions, [TAXONOMY, region])
    load(sessions, [TAXONOMY, region])
    assert found_in(sessions, "supervision")
    assert not found_in(sessions, "old")
    with sessions() as session:
        assert data_version(session).number == before + 1


def test_an_import_is_found_and_its_undo_takes_it_out(empty_engine: Engine, tmp_path: Path) -> None:
    sessions = make_sessions(empty_engine)
    load(sessions, [TAXONOMY])
    named = {"indicator": "zebras", "measure": "zebras", "name": "Zebras per child"}
    mapping = write_mapping(tmp_path / "a.toml", named, document="stripes")
    bring_files(sessions, mapping, write_csv(tmp_path / "a.csv", [row("torbay", "2025", share=1)]))
    assert found_in(sessions, "zebra child") == [("indicator", "zebras")]
    undo(sessions, 1, by="Ada")
    assert not found_in(sessions, "zebra child")


def test_every_public_text_is_there_and_leads_to_its_place(
    services: Services, client: Any, filled_engine: Engine
) -> None:
    with filled_engine.connect() as connection:
        count = func.count(SearchText.id)
        kinds = dict(connection.execute(select(SearchText.kind, count).group_by("kind")).all())
    assert set(kinds) == set(SEARCH_KINDS)
    for kind, query in (("item", "AFI 9"), ("action", "workshop"), ("statement", "strategy"),
                        ("plan", "Ofsted"), ("indicator", "referrals"), ("document", "paper"),
                        ("milestone", "achieved"), ("inspection", "pledge")):  # fmt: skip
        shown = services.search.view(SearchState(q=query, kind=kind))
        assert shown.total == shown.kinds[kind] > 0
        parts = list(parts_of(view.results(shown)))
        for link in [p for p in parts if is_link(p)][:6]:
            assert client.get(link["props"]["href"]).status_code == 200
        # Every hit can be gathered, as something the portal can tell, with a view of its own.
        hits = [p["props"] for p in parts if isinstance(p, dict) and p["type"] == "Li"]
        assert len(hits) == len(shown.hits)
        for hit in hits:
            kind_of, _, key = hit["data-evidence"].partition(":")
            statement = services.evidence.say(Reference(kind_of, key), hit["data-evidence-link"])
            assert statement.title
            assert statement.link == hit["data-evidence-link"]


def is_link(part: Any) -> bool:
    return isinstance(part, dict) and part["type"] == "Link"


# The page ------------------------------------------------------------------------------------


def shown(services: Services, **asked: str) -> SearchView:
    return services.search.view(SearchState.from_query(urlencode(asked)))


def test_counts_beside_a_filter_are_what_choosing_it_would_show(services: Services) -> None:
    everything = shown(services, q="adoption")
    assert everything.total == everything.everywhere == everything.kinds.total() > 50
    assert len(everything.hits) == 50
    for kind in SEARCH_KINDS:
        assert everything.kinds[kind] == shown(services, q="adoption", kind=kind).total
    some = shown(services, q="plan", councils="torbay,plymouth")
    every = services.search.view(some.state, most=5_000).hits
    assert {hit.council for hit in every} == {"torbay", "plymouth"}
    assert some.total == len(every) < some.everywhere


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({}, "What are you looking for?"),
        ({"q": "the"}, "“the” has nothing to search for"),
        ({"q": "zebra"}, "Try fewer words"),
        ({"q": '"zebra crossing"'}, 'Nothing fits "zebra crossing".'),
        (
            {"q": "adoption", "councils": "plymouth", "kind": "document"},
            "from Plymouth of the kind",
        ),
        ({"q": "adopting"}, "with “adopting”"),
    ],
)
def test_the_page_says_what_it_found_and_what_to_try(
    services: Services, asked: dict[str, str], problem: str
) -> None:
    assert problem in text_of(view.results(shown(services, **asked)))


def test_what_an_address_says_wrongly_is_told(services: Services, client: Any) -> None:
    wrong = shown(services, q="x" * 300, councils="atlantis", kind="poems", page="-1")
    assert len(wrong.problems) == 4
    assert (wrong.state.q, wrong.state.kind) == ("x" * MAX_WORDS, "")
    assert client.get("/search?q=adoption&councils=torbay&kind=item").status_code == 200
    assert client.get("/search?kind=poems").status_code == 400


def test_a_state_and_its_address_are_the_same() -> None:
    state = SearchState(q='"case audit" -plan', councils=("torbay",), kind="item", page=2)
    assert SearchState.from_query(state.query()) == state
    assert SearchState().query() == ""


def test_the_answer_holds_marks_and_no_markup(client: Any, services: Services) -> None:
    response = ask(client, "search-results-html", {"search-url.search": "?q=adopting&kind=action"})
    assert response.status_code == 200
    assert "<mark>" in response.json["response"]["search-results-html"]["data"]
    assert "\\u0003" not in response.text
    made = views.SEARCH.show(services, "?q=<b>adoption</b>")
    assert "<b>" not in made["results"]
    assert "&lt;b&gt;adoption&lt;/b&gt;" in made["results"]
    assert set(made) == {"results", "problems", "announce", "kind", "api", "chosen", "subject"}
    assert "search" in {page.name for page in PAGES}


@pytest.fixture(scope="module")
def official(new_database: Any, tmp_path_factory: Any) -> Iterator[Services]:
    """Services over the catalogue and made-up official statistics."""
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    bring_in(sessions, tmp_path_factory.mktemp("official"), earlier=1)
    yield Services.over(sessions)
    engine.dispose()


@pytest.mark.parametrize(
    ("typed", "councils"),
    [
        ("gateshead", ["Gateshead"]),
        ("TORB", ["Torbay"]),
        ("somerset north", ["Bath and North East Somerset", "North Somerset"]),
        ("on tees", ["Stockton-on-Tees"]),
        ("bay", []),
        ("the", []),
        ("!", []),
    ],
)
def test_councils_come_first(official: Services, typed: str, councils: list[str]) -> None:
    shown = official.search.view(SearchState(q=typed))
    assert set(councils) <= {council.name for council in shown.councils}
    assert bool(shown.councils) == bool(councils)
    page = text_of(view.results(shown))
    assert [name for name in councils if name not in page] == []
    assert ("Nothing found" in page) <= (not councils)


def test_measures_come_with_their_newest_figures(official: Services) -> None:
    shown = official.search.view(SearchState(q="turnover"))
    (newest,) = shown.measures
    assert newest.measure.key == "made-turnover"
    assert newest.period
    assert [name for name, _value in newest.figures][::3] == ["Torbay", "England"]
    assert newest.figures[0][1].endswith("%")
    page = text_of(view.results(shown))
    assert page.index("Official statistics") < page.index("texts with")


@pytest.mark.parametrize(
    "state",
    [
        SearchState(q="turnover", kind="item"),
        SearchState(q="turnover", page=2),
        SearchState(q="unheard"),
        SearchState(),
    ],
)
def test_names_come_on_the_first_page_of_all_kinds_alone(
    official: Services, state: SearchState
) -> None:
    shown = official.search.view(state)
    assert bool(shown.measures) == (shown.state.page == 1 and not state.kind and "turn" in state.q)


@pytest.mark.parametrize(
    ("typed", "inspections"),
    [
        ("plymouth 2014", ["plymouth-2014"]),
        ("Plymouth November", ["plymouth-2014"]),
        ("ofsted plymouth sif", ["plymouth-2014"]),
        ("torbay inspection 2010", ["torbay-ofsted-2010", "torbay-ofsted-2010-unannounced"]),
        ("torbay inadequate", ["torbay-ofsted-2010"]),
        ("plymouth", []),
        ("2014", []),
        ("plymouth 2013", []),
        ("the", []),
    ],
)
def test_inspections_are_named_by_council_and_year(
    services: Services, typed: str, inspections: list[str]
) -> None:
    named = shown(services, q=typed)
    assert [inspection.key for inspection in named.inspections] == inspections
    page = text_of(view.results(named))
    assert ("Inspections" in page) == bool(inspections)


def test_recommendations_are_found_by_words_and_what_they_mean(services: Services) -> None:
    for typed, ref in (("pledge", "14"), ("NEET", "12"), ("IROs challenge", "8")):
        hits = shown(services, q=typed, kind="inspection").hits
        assert [(hit.key, hit.ref) for hit in hits] == [("plymouth-2014", ref)], typed
    page = text_of(view.results(shown(services, q="NEET", kind="inspection")))
    assert "Recommendation 12, November 2014" in page
