"""Finding the mapping of a file by its columns; offering what a missing column may be now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.mapping import NEEDED, STANDARD, Mapping

_MOST_NAMED = 10
_WORD = re.compile("[a-z]{4,}")
# Columns that say nothing of what is counted: of figures, and of whom.
_ORDINARY = frozenset(
    "value number count percent percentage rate figure estimate total amount indicator measure "
    "unit children_count children_percent cla_group characteristic breakdown breakdown_topic "
    "category topic sex gender age age_group ethnicity".split()
)


class UnknownTable(BadCatalogue):
    """A table that no mapping fits, nor nearly."""


def choose(mappings: Iterable[Mapping], header: Iterable[str], file: str) -> Mapping:
    """The mapping whose columns all stand in a file's header; the one with most columns wins.

    Raises:
        UnknownTable: if there is none, or one that would fit a table of anything.
        BadCatalogue: where one nearly fits; it names the columns missing.
    """
    present = set(header)
    offered = sorted(mappings, key=lambda m: -len(m.columns))
    fitting = [m for m in offered if not m.missing(present)]
    needed = [name for name in NEEDED if name not in present]
    if fitting and (fitting[0].layout is not None or not needed):
        given = len(offered) == 1
        meant = [m for m in fitting if given or not _of_any_table(m) or _named_alike(m, file)]
        if not meant:
            remedy = (
                f"“{fitting[0].dataset.title}” has columns of these names, and so may any table. "
                "If this is that one, give its mapping (--mapping), or name the file like it; else "
                "draft one."
            )
            raise UnknownTable([Problem(file, 1, "", ", ".join(sorted(present)[:8]), remedy)])
        return meant[0]
    near = max(offered, key=lambda m: 1 - len(m.missing(present)) / len(m.columns), default=None)
    close = near is not None and 2 * len(near.missing(present)) <= len(near.columns)
    if needed and not (close and near is not None and near.layout is not None):
        remedy = (
            "Every open-data file has this column; for a table of another kind, say what its "
            "columns are: `portal import describe` drafts a mapping, the page Imports too."
        )
        raise UnknownTable(Problem(file, 1, name, "", remedy) for name in needed)
    if near is not None and close:
        raise BadCatalogue(_missing_columns(near, present, file))
    remedy = (
        f"The portal does not know this table. `portal import describe {file}` drafts a mapping, "
        "the page Imports too; complete it and give it with the file (--mapping)."
    )
    raise UnknownTable([Problem(file, 1, "", "", remedy)])


def _of_any_table(mapping: Mapping) -> bool:
    """Tell if a mapping names no column but those of areas, periods and figures of any kind."""
    layout = mapping.layout.columns if mapping.layout is not None else set()
    return all(name.lower() in _ORDINARY for name in mapping.columns - layout)


def _named_alike(mapping: Mapping, file: str) -> bool:
    """Tell if most words of a file's name are those of a data set."""
    words = set(_WORD.findall(file.rsplit(".", 1)[0].lower()))
    titled = set(_WORD.findall(f"{mapping.dataset.document} {mapping.dataset.title}".lower()))
    return 2 * len(words & titled) > len(words)


def tables_left_out(archive: str, unknown: Sequence[UnknownTable]) -> str:
    """Name the tables of an archive that no mapping knows, beside those that are read."""
    names = list(dict.fromkeys(problem.file for error in unknown for problem in error.problems))
    count = len(names)
    more = f" and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
    tables = "table that no mapping knows is" if count == 1 else "tables that no mapping knows are"
    return f"{archive}: {count} {tables} left out: {', '.join(names[:_MOST_NAMED])}{more}."


def _missing_columns(mapping: Mapping, present: set[str], file: str) -> list[Problem]:
    """Name the columns that a file lacks, each with the column that may be it renamed."""
    left = sorted(present - mapping.columns - {*STANDARD, *mapping.dataset.ignore})
    problems = []
    for name in sorted(mapping.missing(present)):
        remedy = f"“{mapping.dataset.title}” needs this column; is the file cut or another table?"
        alike = get_close_matches(name, left, n=1)
        if alike:
            remedy = (
                f"“{mapping.dataset.title}” needs this column; is it renamed to {alike[0]}? Then "
                f'write under [dataset]: aliases = {{ {name} = ["{alike[0]}"] }}.'
            )
        problems.append(Problem(file, 1, name, "", remedy))
    return problems
