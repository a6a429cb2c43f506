"""The region whose portal it is: its logo, and the page on which administrators set it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, request

from portal.auth import sessions
from portal.domain.access import ADMINISTRATOR, require
from portal.domain.region import MOST_LOGO, MOST_NAME, MOST_WELCOME
from portal.packs.templates import MOST_BYTES, TemplateError, beginning, check
from portal.services import Services
from portal.services.visits.access import ValidationError
from portal.settings import Settings
from portal.urls import LOGO, REGION, logo_url
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import go, no_store, show

# A logo's address changes with the picture.
_KINDS = {"pptx": "The template of slides", "docx": "The template of Word files"}
_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "docx": f"{_OFFICE}.wordprocessingml.document",
}
# What a form has beside its files.
_FORM = 16 * 1024
_DONE = {"yes": "The region is changed.", "templates": "The templates of packs are changed."}
_FOR_GOOD = "public, max-age=31536000, immutable"


def register(server: Flask, services: Services) -> None:
    """Add the logo's address, and name the region to the pages that are made on the server."""

    def named() -> dict[str, Any]:
        return {"region": services.region.region(), "logo_url": logo_url}

    server.context_processor(named)
    server.add_url_rule(LOGO, "logo", bound(_logo, services))


def register_page(server: Flask, services: Services, settings: Settings) -> None:
    """Add the page that sets it."""
    pages = Blueprint("region", "portal")
    pages.add_url_rule(REGION, "page", bound(_page, services, settings))
    save = bound(_save, services, settings)
    pages.add_url_rule(REGION, "save", save, methods=["POST"])
    templates = bound(_set_templates, services, settings)
    exempt(server, templates)
    pages.add_url_rule(f"{REGION}/templates", "templates", templates, methods=["POST"])
    template = bound(_template, services)
    for kind in _KINDS:
        name, path = f"template_{kind}", f"{REGION}/template.{kind}"
        pages.add_url_rule(path, name, template, defaults={"kind": kind})
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _logo(services: Services) -> Response:
    picture = services.region.logo()
    if picture is None:
        abort(404)
    response = make_response(picture)
    response.mimetype = "image/png"
    current = request.args.get("v") == services.region.region().logo
    response.headers["Cache-Control"] = _FOR_GOOD if current else "no-cache"
    return response


def _page(
    services: Services,
    settings: Settings,
    code: int = 200,
    problem: str = "",
    former: dict[str, str] | None = None,
) -> Response:
    """Show the page; once something was saved with what there was before, to be put back."""
    require(sessions.current_actor(), ADMINISTRATOR)
    vocabulary = services.data.vocabulary()
    region = vocabulary.region
    given = request.form if problem else None
    return show(
        "region.html",
        code,
        problem=problem,
        message=_DONE.get("yes" if former else request.args.get("done", ""), ""),
        former=former,
        templates=services.region.templates(),
        kinds=_KINDS,
        most_template=MOST_BYTES // 1024 // 1024,
        name=given.get("name", "") if given else region.name,
        welcome=given.get("welcome", "") if given else region.welcome,
        councils=given.get("councils", "") if given else _lines(services, region.councils),
        shown=", ".join(council.name for council in vocabulary.resolved(())),
        forced=_lines(services, settings.councils),
        names=tuple(vocabulary.names.values()),
        most_name=MOST_NAME,
        most_welcome=MOST_WELCOME,
        most_logo=MOST_LOGO // 1024,
    )


def _save(services: Services, settings: Settings) -> Response:
    actor, form = require(sessions.current_actor(), ADMINISTRATOR), request.form
    file, before = request.files.get("logo"), form.get("logo_sent", "")
    former = _former(services)
    try:
        logo = file.read(MOST_LOGO + 1) if file else b64decode(before)
    except ValueError:  # the form sends what this page wrote; anything else is not of it
        abort(400)
    wanted: dict[str, Any] = {
        "name": form.get("name", ""),
        "welcome": form.get("welcome", ""),
        "councils": None if settings.councils else form.get("councils", "").splitlines(),
        "logo": logo,
        "remove_logo": form.get("remove_logo") == "yes",
    }
    try:
        if not confirming.confirmed():
            effects = services.region.effects(actor, **wanted)
            sent = {"logo_sent": b64encode(logo).decode()} if file else {}
            return confirming.ask(
                "Change the region?", effects, "Save and show to everybody", REGION, sent
            )
        services.region.save(actor, **wanted)
    except ValidationError as problem:
        return _page(services, settings, 400, str(problem))
    return _page(services, settings, former=former)


def _former(services: Services) -> dict[str, str]:
    """Give the fields of a form that puts back what there is now."""
    region, logo = services.region.region(), services.region.logo()
    return {
        "name": region.name,
        "welcome": region.welcome,
        "councils": _lines(services, region.councils),
        **({"logo_sent": b64encode(logo).decode()} if logo else {"remove_logo": "yes"}),
    }


def _set_templates(services: Services, settings: Settings) -> Response:
    """Not for the usual check of tokens, which would read a large file for anybody."""
    actor = sender(2 * MOST_BYTES + _FORM, ADMINISTRATOR)
    given, read = {}, {}
    for kind, file in request.files.items():
        read[kind] = (file.filename or "", file.read(MOST_BYTES + 1))
        file.close()
    for kind, name in _KINDS.items():
        file_name, data = read.get(kind, ("", b""))
        if file_name:
            try:
                check(kind, data)
            except TemplateError as problem:
                return _page(services, settings, 400, f"{name}: {problem} Nothing was changed.")
            given[kind] = (file_name, data)
        elif request.form.get(f"remove_{kind}") == "yes":
            given[kind] = ("", b"")
    for kind, (name, data) in given.items():
        services.region.set_template(actor, kind, name, data)
    return go(f"{REGION}?done=templates")


def _template(services: Services, kind: str) -> Response:
    """The region's own template, or one to begin from in the portal's look."""
    require(sessions.current_actor(), ADMINISTRATOR)
    response = make_response(services.region.template(kind) or beginning(kind))
    response.mimetype = FORMS[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="template.{kind}"'
    return response


def _lines(services: Services, keys: tuple[str, ...]) -> str:
    """Name councils and groups, one a line."""
    names = services.data.vocabulary().names
    return "\n".join(names.get(key, key) for key in keys)
