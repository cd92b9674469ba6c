"""Where the reader asks another question. It changes nothing until it is done: then the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data_access.directory import Agency, Directory
from data_access.periods import PeriodName, named
from data_access.scope import Channel, Scope
from layouts import ids, wording
from layouts.components.attributes import aria, data
from layouts.components.link import here
from layouts.language import _
from layouts.pages.page import View

FREE_DAYS = "khac"  # the choice of days instead of a named period
LONG = 8  # options from which a list scrolls
Option = dict[str, object]
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Told:
    """How many dossiers stand behind each option, by its value; empty where nobody counted."""

    agencies: Counts = field(default_factory=dict)
    fields: Counts = field(default_factory=dict)
    procedures: Counts = field(default_factory=dict)
    channels: Counts = field(default_factory=dict)


def filter_panel(view: View, told: Told | None = None) -> html.Section:
    """Closed until a word of the scope line opens it."""
    told = told or Told()
    return html.Section(
        html.Div(
            [
                html.Div(
                    [
                        agency_part(view, told.agencies),
                        period_part(view),
                        fields_part(view, told.fields),
                        procedures_part(view, told.procedures),
                        channels_part(view.scope, told.channels),
                    ],
                    className="filters__columns",
                ),
                panel_foot(view),
            ],
            className="sheet",
        ),
        id=ids.FILTERS,
        className="filters",
        hidden=True,
        **aria(label=_("Filters")),
    )


def part(name: str, key: str, content: Sequence[Component], is_searched: bool = False) -> Component:
    """A column; the script that opens the panel finds it by its key."""
    searched = data(searches="") if is_searched else {}
    return html.Fieldset(
        [html.Legend(name), html.Div(list(content))],
        className="filters__part",
        **{**aria(label=name), "data-part-of": key},
        **searched,
    )


def search_field(words: str) -> html.Div:
    """Typed without marks, it finds names with them; the browser searches by itself."""
    typed = dbc.Input(type="text", placeholder=words, autocomplete="off")
    named = html.Label([html.Span(words, className="visually-hidden"), typed])
    found = html.Span(**data(found=""), **aria(live="polite"))
    return html.Div([named, found], className="search")


def agency_part(view: View, counts: Counts) -> Component:
    chosen = dbc.RadioItems(
        id=ids.FILTER_AGENCY,
        name=ids.FILTER_AGENCY,
        options=[
            option(agency.code, shown_name(agency), counts, depth, is_gone=not agency.is_active)
            for depth, agency in tree(view.directory, view.scope)
        ],
        value=view.scope.agency,
    )
    alone = dbc.Checklist(
        id=ids.FILTER_ALONE,
        options=[{"label": _("Without agencies below"), "value": "1"}],
        value=["1"] if view.scope.is_alone else [],
    )
    words = _("Type a name, marks are not needed")
    content = [search_field(words), options_box(chosen, is_long=True), alone]
    return part(_("Agency"), "agency", content, is_searched=True)


def tree(directory: Directory, scope: Scope) -> list[tuple[int, Agency]]:
    """Every agency that stood in the period, under the one it belongs to, by name."""
    found: list[tuple[int, Agency]] = []
    waiting = [(0, root) for root in in_order(directory.roots)[::-1]]
    while waiting:
        depth, agency = waiting.pop()
        if agency.code == scope.agency or agency.existed_in(scope.period):
            found.append((depth, agency))
        below = in_order(directory.children(agency.code))
        waiting += [(depth + 1, each) for each in below[::-1]]
    return found


def in_order(agencies: Sequence[Agency]) -> list[Agency]:
    return sorted(agencies, key=lambda agency: wording.dictionary_order(agency.name))


def shown_name(agency: Agency) -> str:
    if agency.valid_to is None:
        return agency.name
    return _("%(name)s (until %(day)s)", name=agency.name, day=wording.day(agency.valid_to))


def period_part(view: View) -> Component:
    scope, today = view.scope, view.moment.now.date()
    names = [{"label": period_words(name, today), "value": name.value} for name in PeriodName]
    chosen = dbc.RadioItems(
        id=ids.FILTER_PERIOD,
        name=ids.FILTER_PERIOD,
        options=[*names, {"label": _("From one day to another"), "value": FREE_DAYS}],
        value=scope.period_name.value if scope.period_name else FREE_DAYS,
    )
    days = html.Div(
        [
            day_field(ids.FILTER_FROM, _("From"), wording.day(scope.period.first_day)),
            day_field(ids.FILTER_TO, _("To"), wording.day(scope.period.last_day)),
        ],
        className="filters__days",
        **data(free=FREE_DAYS),
    )
    problem = html.P(id=ids.FILTER_PROBLEM, className="filters__problem", role="alert")
    return part(_("Period"), "period", [options_box(chosen), days, problem])


def period_words(name: PeriodName, today: date) -> str:
    """With its days, of which the reader needs no year but another than this."""
    period = named(name, today)
    if period.last_day.year != today.year:
        return f"{wording.period_name(name, today)}, {wording.span(period)}"
    days = [wording.short_day(day) for day in (period.first_day, period.last_day)]
    told = wording.DASH.join(dict.fromkeys(days))
    return f"{wording.period_name(name, today)}, {told}"


def day_field(name: str, words: str, value: str) -> html.Label:
    """Typed as it is read, dd/mm/yyyy; told once it is left, for half a day is none."""
    typed = dbc.Input(
        id=name,
        type="text",
        value=value,
        autocomplete="off",
        placeholder="dd/mm/yyyy",
        debounce=True,
    )
    return html.Label([words, typed])


def fields_part(view: View, counts: Counts) -> Component:
    known = sorted(
        view.directory.fields.items(), key=lambda each: wording.dictionary_order(each[1])
    )
    chosen = dbc.Checklist(
        id=ids.FILTER_FIELDS,
        options=[option(code, name, counts) for code, name in known],
        value=list(view.scope.fields),
    )
    return part(_("Field"), "fields", [options_box(chosen, len(known) > LONG)])


def procedures_part(view: View, counts: Counts) -> Component:
    known = sorted(
        view.directory.procedures.values(), key=lambda each: wording.dictionary_order(each.name)
    )
    chosen = dbc.Checklist(
        id=ids.FILTER_PROCEDURES,
        options=[option(each.code, each.name, counts, code=each.code) for each in known],
        value=list(view.scope.procedures),
    )
    content = [search_field(_("Name or code")), options_box(chosen, is_long=True)]
    return part(_("Procedure"), "procedures", content, is_searched=True)


def channels_part(scope: Scope, counts: Counts) -> Component:
    chosen = dbc.Checklist(
        id=ids.FILTER_CHANNELS,
        options=[option(each.value, wording.channel(each), counts) for each in Channel],
        value=[each.value for each in scope.channels],
    )
    return part(_("Channel"), "channels", [options_box(chosen)])


def options_box(choices: Component, is_long: bool = False) -> html.Div:
    look = "options options--long" if is_long else "options"
    return html.Div(choices, className=look)


def option(
    value: str, name: str, counts: Counts, depth: int = 0, code: str = "", is_gone: bool = False
) -> Option:
    """The script that searches reads the name, the depth and the code."""
    marks = data(
        name="", **({"depth": str(depth)} if depth else {}), **({"code": code} if code else {})
    )
    words = html.Span(name, className="option__gone" if is_gone else None, **marks)
    if value not in counts:
        return {"label": words, "value": value}
    count = html.Span(wording.count(counts[value]), className="option__count")
    return {"label": html.Span([words, count], className="option"), "value": value}


def panel_foot(view: View) -> html.Div:
    """The address the choices make, and what can be done with it."""
    return html.Div(
        [
            html.Code(here(view), id=ids.FILTER_ADDRESS, className="filters__address"),
            html.Button(_("Clear filters"), id=ids.FILTER_CLEAR, className="button button--small"),
            html.Button(
                _("Copy address"),
                className="button button--small",
                **data(act="copy", done=_("Copied")),
            ),
            html.Button(
                _("Done"), id=ids.FILTER_DONE, className="button button--small button--main"
            ),
        ],
        className="filters__foot",
    )
