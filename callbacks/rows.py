"""The grid asks for a block of rows; the code behind /ho-so/ is opened."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State
from flask_babel import force_locale

from callbacks.addresses import language_of, view_of
from callbacks.doors import Doors
from data_access.course import Opened
from data_access.indicators.reading import Unavailable
from data_access.listing import Window, usual_order
from data_access.scope import BadScope
from data_access.windows import BadWindow, window_from
from layouts import ids
from layouts.components.link import DOSSIERS
from layouts.pages.dossier_lines import lines, selection_of, shown_words
from layouts.pages.dossier_paper import MOST_PRINTED
from layouts.pages.page import View

log = logging.getLogger(__name__)
NOTHING: Mapping[str, Any] = {"rowData": [], "rowCount": 0}


def register(app: Dash, doors: Doors) -> None:
    # What is asked is State: as Input, an answer to the old question could fill the new grid.
    @app.callback(
        Output(ids.GRID, "getRowsResponse"),
        Output(ids.GRID_COUNT, "children"),
        Input(ids.GRID, "getRowsRequest"),
        State(ids.GRID_QUESTION, "data"),
        State(ids.GRID_SEARCH, "value"),
        prevent_initial_call=True,
    )
    def show_rows(request: Any, question: Any, search: Any) -> tuple[Any, str]:
        return block(request, question, search, doors)

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("rows", "columns"),
        Output(ids.GRID_COLUMNS, "value"),
        Input(ids.GRID_COLUMNS, "value"),
        State(ids.GRID_COLUMNS, "options"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "purgeGrid"),
        Input(ids.GRID_QUESTION, "data"),
        Input(ids.GRID_SEARCH, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("rows", "exports"),
        Output(ids.GRID_XLSX, "href"),
        Output(ids.GRID_CSV, "href"),
        Output(ids.GRID_PRINT, "href"),
        Input(ids.GRID, "getRowsRequest"),
        Input(ids.GRID_SEARCH, "value"),
        Input(ids.GRID_QUESTION, "data"),
    )


def block(request: Any, question: Any, search: Any, doors: Doors) -> tuple[Any, str]:
    """Anything may come from a browser: what cannot be read has no rows."""
    if request is None:  # the grid is drawn and has not asked yet
        return None, ""
    try:
        address = question.get("search") if isinstance(question, dict) else ""
        if not isinstance(address, str):
            raise BadWindow("the question is no text")
        window = window_from(request, search or "")
        with force_locale(language_of(address)):
            return answered(view_of(DOSSIERS, address, doors), window, doors)
    except (BadScope, BadWindow, Unavailable) as error:
        log.warning("no rows: %s", error)
        return NOTHING, ""


def answered(view: View, window: Window, doors: Doors) -> tuple[Any, str]:
    selection = selection_of(view)
    if not window.sort:
        window = replace(window, sort=usual_order(selection))
    listing = doors.lists.rows(selection, view.scope, window)
    response = {"rowData": lines(listing, view), "rowCount": listing.total}
    return response, shown_words(listing.total, selection)


def printed(view: View, doors: Doors) -> View:
    """The view with the lines that go on paper."""
    if view.paper is None or view.path != DOSSIERS or view.code is not None:
        return view
    selection, window = selection_of(view), view.paper.window
    asked = replace(window, limit=MOST_PRINTED, sort=window.sort or usual_order(selection))
    listing = doors.lists.rows(selection, view.scope, asked)
    return replace(view, paper=replace(view.paper, listing=listing))


def opened(view: View, doors: Doors) -> View:
    """The view with the dossier whose code it names, in the list it was opened from."""
    if view.code is None:
        return view
    course = doors.dossiers.course(view.code)
    if course is None:
        return replace(view, opened=Opened(view.code, None, doors.dossiers.nearest(view.code)))
    selection = selection_of(view)
    window = Window(sort=usual_order(selection))
    beside = doors.lists.neighbours(selection, view.scope, window, view.code)
    return replace(view, opened=Opened(view.code, course, beside=beside))
