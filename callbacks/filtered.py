"""Wiring of the pages whose one answer fills everything that depends on their filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import embed, filter_bar, islands
from layouts.components.parts import html_of, misread
from layouts.html_writer import write_html
from layouts.ids import DownloadedIds, EmbeddedIds, FilteredIds, PackedIds
from layouts.markup import Part
from portal.domain.chosen import chosen, subject
from portal.domain.view_state import State
from portal.domain.vocabulary import Vocabulary
from portal.services import Services


class Shown(Protocol):
    """The view model of a page with filters."""

    @property
    def state(self) -> State: ...
    @property
    def vocabulary(self) -> Vocabulary: ...
    @property
    def problems(self) -> tuple[str, ...]: ...


S = TypeVar("S", bound=State)
V = TypeVar("V", bound=Shown)


def _nothing_more(_shown: Shown) -> Mapping[str, object]:
    return {}


def _no_measure(_shown: Shown) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class FilteredPage(Generic[S, V]):
    """A page with filters: controls write the address, the address makes the results.

    Attributes:
        view: its name in the registry of views.
        ids: of its elements; those that it can be downloaded, packed and embedded by are filled.
        state: its filters.
        load: makes its view model.
        results: lays out everything below the filter bar.
        announcement: writes the sentence that a screen reader hears.
        options: names the selects whose options depend on the filters.
        more: gives these options by the selects' names, or fills an element otherwise.
        measure: names the one measure that is shown, for the document's title.
    """

    view: str
    ids: type[FilteredIds]
    state: type[S]
    load: Callable[[Services, S], V]
    results: Callable[[Services, V], Part]
    announcement: Callable[[V], str]
    options: tuple[str, ...] = ()
    more: Callable[[V], Mapping[str, object]] = _nothing_more
    measure: Callable[[V], str] = _no_measure

    def register(self, app: Dash, services: Services) -> None:
        """Connect the page."""
        ids = self.ids
        filter_bar.register(app, ids, self.state)
        filled = {
            "results": Output(html_of(ids.RESULTS), "data"),
            "problems": Output(ids.PROBLEMS, "children"),
            "announce": Output(ids.ANNOUNCE, "children"),
            "chosen": Output(ids.CHOSEN, "children"),
            "subject": Output(ids.CHOSEN, "data-subject"),
            "api": Output(ids.API, "href"),
        }
        filled |= {name: Output(getattr(ids, name.upper()), "options") for name in self.options}
        if issubclass(ids, DownloadedIds):
            filled["csv"], filled["excel"] = Output(ids.CSV, "href"), Output(ids.EXCEL, "href")
        islands.register(app, ids.RESULTS)
        if issubclass(ids, PackedIds):
            filled["packs"] = Output(html_of(ids.PACKS), "data")
            islands.register(app, ids.PACKS)
        if issubclass(ids, EmbeddedIds):
            embed.register(app, ids, self.view)
        inputs = {"search": Input(ids.URL, "search")}
        app.callback(output=filled, inputs=inputs)(partial(self.show, services))

    def show(self, services: Services, search: str | None) -> dict[str, object]:
        """Answer an address with everything that depends on the filters."""
        if search is None:
            raise PreventUpdate
        shown = self.load(services, self.state.from_query(search))
        query = shown.state.all_pages().query()
        files = {**filter_bar.links(self.view, query), **filter_bar.packs(self.view, query)}
        if not issubclass(self.ids, PackedIds):
            del files["packs"]
        if not issubclass(self.ids, DownloadedIds):
            del files["csv"], files["excel"]
        return {
            "results": write_html(self.results(services, shown)),
            "problems": misread(shown.problems),
            "announce": self.announcement(shown),
            "chosen": chosen(shown.state, shown.vocabulary),
            "subject": subject(shown.state, shown.vocabulary, self.measure(shown)),
            **files,
            **self.more(shown),
        }
