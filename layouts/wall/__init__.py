"""The wall screen: seven slides, one question each, drawn for a chairman five metres away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dash.development.base_component import Component

from data_access.indicators.definition import N_
from layouts.wall import brief, improved, shares, today, trend, waiting, where
from layouts.wall.asking import (
    DAY,
    DUE_DAYS,
    LEVELS,
    MONTHS,
    NOW,
    OF_MONTHS,
    OLDEST,
    PARTS_LEVELS,
    PARTS_MONTHS,
    PARTS_NOW,
    USUAL,
)
from layouts.wall.scene import Scene


@dataclass(frozen=True)
class Slide:
    """`draw` gives none where there is nothing to say, and two where one has no room."""

    key: str
    name: str  # a message to translate
    wants: tuple[str, ...]  # names of `asking`: while those are the same, so is the slide
    draw: Callable[[Scene], list[Component]]

    @property
    def rests_on_months(self) -> bool:
        return not OF_MONTHS.isdisjoint(self.wants)


SLIDES = (
    Slide("hom-nay", N_("Today"), (NOW, DAY, DUE_DAYS, LEVELS, USUAL), today.draw),
    Slide("o-dau", N_("Where"), (PARTS_NOW, PARTS_LEVELS), where.draw),
    Slide("ty-le", N_("Five shares"), (MONTHS,), shares.draw),
    Slide("xu-huong", N_("24 months"), (MONTHS,), trend.draw),
    Slide("cho-lau", N_("Longest waiting"), (NOW, OLDEST), waiting.draw),
    Slide("tien-bo", N_("Most improved"), (PARTS_MONTHS,), improved.draw),
    Slide("ba-cau", N_("In three sentences"), (NOW, LEVELS, PARTS_NOW, PARTS_LEVELS, MONTHS),
          brief.draw),
)  # fmt: skip
BY_KEY = {slide.key: slide for slide in SLIDES}


def wants(keys: Iterable[str]) -> tuple[str, ...]:
    """What the slides of a screen ask for, each once."""
    return tuple(dict.fromkeys(name for key in keys for name in BY_KEY[key].wants))
