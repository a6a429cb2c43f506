"""The three roles of a shared PostgreSQL: who may change tables, write rows, read what is public.

The owner migrates, the writer serves partners and imports, the reader serves the public. What the
reader may read is listed here table by table: a new table is private until it is named. Figures
with an audience are guarded twice: row-level security shows their rows to the writer alone, even
where a right was given by mistake (migrations 0026 and 0034).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from db.engine import PAGE_SECONDS

if TYPE_CHECKING:  # at run time where a statement is made: an SQLite file needs no psycopg
    from psycopg import sql

OWNER, WRITER, READER = ROLES = ("portal_owner", "portal_writer", "portal_reader")

PUBLIC = frozenset(
    (
        "actions alembic_version answers benchmarks councils dataset_versions documents "
        "finding_themes findings former_statistics grades improvement_areas indicator_themes "
        "indicators inspections item_themes items measure_themes measures milestones neighbours "
        "observations other_grades pack_templates periods plans progress recommendation_themes "
        "recommendations region "
        "search_texts statements statistics targets themes"
    ).split()
)
# Figures with an audience, of which the reader learns nothing, not even that there are any.
GUARDED = frozenset({"return_names", "shared_data_sets", "shared_figures", "shared_plans"})
# Tables of which the public sees some columns: what was concluded, not by whom; what was imported,
# not by whom; which releases there are, not the files that wait for an editor.
PARTLY = {
    "finding_resolutions": ("id", "finding", "status", "note", "made_at"),
    "imports": (
        "id",
        "made_at",
        "kind",
        "document",
        "file",
        "sha256",
        "rows",
        "reason",
        "undone_by",
        "edition",
        "added",
        "changed",
        "removed",
        "address",
    ),
    "releases": ("document", "checked_at", "release", "published", "next_expected", "address"),
}
# Tables that an import of official statistics lets PostgreSQL count anew.
_COUNTED = frozenset({"benchmarks", "statistics"})
# Functions by which whoever is connected could write outside every table. PUBLIC may call them, so
# only a superuser can take them away.
WRITING = tuple(
    (
        "lo_creat lo_create lo_from_bytea lo_import lo_put lo_truncate lo_truncate64 lo_unlink "
        "lowrite pg_logical_emit_message"
    ).split()
)
# Functions that tell of any table how many rows and bytes it has, and how many came: of figures
# with an audience that is too much. Whoever watches the server keeps them, as owner and writer do.
COUNTING = (
    "^pg_stat_get_(xact_)?(live_|dead_|tuples_|ins_|mod_|blocks_|numscans)"
    "|^pg_((total_)?relation|table|indexes)_size$"
)
_COUNTING_FOR = ("pg_monitor", OWNER, WRITER)
# Defaults of the reader's sessions. It may change them for itself: rights hold without them.
READER_DEFAULTS = {
    "default_transaction_read_only": "on",
    "statement_timeout": f"{PAGE_SECONDS}s",
    "idle_in_transaction_session_timeout": "60s",
}


class NoRoles(RuntimeError):
    """The database has no roles, or whoever asks may not make them; the message says what to do."""


def make_roles(engine: Engine, passwords: Mapping[str, str]) -> list[str]:
    """Make the three roles, hand the database to the owner, and grant each what it may do.

    Roles that exist stay, with a new password where one is given. A password reaches the server
    only as a SCRAM hash, so that no log of statements holds it.

    Args:
        engine: connected as a superuser, or as a role that may create roles and owns the database.
        passwords: of some of the roles.

    Returns:
        The roles that were made.

    Raises:
        NoRoles: on SQLite, whose file's permissions take their place.
        sqlalchemy.exc.ProgrammingError: if whoever is connected may not.
    """
    if engine.dialect.name != "postgresql":
        raise NoRoles("Roles are PostgreSQL's; an SQLite file is guarded by its permissions.")
    with engine.begin() as connection:
        there = _present(connection)
        new = [role for role in ROLES if role not in there]
        for role in new:
            _run(connection, "CREATE ROLE {} LOGIN", role)
        for role, password in passwords.items():
            _run(connection, "ALTER ROLE {} PASSWORD {}", role, _hashed(connection, role, password))
        _run(connection, "ALTER ROLE {} RESET ALL", READER)
        for name, value in READER_DEFAULTS.items():
            _run(connection, f"ALTER ROLE {{}} SET {name} = '{value}'", READER)
        _run(connection, "ALTER ROLE {} SET idle_in_transaction_session_timeout = '60s'", WRITER)
        _hand_over(connection)
        if _is_superuser(connection):
            for function in (*_writing(connection), *_counting(connection)):
                connection.exec_driver_sql(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
            for function in _counting(connection):
                who = ", ".join(_COUNTING_FOR)
                connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {function} TO {who}")
        grant(connection)
    return new


def grant(connection: Connection) -> bool:
    """Give each role its rights on the tables that are there; run after every migration.

    Returns:
        Whether there are roles to give rights to.
    """
    if connection.dialect.name != "postgresql" or not set(ROLES) <= _present(connection):
        return False
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return True  # the first migration grants
    for role in (WRITER, READER):
        _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", role)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}", role)
    _run(
        connection,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        WRITER,
    )
    _run(connection, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", WRITER)
    if (connection.dialect.server_version_info or ()) >= (17,):
        # To count anew what an import brought; older servers do it by themselves, later.
        for table in sorted(_COUNTED & tables):
            _run(connection, "GRANT MAINTAIN ON {} TO {}", table, WRITER)
    _run(connection, "REVOKE INSERT, UPDATE, DELETE ON {} FROM {}", "alembic_version", WRITER)
    # What was done stays written down, whoever takes the application over.
    _run(connection, "REVOKE UPDATE, DELETE ON {} FROM {}", "audit", WRITER)
    for table in sorted(PUBLIC & tables):
        _run(connection, "GRANT SELECT ON {} TO {}", table, READER)
    for table in sorted(GUARDED & tables):
        # The catalogue, which everybody reads, says how many rows were counted last.
        _run(connection, "ALTER TABLE {} SET (autovacuum_enabled = off)", table)
    for table, columns in PARTLY.items():
        _run(connection, "GRANT SELECT ({}) ON {} TO {}", columns, table, READER)
    return True


def loose_ends(connection: Connection) -> list[str]:
    """List what the reader could do besides reading, in words; any role may ask.

    A role may change its own defaults, and functions of PostgreSQL stay everybody's where the
    roles were not made by a superuser: `make_roles` as one mends both.
    """
    if connection.dialect.name != "postgresql" or READER not in _present(connection):
        return []
    asked = "SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setrole = %s::regrole"
    there = dict(
        setting.split("=", 1) for setting in connection.exec_driver_sql(asked, (READER,)).scalars()
    )
    loose = [
        f"{READER} has {name} {there.get(name, 'unset')!r} instead of {value!r}"
        for name, value in READER_DEFAULTS.items()
        if there.get(name) != value
    ]
    asked = "SELECT has_function_privilege(%s, %s, 'EXECUTE')"
    free = [
        function
        for function in (*_writing(connection), *_counting(connection))
        if connection.exec_driver_sql(asked, (READER, function)).scalar()
    ]
    if free:
        loose.append(f"{READER} may call {', '.join(free)}")
    return loose


def _present(connection: Connection) -> set[str]:
    query = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
    return set(connection.exec_driver_sql(query, (list(ROLES),)).scalars())


def _is_superuser(connection: Connection) -> bool:
    asked = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(connection.exec_driver_sql(asked).scalar())


def _writing(connection: Connection) -> list[str]:
    """The functions of `WRITING` that the server has, each with the types of its arguments."""
    return _functions(connection, "^(" + "|".join(WRITING) + ")$")


def _counting(connection: Connection) -> list[str]:
    """Those of `COUNTING`, likewise."""
    return _functions(connection, COUNTING)


def _functions(connection: Connection, names: str) -> list[str]:
    asked = (
        "SELECT oid::regprocedure::text FROM pg_proc "
        "WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s ORDER BY 1"
    )
    return list(connection.exec_driver_sql(asked, (names,)).scalars())


def _hand_over(connection: Connection) -> None:
    """Make the owner own the database, its schema and what is in it; nobody else makes tables."""
    database = connection.exec_driver_sql("SELECT current_database()").scalar_one()
    _run(connection, "ALTER DATABASE {} OWNER TO {}", database, OWNER)
    _run(connection, "ALTER SCHEMA public OWNER TO {}", OWNER)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, READER)
    # An import compares with what is there in a temporary table.
    _run(connection, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", database, WRITER)
    for table in inspect(connection).get_table_names():
        _run(connection, "ALTER TABLE {} OWNER TO {}", table, OWNER)


def _hashed(connection: Connection, role: str, password: str) -> sql.Literal:
    from psycopg import sql

    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    hashed = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return sql.Literal(hashed.decode())


def _run(
    connection: Connection, statement: str, *names: str | tuple[str, ...] | sql.Literal
) -> None:
    """Run a statement whose marks stand for names, which the driver quotes."""
    from psycopg import sql

    parts = [
        name
        if isinstance(name, sql.Literal)
        else sql.Identifier(name)
        if isinstance(name, str)
        else sql.SQL(", ").join(map(sql.Identifier, name))
        for name in names
    ]
    connection.exec_driver_sql(sql.SQL(statement).format(*parts).as_string())
