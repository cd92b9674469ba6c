"""The scope broken down by agency, field or procedure; each row opens the next level."""

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from data_access.indicators.reading import Dimension
from layouts import wording
from layouts.components.attributes import aria
from layouts.components.crumbs import crumbs
from layouts.components.handover import can_judge
from layouts.components.left_out import left_out_foot
from layouts.components.link import address_of, link, page_link
from layouts.components.now_link import now_link
from layouts.components.section import section
from layouts.components.title import file_link, print_button, title
from layouts.language import _
from layouts.pages.breakdown import names, words
from layouts.pages.breakdown.asking import SHOWN, lines, questions, whole_line
from layouts.pages.breakdown.balance import balance_line
from layouts.pages.breakdown.order import by_overdue, tiers
from layouts.pages.breakdown.rows import Rows
from layouts.pages.page import Answers, Page, Question, View

FILE = "/tai-ve/so-lieu.xlsx"


@dataclass(frozen=True)
class Breakdown:
    """One of the three pages: they differ by what a row is, and by the order of the rows."""

    path: str
    name: str
    by: Dimension

    @property
    def page(self) -> Page:
        return Page(self.path, self.name, self.ask, self.draw)

    def ask(self, view: View) -> Mapping[str, Question]:
        return questions(view, self.by)

    def draw(self, view: View, answers: Answers) -> Component:
        if self.by is not Dimension.AGENCY:
            return self.by_overdue(view, answers)
        if names.has_below(view.scope, view):
            return self.by_tier(view, answers)
        return self.sheet(view, _("No agency lies below this one"), nothing_below(view))

    def by_tier(self, view: View, answers: Answers) -> Component:
        whole = whole_line(answers)
        told = Rows(view, self.by, whole, lines(answers))
        found = tiers(told.lines, whole, told.name, lambda group: can_judge(group, view))
        shown = told.table(told.tiered(found))
        return self.sheet(
            view,
            words.agencies_finding(found, whole, view.moment.now.date()),
            self.content(told, shown),
        )

    def by_overdue(self, view: View, answers: Answers) -> Component:
        whole = whole_line(answers)
        told = Rows(view, self.by, whole, lines(answers))
        ordered = by_overdue(told.lines, told.name)
        finding = words.overdue_finding(ordered, whole, self.by, view)
        shown = told.table(told.abridged(ordered))
        return self.sheet(view, finding, self.content(told, shown))

    def content(self, told: Rows, shown: Component) -> Component:
        heading = words.order_words(self.by, len(told.lines))
        caption = words.caption(told.view, told.whole)
        below = [words.key(told.measuring, told.whole), balance_line(told.whole, told.view)]
        foot = left_out_foot([told.whole.of(each) for each in SHOWN])
        return section(heading, [shown, *below, *foot], caption)

    def sheet(self, view: View, finding: str, content: Component) -> Component:
        return html.Div(
            [title(finding, way(view), acts(view)), tabs(view), content], className="breakdown"
        )


BROKEN_DOWN = (
    Breakdown(names.AGENCIES, N_("Agencies"), Dimension.AGENCY),
    Breakdown(names.FIELDS, N_("Fields"), Dimension.FIELD),
    Breakdown(names.PROCEDURES, N_("Procedures"), Dimension.PROCEDURE),
)
BREAKDOWNS = tuple(each.page for each in BROKEN_DOWN)


def way(view: View) -> Component:
    """From the root down to the scope's agency, its field, its period."""
    scope, directory = view.scope, view.directory
    steps: list[str | Component] = [
        page_link(agency.name, view.path, scope.within(agency=agency.code, is_alone=False))
        for agency in directory.path(scope.agency or "")
    ]
    if len(scope.fields) == 1:
        steps.append(wording.field_name(scope.fields[0], directory))
    return crumbs([*steps, wording.period(scope.period, view.period_name)])


def acts(view: View) -> list[Component]:
    query = view.scope.to_query() | {"trang": [view.path.removeprefix("/")]}
    save = file_link(_("Save as XLSX"), address_of(FILE, query))
    return [*now_link(view), save, print_button()]


def tabs(view: View) -> Component:
    """The same question cut three ways."""
    links = [
        link(
            _(each.name),
            address_of(each.path, view.scope.to_query()),
            "tabs__tab",
            **(aria(current="page") if each.path == view.path else {}),
        )
        for each in BROKEN_DOWN
    ]
    return html.Nav(links, className="tabs", **aria(label=_("Broken down by")))


def nothing_below(view: View) -> Component:
    """A commune has fields and procedures instead."""
    agency = wording.agency_name(view.scope.agency or "", view.directory)
    told = html.P(
        _("%(agency)s has no agencies below it. See its figures by:", agency=agency),
        className="lead",
    )
    others = [
        html.Li(page_link(_(each.name), each.path, view.scope))
        for each in BROKEN_DOWN
        if each.path != view.path
    ]
    return html.Div([told, html.Ul(others)], className="section")
