"""Reading a request: its parameters, checked; every fault is told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import request
from werkzeug.exceptions import NotAcceptable, RequestURITooLarge

from portal.api import parameters
from portal.api.parameters import FORMATS, PAGING, USUAL, Parameter
from portal.domain.view_state import State
from portal.exports.contract import Table
from portal.services.tables import Names
from portal.services.view_spec import ViewSpec
from portal.web.problem_details import bad

# A longer query is no question any more.
LONGEST_QUERY = 8_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: `limit` is None where CSV is wanted whole.

    `filters` are the values given, by name; `mark` tells the question from others, whatever the
    page.
    """

    form: str
    limit: int | None
    cursor: str
    filters: Mapping[str, Any]
    mark: str


def of_table(table: Table, names: Names) -> Asked:
    """Read what is asked of a table.

    Raises:
        Problem: if a parameter or a value is not known.
    """
    return _asked(parameters.of_table(table), names)


def of_view(view: ViewSpec[State], names: Names) -> tuple[Asked, State]:
    """Read what is asked of a view, and the state that its page would have.

    Raises:
        Problem: if a parameter or a value is not known.
    """
    asked = _asked(parameters.of_view(view), names)
    texts = {
        name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in asked.filters.items()
    }
    return asked, view.state.of_values(texts)


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


def _asked(taken: Sequence[Parameter], names: Names) -> Asked:
    if len(request.query_string) > LONGEST_QUERY:
        raise RequestURITooLarge
    values, faults = parameters.read(taken, request.args, names)
    if faults:
        raise bad(faults)
    chosen, cursor = form(), values.get("cursor", "")
    whole = chosen == "csv" and "limit" not in values and not cursor
    paging = [parameter.name for parameter in PAGING]
    filters = {
        name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value
        for name, value in values.items()
        if name not in paging
    }
    question = repr((request.path, sorted(filters.items())))
    return Asked(
        form=chosen,
        limit=None if whole else values.get("limit", USUAL),
        cursor=cursor,
        filters=filters,
        mark=sha256(question.encode()).hexdigest()[:12],
    )
