"""The dossiers behind a figure: the figure as an equation, then every line of it."""

from collections.abc import Mapping, Sequence

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data_access.indicators.catalogue import DUE_UNFINISHED, LATE_AND_DUE, ON_TIME_HONEST
from data_access.indicators.definition import N_, Exclusion, Indicator
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part
from data_access.listing import listed_by, usual_order
from layouts import ids, wording
from layouts.components.attributes import aria, data
from layouts.components.crumbs import crumbs
from layouts.components.equation import Term, equation
from layouts.components.explain import explain
from layouts.components.link import DOSSIERS as PATH
from layouts.components.link import here, page_link, reading_address
from layouts.components.notice import notice
from layouts.components.title import title
from layouts.language import _
from layouts.pages import dossier_paper, dossier_then, dossier_words
from layouts.pages.dossier_columns import column_definitions, columns_of, shown_at_first
from layouts.pages.dossier_lines import selection_of
from layouts.pages.page import Answers, Page, Question, Selection, View

FIGURE = "figure"
# The honest share and the two counts that its rest falls into.
FAMILY = (ON_TIME_HONEST, LATE_AND_DUE, DUE_UNFINISHED)
# In the equation, where the whole stands before them.
SHORT = {LATE_AND_DUE: N_("finished late"), DUE_UNFINISHED: N_("not finished")}
BLOCK = 100
ROW_PX = 44  # two lines of a procedure's name
GRID_OPTIONS = {
    "cacheBlockSize": BLOCK,
    "maxConcurrentDatasourceRequests": 1,  # more leave blocks unloaded after fast scrolling
    "maxBlocksInCache": 20,
    "infiniteInitialRowCount": 1,
    "getLocaleText": {
        "function": "gridWord(params.key, params.defaultValue, params.variableValues)"
    },
    "loadThemeGoogleFonts": False,
    "rowHeight": ROW_PX,
    "tooltipShowDelay": 300,
    "suppressCellFocus": False,
    "enableCellTextSelection": True,
    "ensureDomOrder": True,
    "multiSortKey": "ctrl",
}
Readings = Mapping[Indicator, Reading]


def ask(view: View) -> Mapping[str, Question]:
    indicator = selection_of(view).indicator
    asked = FAMILY if indicator in FAMILY else (indicator,)
    return {FIGURE: Question(asked, view.scope)}


def draw(view: View, answers: Answers) -> Component:
    selection = selection_of(view)
    told = {reading.indicator: reading for reading in answers[FIGURE]}
    number = number_of(told[selection.indicator], selection)
    is_printed = view.paper is not None and bool(number)
    can_do = dossier_paper.acts(view) if is_printed else acts(view, number)
    shown = dossier_paper.rows(view, selection) if is_printed else rows(view, selection, number)
    found = finding(told, selection)
    if number is not None:
        found += dossier_then.then_words(selection, view)
    head = title(found, way(told, view, selection), can_do)
    return html.Div([head, equation(terms(told, selection)), *shown])


def number_of(reading: Reading, selection: Selection) -> int | None:
    """None where nobody can say."""
    if selection.exclusion:
        return dict(reading.exclusions).get(selection.exclusion, 0)
    return {
        Part.NUMERATOR: reading.numerator,
        Part.DENOMINATOR: reading.denominator,
        Part.REST: reading.rest,
        Part.LEFT_OUT: reading.left_out,
    }[selection.part]


# -- the head ------------------------------------------------------------------------------------
def finding(told: Readings, selection: Selection) -> str:
    reading = told[selection.indicator]
    number = number_of(reading, selection)
    if number is None:
        return counts_words(reading)
    words = counted_words(selection, number)
    parts = parts_of_rest(told)
    if selection == Selection(ON_TIME_HONEST, Part.REST) and parts and parts[1].numerator:
        return _(
            "%(finding)s, %(n)s of them not finished within the period",
            finding=words,
            n=wording.number(parts[1].numerator),
        )
    return words


def counted_words(selection: Selection, number: int) -> str:
    """With the noun only where the words of the half do not begin with it themselves."""
    indicator, what = selection.indicator, _(selection.text)
    told = wording.counted(indicator.numerator, number)
    is_named = indicator.denominator is None or what.startswith(told.unit)
    return f"{told.value if is_named else told.text} {what}"


def way(told: Readings, view: View, selection: Selection) -> Component:
    """Overview / agency / the figure with its counts, and what it means."""
    scope, reading = view.scope, told[selection.indicator]
    agency = wording.agency_name(scope.agency or "", view.directory)
    name, when = _(selection.indicator.name), dossier_then.when_words(selection, view)
    words = f"{name}, {when}: {counts_words(reading)}"
    return crumbs(
        [
            page_link(_("Overview"), "/", view.scope.within(agency=home_of(view))),
            page_link(agency, "/", scope),
            html.Span([words, " ", explain(selection.indicator, view)]),
        ]
    )


def home_of(view: View) -> str | None:
    home = view.directory.home
    return home.code if home else view.scope.agency


def counts_words(reading: Reading) -> str:
    if reading.numerator is None:
        return wording.absence(reading.absence, reading.since) if reading.absence else wording.DASH
    if reading.denominator is None:
        return wording.value(reading).text
    told = wording.few(reading.numerator, reading.denominator)
    if reading.is_few or not reading.denominator:
        return told
    return f"{told}, {wording.percent(reading.numerator, reading.denominator)}"


def acts(view: View, number: int | None) -> Sequence[Component]:
    """Files and paper hold the list as it is searched and filtered (assets/40-rows.js)."""
    if not number:
        return dossier_then.told_now(selection_of(view), view)
    query = here(view).partition("?")[2]
    on_paper = html.A(
        _("Print"),
        id=ids.GRID_PRINT,
        href=f"{PATH}?{query}&in=1",
        className="button",
        **data(go="top", prints=""),
    )
    return [
        *dossier_then.told_now(selection_of(view), view),
        on_paper,
        *(
            html.A(
                words,
                id=name,
                href=f"/tai-ve/ho-so.{form}?{query}",
                className="button",
                download="",
            )
            for words, name, form in (
                (_("Save as XLSX"), ids.GRID_XLSX, "xlsx"),
                (_("Save as CSV"), ids.GRID_CSV, "csv"),
            )
        ),
    ]


# -- the figure ----------------------------------------------------------------------------------
def parts_of_rest(told: Readings) -> tuple[Reading, Reading] | None:
    """What was finished late and what was not finished, where the two add up to the rest."""
    if not all(each in told for each in FAMILY):
        return None
    whole, late, unfinished = (told[each] for each in FAMILY)
    if None in (whole.rest, late.numerator, unfinished.numerator):
        return None
    adds_up = (late.numerator or 0) + (unfinished.numerator or 0) == whole.rest
    return (late, unfinished) if adds_up else None


def terms(told: Readings, selection: Selection) -> list[Term]:
    reading = told[ON_TIME_HONEST if selection.indicator in FAMILY else selection.indicator]
    left_out = [
        term(reading, Part.LEFT_OUT, "+" if at else _("not counted"), selection, each)
        for at, (each, _count) in enumerate(reading.exclusions)
    ]
    if reading.denominator is None:
        return [term(reading, Part.NUMERATOR, "", selection), *left_out]
    whole = [
        term(reading, Part.DENOMINATOR, "", selection),
        term(reading, Part.NUMERATOR, "=", selection),
        term(reading, Part.REST, "+", selection),
    ]
    parts = parts_of_rest(told)
    fallen = zip(parts, (_("of which"), "+"), strict=True) if parts and reading.rest else ()
    made = [term(each, Part.NUMERATOR, sign, selection) for each, sign in fallen]
    return [*whole, *made, *left_out]


def term(
    reading: Reading, part: Part, sign: str, shown: Selection, exclusion: Exclusion | None = None
) -> Term:
    here_is = Selection(reading.indicator, part, exclusion)
    number = number_of(reading, here_is)
    words = SHORT.get(reading.indicator) or here_is.text
    words = wording.sentence(_(words))
    if number is None:
        return Term(words, wording.DASH, None, sign)
    href = reading_address(reading, part, exclusion)
    return Term(words, wording.number(number), href, sign, here_is == shown)


# -- the lines -----------------------------------------------------------------------------------
def rows(view: View, selection: Selection, number: int | None) -> list[Component]:
    if not number:
        return [
            notice(
                _("No line to show: the figure counts nothing here."),
                _("A longer period or another agency may have some."),
                shape="info",
                is_quiet=True,
            )
        ]
    question = {"search": f"?{here(view).partition('?')[2]}", "version": view.moment.version}
    return [
        tools(selection, view),
        dcc.Store(id=ids.GRID_QUESTION, data=question),
        html.Div(grid(selection, view), role="region", **aria(label=grid_label(selection))),
        html.P(
            _("The lines are printed by the button “Print” above the list."), className="on-paper"
        ),
        html.P(
            [
                *dossier_then.list_notes(selection, view),
                _("Files hold every line that search and filters leave."),
            ],
            className="note",
        ),
    ]


def grid_label(selection: Selection) -> str:
    return _("Lines of: %(what)s", what=wording.sentence(_(selection.text)))


def tools(selection: Selection, view: View) -> html.Div:
    listed = listed_by(selection.indicator)
    options = [
        {"label": dossier_words.column(column, listed), "value": column.value}
        for column in columns_of(selection, view)
    ]
    chosen = [column.value for column in shown_at_first(selection, view)]
    search = dcc.Input(
        id=ids.GRID_SEARCH,
        type="search",
        debounce=0.4,
        maxLength=120,
        placeholder=dossier_then.searched_words(selection, view),
        className="grid-tools__search",
    )
    columns = html.Details(
        [
            html.Summary(_("Choose columns"), className="button button--small"),
            dbc.Checklist(options, chosen, id=ids.GRID_COLUMNS, className="columns-choice"),
        ]
    )
    label = html.Label(
        [html.Span(_("Search the list"), className="unseen"), search], htmlFor=ids.GRID_SEARCH
    )
    return html.Div(
        [label, html.Span(id=ids.GRID_COUNT, role="status"), columns], className="grid-tools"
    )


def grid(selection: Selection, view: View) -> dag.AgGrid:
    return dag.AgGrid(
        id=ids.GRID,
        rowModelType="infinite",
        columnDefs=column_definitions(selection, view, usual_order(selection)),
        defaultColDef={"resizable": True, "suppressHeaderMenuButton": False, "minWidth": 84},
        dashGridOptions=GRID_OPTIONS,
        className="ag-grid dossiers__grid",
        style={"height": "max(420px, calc(100vh - 340px))"},
    )


DOSSIERS = Page(path=PATH, name=N_("Dossiers"), ask=ask, draw=draw)
