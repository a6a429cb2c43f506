"""Giving the handlers of routes, which are functions of modules, what they need."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any


def bound(handler: Callable[..., Any], *needed: Any) -> Callable[..., Any]:
    """Bind a handler's first arguments: services, settings.

    It keeps its name, by which Flask, the limiter and the check of tokens tell handlers apart.
    """
    return update_wrapper(partial(handler, *needed), handler)
