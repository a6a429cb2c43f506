"""A region's database as a test has it: a server of its own, the three roles, their passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from db.roles import ROLES
from tests.support.clusters import Server

DATABASE = "region"


@dataclass
class Region:
    """A region's database: its server, and where each role finds it."""

    server: Server
    folder: Path
    passwords: dict[str, str] = field(
        default_factory=lambda: {role: f"{secrets.token_urlsafe(12)}:\\x" for role in ROLES}
    )

    def url(self, role: str) -> str:
        """Where a role finds the database, with its password."""
        return self.server.url(role, self.passwords[role], DATABASE)
