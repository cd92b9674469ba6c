"""Told before any number: that an agency is no more, that its data has stopped, or whose."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from data_access.directory import Agency
from data_access.opening import last_period
from layouts import wording
from layouts.components.link import page_link
from layouts.components.notice import notice
from layouts.components.woven import woven
from layouts.language import _, ngettext
from layouts.pages.page import View

MOST_NAMED = 6  # the others are folded away
DAY = timedelta(days=1)


def age_notices(view: View) -> list[Component]:
    if view.age.ended_on is not None:
        return [ended(view, view.age.ended_on)]
    if view.is_old:
        return [stopped(view)]
    return [*silent_below(view), *silent_sources(view)]


def ended(view: View, last: date) -> Component:
    """There is no "now" for an agency of the past."""
    name = wording.agency_name(view.scope.agency or "", view.directory)
    return notice(
        _("%(agency)s ended on %(day)s.", agency=name, day=wording.day(last)),
        "",
        [*went_to(view), *last_period_link(view)],
        shape="unknown",
    )


def went_to(view: View) -> list[str | Component]:
    heirs = successors(view)
    if not heirs:
        return []
    named = [page_link(each.name, "/", view.scope.within(agency=each.code)) for each in heirs]
    return woven(_("Its work went to %(agencies)s."), agencies=html.Span(listed(named)))


def successors(view: View) -> list[Agency]:
    """By name; each once."""
    directory = view.directory
    codes = {each.successor for each in directory.followed(view.scope.agency or "")}
    known = (directory.agencies[code] for code in codes if code in directory.agencies)
    return sorted(known, key=lambda agency: wording.dictionary_order(agency.name))


def stopped(view: View) -> Component:
    """The numbers are right for then, not for now."""
    if view.as_of is None:
        return html.Div()
    at = f"{wording.instant(view.as_of)} ({wording.weekday(view.as_of.date())})"
    told = _("Every number below is right for that moment, not for now.")
    if not view.moment.is_stale:
        told = _("What has happened there since is not known here.")
    heading = _("This data is old: it stops at %(instant)s.", instant=at)
    return notice(heading, told, [*why_old(view, view.as_of.date()), *last_period_link(view)])


def why_old(view: View, last: date) -> list[str | Component]:
    passed = int(view.calendar.between(last, view.moment.ages.day - DAY))
    usual = round(view.age.usual or 0)
    told: list[str | Component] = []
    if passed > 0:
        told.append(
            ngettext(
                "%(days)s working day has passed without a change.",
                "%(days)s working days have passed without a change.",
                passed,
                days=wording.count(passed),
            )
        )
    if usual > 0:
        told.append(
            ngettext(
                " Usually no more than %(days)s passes.",
                " Usually no more than %(days)s pass.",
                usual,
                days=wording.count(usual),
            )
        )
    return told


def last_period_link(view: View) -> list[str | Component]:
    """Where the period shown has nothing, the way to the last that has."""
    since = view.age.since
    if since is None or not view.is_unfed:
        return []
    period = last_period(since - DAY, view.calendar)
    there = page_link(wording.period(period), view.path, view.scope.within(period=period))
    return woven(" " + _("The last period with data is %(period)s."), period=there)


def silent_below(view: View) -> list[Component]:
    """Which agencies of a page over many have stopped telling."""
    told = [] if view.scope.is_alone else view.moment.ages.silent_below(view.scope.agency)
    if not told:
        return []
    known = [view.directory.agencies[code] for code, _since in told]
    levels, days = {each.level for each in known}, {since for _code, since in told}
    names = [each.name for each in known]
    who = wording.agencies(levels.pop() if len(levels) == 1 else None, len(told), names)
    links = [page_link(each.name, view.path, view.scope.within(agency=each.code)) for each in known]
    if len(days) == 1:
        day = wording.day(days.pop())
        return folded(_("No new data of %(agencies)s since %(day)s.", agencies=who, day=day), links)
    each = [dated(link, since) for link, (_code, since) in zip(links, told, strict=True)]
    return folded(_("No new data of %(agencies)s.", agencies=who), each)


def dated(link: Component, since: date) -> Component:
    return html.Span([link, f" ({_('since %(day)s', day=wording.day(since))})"])


def folded(heading: str, named: Sequence[Component]) -> list[Component]:
    if len(named) <= MOST_NAMED:
        return [notice(heading, "", listed(named), is_quiet=True)]
    shown = html.Summary(_("Show which"))
    which = html.Details([shown, html.P(listed(named))], className="folded")
    return [notice(heading, "", is_quiet=True), which]


def silent_sources(view: View) -> list[Component]:
    return [
        notice(
            _(
                "The source %(source)s has told nothing new since %(day)s.",
                source=source,
                day=wording.day(since),
            ),
            is_quiet=True,
        )
        for source, since in view.moment.ages.silent_sources(view.scope.agency)
    ]


def listed(parts: Iterable[Component]) -> list[str | Component]:
    told: list[str | Component] = []
    for each in parts:
        told += [", ", each]
    return told[1:]
