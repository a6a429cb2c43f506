"""Councils that people's visits, returns and accounts name by their keys: those may not go."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from db.queries.catalogue import brought_keys
from db.queries.words import kept_by_people
from portal.domain.formatting import plural
from portal.importers.read import Catalogue, Problem


def kept_words(count: int) -> str:
    """Say how many of them name a council: `1 visit, return or account`."""
    return plural(count, "visit, return or account", "visits, returns or accounts")


def councils_in_use(session: Session, councils: Collection[str]) -> str:
    """Say that people's own rows name some of these councils; "" where none does."""
    count = kept_by_people(session, councils)
    names = ", ".join(sorted(councils))
    return f"{kept_words(count)} of people here would lose their council ({names})" if count else ""


def faults_of_gone(session: Session, catalogue: Catalogue) -> list[Problem]:
    """Refuse folders that no longer bring a council which people's own rows name."""
    gone = brought_keys(session, catalogue.origins)["councils"].keys() - catalogue.keys("councils")
    in_use = councils_in_use(session, gone) if gone else ""
    if not in_use:
        return []
    remedy = f"{in_use}. Put the council back."
    return [Problem(", ".join(catalogue.origins), None, "council", "", remedy)]
