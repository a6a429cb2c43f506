"""Limits to how often one address may ask for what is costly: attempts to sign in, packs, large
files.

One counter for the whole portal. Only the routes that are limited count; reading pages is not.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_limiter import Limiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from portal.auth.addresses import who_asks
from portal.settings import Settings, SettingsError, without_password

# For one address. A whole office may share one, so only what no reader does is refused.
SIGN_IN = "10 per minute"
PACKS = "60 per minute"
FILES = "120 per minute"
# What costs as much as a page, or a little more: CSV, tables, frames on other sites.
VIEWS = "600 per minute"


def check_store(settings: Settings) -> None:
    """Refuse a store of limits that no process could use; whether it answers is another matter.

    Raises:
        SettingsError: its name and what is missing.
    """
    if settings.limits_store.startswith("memory:"):
        return
    try:
        storage_from_string(settings.limits_store)
    except ConfigurationError as error:
        raise _unusable(settings, error) from None


def _unusable(settings: Settings, error: Exception) -> SettingsError:
    shown = without_password(settings.limits_store)
    reason = str(error).partition(". See")[0]  # a link to a library's manual follows
    return SettingsError(
        f"PORTAL_LIMITS_STORE is {shown!r}; it cannot be used: {reason}. "
        "Use redis://HOST:6379/0 or memory://."
    )


def make(server: Flask, settings: Settings) -> Limiter:
    """The one limiter of a portal; a route takes part through `limiter.limit(...)(view)`.

    Where a shared store cannot be reached, each process counts for itself until it is back.

    Raises:
        SettingsError: if nothing can be counted where the settings say.
    """
    # What it adds to every request is taken away again: routes that are limited check themselves,
    # and its own headers are not sent.
    hooks: list[list[Any]] = [
        of_requests.setdefault(None, [])
        for of_requests in (
            server.before_request_funcs,
            server.after_request_funcs,
            server.teardown_request_funcs,
        )
    ]
    portal_hooks = [list(functions) for functions in hooks]
    try:
        limiter = Limiter(
            who_asks,
            storage_uri=settings.limits_store,
            in_memory_fallback_enabled=True,
        )
        limiter.init_app(server)
    except ConfigurationError as error:
        raise _unusable(settings, error) from None
    for functions, portals in zip(hooks, portal_hooks, strict=True):
        functions[:] = portals
    return limiter
