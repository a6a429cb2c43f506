"""The region whose portal it is: what it says of itself, and how an administrator changes it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from hashlib import sha256

from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session, sessionmaker

from db.queries import region as queries
from db.writes import region as writes
from db.writes.accounts import record
from portal.domain.access import ADMINISTRATOR, Actor, require
from portal.domain.region import LOGO_BOX, MOST_LOGO, MOST_NAME, MOST_SIDE, MOST_WELCOME, Region
from portal.services.base import Data
from portal.services.partnership import named_keys
from portal.services.visits.access import ValidationError, now, text_of

MOST_COUNCILS = 20


class RegionService:
    """Reads for everybody what a region says of itself, and lets administrators write it."""

    def __init__(self, data: Data, sessions: sessionmaker[Session]) -> None:
        self._data = data
        self._sessions = sessions

    def region(self) -> Region:
        """Read what the region says of itself."""
        return self._data.vocabulary().region

    def logo(self) -> bytes | None:
        """Read the region's logo, a PNG picture."""
        with self._data.reading() as (session, _vocabulary):
            return queries.logo(session)

    def templates(self) -> dict[str, str]:
        """Name the files of the region's own templates of packs, by their kind."""
        with self._data.reading() as (session, _vocabulary):
            return {row.kind: row.file for row in queries.templates(session)}

    def template(self, kind: str) -> bytes:
        """Read the region's own template of a kind, b"" where it has none."""
        with self._data.reading() as (session, _vocabulary):
            return queries.template(session, kind) or b""

    def set_template(self, actor: Actor | None, kind: str, file: str, content: bytes) -> None:
        """Set the template of a kind, which `portal.packs.templates` has checked.

        Args:
            actor: who asks.
            kind: `pptx` or `docx`.
            file: the file's name.
            content: b"" takes the template away.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is no administrator.
        """
        person = require(actor, ADMINISTRATOR)
        name = " ".join(text_of(file).split())[-120:] or f"template.{kind}"
        with self._sessions.begin() as session:
            former = {row.kind: row.file for row in queries.templates(session)}
            if not content and kind not in former:
                return
            writes.set_template(session, kind, name, content, now())
            writes.new_version(session, now(), "a template of packs")
            change = f"{former.get(kind, 'none')} → {name if content else 'none'}"
            record(session, person, "pack template changed", kind, change)

    def save(
        self,
        actor: Actor | None,
        name: str,
        welcome: str,
        councils: Sequence[str] | None,
        *,
        logo: bytes = b"",
        remove_logo: bool = False,
    ) -> Region:
        """Change what the region says of itself; every page shows it with its next request.

        Args:
            actor: who asks.
            name: of the region; "" for none.
            welcome: a paragraph of plain text for the first page; "" for none.
            councils: those to show where nobody has chosen, by name or key; none for the
                portal's own. None leaves them as they are.
            logo: a PNG, JPEG or WebP picture; b"" leaves the logo as it is.
            remove_logo: whether the logo goes.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is no administrator.
            ValidationError: if something cannot be used; nothing is changed then.
        """
        person, former = require(actor, ADMINISTRATOR), self.region()
        region, picture = self._wanted(name, welcome, councils, logo, remove_logo)
        if region == former:
            return region
        with self._sessions.begin() as session:
            keys = ";".join(region.councils)
            writes.set_region(session, region.name, region.welcome, keys, picture, region.logo)
            writes.new_version(session, now(), "settings of the region")
            changes = _changes(former, region)
            record(session, person, "region changed", region.name or "no name", changes)
        return region

    def effects(
        self,
        actor: Actor | None,
        name: str,
        welcome: str,
        councils: Sequence[str] | None,
        *,
        logo: bytes = b"",
        remove_logo: bool = False,
    ) -> list[str]:
        """Say what `save` would change, a sentence each; arguments and errors as there."""
        require(actor, ADMINISTRATOR)
        region, _picture = self._wanted(name, welcome, councils, logo, remove_logo)
        vocabulary, former = self._data.vocabulary(), self.region()

        def first(of: Region) -> str:
            names = (vocabulary.names.get(key, key) for key in of.councils)
            return ", ".join(names) or "the portal’s own"

        texts = (
            ("The name beside the portal’s", former.name or "none", region.name or "none"),
            ("The councils that pages show first", first(former), first(region)),
            ("The welcome on the first page", former.welcome or "none", region.welcome or "none"),
        )
        sentences = [f"{what}: “{old}” becomes “{new}”." for what, old, new in texts if old != new]
        if former.logo != region.logo:
            sentences.append("The logo becomes another." if region.logo else "The logo goes.")
        if not sentences:
            raise ValidationError("Nothing is changed.")
        shown = vocabulary.resolved(region.councils) if region.councils else ()
        if without := [council.name for council in shown if not council.has_plans]:
            names = ", ".join(without)
            sentences.append(f"No plan is here yet of {names}: Plans shows nothing of it.")
        return [*sentences, "Everybody sees it with the next page. It can be put back at once."]

    def _wanted(
        self,
        name: str,
        welcome: str,
        councils: Sequence[str] | None,
        logo: bytes,
        remove_logo: bool,
    ) -> tuple[Region, bytes | None]:
        """Check what is asked for; return the region as it would be, and its logo."""
        name, welcome = " ".join(text_of(name).split()), " ".join(text_of(welcome).split())
        for text, most, what in ((name, MOST_NAME, "name"), (welcome, MOST_WELCOME, "welcome")):
            if len(text) > most:
                raise ValidationError(
                    f"The {what} has {len(text):,} characters; at most {most} are kept."
                )
        vocabulary, former = self._data.vocabulary(), self.region()
        if councils is None:
            chosen = former.councils
        else:
            wanted = [text.strip() for text in councils if text.strip()]
            if len(wanted) > MOST_COUNCILS:
                raise ValidationError(f"Name at most {MOST_COUNCILS} councils or regions.")
            chosen = tuple(dict.fromkeys(named_keys(vocabulary, wanted)))
        picture = _small_png(logo) if logo and not remove_logo else None
        if picture is None and not remove_logo:
            picture = self.logo()
        hashed = sha256(picture).hexdigest()[:16] if picture else ""
        return Region(name=name, welcome=welcome, councils=chosen, logo=hashed), picture


def _changes(former: Region, region: Region) -> str:
    """Say what was changed from what, so that it can be put back by hand."""
    pairs = (
        ("name", former.name, region.name),
        ("welcome", former.welcome, region.welcome),
        ("councils", ", ".join(former.councils), ", ".join(region.councils)),
        ("logo", former.logo, region.logo),
    )
    changed = [(what, old or "none", new or "none") for what, old, new in pairs if old != new]
    return "; ".join(f"{what}: {old} → {new}" for what, old, new in changed)


def _small_png(data: bytes) -> bytes:
    """Draw an uploaded picture anew: what else its file holds does not come along.

    Raises:
        ValidationError: if it is no picture of a kind that is known, or too large.
    """
    if len(data) > MOST_LOGO:
        raise ValidationError(
            f"The logo has {len(data) // 1024:,} kB; at most {MOST_LOGO // 1024} are taken. "
            "Save it smaller."
        )
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if max(picture.size) > MOST_SIDE:
                width, height = picture.size
                raise ValidationError(
                    f"The logo is {width:,} by {height:,} pixels; at most {MOST_SIDE:,} a side "
                    "are taken. Save it smaller."
                )
            drawn = picture.convert("RGBA")
    except ValidationError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise ValidationError("The logo is no PNG, JPEG or WebP picture. Save it as PNG.") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError("The logo's file is damaged. Save it as PNG again.") from None
    drawn.thumbnail(LOGO_BOX)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()
