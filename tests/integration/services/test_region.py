"""The region as it names itself: who may change it, what is refused, where it shows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine

from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, Actor, NotAllowed, NotSignedIn
from portal.domain.accounts import operator
from portal.domain.region import LOGO_BOX, MOST_LOGO, MOST_SIDE, Region
from portal.services import Services
from portal.services.visits.access import ValidationError

HERE = operator("tests")


def picture(kind: str, size: tuple[int, int] = (600, 300), **more: Any) -> bytes:
    """Draw a picture of a kind."""
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)
    return out.getvalue()


def test_a_region_is_shown_until_it_is_changed(full_engine: Engine) -> None:
    services = Services.over(make_sessions(full_engine))
    before = services.data.version().number
    assert services.region.region() == Region()
    assert services.data.vocabulary().default == ("torbay", "plymouth", "middlesbrough")
    saved = services.region.save(
        HERE, "  South   West ", "Welcome\nto all.", ["Plymouth", "torbay", "plymouth"]
    )
    assert saved == Region(
        name="South West", welcome="Welcome to all.", councils=("plymouth", "torbay")
    )
    # Another process sees it with its next request.
    other = Services.over(make_sessions(full_engine))
    assert other.region.region() == services.region.region() == saved
    assert other.data.vocabulary().default == ("plymouth", "torbay")
    forced = Services.over(make_sessions(full_engine), default=("middlesbrough",))
    assert forced.data.vocabulary().default == ("middlesbrough",)
    assert services.data.version().number == before + 1
    services.region.save(HERE, "South West", "Welcome to all.", None)  # nothing else
    assert services.data.version().number == before + 1
    services.region.save(HERE, "", "", [])
    assert services.region.region() == Region()
    log = AuditLog(make_sessions(full_engine)).newest(HERE, most=2)
    assert [row.action for row in log] == ["region changed", "region changed"]
    assert "name: South West → none" in log[0].detail


def test_a_logo_is_drawn_anew(full_engine: Engine) -> None:
    services = Services.over(make_sessions(full_engine))
    assert services.region.logo() is None
    hashes = set()
    for kind in ("PNG", "JPEG", "WEBP"):
        data = picture(kind) + b"<script>alert(1)</script>"
        hashes.add(services.region.save(HERE, "", "", None, logo=data).logo)
        stored = services.region.logo()
        assert stored is not None
        assert b"script" not in stored
        with Image.open(io.BytesIO(stored)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (160, 80))
            assert drawn.width <= LOGO_BOX[0]
    assert "" not in hashes
    named = services.region.save(HERE, "Named", "", None)
    assert named.logo in hashes
    assert services.region.save(HERE, "Named", "", None, remove_logo=True).logo == ""
    assert services.region.logo() is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "x" * 61}, "The name has 61 characters; at most 60"),
        ({"welcome": "x" * 601}, "The welcome has 601 characters"),
        ({"councils": ["Atlantis"]}, "The portal does not know “Atlantis”"),
        ({"councils": ["torbay"] * 21}, "at most 20 councils"),
        ({"logo": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "no PNG, JPEG or WebP"),
        ({"logo": picture("GIF")}, "no PNG, JPEG or WebP"),
        ({"logo": picture("PNG")[:200]}, "damaged"),
        ({"logo": b"x" * (MOST_LOGO + 1)}, "at most 200 are taken"),
        ({"logo": picture("PNG", (MOST_SIDE + 1, 1))}, "4,001 by 1 pixels"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    sessions: Any, given: dict[str, Any], message: str
) -> None:
    services = Services.over(sessions)
    version = services.data.version()
    with pytest.raises(ValidationError, match=message):
        services.region.save(HERE, **{"name": "", "welcome": "", "councils": None, **given})
    assert services.data.version() == version


def test_only_administrators_change_it(sessions: Any) -> None:
    services = Services.over(sessions)
    with pytest.raises(NotSignedIn):
        services.region.save(None, "x", "", None)
    with pytest.raises(NotAllowed):
        services.region.save(Actor(1, "a", "A", frozenset([EDITOR])), "x", "", None)
