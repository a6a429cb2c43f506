"""The state of the page of progress: what its address holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from portal.domain.view_state import AREA, PAGE, PLANNING_COUNCILS, THEME, State


@dataclass(frozen=True, slots=True)
class ProgressState(State):
    """The state of the page of progress."""

    councils: Annotated[tuple[str, ...], PLANNING_COUNCILS] = ()
    theme: Annotated[str, THEME] = ""
    area: Annotated[str, AREA] = ""
    page: Annotated[int, PAGE] = 1
