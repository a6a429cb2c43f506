"""Dates of birth and numbers by which a child is found have no place in a visit: tell of them."""

from __future__ import annotations

import re
from datetime import date

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\sof)?"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)(?!\d)"
# A day of a month with its year, in words or, as day, month and year, in figures.
_WRITTEN = re.compile(
    rf"(?<!\d)(?:{_DAY}[\s-]{_MONTH},?[\s-]{_YEAR}|{_MONTH}\s{_DAY},?\s(?:19|20)\d\d(?!\d))",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d\d)(?![\d/-])")
_TURNED = re.compile(r"(?<!\d)((?:19|20)\d\d)([/.-]?)(\d\d)\2(\d\d)(?!\d)")
_RUN = re.compile(r"(?<!\d)(\d\d)()(\d\d)((?:19|20)\d\d)(?!\d)")
# A birthday, with or without its year.
_BORN = re.compile(
    rf"\b(?:born|birthday|(?:date of )?birth|dob|d\.o\.b\.?)\W.{{0,12}}?"
    rf"(?<!\d)(?:{_DAY}[\s-]{_MONTH}|{_MONTH}\s\d{{1,2}}(?!\d)|\d{{1,2}}[/.-]\d{{1,2}}(?!\d))",
    re.IGNORECASE,
)
_TEN_DIGITS = re.compile(r"(?<!\d)(?:\d[\s-]?){9}\d(?!\d)")
# A pupil's number: a letter, eleven figures, and a figure or letter.
_PUPIL = re.compile(r"\b[A-Za-z]\d{11}[0-9A-Za-z]\b")


def birth_date_in(text: str) -> str:
    """Give the part of a text that may be a date of birth, "" where none may.

    That is every day with its month and year, and a day and month after a word of birth.
    """
    born = _BORN.search(text) or _WRITTEN.search(text)
    if born:
        return born[0]
    for match in (*_FIGURES.finditer(text), *_RUN.finditer(text)):
        if _is_day(match[4], match[3], match[1]) or _is_day(match[4], match[1], match[3]):
            return match[0]
    turned = (m for m in _TURNED.finditer(text) if _is_day(m[1], m[3], m[4]))
    return next((match[0] for match in turned), "")


def child_number_in(text: str) -> str:
    """Give the part of a text that is an NHS number, by its check digit, or a pupil's; or ""."""
    for match in _TEN_DIGITS.finditer(text):
        if _is_nhs_number(re.sub(r"\D", "", match[0])):
            return match[0]
    pupil = _PUPIL.search(text)
    return pupil[0] if pupil else ""


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _is_nhs_number(digits: str) -> bool:
    """Test the last digit: 11 less what the others leave of 11, each times 10, 9, 8 and so on."""
    total = sum(weight * int(d) for weight, d in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
