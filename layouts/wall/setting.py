"""How a screen on a wall is set up: what it shows, how long, and how large its letters must be.

Sizes are those of `assets/wall/wall.css`: 1 % of the long side is the unit, so a panel with twice
the pixels shows the same picture. `zoom` multiplies the two smallest sizes alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import atan, degrees, hypot

BASE_INCHES, BASE_METRES = 65.0, 4.5  # at which the smallest text is just large enough
SMALLEST = 2.1  # per cent of the long side
CAPITAL = 0.72  # of the letter's size
LEAST_ARCMIN, GOOD_ARCMIN = 16.0, 20.0  # ISO 9241-3, NUREG-0700: height of a capital
ROOMY_TO = 1.05  # above it a slide holds fewer facts, never smaller letters
MOST_ZOOM = 1.25  # what slides have been measured to hold
ASPECT = 16 / 9
METRES_AN_INCH = 0.0254


class Theme(StrEnum):
    """The values of `nen`."""

    DARK = "toi"
    LIGHT = "sang"


@dataclass(frozen=True)
class Range:
    """What a number in an address may be."""

    least: float
    most: float

    def holds(self, value: float) -> bool:
        return self.least <= value <= self.most


SECONDS, INCHES, METRES = Range(10, 300), Range(24, 120), Range(1, 15)


@dataclass(frozen=True)
class Setting:
    """Everything of a screen's address but whom it is about."""

    slides: tuple[str, ...]  # keys, in order
    seconds: int = 35
    inches: float = BASE_INCHES
    metres: float = BASE_METRES
    theme: Theme = Theme.DARK
    is_public: bool = False  # shares and counts alone, and none under ten
    is_portrait: bool = False
    is_preview: bool = False  # on the set-up page: no token, no clock that counts as alive

    @property
    def zoom(self) -> float:
        """By how much the smallest letters grow; never under 1, and no further than fits."""
        wanted = (self.metres / BASE_METRES) * (BASE_INCHES / self.inches)
        return round(min(MOST_ZOOM, max(1.0, wanted)), 3)

    @property
    def is_roomy(self) -> bool:
        return self.zoom <= ROOMY_TO

    @property
    def width_metres(self) -> float:
        """Of the long side."""
        return self.inches * METRES_AN_INCH * ASPECT / hypot(1, ASPECT)

    @property
    def arcmin(self) -> float:
        """How high a capital of the smallest text stands to the farthest eye."""
        capital = CAPITAL * SMALLEST / 100 * self.zoom * self.width_metres
        return degrees(atan(capital / self.metres)) * 60

    @property
    def is_legible(self) -> bool:
        return self.arcmin >= LEAST_ARCMIN

    @property
    def round_seconds(self) -> int:
        return self.seconds * len(self.slides)

    def to_query(self) -> dict[str, list[str]]:
        """Without what is as it is by itself; the slides by their numbers from `slide_numbers`."""
        told = {
            "giay": f"{self.seconds}",
            "inch": f"{self.inches:g}",
            "met": f"{self.metres:g}".replace(".", ","),
            "nen": self.theme.value,
        }
        kept = {part: [value] for part, value in told.items()}
        return kept | ({"public": ["1"]} if self.is_public else {})
