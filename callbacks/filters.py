"""The filter panel writes an address, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from flask_babel import force_locale

from callbacks.addresses import language_of, text_from, view_of
from callbacks.doors import Doors
from data_access.indicators.reading import Unavailable
from data_access.opening import opening_period
from data_access.periods import Period, PeriodName, named
from data_access.scope import BadScope, Channel, Scope, day_from
from layouts import ids
from layouts.components.filter_panel import FREE_DAYS
from layouts.components.link import address_of, chosen, here, path_of
from layouts.language import _
from layouts.pages.page import View

CONTROLS = (
    ids.FILTER_AGENCY,
    ids.FILTER_ALONE,
    ids.FILTER_PERIOD,
    ids.FILTER_FROM,
    ids.FILTER_TO,
    ids.FILTER_FIELDS,
    ids.FILTER_PROCEDURES,
    ids.FILTER_CHANNELS,
)

FIRST, LAST = "tu", "den"


@dataclass(frozen=True)
class Chosen:
    """The controls' values as they come from the browser: any type may be anything."""

    agency: Any
    alone: Any
    period: Any
    first_day: Any
    last_day: Any
    fields: Any
    procedures: Any
    channels: Any


class BadDay(ValueError):
    """A day that is not typed as dd/mm/yyyy, or a period that ends before it begins.

    `part` is the one of an address that would hold it: tu or den.
    """

    def __init__(self, part: str, words: str) -> None:
        super().__init__(words)
        self.part = part


def register(app: Dash, doors: Doors) -> None:
    @app.callback(
        Output(ids.URL, "search"),
        Output(ids.FILTER_PROBLEM, "children", allow_duplicate=True),
        Input(ids.FILTER_DONE, "n_clicks"),
        Input(ids.FILTER_CLEAR, "n_clicks"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        *(State(control, "value") for control in CONTROLS),
        prevent_initial_call=True,
    )
    def choose(
        done: int | None, clear: int | None, path: Any, search: Any, *values: Any
    ) -> tuple[Any, Any]:
        path, search = text_from(path), text_from(search)
        if not (done or clear):  # drawing the panel is no choice
            raise PreventUpdate
        with force_locale(language_of(search)):
            asked = Chosen(*values) if ctx.triggered_id == ids.FILTER_DONE else None
            return chosen_search(path, search, asked, doors)

    @app.callback(
        Output(ids.FILTER_ADDRESS, "children"),
        Output(ids.FILTER_PROBLEM, "children"),
        Output(ids.FILTER_FROM, "invalid"),
        Output(ids.FILTER_TO, "invalid"),
        *(Input(control, "value") for control in CONTROLS),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def show_address(*told: Any) -> tuple[str, str | None, bool, bool]:
        *values, path, search = told
        path, search = text_from(path), text_from(search)
        with force_locale(language_of(search)):
            try:
                return shown(view_of(path, search, doors), Chosen(*values))
            except (BadScope, Unavailable):
                raise PreventUpdate from None


def shown(view: View, asked: Chosen) -> tuple[str, str | None, bool, bool]:
    """The address the choices make; where a day is none, that of the page, and what is wrong.

    No problem is None: an empty one is told by the button, and closes the panel.
    """
    try:
        return address_after(view, asked), None, False, False
    except BadDay as error:
        return here(view), str(error), error.part == FIRST, error.part == LAST


def chosen_search(path: str, search: str, asked: Chosen | None, doors: Doors) -> tuple[Any, Any]:
    """The new address's search, or what is wrong with a choice. None clears every filter."""
    try:
        view = view_of(path, search, doors)
        made = address_after(view, asked) if asked else cleared(view)
    except BadDay as error:
        return no_update, str(error)
    except (BadScope, Unavailable):
        raise PreventUpdate from None
    found = made.partition("?")[2]
    return (f"?{found}" if found else ""), ""


def cleared(view: View) -> str:
    home = view.directory.home
    name = opening_period(view.today, view.calendar)
    scope = Scope(named(name, view.today))
    return address_in(view, scope.within(agency=home.code if home else None, period_name=name))


def address_after(view: View, asked: Chosen) -> str:
    return address_in(view, scope_after(view, asked))


def address_in(view: View, scope: Scope) -> str:
    query = scope.to_query() | (chosen(view.selection) if view.selection else {})
    return address_of(path_of(view), query)


def scope_after(view: View, asked: Chosen) -> Scope:
    """The shown scope with the choices made; what a choice cannot be is left as it was."""
    name, period = period_after(view, asked)
    known = view.directory
    agency = text_from(asked.agency)
    return view.scope.within(
        period=period,
        period_name=name,
        agency=agency if agency in known.agencies else view.scope.agency,
        is_alone="1" in values(asked.alone),
        fields=tuple(code for code in values(asked.fields) if code in known.fields),
        procedures=tuple(code for code in values(asked.procedures) if code in known.procedures),
        channels=tuple(each for each in Channel if each.value in values(asked.channels)),
    )


def period_after(view: View, asked: Chosen) -> tuple[PeriodName | None, Period]:
    if asked.period != FREE_DAYS:
        names = {each.value: each for each in PeriodName}
        name = names.get(asked.period) if isinstance(asked.period, str) else None
        if name is None:
            return view.scope.period_name, view.scope.period
        return name, named(name, view.moment.now.date())
    first, last = typed_day(FIRST, asked.first_day), typed_day(LAST, asked.last_day)
    if last < first:
        raise BadDay(LAST, _("The last day lies before the first."))
    return None, Period(first, last)


def typed_day(part: str, told: Any) -> date:
    """As it is read, 31/10/2026; as it is sent, 2026-10-31. Raises BadDay."""
    text = told.strip() if isinstance(told, str) else ""
    try:
        if "/" in text:
            text = datetime.strptime(text, "%d/%m/%Y").date().isoformat()
        return day_from(part, text)
    except ValueError:
        words = _("“%(told)s” is not a day: write 31/10/2026.", told=text[:40])
        raise BadDay(part, words) from None


def values(told: Any) -> Sequence[str]:
    """What a list of boxes sends, if it is that."""
    return [each for each in told if isinstance(each, str)] if isinstance(told, list) else []
