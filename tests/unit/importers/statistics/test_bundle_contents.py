"""The figures that the project carries, as they were recorded when the bundle was made."""

from __future__ import annotations

import tomllib
from collections import Counter

from portal.importers.statistics.bundled import open_bundle
from portal.settings import BUNDLE, STATISTICS
from tests.support.bundles import table

EDITION = 1
# Of each data set: indicators, figures, those with a number, their sum, and each symbol.
RECORDED: dict[str, tuple[int, int, int, float, dict[str, int]]] = {
    "dfe-care-leavers-activity": (48, 40080, 27116, 2723824.0, {"z": 4716, "c": 8234, "k": 14}),
    "dfe-children-in-need": (8, 17056, 16938, 137571594.0, {"x": 46, "u": 10, "c": 62}),
    "dfe-children-looked-after": (9, 7515, 7357, 568293509.0, {"z": 112, "c": 4, "x": 42}),
    "dfe-lait": (171, 260270, 221712, 689277899448.65, {"missing": 38558}),
    "dfe-placement-stability": (12, 10020, 9737, 3630941.0, {"z": 225, "c": 58}),
    "dfe-referrals": (10, 21320, 20930, 69162298.5, {"x": 68, "u": 26, "c": 296}),
    "dfe-second-child-protection-plans": (
        3,
        6396,
        6301,
        3145211.3,
        {"x": 9, "u": 5, "c": 75, "z": 6},
    ),
    "dfe-social-work-workforce": (
        22,
        32186,
        31936,
        20822133.0,
        {"x": 98, "u": 51, "z": 81, "low": 12, "c": 8},
    ),
}


def test_the_bundle_is_as_it_was_recorded() -> None:
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    assert (bundle.edition, bundle.damaged()) == (EDITION, [])
    held = {}
    for document, part in table("statistics").groupby("document"):
        symbols = Counter(part["symbol"])
        numbers = symbols.pop("")
        assert numbers == part["value"].notna().sum()
        sums = round(float(part["value"].sum()), 2)
        held[document] = (part["indicator"].nunique(), len(part), numbers, sums, dict(symbols))
    assert held == RECORDED


def test_every_source_is_named_with_its_licence_and_hash() -> None:
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    assert {source.document for source in bundle.sources} == {*RECORDED, "neighbours"}
    for source in bundle.sources:
        assert source.publisher == "Department for Education"
        assert source.licence == "Open Government Licence v3.0"
        assert source.release
        assert source.published[:4] >= "2025"
        assert all(len(sha256) == 64 for sha256 in source.files.values())
        assert source.rows > 1_000


def test_every_indicator_has_an_improvement_area_and_words() -> None:
    indicators = table("indicators")
    assert len(indicators) == sum(recorded[0] for recorded in RECORDED.values())
    assert indicators["key"].is_unique
    for column in ("area", "name", "definition", "polarity_reason", "unit"):
        assert (indicators[column] != "").all(), column
    assert indicators["definition"].str.len().max() < 260


def test_the_words_are_those_of_the_mappings() -> None:
    words = {}
    for path in STATISTICS.glob("*.toml"):
        mapping = tomllib.loads(path.read_text("utf-8"))
        for row in mapping.get("indicators", []):
            words[row["indicator"]] = row["name"], row["definition"]
        for code, row in mapping.get("measures", {}).items():
            words[f"measure {code}"] = row.get("name"), row.get("definition")
    rows = table("indicators").itertuples()
    stale = [
        row.key
        for row in rows
        if (row.name, row.definition) != (words.get(row.key) or words.get(row.place))
    ]
    assert stale == [], "make the bundle anew, with the next edition: python -m tools.bundle"
