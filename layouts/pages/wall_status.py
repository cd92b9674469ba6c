"""/man-hinh/tinh-trang: every screen, when it last gave a sign of life, and how old its data is."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from layouts import wording
from layouts.components.icon import Icon, icon
from layouts.components.link import address_of, link
from layouts.components.section import section
from layouts.components.table import Column, Row, table
from layouts.components.title import title
from layouts.language import _, ngettext
from layouts.pages.page import Answers, Page, Question, ShownScreen, View
from layouts.pages.wall_setup import PATH as SETUP
from layouts.pages.wall_setup import STATUS

SILENT_AFTER = timedelta(minutes=1)  # a screen gives a sign of life every quarter of a minute


def ask(_view: View) -> Mapping[str, Question]:
    return {}


def draw(view: View, _answers: Answers) -> Component:
    screens, now = view.screens or (), view.clock or view.moment.now
    shows = [each for each in screens if each.is_accepted]
    silent = [each for each in shows if is_silent(each, now)]
    way = link(_("Set up a screen"), address_of(SETUP, {}))
    if not screens:
        return html.Div([title(_("No screen has asked yet"), way)])
    columns = [
        Column(_("No."), is_number=True, is_wide_only=True),
        Column(_("Screen")),
        Column(_("Agency")),
        Column(_("State")),
        Column(_("Last sign of life")),
        Column(_("Data as of"), is_wide_only=True),
        Column(_("Version"), is_wide_only=True),
        Column(_("Set-up")),
    ]
    rows = [row(each, now, view) for each in screens]
    drawn = table(_("Screens and their state"), columns, rows)
    told = section(_("Accepted ones first"), [drawn], _("A silent one has not asked for a minute."))
    return html.Div([title(finding(len(shows), len(silent)), way), told])


def finding(count: int, silent: int) -> str:
    if silent:
        return ngettext(
            "%(n)s screen is silent", "%(n)s screens are silent", silent, n=wording.count(silent)
        )
    return ngettext(
        "%(n)s screen, none silent", "%(n)s screens, none silent", count, n=wording.count(count)
    )


def is_silent(screen: ShownScreen, now: datetime) -> bool:
    return screen.last_seen_at is None or now - screen.last_seen_at > SILENT_AFTER


def row(screen: ShownScreen, now: datetime, view: View) -> Row:
    look, state = state_of(screen, now)
    seen = screen.last_seen_at
    return Row(
        [
            str(screen.number),
            link(screen.name or _("without a name"), screen.address),
            wording.agency_name(screen.agency, view.directory),
            html.Span([icon(look), state], className="signal"),
            [wording.instant(seen), ", ", wording.age(now - seen)] if seen else wording.DASH,
            wording.instant(screen.as_of) if screen.as_of else wording.DASH,
            screen.version or wording.DASH,
            set_up_again(screen),
        ]
    )


def state_of(screen: ShownScreen, now: datetime) -> tuple[Icon, str]:
    if screen.is_revoked:
        return "unlinked", _("revoked")
    if not screen.is_accepted:
        return "unknown", _("waits to be accepted")
    if is_silent(screen, now):
        return "worse", _("silent")
    return "steady", _("shows")


def set_up_again(screen: ShownScreen) -> Component:
    """The form with the screen's own settings: assets/70-wall-setup.js takes them from there."""
    query = screen.address.partition("?")[2]
    lang = "?lang=en" if "lang=en" in query.split("&") else ""
    return link(_("Change"), f"{SETUP}{lang}#{query}")


WALL_STATUS = Page(STATUS, N_("Screens"), ask, draw, has_figures=False)
