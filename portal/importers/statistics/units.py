"""The units of an unknown file: by its metadata, by names of columns, and by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from portal.importers.statistics.cells import MONTHS
from portal.importers.statistics.frame import Array, CellColumn, Frame

_PERCENT = {"percent", "percentage", "percentages", "pct", "perc", "pcnt", "pc", "pt", "per_cent",
            "%", "pp", "ppt", "ppts"}  # fmt: skip
_MONEY = {"gbp", "£", "cost", "costs", "spend", "spending", "expenditure", "pounds", "funding",
          "budget", "income", "fee", "fees", "salary", "salaries", "pay", "earnings", "revenue",
          "grant", "balance", "allowance", "allowances"}  # fmt: skip
_RATIO = {
    "ratio",
    "average",
    "avg",
    "mean",
    "median",
    "score",
    "scores",
    "index",
    "caseload",
    "caseloads",
    "percentile",
}
_CASES, _MOST_CASES = {"caseload", "caseloads"}, 500
_WHOLE = {"count", "number", "headcount", "fte", "total"}
# What is counted, though an average over weeks may be printed with decimals.
_COUNTED = {"num", "pupils", "children", "schools", "sessions", "enrolments", "enrolment", "cohort",
            "population"}  # fmt: skip
_MIDDLES = {"average", "avg", "mean", "median", "percentile"}
_CHANGES = {"change", "annual", "annualchange", "yearly", "difference"}
# The place of an area among others is no figure of its own.
_RANKS = {"quintile", "quartile", "decile", "tercile", "rank", "ranking"}
_THINGS = {"rate", "rates", "proportion", "share", "count", "number", "children", "pupils",
           "headcount"}  # fmt: skip
# Words by which a day is one of the calendar, and no length of time.
_DATES = {"on", "census", "per", "one"}
# 0-10 days, 3 months or less: what is counted lies in this stretch of time.
_STRETCH = re.compile(
    r"\d_((to|or|and|more|less|under|over|plus|working|calendar|school)_)*"
    r"(day|week|month|year)s?(_|$)"
)
_LENGTHS, _TIMES = {"time", "duration", "length", "wait"}, {"weeks", "months", "years"}
# A limit of a confidence interval is no figure of its own.
_LIMIT = re.compile(
    r"(^|_)(ci|lci|uci|lcl|ucl)(_|$)|(lower|upper)_?(ci|cl|95|99|limit|bound|conf)"
    r"|confidence|conf_int|(^|_)(lower|upper)$"
)
_META_UNITS = {"%": "percent", "£": "gbp", "£m": "gbp", "days": "days", "pp": "percent"}
# What a column of units says of each row.
_UNIT_WORDS = {"n": "count", "no": "count", "no.": "count", "num": "count", "rate": "ratio",
               "ratio": "ratio", "proportion": "ratio", "share": "ratio", "decimal": "ratio",
               "weeks": "ratio", "months": "ratio", "years": "ratio", "persons": "count",
               "people": "count", "pounds": "gbp"}  # fmt: skip
# What a part of a whole is multiplied by, and the unit of the result.
_FACTORS = ((100.0, "percent"), (10_000.0, "per_10k"), (1.0, "ratio"), (1_000.0, "ratio"),
            (100_000.0, "ratio"))  # fmt: skip
_TOTALS = re.compile(r"(grand )?total\b.*|all( .*)?|any", re.IGNORECASE)
_MOST_PRINTED, _MOST_DECIMALS = 3, 5
_AGREEING, _FEWEST, _MOST_ROWS, _MOST_COLUMNS = 0.97, 3, 3_000, 24


@dataclass(frozen=True, slots=True)
class Share:
    """The parts that give the numbers of a column: numerator, denominator, and the unit they give.

    `total` is a filter and its value where the denominator is the numerator's column in the row
    of the total.
    """

    numerator: str
    denominator: str
    factor: float
    unit: str
    total: tuple[str, str] | None = None

    def explains(self, unit: str) -> bool:
        """Tell if a value of this unit is what the parts give."""
        return (self.factor, unit) in _FACTORS[:3]


def tokens(name: str) -> list[str]:
    """The words of a column's name: `ReferralPct_18` is referral, pct, 18."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[a-z]+|[0-9][0-9,]*|[%£]", spaced.lower())


def is_limit(name: str) -> bool:
    """Tell if a column is named as the limit of an interval."""
    plain = re.sub(r"[^a-z0-9%]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip(
        "_"
    )
    return _LIMIT.search(plain) is not None


def unit_of(name: str, decimals: int = 0, meta_unit: str = "") -> str:
    """The unit of a column by its metadata or its name, or "" where its numbers must tell."""
    unit = _META_UNITS.get(meta_unit.strip().lower())
    if unit:
        return unit
    words = tokens(name)
    joined = "_".join(words).replace(",", "")
    has = set(words)
    if has & _PERCENT or "per_cent" in joined:
        return "percent"
    if re.search(r"per_(10_?000|10_?k)(?!\d)|(^|_)10000(_|$)|10_k(_|$)", joined):
        return "per_10k"
    if re.search(r"per_(1_?000|100_?000|1_?k|100_?k|[a-z])", joined):  # pupils per class
        return "gbp" if has & _MONEY else "ratio"
    # Children with a direct payment are counted, not the pounds.
    money = has & _MONEY - ({"pay"} if "direct" in has else set())
    if (money and not has & _THINGS) or {"hourly", "rate"} <= has:
        return "gbp"
    stretch = _STRETCH.search(joined) is not None and not has & _MIDDLES
    if ("days" in has or ("day" in has and not has & _DATES)) and not stretch:
        return "days"
    if has & {"cohort", "enrolments", "enrolment"} and not has & (_RATIO - _MIDDLES | _THINGS):
        return "count"
    # A caseload is a ratio, the number of cases none.
    ratios = _RATIO - _CASES if has & {"num", "number", "count"} else _RATIO
    if has & ratios or (has & _TIMES and has & _LENGTHS and not stretch):
        # An average time may be of days, weeks or months, and its name says none of them.
        unsaid = has & _MIDDLES and has & _LENGTHS and not has & (_TIMES | {"full", "part"})
        return "" if unsaid else "ratio"
    if has & {"rate", "rates", "proportion", "share"}:
        return ""
    return "" if decimals and not has & (_WHOLE | _COUNTED) else "count"


def column_unit(name: str, column: CellColumn, decimals: int, label: str, meta_unit: str) -> str:
    """The unit of a column by its metadata, its name, or else the label that stands for it.

    What lies below zero in several rows is no count, whatever it is.
    """
    unit = unit_of(name, decimals, meta_unit)
    if label and unit in ("", "count") and not set(tokens(name)) & (_WHOLE | _COUNTED):
        unsaid = "" if set(tokens(label)) & {"rate", "rates", "proportion", "share"} else unit
        unit = unit_of(label, decimals) or unsaid
    below = np.unique(column.values[column.values < 0])
    if unit == "ratio" and set(tokens(name)) & _RATIO <= _CASES and not decimals:
        # Whole numbers in the hundreds are all cases, and those of no one worker.
        unit = "count" if (column.values > _MOST_CASES).any() else unit
    return "" if unit == "count" and len(below) > 1 else unit


def named_unit(text: str) -> str:
    """The unit that a cell of a column of units names: n, %, Rate per 10,000; "" where it does not.

    A total is one of anything.
    """
    bare = " ".join(text.lower().split())
    return _UNIT_WORDS.get(bare) or ("" if bare == "total" else unit_of(text, 1))


def tell_units(texts: Sequence[str]) -> bool:
    """Tell if texts are units of figures: “Number of pupils” and “Percentage”."""
    named = {named_unit(text) for text in texts}
    if len(named) > 1 and "" not in named:
        return True
    words = [set(tokens(text)) for text in texts]
    return any(has & _PERCENT for has in words) and any(
        has & {"number", "count", "headcount"} and not has & _PERCENT for has in words
    )


def same_everywhere(column: CellColumn, codes: Array) -> bool:
    """Tell if a column holds the same figures for each value of a filter."""
    parts = [np.sort(column.values[codes == code]) for code in np.unique(codes)]
    return all(np.array_equal(parts[0], part, equal_nan=True) for part in parts[1:])


def by_columns_beside(units: Mapping[str, str]) -> dict[str, str]:
    """The units of a file's columns, those of averages and changes by the columns beside them.

    Beside `Duration_0-10_days`, a `Duration_median` is in days; the yearly change of a percentage
    is in percentage points.
    """
    words = {name: tokens(name) for name in units}
    in_days = {w[0] for w in words.values() if {"day", "days"} & set(w)}
    shares = [set(words[name]) - _PERCENT for name, unit in units.items() if unit == "percent"]
    better = dict(units)
    for name, unit in units.items():
        has = set(words[name])
        if unit in ("ratio", "") and has & _MIDDLES and words[name][0] in in_days:
            better[name] = "days"
        elif not unit and has & _CHANGES and has - _CHANGES in shares:
            better[name] = "percent"
    return better


def worth_showing(column: CellColumn) -> int:
    """Count the decimals of a column that are worth showing.

    Those printed; of quotients that are printed in full, as many as give the usual value three
    figures.
    """
    if column.decimals <= _MOST_PRINTED:
        return column.decimals
    values = column.values[~np.isnan(column.values)]
    for places in range(_MOST_PRINTED + 1):
        if np.allclose(np.round(values, places), values, rtol=1e-12, atol=1e-9):
            return places
    usual = float(np.median(np.abs(values[values != 0])))
    return int(np.clip(2 - np.floor(np.log10(usual)), 1, _MOST_DECIMALS))


def in_units(cells: str) -> str:
    """The unit of figures whose cells name one themselves: months are told in a ratio's words."""
    return "ratio" if cells == MONTHS else cells


def ratio_text(name: str, share: Share | None) -> str:
    """The words for the unit of a ratio, where its name or its parts tell them."""
    if share is not None and share.factor >= 1_000 and share.unit == "ratio":
        return f"per {share.factor:,.0f}"
    words = tokens(name)
    per = re.search(r"per_(1_?000|100_?000)(?!\d)", "_".join(words).replace(",", ""))
    if per:
        return f"per {int(per[1].replace('_', '')):,}"
    return next((word for word in ("weeks", "months", "years") if word in words), "")


def guessed(name: str, column: CellColumn) -> str:
    """The unit of a rate or share that no other columns explain: percent, unless it cannot be."""
    values = column.values[~np.isnan(column.values)]
    if not len(values):
        return "percent"
    if set(tokens(name)) & {"proportion", "share"} and values.max() <= 1 and column.decimals > 1:
        return "ratio"
    named = set(tokens(name)) & {"rate", "rates", "proportion", "share"}
    return "percent" if named and values.min() >= -100 and values.max() <= 400 else "ratio"


def is_label(name: str) -> bool:
    """Tell if a column of numbers is named as a code or an order, and counts nothing."""
    words = re.findall(r"[^\W_]+", name.lower())
    return bool({"id", "ids", "code", "codes", "sortable", "urn", "ukprn"} & set(words))


def names_average(text: str) -> bool:
    """Tell if a text names an average of something, and not the thing."""
    return bool(_MIDDLES & set(tokens(text)))


def is_rank(name: str) -> bool:
    """Tell if a column of numbers is named as a place among others."""
    return bool(_RANKS & set(tokens(name)))


def is_account(stem: str) -> bool:
    """Tell if a file is named as one of money, whose plain columns are pounds."""
    return re.search(r"s251|section_?251|expenditure|outturn|budget|spend", stem, re.I) is not None


def in_pounds(name: str, unit: str) -> bool:
    """Tell if a column of an account is in pounds: no share, and no number of persons."""
    return unit in ("count", "ratio") and not set(tokens(name)) & (_WHOLE - {"total"} | _THINGS)


def rounded_to(columns: Mapping[str, CellColumn], counts: Sequence[str]) -> int:
    """Guess what all counts of a file are rounded to: 10, 5, or 0 for not at all."""
    values = np.concatenate([columns[name].values for name in counts] or [np.empty(0)])
    values = values[~np.isnan(values) & (values != 0)]
    if len(np.unique(values)) < 10:
        return 0
    return next((base for base in (10, 5) if not (values % base).any()), 0)


def shares(
    frame: Frame,
    columns: Mapping[str, CellColumn],
    counts: Sequence[str],
    rates: Sequence[str],
    key: Sequence[str],
    filters: Sequence[str],
) -> dict[str, Share]:
    """Find the numerator and denominator of each rate by trying which counts give it.

    Args:
        frame: the file.
        columns: the numbers of each column.
        counts: columns that may be numerators and denominators.
        rates: columns to explain.
        key: the columns that say area and period.
        filters: the filters; the row of a total may hold the denominator.
    """
    counts = counts[:_MOST_COLUMNS]
    some = np.arange(frame.rows)
    if frame.rows > _MOST_ROWS:
        some = np.sort(np.random.default_rng(0).choice(some, _MOST_ROWS, replace=False))
    explained = {}
    for rate in rates:
        share = _beside(columns, counts, rate, some)
        if share is not None:
            explained[rate] = share
    left = [rate for rate in rates if rate not in explained]
    if left and counts:
        explained |= _of_totals(frame, columns, counts, left, key, filters, some)
    return explained


def _beside(
    columns: Mapping[str, CellColumn], counts: Sequence[str], rate: str, some: Array
) -> Share | None:
    best: tuple[float, Share] | None = None
    for numerator, denominator in permutations(counts, 2):
        parts = columns[numerator].values[some], columns[denominator].values[some]
        fit, factor, unit = _fit(columns[rate], some, *parts)
        # Of pairs that fit alike, the one whose names are nearest to the rate's own.
        score = fit + 0.01 * len(set(tokens(rate)) & set(tokens(numerator)))
        if unit and (best is None or score > best[0]):
            best = score, Share(numerator, denominator, factor, unit)
    return best[1] if best else None


def share_of_rows(
    columns: Mapping[str, CellColumn], counts: Sequence[str], rate: str, rows: Array
) -> Share | None:
    """The parts that give a column's numbers in some rows: those of one measure among several."""
    others = [name for name in counts if name != rate][:_MOST_COLUMNS]
    return _beside(columns, others, rate, np.flatnonzero(rows)[:_MOST_ROWS])


def _of_totals(
    frame: Frame,
    columns: Mapping[str, CellColumn],
    counts: Sequence[str],
    rates: Sequence[str],
    key: Sequence[str],
    filters: Sequence[str],
    some: Array,
) -> dict[str, Share]:
    """Explain rates by a count and the same count in the row of a filter's total."""
    explained: dict[str, Share] = {}
    for column in filters:
        values = [text for text in frame.texts[column] if _TOTALS.fullmatch(text)]
        if len(values) != 1:
            continue
        others = [name for name in filters if name != column]
        keys, _first = frame.combined([*key, *others])
        is_total = frame.codes[column] == frame.texts[column].index(values[0])
        for count in counts:
            of_key = np.full(keys.max(initial=0) + 1, np.nan)
            of_key[keys[is_total]] = columns[count].values[is_total]
            whole = of_key[keys[some]]
            whole[is_total[some]] = np.nan  # the total's own row proves nothing
            for rate in rates:
                part = columns[count].values[some]
                _agreeing, factor, unit = _fit(columns[rate], some, part, whole)
                if unit and rate not in explained:
                    explained[rate] = Share(count, count, factor, unit, (column, values[0]))
    return explained


def _row_base(numerator: Array, denominator: Array) -> Array:
    """Guess per row what its two counts are rounded to: 10, 5, 0.1, or 0 for not at all."""
    base = np.zeros(len(numerator))
    with np.errstate(invalid="ignore"):
        base[(numerator % 1 != 0) | (denominator % 1 != 0)] = 0.1
        for unit in (5, 10):
            base[(numerator % unit == 0) & (denominator % unit == 0)] = unit
    return base


def _fit(
    rate: CellColumn, some: Array, numerator: Array, denominator: Array
) -> tuple[float, float, str]:
    """Try which factor turns numerator over denominator into the rate."""
    printed = rate.values[some]
    base = _row_base(numerator, denominator)
    usable = ~np.isnan(printed) & ~np.isnan(numerator) & ~np.isnan(denominator)
    # Counts that are rounded explain anything where they are small.
    usable &= (denominator > 10 * base) & (numerator > 0) & (numerator != denominator)
    if usable.sum() < _FEWEST or len(np.unique(printed[usable])) < _FEWEST:
        return 0, 0, ""
    printed, numerator = printed[usable], numerator[usable]
    denominator, base = denominator[usable], base[usable]
    share = numerator / denominator
    for factor, unit in _FACTORS:
        printing = 0.5 * 10.0**-rate.decimals + 1e-9
        slack = printing + factor * (base / 2) / denominator * (1 + share)
        agreeing = float((np.abs(factor * share - printed) <= slack).mean())
        if agreeing >= _AGREEING:
            return agreeing, factor, unit
    return 0, 0, ""
