"""Questions of an operator about the server itself: which it is, what it allows, how late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, text

from db.roles import ROLES


@dataclass(frozen=True, slots=True)
class ServerState:
    """A database as one connection sees it.

    Attributes:
        product: name and version.
        role: who is connected; empty on SQLite.
        superuser: whether that role may do anything.
        may_write: whether that role may write to the tables, on a server that can be written to.
        has_roles: whether the server has the portal's three roles.
        standby: whether the server only follows another one.
        writes: whether this connection may write to the tables.
        sees_private: whether it may read accounts.
        lag: seconds that a standby is behind; None elsewhere, and where it has replayed nothing.
        now: the server's time; None on SQLite, whose time is this machine's.
    """

    product: str
    role: str
    superuser: bool
    may_write: bool
    has_roles: bool
    standby: bool
    writes: bool
    sees_private: bool
    lag: float | None
    now: datetime | None


# A standby that has replayed all it received is not late, however long nothing was written.
_POSTGRES = text(
    """
    SELECT current_setting('server_version') AS version,
           current_user AS role,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
           (SELECT count(*) FROM pg_roles WHERE rolname IN :roles) = :count AS has_roles,
           pg_is_in_recovery() AS standby,
           to_regclass('public.accounts') IS NOT NULL
               AND has_table_privilege('public.accounts', 'INSERT') AS may_write,
           to_regclass('public.accounts') IS NOT NULL
               AND has_table_privilege('public.accounts', 'SELECT') AS sees_private,
           current_setting('default_transaction_read_only') = 'on' AS read_only,
           CASE WHEN NOT pg_is_in_recovery() THEN NULL
                WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
           END AS lag,
           clock_timestamp() AS now
    """
).bindparams(bindparam("roles", ROLES, expanding=True), count=len(ROLES))


_GRANTED = text(
    """
    SELECT current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int
               - coalesce(current_setting('reserved_connections', true), '0')::int,
           (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user),
           (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
    """
)


def granted_connections(connection: Connection) -> int:
    """Count the connections that a PostgreSQL server grants to this role in this database."""
    return min(int(limit) for limit in connection.execute(_GRANTED).one() if limit >= 0)


def server_state(connection: Connection) -> ServerState:
    """Which server answers a connection, and what it lets it do."""
    if connection.dialect.name == "sqlite":
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
        only_reads = connection.execute(text("PRAGMA query_only")).scalar_one()
        product, writes = f"SQLite {version}", not only_reads
        return ServerState(product, "", False, writes, False, False, writes, True, None, None)
    state = connection.execute(_POSTGRES).one()
    return ServerState(
        f"PostgreSQL {state.version.partition(' ')[0]}",
        state.role,
        bool(state.superuser),
        state.may_write,
        state.has_roles,
        state.standby,
        state.may_write and not state.read_only and not state.standby,
        state.sees_private,
        None if state.lag is None else float(state.lag),
        state.now.astimezone(UTC),
    )
