"""Which records stand behind a figure: those that one half of an indicator counts."""

from dataclasses import dataclass
from enum import StrEnum

from data_access.indicators.definition import Indicator


class Part(StrEnum):
    """The values of `phan`: which half of an indicator's records."""

    NUMERATOR = "tu"
    DENOMINATOR = "mau"
    REST = "con-lai"


@dataclass(frozen=True)
class Selection:
    """Which records of a scope are listed: those that one half of an indicator counts."""

    indicator: Indicator
    part: Part = Part.NUMERATOR

    @property
    def is_askable(self) -> bool:
        """A plain count has one half only."""
        return self.part is Part.NUMERATOR or self.indicator.denominator is not None
