"""Archives of folders are unpacked within limits; whatever else they hold is refused by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from portal.importers.folder_archive import unpack_folders
from portal.importers.read import BadCatalogue


def unpacked(tmp_path: Path, raw: bytes, name: str = "My Plan.zip") -> list[Path]:
    archive, target = tmp_path / "archive", tmp_path / "folders"
    archive.write_bytes(raw)
    target.mkdir()
    return unpack_folders(archive, name, target)


def packed(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_folders_lie_at_the_top_or_one_below_and_files_alone_are_one(tmp_path: Path) -> None:
    beside = {"__MACOSX/a/._items.csv": "x", "a/.DS_Store": "x", "a/README.md": "x"}
    raw = packed({"a/items.csv": "i", "all/b/themes.csv": "p", "areas.csv": "w", **beside})
    folders = unpacked(tmp_path, raw)
    assert [(f.name, [x.name for x in f.iterdir()]) for f in folders] == [
        ("a", ["items.csv"]),
        ("b", ["themes.csv"]),
        ("my-plan", ["areas.csv"]),
    ]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a/plan.docx": "x"}, "Unknown file"),
        ({"../items.csv": "x"}, "a place outside itself"),
        ({"/a/items.csv": "x"}, "a place outside itself"),
        ({"a\\b/items.csv": "x"}, "a place outside itself"),
        ({"a/b/c/items.csv": "x"}, "lies too deep"),
        ({"a<b>/items.csv": "x"}, "Name the folder with letters"),
        ({"a/items.csv": "plan\n" * 3_001}, "at most 3,000 rows"),
        ({"a/items.csv": "plan\r" * 3_001}, "at most 3,000 rows"),
        ({f"a{n}/items.csv": "plan\n" * 2_500 for n in range(3)}, "an archive 6,000"),
        ({"a/items.csv": "x" * 16_000_000}, "It unpacks to 16 MB"),
        ({f"a{n}/items.csv": "plan\n" for n in range(401)}, "401 files"),
        ({}, "It is empty"),
        ({"a/items.csv": "plan\n", "b/a/items.csv": "plan\n"}, "Two folders"),
    ],
)
def test_an_archive_of_something_else_is_refused(
    tmp_path: Path, members: dict[str, str], words: str
) -> None:
    with pytest.raises(BadCatalogue, match=words):
        unpacked(tmp_path, packed(members))


@pytest.mark.parametrize("raw", [b"plan,ref\n", b"PK\x03\x04" + b"\0" * 90, b"\xd0\xcf" * 99])
def test_what_is_no_archive_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(BadCatalogue, match="no ZIP archive"):
        unpacked(tmp_path, raw)


def test_a_member_that_is_locked_is_refused(tmp_path: Path) -> None:
    raw = bytearray(packed({"a/items.csv": "plan\n"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag of encryption in the directory
    with pytest.raises(BadCatalogue, match="locked by a password"):
        unpacked(tmp_path, bytes(raw))


def test_an_archive_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match="larger than 5 MB"):
        unpacked(tmp_path, b"PK" * 2_600_000)
