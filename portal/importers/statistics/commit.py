"""Bringing a bundle into the database: compare, ask for a reason, write, log; all or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from db.models import (
    Base,
    Council,
    DatasetVersion,
    Document,
    Import,
    ImprovementArea,
    Indicator,
    Measure,
)
from db.queries import statistics as queries
from db.writes import statistics as writes
from db.writes.figures import add_figures
from db.writes.import_lock import take_turn
from db.writes.search import renew_search
from portal.domain.periods import Period, years_of
from portal.importers.findings import renew_findings
from portal.importers.kept_words import keep_edits
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.bundle import Area, ParsedDataset
from portal.importers.statistics.leaps import refuse_leaps
from portal.importers.statistics.mapping import fit, slug
from portal.importers.statistics.outcome import (
    MOST_CHANGES,
    Also,
    Outcome,
    ReasonNeeded,
    nothing_else,
    period_changes,
)
from portal.importers.statistics.ready import require_loaded
from portal.importers.statistics.standings import (
    Standings,
    stand_again,
    standings,
    write_benchmarks,
)
from portal.importers.statistics.stored_keys import stored_keys

Report = Callable[[str], None]


def bring(
    sessions: sessionmaker[Session],
    bundles: Sequence[ParsedDataset],
    *,
    kind: str,
    by: str,
    reason: str = "",
    report: Report = lambda _text: None,
    dry_run: bool = False,
    replace_all: bool = False,
    most_changes: int | None = MOST_CHANGES,
    also: Also = nothing_else,
) -> list[Outcome]:
    """Import bundles in one transaction; what is there already changes nothing.

    A bundle renews the periods that it holds; those that it does not hold stay as they are.

    Args:
        sessions: where to.
        bundles: what was read.
        kind: `statistics` or `lait`, for the log.
        by: who imports.
        reason: why published figures are replaced; needed only where some are.
        report: told what is being done.
        dry_run: work out what would change, and leave the database as it is.
        replace_all: put the bundle in place of the whole data set, every period of it.
        most_changes: how many of the figures that change an outcome lists, None for all.
        also: writes what else belongs into the transaction.

    Raises:
        ReasonNeeded: if figures would be replaced without a reason; nothing is then written.
    """
    with sessions() as session, session.begin() as transaction:
        take_turn(session, report)
        require_loaded(session)
        outcomes = [
            bring_dataset(
                session,
                bundle,
                kind,
                by,
                reason,
                report,
                dry_run,
                replace_all=replace_all,
                most_changes=most_changes,
            )
            for bundle in bundles
        ]
        if any(outcome.number for outcome in outcomes):
            settle(session, outcomes, report)
            also(session, outcomes)
        if dry_run:
            transaction.rollback()
    return outcomes


def settle(session: Session, outcomes: Sequence[Outcome], report: Report) -> None:
    """Renew what is made of all figures, once some have changed."""
    writes.take_stock(session)
    report("Recomputing findings")
    renew_findings(session)
    renew_search(session)
    new_version(session, ", ".join(o.document for o in outcomes if o.number))


def bring_dataset(
    session: Session,
    bundle: ParsedDataset,
    kind: str,
    by: str,
    reason: str,
    report: Report,
    dry_run: bool = False,
    *,
    replace_all: bool = False,
    most_changes: int | None = MOST_CHANGES,
) -> Outcome:
    """Bring one data set within a transaction that has the turn; see `bring`."""
    document = bundle.document["key"]
    _refuse_others(session, bundle)
    report(f"{document}: ranking {len(bundle.figures):,} figures")
    before = queries.indicator_ids(session, document)
    stored = _stored_periods(session, before)
    if not replace_all:
        bundle = replace(bundle, document=_of_all_years(bundle, stored))
    areas, new_areas = _areas(session, bundle.areas, document)
    former, created = _define(session, bundle, document)
    former_indicators = former.get("indicators", [])
    kinds = {row.key: row.kind for row in queries.areas(session)}
    england = next((n for n, area in enumerate(bundle.areas) if area.key == "england"), None)
    stood = standings(bundle, [kinds.get(a.key, a.kind) for a in bundle.areas], england)
    created["councils"] = new_areas
    number = writes.log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=kind,
        document=document,
        file=", ".join(bundle.files),
        sha256=bundle.sha256,
        rows=bundle.rows,
        reason=reason,
        address=bundle.address,
    )
    frame, indicators, periods = _frame(session, bundle, stood, areas, number)
    if stored and kind == "statistics" and not replace_all:
        refuse_leaps(session, bundle, frame, indicators, periods)
    report(f"{document}: comparing with what is there")
    outcome = Outcome(
        document=document,
        number=number,
        rows=bundle.rows,
        difference=writes.Difference(len(frame), 0, 0),
        new_areas=tuple(new_areas),
        notes=tuple(bundle.notes),
    )
    renewed = None if replace_all else periods
    mine = sorted({*before, *indicators})
    if stored:
        incoming = writes.Incoming(session, frame, mine, renewed)
        difference = incoming.difference()
        outcome = replace(
            outcome,
            difference=difference,
            periods=period_changes(stored, bundle.periods, replace_all),
            changes=tuple(incoming.changes(most_changes)) if difference.replaces else (),
        )
        if difference.replaces and not reason and not dry_run:
            raise ReasonNeeded(outcome)
        if not difference and not former and not any(created.values()):
            incoming.drop()
            session.delete(session.get_one(Import, number))
            session.flush()
            same = queries.live_import_of(session, document, bundle.sha256)
            return replace(outcome, number=None, same_as=same)
        report(f"{document}: writing")
        incoming.replace(number)
        incoming.drop()
    else:
        report(f"{document}: writing {len(frame):,} figures")
        add_figures(session.connection(), frame)
    write_benchmarks(session, stood, indicators, periods, mine, renewed)
    if renewed is not None and any(_ranks_otherwise(row, bundle) for row in former_indicators):
        stand_again(session, document, mine)
    left = sorted(set(before) - set(indicators))
    gone = writes.remove_indicators(
        session, [key for key in left if not queries.has_figures(session, [key])]
    )
    entry = session.get_one(Import, number)
    entry.added, entry.changed = outcome.difference.added, outcome.difference.changed
    entry.removed = outcome.difference.removed
    entry.former = as_json({"former": former, "created": created, "gone": gone})
    return outcome


def _stored_periods(session: Session, indicators: Sequence[int]) -> list[Period]:
    """Read the periods of a data set's figures; none where it has no figure."""
    if not queries.has_figures(session, indicators):
        return []
    return [
        Period(row.label, row.basis, start=row.period_start, end=row.period_end)
        for row in queries.periods_of(session, indicators)
    ]


def _of_all_years(bundle: ParsedDataset, stored: Sequence[Period]) -> dict[str, Any]:
    """Name all years of a data set in its title and description, where a file holds some."""
    here, everywhere = years_of(bundle.periods), years_of([*stored, *bundle.periods])
    if here == everywhere:
        return bundle.document
    words = {name: bundle.document[name] for name in ("title", "description")}
    return {
        **bundle.document,
        **{name: re.sub(rf"\b{here}\b", everywhere, text) for name, text in words.items() if here},
    }


def _ranks_otherwise(former: dict[str, Any], bundle: ParsedDataset) -> bool:
    """Tell if an indicator is ranked by other rules than before, in periods left alone too."""
    new = next(row for row in bundle.indicators if row["key"] == former["key"])
    rules = ("polarity", "banded")
    return any(name in new and new[name] != former[name] for name in rules)


def _refuse_others(session: Session, bundle: ParsedDataset) -> None:
    """Keep a data set from writing into a document or indicator that is not its own.

    Raises:
        BadCatalogue: with each key that another source has taken.
    """
    document = bundle.document["key"]
    keys = [row["key"] for row in bundle.indicators]
    taken = queries.taken_by_others(session, document, keys)
    if taken:
        raise BadCatalogue(
            Problem(
                ", ".join(bundle.files),
                None,
                "",
                key,
                f"This key belongs to {owner or 'the catalogue'} already; name it otherwise in "
                "the mapping.",
            )
            for key, owner in taken
        )


def now() -> datetime:
    """The time for the log, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def new_version(session: Session, note: str) -> None:
    """Mark the data as changed, so that no answer kept from before is shown."""
    session.add(DatasetVersion(made_at=now(), note=note))


def _areas(session: Session, areas: Sequence[Area], document: str) -> tuple[list[int], list[str]]:
    """Numbers of the areas; those nobody knows are added as the file describes them."""
    numbers = queries.ids(session, Council)
    stored = stored_keys(session)  # a data set imported just before may have brought the area
    rows, keys = [], []
    for area in areas:
        key = area.key or stored.areas_by_code.get(area.area_code, "")
        key = key or stored.areas_by_number.get(area.la_number, "")
        named = fit(slug(area.name) or slug(area.area_code or area.la_number))
        if not key and area.kind == "area" and stored.area_kinds.get(named) == "area":
            key = named  # councils that report together have no code of their own
        if not key:
            key = named
            if key in numbers or key in keys:
                key = fit(f"{slug(area.name)}-{slug(area.area_code or area.la_number)}")
            rows.append(
                {
                    "key": key,
                    "name": area.name,
                    "kind": area.kind,
                    "area_code": area.area_code,
                    "region": area.region,
                    "la_number": area.la_number,
                    "position": None,
                    "note": "",
                }
            )
        keys.append(key)
    keep_edits(session, {"councils": rows})
    _former, created = writes.upsert(session, Council, rows, document)
    if rows:
        numbers = queries.ids(session, Council)
    return [numbers[key] for key in keys], created


def _define(
    session: Session, bundle: ParsedDataset, document: str
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[str]]]:
    """Write document, measures and indicators; give what they were and what is new."""
    former: dict[str, list[dict[str, Any]]] = {}
    created: dict[str, list[str]] = {}
    england = queries.ids(session, Council)["england"]
    improvement_areas = queries.ids(session, ImprovementArea)

    def write(name: str, model: type[Base], rows: list[dict[str, Any]]) -> None:
        old, new = writes.upsert(session, model, rows, document)
        created[name] = new
        if old:
            former[name] = old

    write("documents", Document, [{**bundle.document, "council_id": england}])
    measures = [dict(row) for row in bundle.measures]
    keep_edits(session, {"measures": measures})
    write("measures", Measure, [_placed(row, improvement_areas) for row in measures])
    measure_ids = queries.ids(session, Measure)
    document_id = queries.ids(session, Document)[document]
    indicators = [
        {
            **_placed(row, improvement_areas),
            "measure_id": measure_ids[row["measure"]],
            "document_id": document_id,
            "position": position,
        }
        for position, row in enumerate(bundle.indicators)
    ]
    for row in indicators:
        del row["measure"]
    write("indicators", Indicator, indicators)
    return former, created


def _placed(row: dict[str, Any], improvement_areas: dict[str, int]) -> dict[str, Any]:
    placed = {**row, "area_id": improvement_areas[row["area"]] if row["area"] else None}
    del placed["area"]
    return placed


def _frame(
    session: Session, bundle: ParsedDataset, stood: Standings, areas: Sequence[int], number: int
) -> tuple[pd.DataFrame, list[int], list[int]]:
    """The figures as rows of the table, in the order of its key; numbers of what they name."""
    by_key = queries.ids(session, Indicator)
    indicators = [by_key[row["key"]] for row in bundle.indicators]
    spans = [(p.label, p.basis, p.start, p.end) for p in bundle.periods]
    periods = writes.add_periods(session, spans)
    figures = bundle.figures
    frame = pd.DataFrame(
        {
            "indicator_id": pd.Series(indicators).to_numpy()[figures["indicator"]],
            "council_id": pd.Series(areas).to_numpy()[figures["area"]],
            "period_id": pd.Series(periods).to_numpy()[figures["period"]],
            **figures[["value", "numerator", "denominator", "symbol", "status", "joint"]],
            "rank": stood.ranks,
            "band": stood.bands,
            "import_id": number,
        }
    )
    frame = frame.sort_values(["indicator_id", "council_id", "period_id"], ignore_index=True)
    return frame, indicators, periods


def as_json(value: Any) -> str:
    """Write as JSON the definitions that an import changed, from which its undo puts them back."""

    def iso_date(moment: Any) -> str:
        if isinstance(moment, date):
            return moment.isoformat()
        raise TypeError(type(moment))

    return json.dumps(value, default=iso_date, ensure_ascii=False)
