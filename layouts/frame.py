"""Everything on the sheet for one address, or what troubles it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from dash import html
from dash.development.base_component import Component

from data_access.rules import Late, Rules
from data_access.scope import Scope
from layouts import wording
from layouts.components.age_notices import age_notices
from layouts.components.attributes import data
from layouts.components.filter_panel import filter_panel
from layouts.components.freshness import freshness
from layouts.components.handover import handover_notices
from layouts.components.info_panel import info_panel
from layouts.components.link import address_of, here, link, page_link
from layouts.components.notice import notice
from layouts.components.scope_line import scope_line
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
    told = [*age_notices(view), *step_notice(view, answers), *offer_notice(view)]
    told += handover_notices(view, answers)
    look, fresh = "stale" if view.is_old else "", freshness(view.moment, view.age)
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


def offer_notice(view: View) -> list[Component]:
    """A page of dashes says why, and where the same question has an answer."""
    if view.offer is None:
        return []
    period, scope = view.offer.period, view.scope
    if period is not None:
        heading = _("In this period nothing was received and nothing finished.")
        words = wording.period(period)
        way = page_link(words, view.path, scope.within(period=period))
        return [notice(heading, _("The nearest period with data:"), [way], "unknown", True)]
    ways = [page_link(words, view.path, wider) for words, wider in wider_scopes(view)]
    heading = _("There is no dossier at all in this question.")
    return [
        notice(heading, _("What can be opened instead:") if ways else "", ways, "unknown", True)
    ]


def wider_scopes(view: View) -> list[tuple[str, Scope]]:
    """The same question of all dossiers of the agency, or else of the agency above it."""
    scope, directory = view.scope, view.directory
    if not scope.is_plain:
        plain = Scope(scope.period, scope.period_name, scope.agency)
        return [(_("Without filters"), plain)]
    above = directory.path(scope.agency or "")[:-1]
    return [(above[-1].name, replace(scope, agency=above[-1].code))] if above else []


def lateness_words(rules: Rules) -> str:
    """D2, and the sources that go otherwise."""
    words = {
        Late.SECOND: _("Late to the second"),
        Late.DAY: _("Late by the day, not by the hour"),
    }
    if not rules.late_of:
        return words[rules.late]
    apart = _("to the second") if rules.late is Late.DAY else _("by the day")
    names = ", ".join(source for source, _late in rules.late_of)
    return _("%(usual)s; %(sources)s: %(otherwise)s",
             usual=words[rules.late], sources=names, otherwise=apart)  # fmt: skip


def rules_words(rules: Rules) -> list[str | Component]:
    """What holds for every number of the page."""
    return [
        _(
            "Counting rules: version %(version)s, since %(day)s",
            version=str(rules.version),
            day=wording.day(rules.since),
        ),
        link(_("Every number is defined on the page Definitions"), address_of("/chi-so", {})),
        lateness_words(rules),
        _("No applicant's data is read"),
    ]
