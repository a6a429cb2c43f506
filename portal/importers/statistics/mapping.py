"""Mappings: data files that say what the columns of a statistics file mean.

A mapping is TOML with one `[dataset]` and an `[[indicators]]` table for each thing measured. The
project's own lie in `db/statistics`; `portal import describe` drafts one for any other file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from hashlib import sha256

# Every open-data file has these; a row for a region or council needs the codes of its level.
STANDARD = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
NEEDED = ("time_period", "time_identifier", "geographic_level", "country_code")
# The column of the figures in a table that had a column for each period.
WIDE_VALUE = "value"
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The data set that a mapping describes; it becomes a document of the portal.

    `title`, `release` and `description` may say `{years}`, those of all figures, or `{year}`, the
    last of them. `publication` is the slug of the department's publication in which `portal
    refresh` looks for newer releases, by the pattern `files` of their names.
    """

    document: str
    title: str
    publisher: str
    licence: str
    description: str
    published: str = ""
    release: str = ""
    columns: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    year: str = "financial"
    basis: str = "year"
    status_column: str = ""
    counts_rounded_to: int = 0
    publication: str = ""
    files: str = ""
    aliases: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    symbols: Dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of area and period of a table that is no open-data file.

    Without `period`, each column whose name is a period holds figures; together they are the
    column `value`.
    """

    area_code: str = ""
    area_number: str = ""
    area_name: str = ""
    period: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns that it names."""
        return {self.area_code, self.area_number, self.area_name, self.period} - {""}


@dataclass(frozen=True, slots=True)
class Part:
    """A column that gives a numerator or denominator, in the row itself or in another one."""

    column: str
    where: Dict[str, str]


@dataclass(frozen=True, slots=True)
class Definition:
    """One `[[indicators]]` table: which rows and column it takes, and what they measure."""

    indicator: str
    measure: str
    name: str
    value: str
    unit: str
    ref: str = ""
    unit_text: str = ""
    decimals: int | None = None
    numerator: Part | None = None
    denominator: Part | None = None
    where: Dict[str, str] = field(default_factory=dict)
    each: tuple[str, ...] = ()
    basis: str = ""
    definition: str = ""
    definition_code: str = ""
    population: str = ""
    note: str = ""
    breaks: tuple[str, ...] = ()
    area: str | None = None
    themes: tuple[str, ...] | None = None
    polarity: str = ""
    polarity_reason: str = ""
    measure_name: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Each column that chooses rows, with the value that it must have."""
        parts = [part.where for part in (self.numerator, self.denominator) if part]
        return [item for where in (self.where, *parts) for item in where.items()]

    @property
    def numbers(self) -> list[str]:
        """The columns of numbers: the figures, and what they are shares of."""
        parts = [part.column for part in (self.numerator, self.denominator) if part]
        return [self.value, *parts]

    @property
    def columns(self) -> set[str]:
        """Every column that it reads."""
        parts = [part for part in (self.numerator, self.denominator) if part]
        of_parts = {name for part in parts for name in (part.column, *part.where)}
        return {self.value, *self.where, *self.each} | of_parts


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping read and checked; `file` is its name."""

    file: str
    dataset: Dataset
    definitions: tuple[Definition, ...]
    layout: Layout | None = None

    @property
    def columns(self) -> set[str]:
        """Every column that the file must have beside those of all open-data files."""
        columns = set(self.dataset.columns).union(*(d.columns for d in self.definitions))
        if self.layout is not None:
            columns |= self.layout.columns
            if not self.layout.period:
                columns.discard(WIDE_VALUE)
        return columns | ({self.dataset.status_column} - {""})

    def renames(self, header: Iterable[str]) -> dict[str, str]:
        """Columns of a file that have another name in it: that name, and the mapping's."""
        present = set(header)
        return {
            alias: name
            for name, aliases in self.dataset.aliases.items()
            if name not in present
            for alias in [next((a for a in aliases if a in present), "")]
            if alias
        }

    def missing(self, header: Iterable[str]) -> set[str]:
        """The columns that a file lacks."""
        present = set(header)
        return self.columns - present - set(self.renames(present).values())


def fill(text: str, row: Dict[str, str]) -> str:
    """A template with the values of a row's filters put in."""
    return PLACEHOLDER.sub(lambda match: row.get(match[1], ""), text)


def fit(key: str, longest: int = 80) -> str:
    """A key that its column holds: a longer one is cut, and told apart by a digest."""
    if len(key) <= longest:
        return key
    return f"{key[: longest - 7].rstrip('-')}-{sha256(key.encode()).hexdigest()[:6]}"


def keys_apart(texts: Iterable[str]) -> dict[str, str]:
    """A key for each of some texts; those that differ only in signs keep apart."""
    slugs = {text: slug(text) or "blank" for text in texts}
    times = Counter(slugs.values())
    return {
        text: short if times[short] == 1 else f"{short}-{sha256(text.encode()).hexdigest()[:6]}"
        for text, short in slugs.items()
    }


def slug(text: str) -> str:
    """A text as a key: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
