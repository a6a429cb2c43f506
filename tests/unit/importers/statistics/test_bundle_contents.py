"""The figures that the project carries, as they were recorded when the bundle was made."""

from __future__ import annotations

import tomllib
from collections import Counter

from portal.importers.statistics.bundled import open_bundle
from portal.importers.statistics.review import measure_readings
from portal.settings import BUNDLE, STATISTICS
from tests.support.bundles import table

EDITION = 2
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
        32494,
        32241,
        20892251.2,
        {"x": 101, "u": 51, "z": 81, "low": 12, "c": 8},
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


def test_every_reading_is_of_a_measure_and_every_family_has_a_lead_and_a_reason() -> None:
    indicators = table("indicators")
    readings = measure_readings()
    assert set(readings) <= set(indicators["measure"])
    members = {key: r.family for key, r in readings.items() if r.family}
    assert len(members) == 144
    assert set(members.values()) <= set(indicators["measure"]) - set(members)
    assert all(bool(r.family) == bool(r.family_reason) for r in readings.values())
    carried = indicators.set_index("measure")["family"].to_dict()
    assert {key: family for key, family in carried.items() if family} == members
    assert (indicators["subject"] == "schooling").sum() == 46


def test_polarity_is_what_both_readings_say_where_they_agree() -> None:
    indicators = table("indicators")
    compared = indicators[~indicators["unit"].isin(["count", "gbp"])]
    readings = measure_readings()
    assert set(compared["measure"]) == {k for k, r in readings.items() if r.first_reading}
    apart = set()
    for row in compared.itertuples():
        reading = readings[row.measure]
        if reading.first_reading == reading.second_reading:
            assert row.polarity == reading.polarity == reading.first_reading, row.key
        else:
            assert reading.polarity == ""
            apart.add(row.measure)
    assert len(apart) == 8
    lait = indicators[indicators["polarity_reason"].str.contains("other than LAIT")]
    assert set(lait["measure"]) == {
        "adoptions",
        "lait-cinfsm",
        "lait-cpp-abuse-rate",
        "lait-lac-parents-or-others",
        "lait-social-work-caseholders-pct",
        "social-work-vacancy-agency-cover-rate-fte",
    }


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
