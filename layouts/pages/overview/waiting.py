"""What waits: falling due soon; overdue, by age and by the step that holds it."""

from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import OVERDUE, PENDING_IN_TIME
from data_access.indicators.reading import FEW, Absence, Reading
from data_access.opening import opening_period
from data_access.periods import named
from data_access.scope import UNKNOWN, Scope
from layouts import wording
from layouts.components.bar_cell import bar_cell
from layouts.components.link import page_link, reading_link
from layouts.components.table import Column, Row, table
from layouts.language import _, ngettext
from layouts.pages.overview import asking
from layouts.pages.overview.due_days import Band, Soon, bands_of, oldest_of, soon_of
from layouts.pages.overview.found import Found, of
from layouts.pages.page import View

STEPS_SHOWN = 8
MOST = 2 / 3  # of the overdue dossiers: the steps that the title counts hold as much


def waiting(found: Found) -> list[Component]:
    """Where nothing is overdue there is no age and no step to show."""
    due_days = found.answers[asking.DUE_DAYS]
    if found.is_history and found.closed_on:
        return [closed_piece(found, found.closed_on)]
    if found.lacks_pauses:
        return [piece(_("No data on what was paused then"), "", [])]
    if found.overdue.numerator is None:
        return [piece(no_due_days(found.overdue), "", [])]
    view = found.view
    shown: list[Component] = [soon_piece(soon_of(of(due_days, PENDING_IN_TIME), view), view)]
    if found.overdue.numerator:
        shown.append(age_piece(bands_of(of(due_days, OVERDUE), view), found))
        shown.append(steps_then_piece(view) if view.is_past else steps_piece(found))
    return shown


def no_due_days(overdue: Reading) -> str:
    if overdue.absence is Absence.NO_DATA_SINCE:
        return wording.absence(overdue.absence, overdue.since)
    return _("No data on due days")


def piece(finding: str, caption: str, content: list[Component]) -> html.Div:
    """One finding of the column, under the rule that the column has in common."""
    told = [html.P(caption, className="section__caption")] if caption else []
    return html.Div([html.H2(finding), *told, *content])


def closed_piece(found: Found, closed_on: date) -> html.Div:
    """For an agency of the past: where its work went on."""
    finding = _("The agency was closed on %(day)s", day=wording.day(closed_on))
    view = found.view
    name = opening_period(view.today, view.calendar)
    heirs = [
        html.Li(page_link(each.name, "/", Scope(named(name, view.today), name, each.code)))
        for each in found.successors
    ]
    caption = _("Its work went on at %(agencies)s", agencies=wording.agencies(None, len(heirs)))
    return piece(finding, caption if heirs else "", [html.Ul(heirs, className="choices")])


def count_cell(reading: Reading, most: int) -> Component:
    n = reading.numerator or 0
    words = wording.count(n)
    return bar_cell(reading_link(words, reading) if n else words, n, most)


def numbers(finding: str, first: str, rows: list[tuple[str, Reading]], width: str) -> html.Div:
    """A name and a bar; the bars share a scale."""
    most = max((reading.numerator or 0 for _name, reading in rows), default=0)
    drawn = [Row([name, count_cell(reading, most)]) for name, reading in rows]
    return table(finding, [Column(first), Column(_("Dossiers"), width=width)], drawn)


def soon_piece(told: list[Soon], view: View) -> html.Div:
    finding = soon_finding(told[-1], view.is_past)
    rows = [(soon_name(each, is_old=view.moment.is_stale), each.reading) for each in told]
    caption = _("Open and not overdue; each line holds those above it; paused ones left out")
    if view.is_past:
        then = wording.sentence(wording.as_of(view.scope.period, view.moment.now))
        caption = f"{then}. {caption}"
    return piece(finding, caption, [numbers(finding, _("Due"), rows, "48%")])


def soon_finding(last: Soon, is_past: bool) -> str:
    n = last.reading.numerator or 0
    if not n:
        return _("No dossier was about to fall due") if is_past else _("No dossier falls due soon")
    told = {"dossiers": wording.dossiers(n), "days": str(last.working_days)}
    if is_past:
        return ngettext(
            "%(dossiers)s was to fall due in the next %(days)s working days",
            "%(dossiers)s were to fall due in the next %(days)s working days",
            n,
            **told,
        )
    return ngettext(
        "%(dossiers)s falls due within %(days)s working days",
        "%(dossiers)s fall due within %(days)s working days",
        n,
        **told,
    )


def soon_name(told: Soon, *, is_old: bool) -> str:
    """Of old data the day it was told on is today no more."""
    if not told.working_days and not is_old:
        return _("Today, %(day)s", day=wording.short_day(told.day))
    weekday, day = wording.weekday(told.day), wording.short_day(told.day)
    return _("By %(weekday)s, %(day)s", weekday=weekday, day=day)


def age_piece(bands: list[Band], found: Found) -> html.Div:
    total = wording.dossiers(found.overdue.numerator or 0)
    view = found.view
    finding = age_finding(bands, view.is_past)
    rows = [(band_name(band), band.reading) for band in bands]
    caption = _("How late: %(dossiers)s overdue now", dossiers=total)
    if view.is_past:
        day = wording.day(view.stands_on)
        caption = _("How late: %(dossiers)s overdue at the end of %(day)s", dossiers=total, day=day)
    return piece(finding, caption, [numbers(finding, _("Working days late"), rows, "68%")])


def age_finding(bands: list[Band], is_past: bool) -> str:
    oldest = oldest_of(bands)
    n = oldest.reading.numerator or 0
    if not oldest.over:
        if is_past:
            return _("None was more than %(days)s working days late", days=str(oldest.until))
        return _("None is more than %(days)s working days late", days=str(oldest.until))
    told = {"dossiers": wording.dossiers(n), "days": str(oldest.over)}
    if is_past:
        return ngettext(
            "%(dossiers)s was more than %(days)s working days late",
            "%(dossiers)s were more than %(days)s working days late",
            n,
            **told,
        )
    return ngettext(
        "%(dossiers)s is more than %(days)s working days late",
        "%(dossiers)s are more than %(days)s working days late",
        n,
        **told,
    )


def band_name(band: Band) -> str:
    if not band.over:
        return _("up to %(days)s", days=band.until)
    if band.until is None:
        return _("over %(days)s", days=band.over)
    return f"{band.over + 1}{wording.DASH}{band.until}"


def steps_then_piece(view: View) -> html.Div:
    return piece(
        _("Not told by step"),
        _(
            "Known is the step that holds a dossier now, not the one that held it on %(day)s",
            day=wording.day(view.stands_on),
        ),
        [],
    )


def steps_piece(found: Found) -> html.Div:
    told = found.answers[asking.STEPS]
    if any(each.absence for each in told):
        return piece(
            _("No data on steps"), _("The source does not send at which step they are"), []
        )
    steps = sorted(told, key=lambda each: (-(each.numerator or 0), each.group))
    total = found.overdue.numerator or 0
    finding = steps_finding(steps, total)
    rows = [(wording.step_name(each.group), each) for each in steps]
    content: list[Component] = [numbers(finding, _("Step"), rows[:STEPS_SHOWN], "52%")]
    if rest := rows[STEPS_SHOWN:]:
        shown = html.Summary(_("%(count)s more steps", count=len(rest)))
        folded = numbers(finding, _("Step"), rest, "52%")
        content.append(html.Details([shown, folded], className="trend__table"))
    caption = _("The step that holds them now, of %(dossiers)s", dossiers=wording.dossiers(total))
    return piece(finding, caption, content)


def steps_finding(steps: list[Reading], total: int) -> str:
    """The fewest steps that hold two thirds; of a few dossiers no share is told.

    Not to be known is no step.
    """
    steps = [each for each in steps if each.group != UNKNOWN]
    if not steps:
        return _("At which step the overdue dossiers lie is not known")
    held = number = 0
    while number < len(steps) and held < MOST * total:
        held += steps[number].numerator or 0
        number += 1
    if total < FEW or (number == len(steps) > 1 and held == total):
        return ngettext(
            "Overdue dossiers lie at %(count)s step",
            "Overdue dossiers lie at %(count)s steps",
            len(steps),
            count=len(steps),
        )
    return ngettext(
        "%(count)s step holds %(share)s of overdue dossiers",
        "%(count)s steps hold %(share)s of overdue dossiers",
        number,
        count=number,
        share=wording.percent(held, total, 0),
    )
