"""The second row: shares against their targets, each with its usual range and 24 months."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    ALL_DIGITISED,
    DIGITISED,
    ONLINE,
    ONLINE_PAYMENT,
    PETITIONS_RECEIVED,
    RESPONSE_RATE,
    SATISFACTION,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part
from layouts import wording
from layouts.components.bullet import bullet
from layouts.components.explain import explain
from layouts.components.figure import Around, after_stop, figure_block, note
from layouts.components.figure_notes import notes, one_valued, value_of
from layouts.components.left_out import left_out_words
from layouts.components.link import reading_link
from layouts.components.section import figures_row
from layouts.components.series import Series
from layouts.components.signal import plain
from layouts.components.woven import woven
from layouts.language import _
from layouts.pages.overview.found import Found

SHOWN = (ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION)


def shares_row(found: Found) -> html.Section:
    shown = [(3, share_figure(each, found)) for each in SHOWN]
    return figures_row(shown, _("Shares and their targets"), is_first=False)


def share_figure(indicator: Indicator, found: Found) -> html.Div:
    reading, series = found.reading(indicator), found.series(indicator)
    is_asked = is_filtered(indicator, found)
    is_sure = (
        reading.value is not None
        and not (reading.is_few or is_asked)
        and not one_valued(reading, series)
    )
    lines = notes(reading, series, found.view.moment.now.date())
    if is_asked:
        lines = [lines[0], plain(_("Follows from the filter by channel: not judged"))]
    if indicator is SATISFACTION and is_sure:
        lines[0] = note(rated_words(reading, found.reading(RESPONSE_RATE)))
    lines += beside(indicator, found)
    around = Around(
        series.picture() if is_sure else None,
        bar(reading, series) if is_sure else None,
        lines,
    )
    return figure_block(
        _(indicator.name), value_of(reading), around, explain(indicator, found.view)
    )


def beside(indicator: Indicator, found: Found) -> list[Component]:
    """Another reading of the same thing, named for what it counts."""
    if indicator is DIGITISED:
        return both_line(found.reading(ALL_DIGITISED))
    if indicator is SATISFACTION:
        return petitions_line(found.reading(PETITIONS_RECEIVED))
    return []


def both_line(reading: Reading) -> list[Component]:
    if reading.numerator is None or not reading.denominator:
        return []
    words = _("Papers and result: %(share)s of %(whole)s resolved")
    told = wording.percent(reading.numerator, reading.denominator, 0)
    whole = wording.count(reading.denominator)
    share = told if not reading.is_few else wording.count(reading.numerator)
    return [
        note(
            woven(
                words,
                share=reading_link(share, reading) if reading.numerator else share,
                whole=reading_link(whole, reading, Part.DENOMINATOR),
            )
        )
    ]


def petitions_line(reading: Reading) -> list[Component]:
    if reading.numerator is None:
        return []
    words = wording.counted(reading.indicator.numerator, reading.numerator).text
    told = reading_link(words, reading) if reading.numerator else words
    return [note(woven(_("%(petitions)s received in the period"), petitions=told))]


def is_filtered(indicator: Indicator, found: Found) -> bool:
    """Of the dossiers submitted online all were submitted online: nobody earned that."""
    return indicator is ONLINE and bool(found.view.scope.channels)


def bar(reading: Reading, series: Series) -> html.Div:
    target = series.target
    says = wording.value(reading).text
    if target:
        says = _("%(share)s, target %(level)s", share=says, level=series.level(target.level))
    level = target.level if target else None
    return bullet(reading.value, says, series.chart.signal.range, level)


def rated_words(reading: Reading, rate: Reading) -> list[str | Component]:
    """With how many were asked at all: a satisfied tenth is not a satisfied public."""
    part = reading_link(wording.count(reading.numerator or 0), reading)
    whole = reading_link(wording.count(reading.denominator or 0), reading, Part.DENOMINATOR)
    told = [
        *woven(_("%(part)s of %(whole)s ratings"), part=part, whole=whole),
        *after_stop(left_out_words(reading)),
    ]
    if rate.value is None or rate.is_few:
        return told
    share = wording.percent(rate.numerator or 0, rate.denominator or 0, 0)
    words = _("; %(share)s of dossiers rated")
    return [*told, *woven(words, share=reading_link(share, rate))]
