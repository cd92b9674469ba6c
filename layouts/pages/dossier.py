"""One dossier's course, and how every indicator counts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from data_access.course import Course, Opened
from data_access.indicators.definition import N_
from data_access.listing import RESOLVED
from layouts import wording
from layouts.components.crumbs import crumbs
from layouts.components.icon import icon
from layouts.components.link import DOSSIERS, address_of, chosen, link, page_link
from layouts.components.notice import notice
from layouts.components.section import section
from layouts.components.title import print_button, title
from layouts.language import _
from layouts.pages import dossier_words as words
from layouts.pages.dossier_course import steps_section
from layouts.pages.dossier_finding import conclusion, finding
from layouts.pages.dossier_lines import dossier_path
from layouts.pages.dossier_parts import events_section, papers_section, verdicts_section
from layouts.pages.page import Answers, Page, Question, View

Block = Sequence[Component]


def ask(_view: View) -> Mapping[str, Question]:
    """A dossier is no figure."""
    return {}


def draw(view: View, _answers: Answers) -> Component:
    opened = view.opened
    if opened is None or opened.course is None:
        return html.Div(unknown(view, opened))
    course = opened.course
    return html.Div(
        [
            title(finding(course, view), way(view), acts(view, opened)),
            *warnings(view, course),
            facts(view, course),
            *steps(view, course),
            html.Div(
                [events_section(course), verdicts_section(view, course), papers_section(course)],
                className="grid",
            ),
        ]
    )


# -- the head ------------------------------------------------------------------------------------
def query(view: View) -> dict[str, list[str]]:
    """Of the list that the dossier was opened from."""
    return view.scope.to_query() | (chosen(view.selection) if view.selection else {})


def way(view: View) -> Component:
    agency = wording.agency_name(view.scope.agency or "", view.directory)
    named = _(view.selection.indicator.name) if view.selection else _("Dossiers")
    return crumbs(
        [
            page_link(agency, "/", view.scope),
            link(named, address_of(DOSSIERS, query(view))),
            coded("%(code)s", view.code or ""),
        ]
    )


def coded(words: str, code: str) -> str | html.Span:
    """Words with a code in them; one too long to be read stands whole in the title attribute."""
    short = wording.short_code(code)
    told = words % {"code": short}
    return told if short == code else html.Span(told, title=code)


def acts(view: View, opened: Opened) -> Block:
    beside = opened.beside
    if beside is None:
        return [print_button()]
    steps = ((_("Previous dossier"), beside.before), (_("Next dossier"), beside.after))
    place = _(
        "%(place)s of %(total)s",
        place=wording.number(beside.place),
        total=wording.number(beside.total),
    )
    links = [
        link(name, address_of(dossier_path(code), query(view)), "button")
        for name, code in steps
        if code
    ]
    return [html.Span(place, className="note"), *links, print_button()]


def warnings(view: View, course: Course) -> Block:
    told: list[Component] = []
    if course.is_deleted:
        told.append(
            notice(_("This entry is deleted or a double one; no figure counts it."), is_quiet=True)
        )
    if course.twins:
        links: list[str | Component] = []
        for code in course.twins:
            links += [link(code, address_of(dossier_path(code), query(view))), " "]
        heading = _("The same national code stands on other dossiers, too:")
        told.append(notice(heading, "", links, shape="info", is_quiet=True))
    if before := returned_before(course):
        told.append(before)
    return told


def returned_before(course: Course) -> Component | None:
    """Nobody can hand over what is not there: one of the two instants must be wrong."""
    ready, returned = course.record.ended_at, course.returned_at
    if course.record.standing not in RESOLVED or ready is None or returned is None:
        return None
    if returned >= ready or (not course.has_hours and returned.date() == ready.date()):
        return None
    written = wording.instant if course.has_hours else (lambda at: wording.day(at.date()))
    return notice(
        _("The source contradicts itself: the result was returned before it was ready."),
        _(
            "Returned %(returned)s, ready %(ready)s. Figures go by the day it was ready.",
            returned=written(returned),
            ready=written(ready),
        ),
        shape="info",
        is_quiet=True,
    )


# -- what it is ----------------------------------------------------------------------------------
def facts(view: View, course: Course) -> Component:
    record, directory = course.record, view.directory
    procedure = record.procedure
    told = _(
        "Procedure %(code)s, field %(field)s, %(channel)s",
        code=procedure or wording.DASH,
        field=wording.field_name(record.field, directory) if record.field else wording.DASH,
        channel=words.channel(record.channel).lower(),
    )
    return html.Dl(
        [
            fact(
                _("Dossier"),
                record.key,
                wording.procedure_name(procedure, directory) if procedure else "",
                told,
                wording.agency_name(record.agency or "", directory),
                is_wide=True,
            ),
            fact(_("Received"), *moment(record.received_at, course)),
            fact(_("Due, as counted"), *moment(record.due_at, course), first_due(course)),
            fact(_("Ended"), *ended(course)),
            judged(course),
        ],
        className="columns",
    )


def fact(name: str, main: str, *notes: str, is_wide: bool = False) -> html.Div:
    lines = [html.Dd(each) for each in notes if each]
    look = "columns__wide" if is_wide else None
    return html.Div(
        [html.Dt(name), html.Dd(main, className="columns__main"), *lines], className=look
    )


def moment(instant: datetime | None, course: Course) -> tuple[str, str]:
    """The day, then the hour and the day of the week."""
    if instant is None:
        return wording.DASH, _("nobody says")
    weekday = wording.weekday(instant.date())
    hour = f"{wording.clock(instant)}, {weekday}" if course.has_hours else weekday
    return wording.day(instant.date()), hour


def first_due(course: Course) -> str:
    first, valid = course.original_due_at, course.record.due_at
    if first is None or valid is None or first.date() == valid.date():
        return ""
    return _("at first %(day)s", day=wording.day(first.date()))


def ended(course: Course) -> tuple[str, ...]:
    record = course.record
    if words.is_open(record):
        at = record.step or _("step not told")
        return _("not finished"), at, record.unit or ""
    told = moment(record.ended_at, course)
    returned = course.returned_at
    if returned is None:
        return *told, words.standing(record.standing)
    return *told, _("returned on %(day)s", day=wording.day(returned.date()))


def judged(course: Course) -> html.Div:
    """In colour only where something went wrong."""
    record = course.record
    told = html.Dd(conclusion(record), className="columns__main")
    if record.days_late is not None:
        look = "columns__main columns__main--worse"
        told = html.Dd([icon("worse"), conclusion(record)], className=look)
    return html.Div([html.Dt(_("Conclusion")), told, html.Dd(compared(course))])


def compared(course: Course) -> str:
    if course.slower_than is None:
        return ""
    less, whole = course.slower_than
    return _(
        "Took longer than %(part)s of its procedure within a year (%(counts)s)",
        part=wording.percent(less, whole, 0),
        counts=wording.few(less, whole),
    )


def steps(view: View, course: Course) -> Block:
    if course.stages:
        return [steps_section(course, view.moment.now, view.calendar)]
    return [
        section(
            _("No steps"),
            [html.P(_("The register does not tell the steps of this dossier."), className="quiet")],
        )
    ]


# -- no such dossier -----------------------------------------------------------------------------
def unknown(view: View, opened: Opened | None) -> Block:
    nearest = opened.nearest if opened else ()
    body: list[Component] = [
        html.P(
            _("The register has no dossier with this code. Codes are written as on the receipt."),
            className="lead",
        )
    ]
    if nearest:
        links = [
            html.Li(link(each, address_of(dossier_path(each), query(view)))) for each in nearest
        ]
        body += [html.H2(_("The nearest codes")), html.Ul(links, className="choices")]
    body.append(link(_("To the list of dossiers"), address_of(DOSSIERS, query(view)), "more"))
    finding = coded(_("There is no dossier %(code)s"), view.code or "")
    return [title(finding, way(view)), section("", body)]


DOSSIER = Page(path=DOSSIERS, name=N_("Dossiers"), ask=ask, draw=draw)
