"""Which area a row is about: name, number and code agree, or the row is refused or left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.areas import AreaReader, Fault, LeftOut
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import AREAS, figures, read, row, write_csv, write_mapping

TORBAY, SOUTH_WEST, ENGLAND = AREAS["torbay"], AREAS["south-west"], AREAS["england"]


def council(name: str, number: str, code: str) -> dict[str, str]:
    return {**TORBAY, "la_name": name, "old_la_code": number, "new_la_code": code}


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (council("Gateshead", "390", "E08000020"), "gateshead"),
        (council("Northumberland", "929", "E06000048"), "northumberland"),
        (council("Buckinghamshire", "", "E10000002"), "buckinghamshire"),
        (council("Dorset", "835", "E10000009"), "dorset-until-2019"),
        (council("Dorset", "838", "E06000059"), "dorset"),
        (council("Dorset", "838", "E10000009"), "dorset-until-2019"),
        (council("Bournemouth (Pre LG)", "837", ""), "bournemouth"),
        (council("County Durham", "840", "E06000047"), "durham"),
        (council("Hull", "810", "E06000010"), "kingston-upon-hull"),
        (council("St. Helens", "342", "E08000013"), "st-helens"),
        (council("Bristol, City of", "801", "E06000023"), "bristol"),
        (council("Telford & Wrekin", "894", "E06000020"), "telford-and-wrekin"),
        (council("Bedford Borough", "822", ""), "bedford"),
        (council("Torbey", "880", "E06000027"), "torbay"),
        (council("", "880", "E06000027"), "torbay"),
        # A code of its own that is new: the number and the name say which council it is.
        (council("Torbay", "880", "E06009998"), "torbay"),
        ({**SOUTH_WEST, "region_name": "South west"}, "south-west"),
        ({**SOUTH_WEST, "region_code": "E13000001", "region_name": "London (Inner)"},
         "inner-london"),
    ],
)  # fmt: skip
def test_names_that_differ_in_spelling_and_former_codes_are_one_area(
    vocabulary: StoredKeys, cells: dict[str, str], key: str
) -> None:
    areas = AreaReader(vocabulary)
    assert areas.place(cells) == 0
    assert areas.seen[0].key == key


@pytest.mark.parametrize(
    ("cells", "column", "remedy"),
    [
        (council("Swindon", "866", "E06000023"), "la_name",
         "E06000023 is the code of Bristol and 866 the number of Swindon"),
        (council("Swindon", "", "E06000023"), "la_name",
         "E06000023 is the code of Bristol, and the row names Swindon"),
        (council("Plymouth", "880", ""), "la_name",
         "880 is the number of Torbay, and the row names Plymouth"),
        (council("Plymouth", "880", "E06000027"), "la_name", "the row names Plymouth"),
        (council("Newtown", "880", "E06009998"), "la_name", "the row names Newtown"),
        (council("", "880", "E06009998"), "la_name", "the portal does not know E06009998"),
        (council("Bournemouth", "839", "E06000058"), "la_name", "the row names Bournemouth"),
        (council("North Yorkshire", "816", "E06000014"), "la_name", "names North Yorkshire"),
        (council("Torbay", "", ""), "new_la_code", "needs its nine-character code"),
        ({**SOUTH_WEST, "region_name": "London"}, "region_name", "the row names London"),
    ],
)  # fmt: skip
def test_a_row_of_two_areas_is_refused(
    vocabulary: StoredKeys, cells: dict[str, str], column: str, remedy: str
) -> None:
    fault = AreaReader(vocabulary).place(cells)
    assert isinstance(fault, Fault)
    assert fault.column == column
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (council("LA not recorded", "999", "z"), "“LA not recorded”"),
        (council("Not known", "", ""), "“Not known”"),
        (council("Kingston / Richmond", "z", "z"), "“Kingston / Richmond”"),
        (council("Somewhere", "x", "x"), "“Somewhere”"),
        (council("Adur", "", "E07000223"), "of another kind of area than a council (E07…)"),
        (council("Cardiff", "", "W06000015"), "outside England (Cardiff)"),
        ({**SOUTH_WEST, "region_code": "z", "region_name": "Unknown"}, "“Unknown”"),
        ({**ENGLAND, "country_code": "K02000001", "country_name": "United Kingdom"},
         "outside England (United Kingdom)"),
        *(({**TORBAY, "geographic_level": level}, f"of level {level}") for level in (
            "School", "Ward", "Local authority district", "Planning area", "Institution")),
    ],
)  # fmt: skip
def test_areas_that_the_portal_does_not_show_are_left_out(
    vocabulary: StoredKeys, cells: dict[str, str], reason: str
) -> None:
    assert AreaReader(vocabulary).place(cells) == LeftOut(reason)


def test_a_name_alone_is_an_area_where_a_table_has_no_codes(vocabulary: StoredKeys) -> None:
    areas = AreaReader(vocabulary, by_name=True)
    assert areas.place(council("Hartlepool", "", "")) == 0
    assert areas.seen[0].key == "hartlepool"
    for name, remedy in (("Dorset", "has had this name"), ("Hartlepole x", "No council has")):
        fault = areas.place(council(name, "", ""))
        assert isinstance(fault, Fault)
        assert remedy in fault.remedy


def test_rows_left_out_are_counted_and_their_cells_read_by_nobody(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    school = {"geographic_level": "School", "kind": "of schools", "share": "many"}
    rows = [
        row("england", share=1, kind="A"),
        *(row(**school) for _n in range(3)),
        row("torbay", share=2, kind="A"),
        {**row(share=9, kind="A"), **council("LA not recorded", "z", "z")},
        row("plymouth", share="two", kind="A"),
    ]
    indicator = {"indicator": "t-{kind}", "name": "{kind}", "each": ["kind"]}
    mapping = write_mapping(tmp_path / "m.toml", indicator)
    data = write_csv(tmp_path / "data.csv", rows)
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, data)
    assert [(p.row, p.value) for p in raised.value.problems] == [(8, "two")]
    rows[-1]["share"] = "3"
    (bundle,) = read(vocabulary, mapping, write_csv(data, rows))
    assert [(f["area"], f["value"]) for f in figures(bundle)] == [
        ("england", 1), ("torbay", 2), ("plymouth", 3),
    ]  # fmt: skip
    assert bundle.notes == [
        "data.csv: 4 rows are left out: 3 of level School, 1 “LA not recorded”."
    ]
    assert {i["key"] for i in bundle.indicators} == {"t-a"}
    with pytest.raises(BadCatalogue, match="No row of this file is of England, a region"):
        read(vocabulary, mapping, write_csv(data, rows[1:4]))
