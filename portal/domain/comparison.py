"""The standing of chosen councils in one period: rank, band, distance to comparators.

Ranks and bands are withheld, with the reason, where they would mislead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.domain.formatting import plural, sentence_list
from portal.domain.indicators import Indicator, Value
from portal.domain.periods import Period
from portal.domain.ranking import Neighbourhood, extreme, neighbourhood, tied
from portal.domain.vocabulary import Council, Vocabulary

# Among fewer councils than these a rank says more about who reports than about who does well.
FEWEST = 20
Quartiles = tuple[float, float, float]
TOO_FEW = "all or none, perhaps of too few cases"


@dataclass(frozen=True, slots=True)
class ComparedCouncil:
    """One council: its value, and what it is held against.

    `withheld` says why this council has no rank though others have, "" else.
    """

    council: Council
    value: Value | None
    rank: int | None
    band: str | None
    region: float | None
    around: Neighbourhood
    neighbours: int
    missing: tuple[str, ...]
    model: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The standing of some councils; `withheld` says why there are no ranks, "" if there are."""

    indicator: Indicator
    period: Period
    of: int
    england: float | None
    rows: tuple[ComparedCouncil, ...]
    withheld: str
    kinship: str


def withheld(indicator: Indicator, of: int, quartiles: Quartiles | None) -> str:
    """Explain why councils are not ranked on an indicator, "" where they are.

    Args:
        of: how many councils have a value.
        quartiles: of their values, None where there are none.
    """
    if indicator.polarity == "none":
        return "No ranks: neither a high nor a low value is good in itself."
    if indicator.unit in ("count", "gbp"):
        return "No ranks: a number grows with the size of a council."
    if of < FEWEST:
        return f"No ranks: only {plural(of, 'council has', 'councils have')} a value."
    if quartiles and tied(*quartiles):
        return "No ranks: too many councils have the same value to tell quarters of them apart."
    return ""


def too_few(
    indicator: Indicator, value: float | None, england: float | None, quartiles: Quartiles | None
) -> str:
    """Explain why one council is not ranked where others are, "" where it may be."""
    if value not in (0, 100) or england is None or not quartiles:
        return ""  # which is nearly always so, and answered without making arrays
    values, nation, q1, q3 = np.array([value, england, quartiles[0], quartiles[2]])
    return TOO_FEW if extreme(values, nation, q1, q3, np.array(indicator.unit == "percent")) else ""


def stand(
    indicator: Indicator,
    period: Period,
    values: Mapping[int, float],
    of: int,
    quartiles: Quartiles | None,
    shown: Mapping[str, Value],
    councils: Sequence[Council],
    vocabulary: Vocabulary,
    joint: Mapping[int, str],
) -> Comparison:
    """Work out the standing of the chosen councils.

    Args:
        period: its newest comparable period.
        values: every area's value in that period, by the area's number.
        of: how many councils have one.
        quartiles: of the councils' values, None where there are none.
        shown: the chosen councils' values in that period, by key.
        joint: the names of the councils that share a value, by the area's number.
    """
    reason = withheld(indicator, of, quartiles)
    nation = vocabulary.councils.get("england")
    england = values.get(nation.id) if nation else None
    rows = []
    for council in councils:
        value = shown.get(council.key)
        near = vocabulary.neighbours.get(council.key, ())
        others = [vocabulary.councils[n.key] for n in near]
        region = vocabulary.councils.get(council.region)
        few = too_few(indicator, value.value, england, quartiles) if value else ""
        ranked = value if not (reason or few) else None
        rows.append(
            ComparedCouncil(
                council=council,
                value=value,
                rank=ranked.rank if ranked else None,
                band=ranked.band if ranked else None,
                region=values.get(region.id) if region else None,
                around=neighbourhood(
                    [(values[o.id], joint.get(o.id, "")) for o in others if o.id in values]
                ),
                neighbours=len(near),
                missing=tuple(o.name for o in others if o.id not in values),
                model=near[0].model if near else "",
                withheld="" if reason else few,
            )
        )
    return Comparison(
        indicator=indicator,
        period=period,
        of=of,
        england=england,
        rows=tuple(rows),
        withheld=reason,
        kinship=kinship(councils, vocabulary),
    )


def kinship(councils: Sequence[Council], vocabulary: Vocabulary) -> str:
    """Say whether the chosen councils are statistical neighbours of one another."""
    models = {n.model for near in vocabulary.neighbours.values() for n in near}
    if not models or len(councils) < 2:
        return ""
    model = f"the {max(models)} model"
    near = {
        council.key: {n.key for n in vocabulary.neighbours.get(council.key, ())}
        for council in councils
    }
    alone = [
        council.name
        for council in councils
        if not any(
            other.key in near[council.key] or council.key in near[other.key]
            for other in councils
            if other != council
        )
    ]
    if not alone:
        return f"In {model} each of these councils is a statistical neighbour of another."
    if len(alone) == len(councils):
        return f"None of these councils is a statistical neighbour of another in {model}."
    are = "is a statistical neighbour" if len(alone) == 1 else "are statistical neighbours"
    return f"{sentence_list(alone)} {are} of none of the others in {model}."
