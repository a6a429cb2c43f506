"""Contradictions in official statistics that a withheld member of a region explains."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from db.models import Council, Finding
from tests.support.statistics import bring_files, row, write_csv, write_mapping


def test_a_total_contradicts_its_counts_only_where_no_member_is_withheld(
    fresh: sessionmaker[Session], tmp_path: Path
) -> None:
    mapping = write_mapping(
        tmp_path / "m.toml",
        {"decimals": 0, "numerator": "part", "denominator": "whole"},
    )
    wrong = {"share": 50, "part": 11, "whole": 101}
    rows = [
        row(area, year, **wrong)
        for area in ("england", "south-west", "middlesbrough")
        for year in ("2024", "2025")
    ]
    rows.append(row("torbay", "2024", share=11, part=11, whole=101))
    rows.append(row("torbay", "2025", share="x", part="x", whole=101))
    bring_files(fresh, mapping, write_csv(tmp_path / "f.csv", rows))
    query = select(Council.key, Finding.period_end).join(Finding.council)
    with fresh() as session:
        found_in = session.execute(query.where(Finding.document_a == "test-data")).all()
    assert sorted((area, end.year) for area, end in found_in) == [
        ("england", 2024),
        ("middlesbrough", 2024),
        ("middlesbrough", 2025),
        ("south-west", 2024),
    ]
