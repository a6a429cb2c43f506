"""The region whose portal it is, as it names itself."""

from __future__ import annotations

from dataclasses import dataclass

# The portal's name, as titles say it.
TITLE = "Alongside"
MOST_NAME, MOST_WELCOME = 60, 600
# Of an uploaded picture: bytes, and pixels a side before it is made small.
MOST_LOGO, MOST_SIDE = 200 * 1024, 4000
LOGO_BOX = (480, 80)


@dataclass(frozen=True, slots=True)
class Region:
    """The name and the welcome of a region, the councils shown first, the hash of its logo.

    Each is empty where the region says nothing.
    """

    name: str = ""
    welcome: str = ""
    councils: tuple[str, ...] = ()
    logo: str = ""

    @property
    def portal(self) -> str:
        """The portal's name with that of the region, where there is one."""
        return f"{TITLE}, {self.name}" if self.name else TITLE
