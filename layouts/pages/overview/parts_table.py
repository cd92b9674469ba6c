"""Who is late: a row an agency, field or procedure, with what chance alone could do to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Display
from data_access.indicators.intervals import wilson
from data_access.indicators.limits import LEAST
from data_access.indicators.reading import UNKNOWN, Dimension, Reading
from data_access.indicators.rounding import places_for
from data_access.indicators.selection import Part as Half
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.bar_cell import bar_cell
from layouts.components.figure_notes import is_running
from layouts.components.icon import icon
from layouts.components.interval import interval
from layouts.components.key import key, sample
from layouts.components.link import address_of, link, reading_link
from layouts.components.place import Scale
from layouts.components.section import section
from layouts.components.signal import comparison, signal
from layouts.components.table import Cell, Column, Heading, Row, table
from layouts.language import _
from layouts.pages.overview import parts_words
from layouts.pages.overview.found import Found
from layouts.pages.overview.parts import Part, Parts

ROWS_SHOWN = 17
LEASTS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.0)  # where the scale of the intervals may begin
PATHS = {
    Dimension.AGENCY: "/don-vi",
    Dimension.FIELD: "/linh-vuc",
    Dimension.PROCEDURE: "/thu-tuc",
}


@dataclass(frozen=True)
class Shared:
    """What the cells of a column have in common: bars, decimals, scale, the whole, the target."""

    is_sure: bool  # any row has a share at all
    most: int
    places: int
    scale: Scale
    whole: float | None
    target: float | None


def parts_section(found: Found, parts: Parts) -> html.Section:
    view, rows = found.view, parts.rows[:ROWS_SHOWN]
    told = shared(found, rows)
    finding = parts_words.finding(parts, view)
    if not rows:
        return section(finding, [], span=8)
    more = link(
        parts_words.more_words(parts, view),
        address_of(PATHS[parts.by], view.scope.to_query()),
        "more",
    )
    drawn = [row_of(each, told, parts.by) for each in rows]
    heads = columns(parts.by, told, (overdue_head(found), own_head(found)))
    told_table = table(finding, heads, drawn, "overview__parts", above(heads, parts.by))
    content: list[Component] = [told_table, *steady_key(rows), more]
    if told.is_sure:
        content.append(html.Div(marks(found, told), className="only-wide"))
    return section(finding, content, parts_words.order_words(parts), span=8)


def steady_key(rows: Sequence[Part]) -> list[Component]:
    """What cannot be told apart is an icon alone (65-overview.css): its words stand here once."""
    told = {row.judgement for row in rows if row.distance}, {row.own for row in rows}
    steady = Judgement.NO_CHANGE
    words = (wording.comparison(steady), wording.judgement(steady))
    shown = [each for each, there in zip(words, told, strict=True) if steady in there]
    if not shown:
        return []
    line = html.Div([icon("steady"), html.Span("; ".join(shown))], className="signal")
    return [html.Div(line, className="key")]


def shared(found: Found, rows: Sequence[Part]) -> Shared:
    sure = [row.honest for row in rows if row.distance is not None]
    target = found.honest_series.target
    least = min((each.value or 0.0 for each in sure), default=0.0)
    return Shared(
        bool(sure),
        max((row.overdue.numerator or 0 for row in rows), default=0),
        min((places_for(each.n or 0) for each in sure), default=0),
        Scale(next(edge for edge in LEASTS if edge <= least), 1),
        found.honest.value,
        target.level if target else None,
    )


def own_head(found: Found) -> str:
    """A month that is not over is not judged: the signal is of the one before."""
    if not is_running(found.honest, found.honest_series):
        return _("Against itself")
    month = wording.month(found.honest_series.last.period)
    return _("Against itself, month %(month)s", month=month)


def above(heads: Sequence[Column], by: Dimension) -> Sequence[Heading]:
    """Of all in a row only this measure is judged, against two things."""
    judged = 1 if by is Dimension.PROCEDURE else 2
    return Heading("", len(heads) - judged), Heading(_("Judgement of on time, actual"), judged)


def overdue_head(found: Found) -> str:
    view = found.view
    if view.is_past:
        return _("Overdue at the end of %(day)s", day=wording.day(view.stands_on))
    return _("Overdue now")


def columns(by: Dimension, told: Shared, heads: tuple[str, str]) -> list[Column]:
    overdue, own = heads
    ends = f"{round(100 * told.scale.least)}{wording.DASH}100"
    scale = html.Span(_(", scale %(ends)s", ends=ends), className="only-wide")
    share: Cell = [_("On time, actual"), ", %", scale] if told.is_sure else _("On time, actual")
    names = {
        Dimension.AGENCY: _("Agency"),
        Dimension.FIELD: _("Field"),
        Dimension.PROCEDURE: _("Procedure"),
    }
    shown = [
        Column(names[by]),
        Column(overdue, width="11%"),
        Column(share, width="22%"),
        Column(_("Fell due"), is_number=True, is_wide_only=True),
    ]
    common = Column(_("Against the whole"))
    if by is Dimension.PROCEDURE:
        return [*shown, common]
    months = Column(_("24 months"), width="100px", is_wide_only=True)
    return [*shown, months, common, Column(own)]


def row_of(part: Part, told: Shared, by: Dimension) -> Row:
    here = link(part.name, address_of("/", part.honest.scope.to_query()))
    n = part.honest.n
    fell_due = reading_link(wording.count(n), part.honest, Half.DENOMINATOR) if n else number(n)
    cells: list[Cell] = [here, overdue_cell(part.overdue, told), share_cell(part, told), fell_due]
    if by is Dimension.PROCEDURE:
        return Row([*cells, common_cell(part)], few_look(part))
    cells += [small_picture(part), common_cell(part), own_cell(part)]
    return Row(cells, few_look(part))


def few_look(part: Part) -> str | None:
    return "table__few" if part.distance is None else None


def small_picture(part: Part) -> Component | None:
    """Of too few months with a share there is nothing to see."""
    if part.series is None or sum(value is not None for value in part.series.values) < LEAST:
        return None
    return part.series.picture("row")


def number(n: int | None) -> str:
    return wording.DASH if n is None else wording.count(n)


def overdue_cell(overdue: Reading, told: Shared) -> Component | str:
    if not overdue.numerator:
        return bar_cell(number(overdue.numerator), overdue.numerator, told.most)
    words = reading_link(wording.count(overdue.numerator), overdue)
    return bar_cell(words, overdue.numerator, told.most)


def share_cell(part: Part, told: Shared) -> Cell:
    """The share and its interval; counts only below ten, a dash where there is nothing."""
    honest = part.honest
    if honest.value is None:
        return html.Span(wording.DASH, className="reason")
    n, done = honest.n or 0, honest.numerator or 0
    if honest.is_few:
        whole = _("of %(whole)s", whole=wording.count(n))
        few = reading_link(wording.count(done), honest)
        return html.Span([few, " ", reading_link(whole, honest, Half.DENOMINATOR)])
    margin = wilson(done, n)
    percent = wording.share(done, n, told.places)
    says = _(
        "%(share)s, %(level)s confidence interval %(range)s",
        share=percent.text,
        level=confidence(),
        range=wording.interval(margin, told.places),
    )
    picture = interval(
        honest.value, margin, told.scale, says, told.whole, told.target, part.judgement
    )
    mark = html.Div(picture, className="only-wide")
    return html.Div([reading_link(percent.value, honest), mark], className="number-and-mark")


def common_cell(part: Part) -> Cell:
    honest = part.honest
    if honest.absence in UNKNOWN:
        return html.Span(wording.absence(honest.absence, honest.since), className="reason")
    if not part.is_judged:
        return html.Span(_("Not compared"), className="reason")
    if part.distance is None:
        return comparison(Judgement.TOO_FEW)
    return comparison(part.judgement)


def own_cell(part: Part) -> Cell | None:
    if part.honest.absence in UNKNOWN or not part.is_judged:
        return None
    return signal(part.own)


def marks(found: Found, told: Shared) -> html.Div:
    """What the marks of the intervals are."""
    shown = [sample("range", _("estimate and %(level)s confidence interval", level=confidence()))]
    if told.whole is not None and not found.honest.is_few:
        value = wording.value(found.honest).text
        shown.append(sample("whole", _("the whole: %(value)s", value=value)))
    if told.target is not None:
        level = found.honest_series.level(told.target)
        shown.append(sample("target", _("target %(level)s", level=level)))
    return key(shown)


def confidence() -> str:
    """Of the intervals: 95 %."""
    return wording.level(0.95, Display.SHARE)
