"""The title of the overview says what was found, by rule; above it lies the way here."""

from dash.development.base_component import Component

from data_access.indicators.catalogue import PENDING_IN_TIME
from data_access.indicators.reading import Absence
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.crumbs import crumbs
from layouts.components.figure_notes import is_last_month
from layouts.components.link import address_of, page_link
from layouts.components.now_link import now_link
from layouts.components.title import file_link, print_button, title
from layouts.language import _, ngettext
from layouts.pages.overview import asking, parts_words
from layouts.pages.overview.due_days import between
from layouts.pages.overview.found import Found, of
from layouts.pages.overview.parts import Parts
from layouts.pages.page import View

FILE = "/tai-ve/so-lieu.xlsx"


def heading(found: Found, parts: Parts) -> Component:
    view = found.view
    acts = [
        *now_link(view),
        file_link(_("Save as XLSX"), address_of(FILE, view.scope.to_query())),
        print_button(),
    ]
    return title(finding(found, parts), crumbs(way(view, parts)), acts)


def finding(found: Found, parts: Parts) -> str:
    """What waits too long, then who is late; of old data and of the past in the past tense.

    An agency of the past has nothing waiting, so only what it did is told.
    """
    view, moment = found.view, found.view.moment
    told = f"{overdue_words(found)}; {on_time_words(found, parts)}"
    is_unfed = found.honest.absence is Absence.NO_DATA_SINCE  # says since when by itself
    if found.is_history or is_unfed:
        told = wording.sentence(on_time_words(found, parts))
    if not moment.is_stale or view.is_past or is_unfed:
        return told
    then = _("At %(instant)s", instant=wording.instant(moment.now))
    return f"{then}: {told}"


def overdue_words(found: Found) -> str:
    n, is_stale = found.overdue.numerator, found.view.moment.is_stale
    if found.overdue.absence is Absence.NO_DATA_SINCE:
        return wording.absence(found.overdue.absence, found.overdue.since)
    if n is None:
        return _("Nobody can say what is overdue")
    if found.view.is_past:
        return overdue_then(n, wording.day(found.view.stands_on))
    if not n:
        return _("no dossier was overdue") if is_stale else _("No dossier is overdue now")
    dossiers = wording.dossiers(n)
    if is_stale:
        return ngettext(
            "%(dossiers)s was overdue", "%(dossiers)s were overdue", n, dossiers=dossiers
        )
    return ngettext("%(dossiers)s is overdue", "%(dossiers)s are overdue", n, dossiers=dossiers)


def overdue_then(n: int, day: str) -> str:
    if not n:
        return _("No dossier was overdue at the end of %(day)s", day=day)
    return ngettext(
        "%(dossiers)s was overdue at the end of %(day)s",
        "%(dossiers)s were overdue at the end of %(day)s",
        n,
        dossiers=wording.dossiers(n),
        day=day,
    )


def on_time_words(found: Found, parts: Parts) -> str:
    if parts.worse or parts.declining:
        return late_parts_words(found, parts)
    honest = found.honest
    if honest.absence is Absence.NO_DATA_SINCE:
        return wording.absence(honest.absence, honest.since)
    if honest.absence is Absence.SOURCE_SILENT:
        return _("no data on what was on time")
    n = honest.n or 0
    if not n:
        return none_due_words(found)
    dossiers = wording.dossiers(n)
    if honest.is_few:
        return ngettext(
            "%(dossiers)s fell due, too few for a share",
            "%(dossiers)s fell due, too few for a share",
            n,
            dossiers=dossiers,
        )
    share = wording.percent(honest.numerator or 0, n)
    series = found.honest_series
    if series.judgement is Judgement.WORSE and is_last_month(honest, series):
        reason = wording.rule(series.chart.signal, series.last)
        return _(
            "%(share)s of those due finished in time, worse: %(reason)s", share=share, reason=reason
        )
    return _("%(share)s of those due finished in time", share=share)


def late_parts_words(found: Found, parts: Parts) -> str:
    """By the stronger of the two judgements that stand in a row, and by which of them."""
    if parts.worse and parts.is_common_stronger:
        who, n = parts_words.counted(parts, parts.worse, found.view), len(parts.worse)
        return ngettext(
            "%(who)s is clearly later than the whole",
            "%(who)s are clearly later than the whole",
            n,
            who=who,
        )
    who, n = parts_words.counted(parts, parts.declining, found.view), len(parts.declining)
    return ngettext(
        "%(who)s is clearly later than it used to be",
        "%(who)s are clearly later than they used to be",
        n,
        who=who,
    )


def none_due_words(found: Found) -> str:
    """A period that holds today says what is due today: its day is not over, so it is no share."""
    view = found.view
    scope, today = view.scope, view.moment.now.date()
    told = wording.none_due(scope.period, today)
    if view.moment.is_stale or not scope.period.first_day <= today <= scope.period.last_day:
        return told
    in_time = of(found.answers[asking.DUE_DAYS], PENDING_IN_TIME)
    n = between(in_time, PENDING_IN_TIME, view, today, today).numerator or 0
    if not n:
        return told
    return ngettext(
        "%(told)s; %(dossiers)s is due today",
        "%(told)s; %(dossiers)s are due today",
        n,
        told=told,
        dossiers=wording.dossiers(n),
    )


def way(view: View, parts: Parts) -> list[str | Component]:
    """From the root down, each agency a link that keeps the rest of the question."""
    steps: list[str | Component] = []
    path = view.directory.path(view.scope.agency or "")
    for agency in path[:-1]:
        above = view.scope.within(agency=agency.code, is_alone=False)
        steps.append(page_link(agency.name, "/", above))
    told = [agency.name for agency in path[-1:]]
    asked = ", ".join([*told, *scope_words(view, parts)])
    return [*steps, f"{asked}; {basis_words(view)}"]


def basis_words(view: View) -> str:
    """Which months are judged: what is usual differs between the two calendars."""
    return _("signals %(months)s", months=wording.months(view.scope.period.calendar))


def scope_words(view: View, parts: Parts) -> list[str]:
    scope, directory = view.scope, view.directory
    below = parts_words.below_words(parts, view)
    fields = [wording.field_name(code, directory) for code in scope.fields]
    procedures = [wording.procedure_name(code, directory) for code in scope.procedures]
    channels = [wording.channel(each) for each in scope.channels]
    period = _("period %(days)s", days=wording.span(scope.period))
    return [*([below] if below else []), period, *fields, *procedures, *channels]
