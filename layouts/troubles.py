"""What stands on the sheet where no page can: why, and what the reader can do."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs

from dash import html
from dash.development.base_component import Component

from data_access.directory import Directory
from data_access.indicators.reading import BeingCounted, Moment
from data_access.scope import BadScope, Reason
from layouts import wording
from layouts.components.freshness import freshness
from layouts.components.link import address_of, link
from layouts.components.notice import notice
from layouts.components.table import Column, Row, table
from layouts.components.title import title
from layouts.frame import MASTHEAD_PAGES, MASTHEAD_TOOLS, Drawn, under_masthead
from layouts.language import _
from layouts.shell import masthead


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
    return replace(nameless(path, content, freshness(None)), is_unreachable=True)


def nameless(path: str, content: Sequence[Component], line: Component | None = None) -> Drawn:
    """While nothing is known of the register, not even whose it is."""
    return Drawn(
        masthead(MASTHEAD_PAGES, path, {}, "", MASTHEAD_TOOLS),
        under_masthead(html.Div(line, className="sheet scope")),
        html.Div(list(content)),
        None,
        None,
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
    return nameless(path, content)


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
    return nameless(path, content)


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
