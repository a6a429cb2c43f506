"""Searching the public texts with the database's own full-text search: one question, one answer.

SQLite asks an FTS5 table (Porter's stemmer, bm25), PostgreSQL a `tsvector` (its English stemmer,
cover density). What is typed is read here, so that it means the same to both: every word must
occur, "words in quotes" stand together, a minus leaves out, and nothing else has a meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, column, func, literal_column, select, table, text

from db.models import SearchText, table_of
from db.queries.rows import Reader

_TEXTS = table_of(SearchText)
# More terms, more words in a term and longer words than anyone types are left out.
_MOST, _LONGEST_WORD = 32, 60
# What a database puts around a match and around punctuation; texts hold no control characters.
_ASIDE, _START, _STOP = "\x02", "\x03", "\x04"
_PUNCTUATION = r"([!-/:-@\[-`{-~])"
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_WORD = re.compile(r"[^\W_]+")
_OWNED = re.compile(r"(?<=\w)['’]s\b")
_QUOTES = str.maketrans("“”„", '"""')
# The words that PostgreSQL's English dictionary leaves out; FTS5 would look for them.
STOP_WORDS = frozenset(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself "
    "she her hers herself it its itself they them their theirs themselves what which who whom "
    "this that these those am is are was were be been being have has had having do does did "
    "doing a an the and but if or because as until while of at by for with about against between "
    "into through during before after above below to from up down in out on off over under again "
    "further then once here there when where why how all any both each few more most other some "
    "such no nor not only own same so than too very s t can will just don should now".split()
)

Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that fits; title and body in pieces, each with whether it is a match.

    `key`, `item_ref`, `ref` and `under` are those of `SearchText`.
    """

    kind: str
    council: str
    key: str
    item_ref: str
    ref: str
    published: str
    under: str
    title: Marked
    body: Marked


@dataclass(frozen=True, slots=True)
class Hits:
    """The best hits, and how many there are of each kind and council before those filters.

    `asked` is false where the words hold nothing to search for: none, only common ones, or only
    words to leave out.
    """

    asked: bool
    hits: tuple[Hit, ...]
    counts: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Words or phrases that must occur, and those that must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def search(
    reader: Reader,
    words: str,
    councils: Sequence[str] = (),
    kind: str = "",
    limit: int = 50,
    offset: int = 0,
    others: Sequence[str] = (),
) -> Hits:
    """The public texts that fit the words, the best first.

    Args:
        reader: where from.
        words: as typed; any text is harmless.
        others: other words that mean the same; texts that fit these fit too.
        councils: keys of the councils whose texts to give; none for all.
        kind: of `SearchText`, or "" for all.
        limit: how many hits to give at most; all are counted.
        offset: how many hits to leave out at the beginning.
    """
    if not _read(words).wanted:
        return Hits(False, (), Counter())
    terms = [read for text in (words, *others) if (read := _read(text)).wanted]
    connection = reader if isinstance(reader, Connection) else reader.connection()
    asking = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    wanted: list[ColumnElement[bool]] = []
    if councils:
        wanted.append(_TEXTS.c.council.in_(councils))
    if kind:
        wanted.append(_TEXTS.c.kind == kind)
    counting, finding = asking(terms, wanted, limit, offset)
    counts = Counter({(row.kind, row.council): row.n for row in connection.execute(counting)})
    hits = []
    for row in connection.execute(finding):
        named = dict(row._mapping)
        hits.append(Hit(**{**named, "title": _marked(row.title), "body": _marked(row.body)}))
    return Hits(True, tuple(hits), counts)


def _read(words: str) -> _Terms:
    """Read what the words typed ask for, each term as plain words with a space between."""
    terms: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for minus, phrase, word in _TERM.findall(words.translate(_QUOTES)):
        plain = [w[:_LONGEST_WORD] for w in _WORD.findall(_OWNED.sub("", phrase or word).lower())]
        while plain and plain[0] in STOP_WORDS:
            plain.pop(0)
        while plain and plain[-1] in STOP_WORDS:
            plain.pop()
        if plain and len(terms[False]) + len(terms[True]) < _MOST:
            terms[bool(minus)][" ".join(plain[:_MOST])] = None
    return _Terms(tuple(terms[False]), tuple(terms[True]))


def _marked(text: str) -> Marked:
    """A text with the database's marks as pieces."""
    pieces = []
    for number, part in enumerate(re.split(f"[{_START}{_STOP}]", text.replace(_ASIDE, ""))):
        if part:
            pieces.append((part, number % 2 == 1))
    return tuple(pieces)


_SHOWN = [_TEXTS.c[name] for name in Hit.__dataclass_fields__ if name not in ("title", "body")]
_GROUPED = (_TEXTS.c.kind, _TEXTS.c.council)
_COUNTED = select(*_GROUPED, func.count().label("n")).group_by(*_GROUPED)


# SQLite ---------------------------------------------------------------------------------------

_INDEX = table("search_index", column("rowid"))
_INDEX_ITSELF: ColumnElement[Any] = literal_column("search_index")
_JOINED = _TEXTS.join(_INDEX, _INDEX.c.rowid == _TEXTS.c.id)
# A word in the reference or the title counts ten times one in the body.
_BM25: ColumnElement[float] = literal_column("bm25(search_index, 10.0, 10.0, 1.0)")


def _sqlite(
    terms: Sequence[_Terms], wanted: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> tuple[Any, Any]:
    readings = []
    for reading in terms:
        asked = " AND ".join(f'"{term}"' for term in reading.wanted)
        for term in reading.unwanted:
            asked = f'({asked}) NOT "{term}"'
        readings.append(f"({asked})")
    fits = _INDEX_ITSELF.op("MATCH")(" OR ".join(readings))
    marked = [
        func.highlight(_INDEX_ITSELF, number, _START, _STOP).label(name)
        for number, name in ((1, "title"), (2, "body"))
    ]
    # The best first, then their marks: SQLite would mark all that fit before it sorts them.
    ranked = select(_INDEX.c.rowid.label("id"), _BM25.label("rank")).where(fits)
    if wanted:
        ranked = ranked.select_from(_JOINED).where(*wanted)
    ranked = ranked.order_by(text("rank"), _INDEX.c.rowid).limit(limit).offset(offset)
    best = ranked.cte("best")
    finding = (
        select(*_SHOWN, *marked)
        .select_from(
            best.join(_INDEX, _INDEX.c.rowid == best.c.id).join(_TEXTS, _TEXTS.c.id == best.c.id)
        )
        .where(fits)
        .order_by(best.c.rank, best.c.id)
    )
    return _COUNTED.where(fits).select_from(_JOINED), finding


# PostgreSQL -----------------------------------------------------------------------------------

_VECTOR: ColumnElement[Any] = literal_column("search_texts.search_index")
# Of the letters D, C, B, A: reference and title are A, the body D. The longer a text, the less.
_WEIGHTS: ColumnElement[Any] = literal_column("'{0.1, 0.1, 0.1, 1.0}'::float4[]")
_BY_LENGTH: ColumnElement[Any] = literal_column("1")
_ENGLISH: ColumnElement[Any] = literal_column("'english'::regconfig")


def _postgresql(
    terms: Sequence[_Terms], wanted: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> tuple[Any, Any]:
    # `or` binds less than the spaces between words.
    asked = " or ".join(
        " ".join([*(f'"{t}"' for t in read.wanted), *(f'-"{t}"' for t in read.unwanted)])
        for read in terms
    )
    query = func.websearch_to_tsquery(_ENGLISH, asked)
    fits = _VECTOR.op("@@")(query)
    rank = func.ts_rank_cd(_WEIGHTS, _VECTOR, query, _BY_LENGTH).label("rank")
    best = (
        select(*_SHOWN, _TEXTS.c.id, _TEXTS.c.title, _TEXTS.c.body, rank)
        .where(fits, *wanted)
        .order_by(rank.desc(), _TEXTS.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )

    def marked(name: str) -> ColumnElement[Any]:
        # `and/or` is two words here too: punctuation is set aside while matches are marked.
        apart = func.regexp_replace(best.c[name], _PUNCTUATION, f"{_ASIDE}\\1{_ASIDE}", "g")
        how = f"HighlightAll=true, StartSel={_START}, StopSel={_STOP}"
        return func.ts_headline(_ENGLISH, apart, query, how).label(name)

    finding = select(
        *[best.c[shown.name] for shown in _SHOWN], marked("title"), marked("body")
    ).order_by(best.c.rank.desc(), best.c.id)
    return _COUNTED.where(fits), finding
