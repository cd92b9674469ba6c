"""The cells of a breakdown: a number is a link to its dossiers, a share has its n below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    CARRIED_OVER,
    DIGITISED,
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
    PENDING,
    RECEIVED,
    RESOLVED,
    RESOLVED_LATE,
    SATISFACTION,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.intervals import wilson
from data_access.indicators.reading import UNKNOWN, Absence, Reading
from data_access.indicators.selection import Part
from data_access.indicators.signals import Judgement
from data_access.indicators.targets import target_on
from layouts import wording
from layouts.components.bar_cell import bar_cell
from layouts.components.interval import interval
from layouts.components.left_out import left_out_text
from layouts.components.link import link, reading_address, reading_link
from layouts.components.place import Scale
from layouts.components.table import Cell
from layouts.element import Element
from layouts.language import _
from layouts.pages.breakdown.asking import Line

LEASTS = (0.9, 0.8, 0.6, 0.0)  # where the scale of the intervals may begin
OFF_SCALE = 50  # one row in so many may lie left of it


@dataclass(frozen=True)
class Measuring:
    """What the cells of a column share: the longest bar, the scale, the whole, the target."""

    most_overdue: int
    scale: Scale
    whole: float | None
    target: float | None


def measuring(lines: Sequence[Line], whole: Line) -> Measuring:
    honest = whole.of(ON_TIME_HONEST)
    target = target_on(ON_TIME_HONEST, honest.period.last_day)
    return Measuring(
        max((line.count(OVERDUE) for line in lines), default=0),
        Scale(least_of([line.of(ON_TIME_HONEST) for line in lines]), 1),
        honest.value,
        target.level if target else None,
    )


def least_of(readings: Sequence[Reading]) -> float:
    """The narrowest scale that shows nearly all rows; an arrowhead stands for the others."""
    shares = [each.value for each in readings if each.value is not None and not each.is_few]
    low = sorted(shares)[len(shares) // OFF_SCALE] if shares else 0.0
    return next(least for least in LEASTS if least <= low)


def row_cells(line: Line, told: Measuring, judgement: Judgement, places: int | None) -> list[Cell]:
    """Every cell but the name, in the order of the columns."""
    shares: Callable[[Indicator], Cell] = lambda each: share_cell(line.of(each), places)  # noqa: E731
    return [
        *(count_cell(line.of(each)) for each in (CARRIED_OVER, RECEIVED, RESOLVED, RESOLVED_LATE)),
        count_cell(line.of(PENDING)),
        overdue_cell(line.of(OVERDUE), told),
        honest_cell(line.of(ON_TIME_HONEST), told, judgement, places),
        *(shares(e) for e in (ON_TIME_OFFICIAL, ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION)),
        days_cell(line.of(MEDIAN_DAYS)),
    ]


def count_cell(reading: Reading) -> Cell:
    """Nothing is no list to open; what nobody can say is no zero."""
    if reading.numerator is None:
        return absent(reading)
    words = wording.count(reading.numerator)
    return reading_link(words, reading) if reading.numerator else words


def overdue_cell(reading: Reading, told: Measuring) -> Cell:
    """Of an agency without a feed it tells since when, for all the row."""
    if reading.absence is Absence.NO_DATA_SINCE:
        words = wording.absence(reading.absence, reading.since)
        return [wording.DASH, Element("small", words)]
    if reading.numerator is None:
        return absent(reading)
    words = wording.count(reading.numerator)
    number = reading_link(words, reading) if reading.numerator else words
    bar = reading.numerator if reading.group else 0  # the whole would be longer than any row
    return bar_cell(number, bar, told.most_overdue)


def share_cell(reading: Reading, places: int | None) -> Cell:
    part, whole = reading.numerator, reading.denominator
    if reading.absence is not None or part is None or whole is None:
        return absent(reading)
    if reading.is_few:
        few = _("of %(whole)s", whole=wording.count(whole))
        return [
            opened(wording.count(part), reading),
            " ",
            reading_link(few, reading, Part.DENOMINATOR),
        ]
    left_out: dict[str, Any] = {"title": told} if (told := left_out_text(reading)) else {}
    look = "breakdown__n breakdown__n--partly" if left_out else "breakdown__n"
    address = reading_address(reading, Part.DENOMINATOR)
    n = link(wording.count(whole), address, look, **left_out)
    return [opened(wording.percent(part, whole, places), reading), n]


def opened(words: str, reading: Reading) -> str | Component:
    return reading_link(words, reading) if reading.numerator else words


def honest_cell(
    reading: Reading, told: Measuring, judgement: Judgement, places: int | None
) -> Cell:
    """The share, and beside it what chance alone could do to it."""
    share = Element("span", share_cell(reading, places), className="estimate__share")
    if reading.value is None or reading.is_few or reading.n is None:
        return Element("span", share, className="estimate")
    margin = wilson(reading.numerator or 0, reading.n)
    says = _("95%% confidence interval: %(range)s.", range=wording.interval(margin))
    picture = interval(reading.value, margin, told.scale, says, told.whole, told.target, judgement)
    return Element("span", [share, picture], className="estimate")


def days_cell(reading: Reading) -> Cell:
    if reading.days is None or reading.is_few:
        return absent(reading)
    return reading_link(wording.working_days(reading.days).value, reading)


def absent(reading: Reading) -> Cell:
    """A dash with its reason below it."""
    if reading.absence in UNKNOWN:
        return [wording.DASH, Element("small", _("no data"))]
    n = _("n = %(n)s", n=wording.count(reading.n or 0))
    if reading.unknown:  # of many that are not known: hardly a count of nothing
        look = "whole breakdown__n--partly"
        return [wording.DASH, Element("small", n, className=look, title=left_out_text(reading))]
    return [wording.DASH, Element("small", n, className="whole")]
