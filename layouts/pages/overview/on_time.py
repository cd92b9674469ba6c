"""The first row: what is overdue now; on time by both counts, and what lies between the two."""

from decimal import Decimal

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    DUE_UNFINISHED,
    GONE_LATE,
    LATE_FROM_BEFORE,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    OVERDUE,
)
from data_access.indicators.intervals import wilson
from data_access.indicators.reading import Reading, combine
from data_access.indicators.rounding import percent, places_for
from data_access.indicators.signals import Rule
from data_access.periods import Period
from layouts import wording
from layouts.components.assurance import assurance_of, met_or_missed
from layouts.components.dot_scale import dot_scale
from layouts.components.explain import explain
from layouts.components.figure import Around, figure_block, note
from layouts.components.figure_notes import judgement_of, notes, value_of, why_none
from layouts.components.link import reading_link
from layouts.components.place import Scale
from layouts.components.section import figures_row
from layouts.components.series import Series
from layouts.components.signal import plain, signal_of
from layouts.components.woven import woven
from layouts.language import _
from layouts.pages.overview.found import Found

LEASTS = (0.9, 0.5, 0.0)  # where the scale of both dots may begin
POOLED = (12, 3)  # months put together where one has too few
NARROW = 0.05  # half an interval: within it a pooled share says something


def on_time_row(found: Found) -> html.Section:
    pair = [
        on_time(found.honest, found.honest_series, found),
        on_time(found.official, found.series(ON_TIME_OFFICIAL), found),
    ]
    shown = zip((4, 3, 3, 2), (overdue(found), *pair, aside(found)), strict=True)
    return figures_row(list(shown), _("What is late"))


def overdue(found: Found) -> html.Div:
    reading = found.overdue
    picture = None if found.closed_on or reading.value is None else found.levels.picture("tall")
    around = Around(picture, lines=overdue_lines(found), is_hero=True)
    return figure_block(
        overdue_name(found), value_of(reading, True), around, explain(OVERDUE, found.view)
    )


def overdue_name(found: Found) -> str:
    view = found.view
    if view.is_past:
        return _("Overdue at the end of %(day)s", day=wording.day(view.stands_on))
    return _("Overdue then") if view.moment.is_stale else _("Overdue now")


def overdue_lines(found: Found) -> list[Component]:
    if found.lacks_pauses:
        then = wording.as_of(found.view.scope.period, found.view.moment.now)
        return [note(_("The source does not say which dossiers were paused %(then)s", then=then))]
    if found.overdue.value is None:
        return [note(why_none(found.overdue, found.view.moment.now.date()))]
    counts = note(
        woven(
            _("Of %(pending)s dossiers pending, %(as_of)s"),
            pending=reading_link(wording.count(found.pending.numerator or 0), found.pending),
            as_of=wording.as_of(found.view.scope.period, found.view.moment.now),
        )
    )
    if found.closed_on:
        closed = _("The agency was closed on %(day)s", day=wording.day(found.closed_on))
        return [counts, plain(closed)]
    signal = signal_of(found.levels.chart, found.levels.last)
    return [counts, *letter_lines(found), signal, level_line(found.levels)]


def level_line(levels: Series) -> html.Div:
    """A count seldom has a target; what is usual for it says as much, but not beside a run."""
    signal, target = levels.chart.signal, levels.target
    value = levels.last.value
    if target is not None and value is not None and signal.sign:
        return met_or_missed(value, target, OVERDUE, is_over=False)
    if target is not None:
        return assurance_of(levels.chart, target, OVERDUE)
    if signal.range is not None:
        usual = wording.usual(signal.range, levels.last)
        return plain(_("%(usual)s dossiers; no target", usual=usual))
    if signal.rule is Rule.SAME_SIDE:
        mean = wording.mean(signal, levels.last)
        return plain(_("Mean %(level)s dossiers; no target", level=mean))
    return plain(_("No target"))


def on_time(reading: Reading, series: Series, found: Found) -> html.Div:
    indicator = reading.indicator
    lines = notes(reading, series, found.view.moment.now.date())
    around = Around(picture(reading, series, found), lines=lines, is_hero=True)
    about = explain(indicator, found.view)
    return figure_block(_(indicator.name), value_of(reading, True), around, about)


def picture(reading: Reading, series: Series, found: Found) -> Component | None:
    """Both on one scale: they stand beside each other to be compared."""
    if reading.value is None or reading.is_few:
        return None
    values = [each.value for each in (found.honest, found.official) if not each.is_few]
    least = min(value for value in values if value is not None)
    scale = Scale(next(edge for edge in LEASTS if edge <= least), 1)
    target = series.target
    return dot_scale(
        reading.value,
        wording.value(reading).text,
        (series.level(scale.least), series.level(scale.most)),
        series.chart.signal.range,
        target.level if target else None,
        judgement_of(reading, series),
        scale,
    )


def aside(found: Found) -> html.Div:
    """What lies between the two figures; where there are too few for either, longer periods."""
    pair = (found.honest, found.official)
    if found.honest.is_few:
        name, words = _("Longer periods together"), [*pooled(found), *gone_late(found)]
    elif any(each.value is None or each.is_few for each in pair):
        return html.Div(className="figure figure__aside")
    else:
        name, words = gap_words(*pair), [*between(found), *gone_late(found)]
    label = html.H2(name, className="figure__label")
    return html.Div([label, *(html.P(each) for each in words)], className="figure figure__aside")


def gap_words(honest: Reading, official: Reading) -> str:
    points = points_between(honest, official)
    if not points:
        return _("No difference")
    return _("%(points)s points apart", points=wording.number(points))


def points_between(honest: Reading, official: Reading) -> Decimal:
    """Of the figures as they are printed: a reader takes one from the other and must agree."""
    one, two = (
        percent(each.numerator or 0, each.n or 1, places_for(each.n or 1))
        for each in (honest, official)
    )
    return abs(two - one)


def between(found: Found) -> list[list[str | Component]]:
    told = (
        (DUE_UNFINISHED, _("Only in the actual: %(dossiers)s due, not finished.")),
        (LATE_FROM_BEFORE, _("Only in the official: %(dossiers)s late from before, done now.")),
    )
    return [
        woven(words, dossiers=dossiers_link(found.reading(indicator))) for indicator, words in told
    ]


def gone_late(found: Found) -> list[list[str | Component]]:
    """In neither share, and late all the same."""
    reading = found.reading(GONE_LATE)
    if not reading.numerator:
        return []
    words = _("In neither: %(dossiers)s sent back or withdrawn after their due day.")
    return [woven(words, dossiers=dossiers_link(reading))]


def letter_lines(found: Found) -> list[Component]:
    """Of those that are overdue: to whom no letter of apology went."""
    reading = found.no_letter
    if reading.numerator is None or not found.overdue.numerator:
        return []
    words = _("%(count)s without a letter of apology")
    return [note(woven(words, count=opened(reading)))]


def opened(reading: Reading) -> str | Component:
    words = wording.count(reading.numerator or 0)
    return reading_link(words, reading) if reading.numerator else words


def dossiers_link(reading: Reading) -> str | Component:
    if reading.numerator is None:
        return wording.DASH
    return reading_link(wording.dossiers(reading.numerator), reading)


def pooled(found: Found) -> list[list[str | Component]]:
    readings = [reading_over(found, months) for months in POOLED]
    return [pooled_words(*each) for each in readings if each is not None]


def reading_over(found: Found, count: int) -> tuple[int, Reading] | None:
    """The last months added up, as far back as the agency itself reaches."""
    since = found.agency.valid_from if found.agency else None
    months = [
        each
        for each in found.months(ON_TIME_HONEST)[-count:]
        if since is None or each.period.first_day >= since
    ]
    if len(months) < 2:
        return None
    period = Period(months[0].period.first_day, months[-1].period.last_day)
    return len(months), combine(months, found.view.scope.within(period=period))


def pooled_words(count: int, reading: Reading) -> list[str | Component]:
    n, done = reading.n or 0, reading.numerator or 0
    two = reading_link(wording.few(done, n), reading) if n else wording.few(done, n)
    months = str(count)
    if not n or reading.is_few:
        return woven(_("%(months)s months: %(counts)s dossiers."), months=months, counts=two)
    margin, places = wilson(done, n), places_for(n)
    if margin.half_width > NARROW:
        words = _("%(months)s months: %(counts)s dossiers, margin still above ±5 points.")
        return woven(words, months=months, counts=two)
    return woven(
        _("%(months)s months: %(counts)s dossiers, %(share)s, confidence interval %(range)s."),
        months=months,
        counts=two,
        share=wording.percent(done, n, places),
        range=html.Span(wording.interval(margin, places), className="whole"),
    )
