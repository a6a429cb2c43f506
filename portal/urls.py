"""Every address of the portal, built in one place."""

from __future__ import annotations

import re
from urllib.parse import urlencode

# Where Dash posts its callbacks.
CALLBACKS = "/_dash-update-component"
HOME = "/"
COMPARE = "/plans"
INDICATORS = "/indicators"
BENCHMARKS = "/benchmarks"
SUMMARY = "/summary"
LEAGUE = "/league"
COUNCILS = "/councils"
FINDINGS = "/findings"
SEARCH = "/search"
SOURCES = "/sources"
ABOUT = "/about"
SIGN_IN = "/sign-in"
SIGN_LINK = "/sign-in/link"
SIGN_OUT = "/sign-out"
ACCOUNT = "/account"
ACCOUNTS = "/accounts"
AUDIT = "/audit"
CHECK = "/check"
REGION = "/region"
LOGO = "/region/logo.png"
ME = "/me"
VISITS = "/visits"
COUNCIL_VIEW = "/visit-for-council"
PARTNERSHIP = "/partnership"
SHARED = "/shared"
IMPORTS = "/imports"
WORDS = "/words"
MAPPINGS = "/imports/mappings"
REPORTS = "/imports/reports"
PLANS_READ = "/imports/plans"
FOLDERS = "/imports/folders"
FEED = "/feed.xml"
API_PAGE = "/api/"
API = "/api/v1"
OPENAPI = "/api/v1/openapi.json"
DATA_PACKAGE = "/data/datapackage.json"
INSPECTIONS = "/inspections"
INSPECTION_TEMPLATE = "/inspections/<inspection>"
RETURNS = "/returns"
PROGRESS = "/progress"
COUNCIL_TEMPLATE = "/councils/<council>"
ITEM_TEMPLATE = "/items/<plan>/<ref>"
VISIT_TEMPLATE = "/visits/<visit>"


def slug(ref: str) -> str:
    """A printed reference as it stands in an address: `AFI 9` is `afi-9`."""
    return re.sub(r"[^a-z0-9.]+", "-", ref.lower()).strip("-")


def sign_in_url(after: str = "") -> str:
    """The page to sign in, that leads to `after`."""
    return f"{SIGN_IN}?{urlencode({'next': after})}" if after else SIGN_IN


def logo_url(version: str) -> str:
    """The region's logo; the address changes with the picture."""
    return f"{LOGO}?{urlencode({'v': version})}"


def link_url(key: str) -> str:
    """The page on which a person sets a password by a link."""
    return f"{SIGN_LINK}?{urlencode({'key': key})}"


def local_path(text: str | None) -> str:
    """An address of this portal to go to, or the first page where `text` is none.

    What a browser could read as another host is refused: `//x`, a backslash, control characters.
    """
    address = text or ""
    if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", address) is None:
        return HOME
    return HOME if address.partition("?")[0] in (SIGN_IN, SIGN_OUT) else address


def council_url(council: str) -> str:
    """The page of one council."""
    return f"{COUNCILS}/{council}"


def item_url(plan: str, ref: str) -> str:
    """The page of one item."""
    return f"/items/{plan}/{slug(ref)}"


def item_key(plan: str, ref: str) -> str:
    """Name an item as parts of pages and the address of the panel do."""
    return f"{plan}/{slug(ref)}"


def overview_url(query: str = "") -> str:
    """The overview in the state of a query string."""
    return f"{HOME}{query}"


def compare_url(query: str = "") -> str:
    """The compare page in the state of a query string."""
    return f"{COMPARE}{query}"


def indicators_url(measure: str = "", query: str = "") -> str:
    """The indicator page for one measure."""
    return f"{INDICATORS}{query or (f'?measure={measure}' if measure else '')}"


def benchmarks_url(query: str = "") -> str:
    """The benchmarks in the state of a query string."""
    return f"{BENCHMARKS}{query}"


def summary_url(query: str = "") -> str:
    """The summary of measures in the state of a query string."""
    return f"{SUMMARY}{query}"


def league_url(query: str = "") -> str:
    """The league table of a measure in the state of a query string."""
    return f"{LEAGUE}{query}"


def findings_url(query: str = "", **only: str) -> str:
    """The findings in the state of a query string, or those of one council, document or key."""
    return f"{FINDINGS}{query or (f'?{urlencode(only)}' if only else '')}"


def inspections_url(query: str = "") -> str:
    """The page of inspections in the state of a query string."""
    return f"{INSPECTIONS}{query}"


def progress_url(query: str = "") -> str:
    """Address of how far plans are."""
    return f"{PROGRESS}{query}"


def returns_url(query: str = "") -> str:
    """Address of what comes back."""
    return f"{RETURNS}{query}"


def inspection_url(inspection: str) -> str:
    """The page of one inspection."""
    return f"{INSPECTIONS}/{inspection}"


def search_url(query: str = "") -> str:
    """The search in the state of a query string."""
    return f"{SEARCH}{query}"


def council_feed_url(council: str) -> str:
    """The feed of what changed about one council."""
    return f"{COUNCILS}/{council}{FEED}"


def document_url(document: str) -> str:
    """Where a document is described on the sources page."""
    return f"{SOURCES}#{document}"


def download_url(view: str, form: str, query: str = "") -> str:
    """The rows of a page as a file: `view` is `compare`, `indicators` or `findings`."""
    return f"/download/{view}.{form}{query}"


def council_download_url(council: str, form: str) -> str:
    """The figures of a council's page as a file."""
    return download_url("council", form, f"?council={council}")


def item_download_url(plan: str, ref: str, form: str) -> str:
    """Build the address of an item and its parts as a file."""
    return download_url("item", form, f"?plan={plan}&ref={slug(ref)}")


def table_url(table: str, form: str) -> str:
    """One table of the export contract."""
    return f"/data/{table}.{form}"


def past_changes_url(number: int | str) -> str:
    """Address of the published figures that an import changed or removed."""
    return f"/data/imports/{number}/changes.csv"


def api_table_url(table: str) -> str:
    """Build the address of a table of the export contract in the API."""
    return f"{API}/tables/{table}"


def api_view_url(view: str, query: str = "") -> str:
    """Build the address of a page's rows in the API."""
    return f"{API}/views/{view}{query}"


def api_council_url(council: str) -> str:
    """Build the address of the figures of a council's page in the API."""
    return api_view_url("council", f"?council={council}")


def api_item_url(plan: str, ref: str) -> str:
    """Build the address of an item and its parts in the API."""
    return api_view_url("item", f"?plan={plan}&ref={slug(ref)}")


def visit_url(visit: str) -> str:
    """The page of one visit."""
    return f"{VISITS}/{visit}"


def council_view_url(key: str) -> str:
    """Address at which a council reads what a visit shows it."""
    return f"{COUNCIL_VIEW}/{key}"


def visit_file_url(visit: str, number: int) -> str:
    """Address of a file of a visit's own evidence."""
    return f"{VISITS}/{visit}/files/{number}"


def visit_pack_url(visit: str, form: str, contents: str = "") -> str:
    """A visit's pack: `form` is `pptx`, `docx`, `xlsx` or `html`, the view to print."""
    return f"{VISITS}/{visit}/pack.{form}{f'?contents={contents}' if contents else ''}"


# Asks for a pack without a limit of slides.
EVERYTHING = "everything"


def pack_url(view: str, form: str, query: str = "") -> str:
    """A public pack: `view` is `compare`, `summary` or `council`."""
    return f"/pack/{view}.{form}{query}"
