"""Addresses as limits count them."""

from __future__ import annotations

import pytest

from portal.auth.addresses import counted_as


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50123", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix"),
        ("nobody knows", "nobody knows"),
        ("", ""),
    ],
)
def test_an_address_counts_as_its_line(address: str, counted: str) -> None:
    assert counted_as(address) == counted


def test_another_line_counts_for_itself() -> None:
    assert counted_as("2001:db8:1:3::1") != counted_as("2001:db8:1:2::1")
