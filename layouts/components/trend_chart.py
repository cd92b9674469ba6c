"""24 months of an indicator: chart, what its marks mean, one sentence, the same as a table."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html

from data_access.indicators.definition import Display, Indicator
from data_access.indicators.reading import Reading
from data_access.indicators.signals import Chart, Judgement, judge
from data_access.indicators.targets import target_on
from layouts import figures, ids, wording
from layouts.components.attributes import aria
from layouts.components.key import Swatch, key, sample
from layouts.components.link import reading_link
from layouts.components.table import Column, Row, table
from layouts.language import _, language
from layouts.trends import Break, Line, Step, Trend

STATIC: dcc.Graph.Config = {"staticPlot": True, "displayModeBar": False}


def trend_chart(told: Trend, says: str, data: html.Details | None = None) -> html.Figure:
    """`says` is the sentence read instead of the picture; `data` is `trend_data`."""
    graph = dcc.Graph(
        id=ids.TREND, figure=figures.trend(told), config=STATIC, responsive=True, className="chart"
    )
    picture = html.Div(graph, role="img", **aria(label=says))
    return html.Figure([picture, trend_key(told), *([data] if data else [])], className="trend")


def trend_of(
    readings: Sequence[Reading],
    chart: Chart,
    names: tuple[str, str] = ("", ""),
    second: Sequence[Reading] = (),
    breaks: Sequence[tuple[date, str]] = (),
) -> Trend:
    """Of one indicator by month, and a second in grey; `names` are short ones for the labels."""
    display = readings[0].indicator.display
    factor = 100.0 if display is Display.SHARE else 1.0
    return Trend(
        months=[wording.month(each.period) for each in readings],
        line=line(readings, factor, names[0]),
        chart=chart,
        better=readings[0].indicator.better,
        second=line(second, factor, names[1]) if second else None,
        steps=steps(readings, factor),
        breaks=[Break(place(day, readings), words) for day, words in breaks],
        centre_label=centre_words(chart, display),
        factor=factor,
        ceiling=100 if display is Display.SHARE else None,
        lang=language(),
    )


def centre_words(chart: Chart, display: Display) -> str:
    """What the middle of the last limits is."""
    if chart.last_limits is None:
        return ""
    if chart.is_drift:
        return _("Trend")
    return _("Mean %(level)s", level=wording.level(chart.last_limits.centre, display))


def line(readings: Sequence[Reading], factor: float, name: str) -> Line:
    """A month of few is a gap: its share is chance."""
    last = readings[-1]
    values = [
        None if each.value is None or each.is_few else factor * each.value for each in readings
    ]
    name = name or _(last.indicator.name)
    label = name if last.value is None else f"{name} {wording.value(last).text}"
    return Line(values, label, name)


def steps(readings: Sequence[Reading], factor: float) -> list[Step]:
    """The targets in force, from the month at whose end each first held."""
    found: list[Step] = []
    indicator, before = readings[0].indicator, None
    for index, each in enumerate(readings):
        target = target_on(indicator, each.period.last_day)
        if target and target != before:
            level = wording.level(target.level, indicator.display)
            label = _("Target %(level)s", level=level)
            found.append(Step(index, factor * target.level, label))
        before = target
    return found


def place(day: date, readings: Sequence[Reading]) -> float:
    """Before which month it happened, or within which."""
    for index, each in enumerate(readings):
        if day <= each.period.first_day:
            return index
        if day <= each.period.last_day:
            return index + 0.5
    return len(readings)


def trend_key(told: Trend) -> html.Div:
    samples = [sample("line", _("%(name)s, by month", name=told.line.name))]
    if told.second:
        samples.append(sample("second", _("%(name)s, by month", name=told.second.name)))
    samples += signal_samples(told)
    if told.chart.last_limits:
        samples.append(sample("band", band_words(told.chart)))
    if told.steps:
        samples.append(sample("steps", _("target")))
    return key(samples)


def band_words(chart: Chart) -> str:
    words = _("usual level, from %(months)s months", months=chart.baseline)
    return _("%(usual)s; around the trend since it began", usual=words) if chart.is_drift else words


def signal_samples(told: Trend) -> list[html.Span]:
    """In words what the coloured points say, where there are some: the signal of the last month."""
    signal, last = told.chart.signal, judge(told.chart.last_sign, told.better)
    months = wording.run(signal)
    words: dict[Judgement, tuple[Swatch, str]] = {
        Judgement.WORSE: ("worse", _("worse: %(months)s", months=months)),
        Judgement.BETTER: ("better", _("better: %(months)s", months=months)),
    }
    return [sample(*words[last])] if last in words else []


def trend_data(readings: Sequence[Reading], chart: Chart, caption: str) -> html.Details:
    """The same months as a table, newest first; each number opens its dossiers."""
    columns = [
        Column(_("Month")),
        Column(_("Value"), is_number=True),
        Column(_("Counts"), is_number=True),
        Column(_("Usual level"), is_wide_only=True),
        Column(_("Signal of month %(month)s", month=wording.month(readings[-1].period))),
    ]
    rows = [month_row(each, chart, index) for index, each in enumerate(readings)][::-1]
    shown = html.Summary(_("The same as a table"))
    return html.Details([shown, table(caption, columns, rows)], className="trend__table")


def month_row(reading: Reading, chart: Chart, index: int) -> Row:
    limits, indicator = chart.limits[index], reading.indicator
    usual = wording.usual_range(limits, reading) if limits else wording.DASH
    counts = wording.DASH
    if reading.numerator is not None and reading.denominator is not None:
        counts = wording.few(reading.numerator, reading.denominator)
    value = wording.value(reading).text
    told = value if reading.value is None else reading_link(value, reading)
    return Row(
        [
            wording.month(reading.period),
            told,
            counts,
            usual,
            part_in_signal(chart, index, indicator),
        ]
    )


def part_in_signal(chart: Chart, index: int, indicator: Indicator) -> str:
    """Of a month that the signal does not rest on nothing is said: it is the last one's."""
    if chart.signs[index] == 0 and index < len(chart.signs) - 1:
        return wording.DASH
    return wording.judgement(judge(chart.signs[index], indicator.better))
