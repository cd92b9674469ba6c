"""The address, or the data, changes: what differs from what is shown is drawn again."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate
from flask import abort
from flask_babel import force_locale
from plotly.io.json import to_json_plotly

from callbacks.addresses import language_of, split, text_from, view_of
from callbacks.doors import Doors
from callbacks.offers import offer_of
from callbacks.pulse import LOST, pulse
from callbacks.rows import opened, printed
from callbacks.sheets import REGIONS, Sheet, answer, drawing_mark, mark_of, sheet_at, sheet_of
from data_access.clock import office_clock
from data_access.indicators.reading import BeingCounted, Unavailable
from data_access.scope import BadScope
from layouts import frame, ids, troubles
from layouts.components.info_panel import panel_questions
from layouts.pages.page import Answers, Question, View
from layouts.pages.wall_setup import STATUS
from layouts.sitemap import page_at
from layouts.still import Sent, stilled

log = logging.getLogger(__name__)


def register(app: Dash, doors: Doors) -> None:
    drawing_mark()  # of the code that runs, not of files that are put in its place later

    @app.callback(
        *(Output(region, "children") for region in REGIONS),
        Output(ids.SHOWN, "data"),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
        Input(ids.PULSE, "data"),
        State(ids.SHOWN, "data"),
    )
    def show_page(path: Any, search: Any, felt: Any, shown: Any) -> NoReturn:
        path, search = text_from(path) or "/", text_from(search)
        is_lost = isinstance(felt, dict) and felt.get("felt") == LOST
        with force_locale(language_of(search)):
            sheet = sheet_or_sentence(path, search, is_lost, doors)
        told = answer(sheet, shown, doors.keep)
        if told is None:
            raise PreventUpdate
        abort(told)  # it is written already: Dash need not write it again

    @app.callback(
        Output(ids.FILTER_PANEL, "children"),
        Output(ids.FILTERS_SHOWN, "data"),
        Input(ids.FILTERS_WANTED, "data"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        State(ids.FILTERS_SHOWN, "data"),
        prevent_initial_call=True,
    )
    def show_filters(wanted: Any, path: Any, search: Any, shown: Any) -> tuple[Any, Any]:
        path, search = text_from(path) or "/", text_from(search)
        with force_locale(language_of(search)):
            drawn = filters(path, search, doors)
            mark = mark_of(to_json_plotly(drawn))
            is_shown = isinstance(shown, dict) and shown.get("mark") == mark
            return no_update if is_shown else drawn, {"mark": mark, "wanted": wanted}

    register_scripts(app)


def register_scripts(app: Dash) -> None:
    # The title, the focus and the filter panel follow what was drawn; the server need not know.
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "pageDrawn"),
        Input(ids.PAGE, "children"),
        Input(ids.URL, "search"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "panelDrawn"), Input(ids.PANEL, "children")
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "filtersDrawn"), Input(ids.FILTERS_SHOWN, "data")
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("pulse", "drawn"), Input(ids.SHOWN, "data")
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "chosen"),
        Input(ids.FILTER_PROBLEM, "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("onestop", "judgedDays"),
        Input(ids.FILTER_FROM, "invalid"),
        Input(ids.FILTER_TO, "invalid"),
        prevent_initial_call=True,
    )


def sheet_or_sentence(path: str, search: str, is_lost: bool, doors: Doors) -> Sheet:
    """Whatever goes wrong in drawing gives the reader a sentence and the log its trace."""
    base = split(path)[0]
    if is_lost:  # the pulse has just waited for the register; nobody waits again
        return sheet_of(troubles.unreachable(base), LOST)
    try:
        return sheet_at(path, search, doors, lambda: regions(path, search, doors))
    except Exception:
        log.exception("%s%s cannot be drawn", path, search)
        return sheet_of(troubles.failed(base), pulse(doors))


def regions(path: str, search: str, doors: Doors) -> frame.Drawn:
    """Address → view → answers → everything on the sheet."""
    try:
        view = with_screens(printed(opened(view_of(path, search, doors), doors), doors), doors)
        page = page_at(view)
        if page is None:
            return troubles.no_such_page(path, view.moment, view.directory)
        told = answers(page.ask(view), doors)
        view = replace(view, offer=offer_of(view, told, doors))
        return frame.drawn(page, view, told, panel_answers(view, doors))
    except BadScope as error:
        return unreadable(error, path, search, doors)
    except BeingCounted as count:
        return troubles.being_counted(split(path)[0], count)
    except Unavailable as error:
        log.warning("the register cannot be reached: %s", error)
        return troubles.unreachable(split(path)[0])


def with_screens(view: View, doors: Doors) -> View:
    """They are asked for by the one page that lists them."""
    if view.path != STATUS:
        return view
    return replace(view, screens=doors.screens(), clock=office_clock())


def filters(path: str, search: str, doors: Doors) -> Sent:
    """None where there is no question to change."""
    try:
        return stilled(frame.filters(view_of(path, search, doors)))
    except (BadScope, Unavailable):
        return None
    except Exception:
        log.exception("the filters of %s%s cannot be drawn", path, search)
        return None


def unreadable(error: BadScope, path: str, search: str, doors: Doors) -> frame.Drawn:
    try:
        moment, directory = doors.around.moment(), doors.around.directory()
    except BeingCounted as count:
        return troubles.being_counted(split(path)[0], count)
    except Unavailable:
        return troubles.unreachable(split(path)[0])
    return troubles.unreadable(error, path, search, moment, directory)


def answers(questions: Mapping[str, Question], doors: Doors) -> Answers:
    return {
        name: doors.read(asked.indicators, asked.scope, asked.by, asked.periods)
        for name, asked in questions.items()
    }


def panel_answers(view: View, doors: Doors) -> Answers:
    return answers(panel_questions(view), doors) if view.explained else {}
