"""What a share leaves out and why: as words, and as links to the records left out."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Exclusion
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part
from layouts import wording
from layouts.components.link import link, reading_address
from layouts.components.woven import woven
from layouts.language import _

Words = list[str | Component]


def reasons(reading: Reading) -> str:
    """124 without a due date, 3 of sources that do not tell of due dates; "" where none is."""
    return ", ".join(f"{wording.count(n)} {_(each.text)}" for each, n in reading.exclusions)


def left_out_text(reading: Reading) -> str:
    told = reasons(reading)
    return _("%(what)s, not counted", what=told) if told else ""


def left_out_words(reading: Reading) -> Words:
    """Each number opens the records it counts; nothing where nothing is left out."""
    told: Words = []
    for each, count in reading.exclusions:
        told += [", ", excluded_link(wording.count(count), reading, each), f" {_(each.text)}"]
    return woven(_("%(what)s, not counted"), what=html.Span(told[1:])) if told else []


def excluded_link(words: str, reading: Reading, exclusion: Exclusion) -> Component:
    return link(words, reading_address(reading, Part.LEFT_OUT, exclusion))


def left_out_foot(readings: Sequence[Reading]) -> list[Component]:
    """Below a table: share by share, what its total leaves out."""
    told = [
        html.Li([_(each.indicator.name), ": ", *left_out_words(each)])
        for each in readings
        if each.exclusions
    ]
    return [html.Ul(told, className="note left-out left-out--foot")] if told else []
