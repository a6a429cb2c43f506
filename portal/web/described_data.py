"""Descriptions of the data for search engines: schema.org's Dataset, as Google's Dataset Search
reads it (https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from portal.domain.listed_rows import StatisticalDataset
from portal.domain.view_models import IndicatorView
from portal.services import Services
from portal.urls import DATA_PACKAGE, SOURCES, download_url

_OPEN_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_OPEN = "Open Government Licence v3"
# A longer description Google does not take.
_MOST = 5_000
_PLACE = {"@type": "Place", "name": "England"}
_TABLES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def whole(services: Services, base: str) -> Markup:
    """Describe the whole data, and each data set of official statistics as a part of it."""
    datasets = services.sources.datasets()
    data = {
        **_common(services, base),
        "name": "Alongside: plans, inspections and indicators of children’s services",
        "description": "Improvement plans, inspections and indicators of children’s services of "
        "councils in England, side by side: facts of public papers and official statistics, in "
        "tables.",
        "url": f"{base}{SOURCES}",
        "license": _rights(base),
        "keywords": ["children’s services", "children’s social care", "Ofsted", "benchmarking"],
        "distribution": [
            _file(f"{base}/download/dataset.zip", "application/zip"),
            _file(f"{base}{DATA_PACKAGE}", "application/json"),
        ],
    }
    if datasets:
        data["hasPart"] = [_part(row, base) for row in datasets]
    return _script(data)


def measure(
    services: Services, view: IndicatorView, description: str, address: str, base: str
) -> Markup:
    """Describe the figures of a measure; empty where there are none."""
    if view.measure is None or not view.indicators:
        return Markup("")
    url = f"{base}{address}"
    days = [day for value in view.values for day in (value.start, value.end) if day]
    licences = {row.key: _licence(row, base) for row in services.sources.datasets()}
    rights = {licences.get(indicator.document, _rights(base)) for indicator in view.indicators}
    first = view.indicators[0]
    data = {
        **_common(services, base),
        "name": f"{view.measure.name}, councils of England",
        "description": _described(f"{first.definition} {description}"),
        "url": url,
        "license": rights.pop() if len(rights) == 1 else _rights(base),
        "keywords": [
            theme.name for theme in view.vocabulary.themes.values() if theme.key in first.themes
        ]
        or ["children’s services"],
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": view.measure.name,
            "unitText": first.unit_name,
        },
        "isPartOf": f"{base}{SOURCES}",
        "isBasedOn": [
            {"@type": "CreativeWork", "name": title, "datePublished": published}
            for title, published in sorted(
                {(i.document_title, i.published) for i in view.indicators}
            )
        ],
        "distribution": [
            _file(f"{base}{download_url('indicators', form, view.state.query())}", kind)
            for form, kind in _TABLES.items()
        ],
    }
    if days:
        data["temporalCoverage"] = f"{min(days).isoformat()}/{max(days).isoformat()}"
    return _script(data)


def _common(services: Services, base: str) -> dict[str, Any]:
    """State what holds for every set: who made it, for where, of which version of the data."""
    vocabulary = services.data.vocabulary()
    maker = {"@type": "Organization", "name": vocabulary.region.portal, "url": f"{base}/"}
    made = {"dateModified": f"{vocabulary.made_at:%Y-%m-%d}"} if vocabulary.made_at else {}
    return {
        "creator": maker,
        "isAccessibleForFree": True,
        "inLanguage": "en-GB",
        "spatialCoverage": _PLACE,
        "version": str(vocabulary.version),
        **made,
    }


def _part(row: StatisticalDataset, base: str) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "name": row.title,
        "description": _described(
            f"{row.title}, published by the {row.publisher}. {row.description}"
        ),
        "url": f"{base}{SOURCES}#statistics",
        "license": _licence(row, base),
        "creator": {"@type": "Organization", "name": row.publisher},
        "datePublished": row.published,
        "spatialCoverage": _PLACE,
    }


def _licence(row: StatisticalDataset, base: str) -> str:
    return _OPEN_LICENCE if row.licence.startswith(_OPEN) else _rights(base)


def _rights(base: str) -> str:
    """Where the page says under which licence each document stands."""
    return f"{base}{SOURCES}#cite"


def _described(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _file(address: str, kind: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}


def _script(data: dict[str, Any]) -> Markup:
    described = {"@context": "https://schema.org", "@type": "Dataset", **data}
    # No text of the data can end the script: "<" is written as JSON may.
    safe = orjson.dumps(described).decode().replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 - see above
