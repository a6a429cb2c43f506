"""Reading a request: its parameters, checked; every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotAcceptable, RequestURITooLarge

from portal.api.paging import LONGEST
from portal.api.views import Parameter, View, names_of
from portal.exports.contract import PERIOD, Column, Table
from portal.services.tables import Names
from portal.web.problem_details import Fault, bad

USUAL, MOST = 100, 1_000
# More values of one filter, or a longer query, is no question any more.
MOST_VALUES, LONGEST_TEXT, LONGEST_QUERY = 50, 80, 8_000
FORMATS = {"json": "application/json", "csv": "text/csv"}
CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURSOR = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OWN = ("format", "limit", "cursor")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: `limit` is None where CSV is wanted whole.

    `filters` are those of a table, `given` and `search` a view's parameters, as words and as the
    query string that its page would have. `mark` tells the question from others, whatever the page.
    """

    form: str
    limit: int | None
    cursor: str
    filters: Mapping[str, tuple[str, ...]]
    given: Mapping[str, str]
    search: str
    mark: str


def of_table(table: Table, names: Names) -> Asked:
    """Return what is asked of a table.

    Raises:
        Problem: if a parameter or a value is not known.
    """
    args = _args()
    columns = {column.name: column for column in table.filters}
    faults = _unknown(args, (*columns, *_OWN))
    filters: dict[str, tuple[str, ...]] = {}
    for name, column in columns.items():
        values = args.getlist(name)
        if not values:
            continue
        if len(values) > MOST_VALUES:
            faults.append(Fault(name, f"At most {MOST_VALUES} values can be asked for at once."))
        filters[name] = tuple(dict.fromkeys(values))
        known = known_of(column, names)
        for value in values[:MOST_VALUES]:
            fault = _column_fault(column, value, known)
            faults += [fault] if fault else []
    return _asked(args, faults, filters, {})


def of_view(view: View, names: Names) -> Asked:
    """Return what is asked of a view.

    Raises:
        Problem: if a parameter or a value is not known.
    """
    args = _args()
    faults = _unknown(args, (*(p.name for p in view.parameters), *_OWN))
    given: dict[str, str] = {}
    for parameter in view.parameters:
        values = args.getlist(parameter.name)
        if not values:
            if parameter.required:
                faults.append(Fault(parameter.name, f"The parameter {parameter.name} is missing."))
            continue
        given[parameter.name] = values[0]
        if len(values) > 1:
            told = "It can be given once" + (
                "; separate values by commas." if parameter.kind == "list" else "."
            )
            faults.append(Fault(parameter.name, told))
        fault = _parameter_fault(parameter, values[0], names_of(parameter, names))
        faults += [fault] if fault else []
    return _asked(args, faults, {}, given)


def known_of(column: Column, names: Names) -> tuple[str, ...]:
    """The values that a column's filter may have; none where any fitting text may."""
    if column.kind in ("key", "keys"):
        return names.keys[column.names]
    return column.choices


def form() -> str:
    """The format asked for: by `format`, else by the Accept header.

    Raises:
        NotAcceptable: if neither JSON nor CSV will do.
    """
    named = request.args.get("format")
    if named in FORMATS:
        return named
    if not request.accept_mimetypes:
        return "json"
    best = request.accept_mimetypes.best_match(list(FORMATS.values()))
    if best is None:
        raise NotAcceptable
    return "csv" if best == FORMATS["csv"] else "json"


def _args() -> MultiDict[str, str]:
    if len(request.query_string) > LONGEST_QUERY:
        raise RequestURITooLarge
    return request.args


def _asked(
    args: MultiDict[str, str],
    faults: list[Fault],
    filters: Mapping[str, tuple[str, ...]],
    given: Mapping[str, str],
) -> Asked:
    for name in _OWN:
        values = args.getlist(name)
        if len(values) > 1:
            faults.append(Fault(name, "It can be given once."))
        if values:
            fault = _OWN_FAULTS[name](values[0])
            faults += [fault] if fault else []
    if faults:
        raise bad(faults)
    chosen, cursor = form(), args.get("cursor", "")
    limit = int(args["limit"]) if "limit" in args else USUAL
    whole = chosen == "csv" and "limit" not in args and not cursor
    told = repr((request.path, sorted(filters.items()), sorted(given.items())))
    return Asked(
        form=chosen,
        limit=None if whole else limit,
        cursor=cursor,
        filters=filters,
        given=given,
        search=_search(given),
        mark=sha256(told.encode()).hexdigest()[:12],
    )


def _search(given: Mapping[str, str]) -> str:
    return f"?{urlencode(given, safe=',')}" if given else ""


def _unknown(args: MultiDict[str, str], known: Sequence[str]) -> list[Fault]:
    return [
        Fault(name[:LONGEST_TEXT], f"There is no parameter “{_short(name)}”.", tuple(known))
        for name in args
        if name not in known
    ]


def _limit_fault(value: str) -> Fault | None:
    if re.fullmatch(r"[1-9][0-9]{0,3}", value) and int(value) <= MOST:
        return None
    return Fault("limit", f"“{_short(value)}” is not a whole number from 1 to {MOST}.")


def _format_fault(value: str) -> Fault | None:
    if value in FORMATS:
        return None
    return Fault("format", f"“{_short(value)}” is not a format.", tuple(FORMATS))


def _cursor_fault(value: str) -> Fault | None:
    if _CURSOR.fullmatch(value) and len(value) <= LONGEST:
        return None
    return Fault("cursor", "It is not a cursor; take `next` of the page before as it is.")


_OWN_FAULTS: Mapping[str, Callable[[str], Fault | None]] = {
    "limit": _limit_fault,
    "format": _format_fault,
    "cursor": _cursor_fault,
}


def _column_fault(column: Column, value: str, known: tuple[str, ...]) -> Fault | None:
    told = f"“{_short(value)}” is not "
    if known:
        return None if value in known else Fault(column.name, f"{told}known here.", known)
    if column.kind == "date" and not _is_day(value):
        return Fault(column.name, f"{told}a date such as 2012-07-18.")
    if column.kind == "period" and not PERIOD.fullmatch(value):
        return Fault(column.name, f"{told}a date such as 2012, 2012-07 or 2012-07-18.")
    if not value or len(value) > LONGEST_TEXT or _CONTROL.search(value):
        return Fault(column.name, f"{told}a text of 1 to {LONGEST_TEXT} printable characters.")
    return None


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _parameter_fault(parameter: Parameter, value: str, known: tuple[str, ...]) -> Fault | None:
    name, told = parameter.name, f"“{_short(value)}” is not "
    match parameter.kind:
        case "list":
            values = value.split(",")
            unknown = [one for one in values if one not in known]
            if unknown:
                return Fault(name, f"“{_short(unknown[0])}” is not known here.", known)
            if len(values) > parameter.most or len(set(values)) < len(values):
                return Fault(name, f"Name at most {parameter.most} of them, each once.")
        case "words":
            if not value or len(value) > parameter.most or _CONTROL.search(value):
                return Fault(name, f"{told}a text of 1 to {parameter.most} printable characters.")
        case "code":
            if not CODE.fullmatch(value) or len(value) > parameter.most:
                return Fault(name, f"{told}a key in small letters, digits, dots and hyphens.")
        case "integer":
            digits = re.fullmatch(r"0|[1-9][0-9]{0,5}", value)
            if not digits or not parameter.least <= int(value) <= parameter.most:
                span = f"from {parameter.least} to {parameter.most}"
                return Fault(name, f"{told}a whole number {span}.")
        case _:
            if value not in known:
                return Fault(name, f"{told}known here.", known)
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
