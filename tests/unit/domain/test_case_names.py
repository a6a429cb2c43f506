"""A child's name is noticed in a text; the words of the field are none."""

from __future__ import annotations

import pytest

from portal.domain.case_names import name_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sarah was placed twice.", "Sarah"),
        ("The child said James hit him.", "James"),
        ("Case of Tyrell Okonkwo", "Tyrell"),
        ("J. Smith", "J. Smith"),
        ("Smith, J", "Smith, J"),
        ("Mrs Brown visited.", "Mrs Brown"),
        ("Kowalski family", "Kowalski family"),
        ("moved home. Sarah’s plan is late", "Sarah’s"),
        ("seen with\nOlivia", "Olivia"),
        ("The worker saw Kayleigh-Mae twice.", "Kayleigh-Mae"),
        ("Plan for Zorblax-Lee", "Zorblax-Lee"),
        ("Zorblax said so", "Zorblax"),
        ("sarah was placed twice", "sarah"),
        ("seen with jayden’s mother", "jayden’s"),
        ("kayleigh-mae was seen", "kayleigh-mae"),
        ("Grace was seen", "Grace"),
    ],
)
def test_names_are_noticed(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "", "Case 12", "A7", "case 3/2026", "Child A and Child B",
        "Plan reviewed on 3 March by the IRO; EHCP late.", "Section 47 was begun in May.",
        "Supervision is good. Chronology is not.",
        "The Early Help plan and the Child Protection plan",
        "rated amber, with a mark of 3; a faith school, at most max 5 days, in summer",
        "The mother speaks Polish.", "It met on Monday. The Virtual School Head came.",
        "Placement in Middlesbrough, by the Youth Justice team",
        "Mother said so. Nobody lives there.",
        "16 and 17, leaving care", "The family moved twice. Birth family seen.",
    ],
)  # fmt: skip
def test_the_words_of_the_field_are_no_names(text: str) -> None:
    assert name_in(text) == ""


@pytest.mark.parametrize("text", ["Zorblax", "zorblax 2", "Case Zorblax", "O’Zorblax"])
def test_a_case_has_a_number_and_no_word_that_may_be_a_name(text: str) -> None:
    assert "orblax" in name_in(text, number=True)


@pytest.mark.parametrize("text", ["Case 12", "C-014", "A7", "case 3/2026", "North 4", "12"])
def test_a_number_of_a_case_is_no_name(text: str) -> None:
    assert name_in(text, number=True) == ""
