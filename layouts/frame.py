"""Everything on the sheet for one address, or what troubles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from dash import html
from dash.development.base_component import Component

from data_access.directory import Directory
from data_access.indicators.reading import BeingCounted, Moment
from data_access.rules import Late, Rules
from data_access.scope import BadScope, Reason
from layouts import wording
from layouts.components.attributes import data
from layouts.components.filter_panel import filter_panel
from layouts.components.freshness import freshness
from layouts.components.info_panel import info_panel
from layouts.components.link import address_of, here, link
from layouts.components.notice import notice
from layouts.components.scope_line import scope_line
from layouts.components.table import Column, Row, table
from layouts.components.title import title
from layouts.components.woven import woven
from layouts.language import _
from layouts.pages.page import Answers, Page, View
from layouts.shell import foot, masthead
from layouts.sitemap import PAGES, TOOLS
from layouts.still import Sent, stilled

Children = Sequence[Component] | Component | None
MASTHEAD_PAGES = [(page.path, page.name) for page in PAGES]
MASTHEAD_TOOLS = [(page.path, page.name) for page in TOOLS]


@dataclass(frozen=True)
class Drawn:
    """The regions of the frame, in the order of `callbacks.navigation.REGIONS`."""

    masthead: Children
    scope: Children
    page: Children
    panel: Children
    foot: Children
    is_answer: bool = False  # to the question of an address, and not why there is none
    is_unreachable: bool = False  # drawn without the register: it may be there for the next reader

    def regions(self) -> tuple[Sent, ...]:
        told = self.masthead, self.scope, self.page, self.panel, self.foot
        return tuple(map(stilled, told))


def drawn(page: Page, view: View, answers: Answers, explained: Answers) -> Drawn:
    content = [page.draw(view, answers)]
    told = [*stale_notice(view.moment), *step_notice(view, answers)]
    look, fresh = "stale" if view.moment.is_stale else "", freshness(view.moment)
    line = scope_line(view, fresh) if page.has_figures else html.Div(fresh, className="scope")
    return Drawn(
        head(view),
        under_masthead(html.Div(line, className="sheet")),
        html.Div([*told, *content], className=look),
        info_panel(view, explained) if view.explained else None,
        foot(rules_words(view.rules)),
        is_answer=True,
    )


def filters(view: View) -> Component:
    """Drawn after the page: hundreds of choices must not keep a number waiting."""
    return filter_panel(view)


def head(view: View) -> Component:
    home = view.directory.home
    return masthead(
        MASTHEAD_PAGES,
        view.path,
        parse_qs(here(view).partition("?")[2]),
        home.name if home else "",
        MASTHEAD_TOOLS,
        view.scope.to_query(),
    )


def under_masthead(line: Component) -> Component:
    """The scope line; below it what shows only while the server keeps silent (50-pulse.js)."""
    clock = html.Span(**data(since=""))
    lost = notice(
        woven(_("No connection to the server since %(clock)s."), clock=clock),
        _("Everything below is as it was then, not as it is now."),
        shape="unlinked",
    )
    return html.Div([line, html.Div(lost, className="sheet only-lost")])


def stale_notice(moment: Moment) -> list[Component]:
    """Before anything else: the numbers are right for then, not for now."""
    if not moment.is_stale or moment.as_of is None:
        return []
    return [
        notice(
            _("This data is old: it stops at %(instant)s.", instant=stopped(moment.as_of)),
            _("Every number below is right for that moment, not for now."),
            [_("A working day has passed without a change in the register.")],
        )
    ]


def step_notice(view: View, answers: Answers) -> list[Component]:
    """A step is whatever a source writes: no list tells a misspelt one from one that is empty."""
    told = [reading for readings in answers.values() for reading in readings]
    if not view.scope.step or not told or view.code is not None:
        return []
    if any(each.numerator or each.denominator for each in told):
        return []
    step = wording.step_name(view.scope.step)
    return [
        notice(
            _("No dossier of this question is at the step “%(step)s”.", step=step),
            _("The numbers below are those of this step alone."),
            shape="unknown",
            is_quiet=True,
        )
    ]


def stopped(instant: datetime) -> str:
    return f"{wording.instant(instant)} ({wording.weekday(instant.date())})"


def rules_words(rules: Rules) -> list[str | Component]:
    """What holds for every number of the page."""
    by_second = rules.late is Late.SECOND
    return [
        _(
            "Counting rules: version %(version)s, since %(day)s",
            version=str(rules.version),
            day=wording.day(rules.since),
        ),
        link(_("Every number is defined on the page Definitions"), address_of("/chi-so", {})),
        _("Late to the second") if by_second else _("Late by the day, not by the hour"),
        _("No applicant's data is read"),
    ]


def no_such_page(path: str, moment: Moment, directory: Directory) -> Drawn:
    pages = [html.Li(link(_(name), address_of(to, {}))) for to, name in MASTHEAD_PAGES]
    content = [
        title(_("There is no such page"), _("Address: %(address)s", address=path)),
        html.P(_("The pages there are:"), className="lead"),
        html.Ul(pages),
    ]
    return troubled(path, moment, directory, content)


def unreachable(path: str) -> Drawn:
    """No old number stays; the frame and the way to other pages do."""
    content = [
        title(_("The register cannot be read just now")),
        notice(
            _("No number is shown, so that none is taken for today's."),
            _("We try again by ourselves; nothing needs to be done here."),
            shape="unlinked",
        ),
    ]
    return Drawn(
        masthead(MASTHEAD_PAGES, path, {}, "", MASTHEAD_TOOLS),
        under_masthead(html.Div(freshness(None), className="sheet scope")),
        html.Div(content),
        None,
        None,
        is_unreachable=True,
    )


def failed(path: str) -> Drawn:
    """A fault of the dashboard itself. What was drawn of the page so far is not trusted either."""
    content = [
        title(_("This page cannot be shown")),
        notice(
            _("The fault is the dashboard's, not the address's; it has been written down."),
            _("No number is shown, so that no wrong one is. Other pages can be opened as usual."),
            shape="unknown",
        ),
    ]
    return Drawn(
        masthead(MASTHEAD_PAGES, path, {}, "", MASTHEAD_TOOLS),
        under_masthead(html.Div(className="sheet scope")),
        html.Div(content),
        None,
        None,
    )


def being_counted(path: str, count: BeingCounted) -> Drawn:
    """A large register read row by row would keep everybody waiting, and its count, too."""
    content = [
        title(_("The register is being counted")),
        notice(
            _(
                "%(read)s of %(expected)s dossiers have been read.",
                read=wording.number(count.read),
                expected=wording.number(count.expected),
            ),
            _("The numbers appear by themselves once all are counted; that takes some minutes."),
            shape="clock",
        ),
    ]
    return Drawn(
        masthead(MASTHEAD_PAGES, path, {}, "", MASTHEAD_TOOLS),
        under_masthead(html.Div(className="sheet scope")),
        html.Div(content),
        None,
        None,
    )


def troubled(
    path: str, moment: Moment, directory: Directory, content: Sequence[Component]
) -> Drawn:
    home = directory.home
    return Drawn(
        masthead(MASTHEAD_PAGES, path, {}, home.name if home else "", MASTHEAD_TOOLS),
        under_masthead(html.Div(freshness(moment), className="sheet scope")),
        html.Div(list(content)),
        None,
        None,
    )


def unreadable(
    error: BadScope, path: str, search: str, moment: Moment, directory: Directory
) -> Drawn:
    told = f"{error.part}={error.received}" if error.received else error.part
    rows = [Row([error.part, html.B(error.received or "–"), allowed_words(error)])]
    columns = [Column(_("Part of the address")), Column(_("It says")), Column(_("Allowed"))]
    content = [
        title(
            _("We cannot read the part “%(part)s”", part=told),
            _("Address: %(address)s", address=f"{path}{search}"[:200]),
        ),
        html.Div(
            [
                html.Div(
                    [
                        html.P(reason_words(error), className="lead"),
                        table(_("What the address says, and what it may say"), columns, rows),
                    ],
                    className="span-7",
                ),
                html.Div(likely(error, path, search), className="span-5"),
            ],
            className="grid section",
        ),
    ]
    return troubled(path, moment, directory, content)


def reason_words(error: BadScope) -> str:
    words = {
        Reason.NOT_A_DAY: _(
            "Days in an address are written year, month, day, between 1990 and 2100."
        ),
        Reason.DAYS_REVERSED: _("The last day lies before the first."),
        Reason.ONE_DAY_MISSING: _("A free period needs both its first and its last day."),
        Reason.NAME_AND_DAYS: _("A period is either named or given by its days, not both."),
        Reason.NOT_A_NAME: _("This is not one of the words that are allowed here."),
        Reason.UNKNOWN_PART: _("No page knows this part."),
        Reason.UNKNOWN_CODE: _("There is no such code in the register."),
        Reason.TOO_LONG: _("This is longer than any code."),
        Reason.TWICE: _("This part may stand in an address only once."),
    }
    sorry = _("Nothing was counted, so that the wrong question gets no answer.")
    return f"{words[error.reason]} {sorry}"


def allowed_words(error: BadScope) -> str:
    if error.reason in (Reason.NOT_A_DAY, Reason.ONE_DAY_MISSING):
        return _("a day such as 2026-10-31")
    if error.reason is Reason.UNKNOWN_CODE:
        return ", ".join(error.likely) or _("a code of the register")
    return ", ".join(error.allowed[:12]) or "–"


def likely(error: BadScope, path: str, search: str) -> list[Component]:
    """What the reader may have meant, and the page without a question."""
    told = parse_qs(search.removeprefix("?"))
    kept = {part: values for part, values in told.items() if part != error.part}
    meant = [
        link(f"{error.part}={value}", address_of(path, kept | {error.part: [value]}))
        for value in error.likely
    ]
    plain = link(_("This page without a question"), address_of(path, {}))
    return [
        html.H2(_("Perhaps you meant")),
        html.Ul([html.Li(each) for each in (*meant, plain)], className="choices"),
    ]
