"""What lies between the two on-time figures, dossier by dossier."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    DUE_UNFINISHED,
    LATE_AND_DUE,
    LATE_FROM_BEFORE,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
)
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part
from layouts import wording
from layouts.components.link import reading_link
from layouts.components.table import Column, Row, table
from layouts.language import _

INDICATORS = (ON_TIME_HONEST, ON_TIME_OFFICIAL, LATE_AND_DUE, DUE_UNFINISHED, LATE_FROM_BEFORE)
SHARES = (ON_TIME_HONEST, ON_TIME_OFFICIAL)
Readings = Mapping[str, Reading]  # by the indicator's key


def is_told(readings: Readings) -> bool:
    """Whether every count of the bridge is known."""
    found = [readings.get(indicator.key) for indicator in INDICATORS]
    return all(each is not None and each.numerator is not None for each in found)


def bridge(readings: Readings) -> Component:
    both = [readings[LATE_AND_DUE.key]] * 2
    columns = [
        Column(_("Dossiers")),
        Column(_("Actual"), is_number=True),
        Column(_("Official"), is_number=True),
    ]
    rows = [
        Row([_("Due in the period, finished late in it"), *map(counted, both)]),
        Row([_("Due in the period, not finished when it ended"),
             counted(readings[DUE_UNFINISHED.key]), apart()]),
        Row([_("Due before, finished late now"), apart(), counted(readings[LATE_FROM_BEFORE.key])]),
        Row([_("Count as late"), *(half(readings, each.key, Part.REST) for each in SHARES)],
            "table__sum"),
        Row([_("Of those due; of those resolved"),
             *(half(readings, each.key, Part.DENOMINATOR) for each in SHARES)]),
    ]  # fmt: skip
    return table(_("Why the two on-time figures differ"), columns, rows)


def counted(reading: Reading) -> Component:
    return reading_link(wording.count(reading.numerator or 0), reading)


def half(readings: Readings, key: str, part: Part) -> Component:
    reading = readings[key]
    count = reading.rest if part is Part.REST else reading.denominator
    return reading_link(wording.count(count or 0), reading, part)


def apart() -> Component:
    return html.Span(_("not counted"), className="reason")
