"""`portal check`: whether this portal can run as it is set, and what to do where it cannot."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from limits import parse
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from db.engine import open_engine, read_url
from db.queries.catalogue import due_folders
from db.queries.operations import ServerState, server_state
from db.queries.statistics import live_imports
from db.queries.versions import data_version
from db.revisions import current_revision, known_revisions, newest_revision
from db.roles import OWNER, READER, WRITER, loose_ends
from portal.auth.secret_key import secret_key
from portal.domain.formatting import first_few
from portal.runtime.database_errors import database_fault
from portal.runtime.startup import wrong_role
from portal.settings import BUNDLE, INSPECTIONS, Settings, SettingsError, without_password
from portal.urls import CALLBACKS
from portal.web.rate_limits import SIGN_IN

if TYPE_CHECKING:
    from dash import Dash

OK, WARN, FAIL = "ok", "warn", "fail"
_MOUNTED = "/run/secrets/"  # containers: the platform guards it
_LATE, _SKEW, _BAD_SKEW = 60, 5, 60  # seconds
_LITTLE, _NOTHING = 1_000_000_000, 100_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    name: str
    state: str
    message: str
    remedy: str = ""


MakeApp: TypeAlias = "Callable[[Settings, Engine], Dash]"


def check_portal(settings: Settings, make_app: MakeApp) -> Iterator[Check]:
    """Look at settings, files, database, its data and the store of limits, one after the other.

    With the owner's settings, which only commands have, what a served portal needs is left out.
    `make_app` makes the portal, whose routes are looked at where it is public.
    """
    yield from _files(settings)
    if not _for_commands(settings):
        yield from _addresses(settings)
        yield from _secret(settings)
        yield _limits(settings)
    yield from _database(settings, make_app)


def _for_commands(settings: Settings) -> bool:
    """Tell if these are settings of the owner that no portal is served with."""
    owner = re.match(rf"postgresql[^/]*://{OWNER}[:@]", settings.database_url)
    return owner is not None and settings.signs_in and not settings.secret_key


def _files(settings: Settings) -> Iterator[Check]:
    named = {
        "PORTAL_DATABASE_PASSWORD_FILE": settings.database_password_file,
        "PORTAL_SECRET_KEY_FILE": settings.secret_key_file,
        "PORTAL_OIDC_CLIENT_SECRET_FILE": settings.oidc_client_secret_file,
    }
    database = _file(settings)
    if database is not None:
        named["the database"] = str(database)
        named["the secret key"] = str(database.with_suffix(".key"))
    for name, place in named.items():
        file = Path(place)
        if not place or not file.exists():
            continue
        mode = stat.S_IMODE(file.stat().st_mode)
        mode_text = f"{name} {place} has mode {mode:o}"
        if mode & 0o022:
            yield Check("file", FAIL, f"{mode_text}: others may change it", f"chmod 600 {place}")
        elif mode & 0o044 and not place.startswith(_MOUNTED):
            yield Check("file", WARN, f"{mode_text}: others may read it", f"chmod 600 {place}")
        else:
            yield Check("file", OK, mode_text)


def _addresses(settings: Settings) -> Iterator[Check]:
    if settings.base_url.startswith("https://") and not settings.proxies:
        remedy = "set PORTAL_PROXIES to the number of proxies in front, or all readers are one"
        yield Check("proxies", WARN, "https needs a proxy in front, and none is believed", remedy)
    else:
        yield Check("proxies", OK, f"{settings.proxies} in front are believed")
    if not settings.base_url and not settings.host.startswith(("127.", "localhost", "::1")):
        remedy = "set PORTAL_BASE_URL, so that downloads name the public address"
        yield Check("address", WARN, "the public address is not set", remedy)


def _secret(settings: Settings) -> Iterator[Check]:
    if not settings.signs_in:
        yield Check("sign-in", OK, "off: public pages only")
        return
    file = _file(settings)
    if file is not None and not settings.secret_key and not file.with_suffix(".key").exists():
        yield Check("sign-in", OK, "on; the secret key is made at first start")
        return
    try:
        secret_key(settings)
    except SettingsError as error:
        yield Check("sign-in", FAIL, "there is no secret key to use", str(error))
    else:
        yield Check("sign-in", OK, "on, with a secret key")


def _limits(settings: Settings) -> Check:
    shown = without_password(settings.limits_store)
    remedy = "check PORTAL_LIMITS_STORE and that its server runs; meanwhile each process counts"
    try:
        answers = storage_from_string(settings.limits_store).check()
    except (ConfigurationError, ImportError, OSError, ValueError) as error:
        return Check("limits", FAIL, f"{shown} cannot be used: {type(error).__name__}", remedy)
    if not answers:
        return Check("limits", FAIL, f"{shown} does not answer", remedy)
    workers = settings.workers
    if settings.limits_store.startswith("memory:") and workers > 1:
        message = f"{shown}: each of {workers} processes counts alone, so one address may ask "
        once = parse(SIGN_IN).amount
        message += f"{workers} times as often"
        if settings.signs_in:
            message += f": {once * workers} attempts to sign in a minute instead of {once}"
        remedy = "set PORTAL_LIMITS_STORE=redis://HOST:6379/0, or PORTAL_WORKERS=1"
        return Check("limits", WARN, message, remedy)
    return Check("limits", OK, shown)


def _database(settings: Settings, make_app: MakeApp) -> Iterator[Check]:
    where = without_password(settings.database_url)
    file = _file(settings)
    try:
        url = read_url(settings.database_url)
        if file is not None and not file.exists():
            remedy = "run `portal db upgrade` and `portal load`, or `portal db restore FILE`"
            yield Check("database", FAIL, f"There is no database at {file}", remedy)
            return
        engine = open_engine(url)
    except ArgumentError as error:
        cause, remedy = database_fault(error)
        yield Check("database", FAIL, f"PORTAL_DATABASE_URL cannot be used: {cause}", remedy)
        return
    try:
        with engine.connect() as connection:
            state = server_state(connection)
            here = datetime.now(UTC)
            loose = loose_ends(connection)
        yield from _server(settings, state, where, here)
        if file is not None:
            yield _whole(engine)
        for message in loose:
            yield Check("rights", WARN, message, "run `portal db roles` as a superuser")
        ready = True
        for result in (*_contents(engine), *_statistics(settings, engine)):
            ready = ready and result.state != FAIL
            yield result
        if ready and not _for_commands(settings):
            yield _routes(settings, engine, make_app)
    except SQLAlchemyError as error:
        cause, remedy = database_fault(error)
        message = f"The database cannot be used: {where}: {cause.splitlines()[0]}"
        yield Check("database", FAIL, message, remedy)
    finally:
        engine.dispose()
    yield from _disk(settings)


def _whole(engine: Engine) -> Check:
    """Look for damage in an SQLite file."""
    with engine.connect() as connection:
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if verdict == "ok":
        return Check("file", OK, "the database's file is whole")
    remedy = "put the last backup back: `portal db restore FILE --replace`"
    return Check("file", FAIL, f"The database's file is damaged: {verdict}", remedy)


def _server(settings: Settings, state: ServerState, where: str, here: datetime) -> Iterator[Check]:
    may = "reads and writes" if state.writes else "reads only"
    as_whom = f" as {state.role}" if state.role else ""
    yield Check("database", OK, f"{state.product} at {where}{as_whom}, {may}")
    message, remedy = wrong_role(settings, state)
    if message:
        yield Check("role", FAIL, message, remedy)
    elif _for_commands(settings):
        message = f"{state.role} is for commands: what a served portal needs is not looked at"
        yield Check("role", OK, message)
    elif settings.signs_in and not state.writes:
        remedy = f"connect as {WRITER} to the primary, or set PORTAL_SIGN_IN=off"
        yield Check("role", FAIL, "people sign in, and nothing can be written", remedy)
    elif state.role and not settings.signs_in and (state.writes or state.sees_private):
        remedy = f"connect as {READER} (`portal db roles` makes it)"
        yield Check("role", WARN, f"a public portal needs less than {state.role} may do", remedy)
    elif state.superuser or state.role == OWNER:
        remedy = f"connect as {WRITER} (`portal db roles` makes it)"
        yield Check("role", WARN, f"a portal needs less than {state.role} may do", remedy)
    elif state.role:
        yield Check("role", OK, f"{state.role} may do what this portal does, no more is needed")
    if state.standby:
        late = "by an unknown time" if state.lag is None else f"{state.lag:.0f} s"
        bad = state.lag is None or state.lag > _LATE
        remedy = "look at the link between primary and standby" if bad else ""
        yield Check("standby", WARN if bad else OK, f"the server follows another, {late} behind",
                    remedy)  # fmt: skip
    if state.now is not None:
        skew = abs((here - state.now).total_seconds())
        state_of_clock = FAIL if skew > _BAD_SKEW else WARN if skew > _SKEW else OK
        remedy = "" if state_of_clock == OK else "set both machines' clocks (NTP)"
        yield Check("clock", state_of_clock, f"{skew:.1f} s from the database's", remedy)


def _contents(engine: Engine) -> Iterator[Check]:
    revision, newest = current_revision(engine), newest_revision()
    if revision and revision not in known_revisions():
        remedy = f"this portal knows {newest}; bring it up to date"
        yield Check("schema", WARN, f"Schema {revision} is of a newer portal", remedy)
    elif revision != newest:
        message = f"The schema is at {revision or 'nothing'}, not {newest}"
        yield Check("schema", FAIL, message, "run `portal db upgrade`")
        return
    else:
        yield Check("schema", OK, f"Schema {revision}")
    with engine.connect() as connection:
        version, due = data_version(connection), due_folders(connection)
    if due:
        message = f"not loaded since the upgrade, so that imports are refused: {first_few(due)}"
        yield Check("data", WARN, message, "run `portal load`, with every folder of your own")
    elif version.number:
        yield Check("data", OK, f"data version {version.number} of {version.made_at} UTC")
    else:
        yield Check("data", FAIL, "The database holds no data", "run `portal load`")


def _statistics(settings: Settings, engine: Engine) -> Iterator[Check]:
    """Look at the bundle of official statistics, and at what of it or of files is loaded."""
    from portal.importers.read import BadCatalogue
    from portal.importers.statistics.bundled import open_bundle, outdated

    try:
        bundle = open_bundle(BUNDLE)
        damaged = bundle.damaged() if bundle else []
    except BadCatalogue as error:
        bundle, damaged = None, [problem.file for problem in error.problems]
    if damaged:
        remedy = "bring the portal's files anew"
        yield Check("bundle", FAIL, f"not as it was made: {', '.join(damaged)}", remedy)
    if current_revision(engine) != newest_revision():
        return
    from portal.importers.inspection_list import missing_inspections

    with Session(engine) as session:
        sets = live_imports(session)
        missing = missing_inspections(session, INSPECTIONS) if settings.statistics == "on" else []
        wanted = settings.statistics == "on"
        behind = outdated(session, bundle) if bundle and wanted else []
    if not sets:
        remedy = "run `portal load`, or import files" if wanted else ""
        yield Check("figures", WARN if wanted else OK, "none are loaded", remedy)
    elif behind:
        message = f"edition {bundle.edition if bundle else 0} of the portal's own is not loaded: "
        yield Check("figures", WARN, message + ", ".join(behind), "run `portal load`")
    else:
        carried = sum(edition is not None for edition in sets.values())
        yield Check("figures", OK, f"{len(sets)} data sets, {carried} of them the portal's own")
    if missing:
        message = f"{len(missing)} of the portal's own are not loaded: {first_few(missing)}"
        yield Check("inspections", WARN, message, "run `portal load`")
    elif settings.statistics == "on":
        yield Check("inspections", OK, "all that the portal carries are loaded")


def _routes(settings: Settings, engine: Engine, make_app: MakeApp) -> Check:
    """Tell if a public portal has routes that take what is posted."""
    if settings.signs_in:
        return Check("routes", OK, "people sign in: routes that write are there, for them")
    rules = make_app(settings, engine).server.url_map.iter_rules()
    writing = {"POST", "PUT", "PATCH", "DELETE"}
    writable = sorted(rule.rule for rule in rules if writing & (rule.methods or set()))
    others = [rule for rule in writable if rule != CALLBACKS]
    if others:
        remedy = "do not serve this version to the public"
        return Check("routes", FAIL, f"public, yet writes: {', '.join(others)}", remedy)
    return Check("routes", OK, "public: nothing can be posted but questions of pages")


def _disk(settings: Settings) -> Iterator[Check]:
    file = _file(settings)
    if file is None or not file.exists():
        return
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    # An import may write as much again before it is done.
    state = FAIL if free < _NOTHING else WARN if free < _LITTLE or free < 2 * size else OK
    message = f"{free / 1e9:,.1f} GB free, the database has {size / 1e9:,.3f} GB"
    yield Check("disk", state, message, "" if state == OK else "make room")


def _file(settings: Settings) -> Path | None:
    """The file of an SQLite database."""
    place = settings.database_url.removeprefix("sqlite:///").partition("?")[0]
    ours = settings.database_url.startswith("sqlite:///") and place
    return Path(place) if ours and not place.startswith(":") else None
