"""Which records stand behind a figure: those that one half counts, or that none does."""

from dataclasses import dataclass
from enum import StrEnum

from data_access.indicators.definition import N_, Exclusion, Indicator


class Part(StrEnum):
    """The values of `phan`: which half of an indicator's records, or what neither counts."""

    NUMERATOR = "tu"
    DENOMINATOR = "mau"
    REST = "con-lai"
    LEFT_OUT = "khong-tinh"  # and behind a point the slug of one exclusion


@dataclass(frozen=True)
class Selection:
    """Which records of a scope are listed. `exclusion`: of those left out, the ones it names."""

    indicator: Indicator
    part: Part = Part.NUMERATOR
    exclusion: Exclusion | None = None

    @property
    def is_askable(self) -> bool:
        """A plain count has one half only; not every share leaves something out."""
        if self.part is Part.LEFT_OUT:
            return bool(self.indicator.excluded)
        return self.part is Part.NUMERATOR or self.indicator.denominator is not None

    @property
    def text(self) -> str:
        """What is listed, in words."""
        indicator = self.indicator
        if self.part is Part.LEFT_OUT:
            told = [self.exclusion] if self.exclusion else indicator.excluded
            return told[0].text if len(told) == 1 else N_("left out of the share")
        return {
            Part.NUMERATOR: indicator.numerator_text,
            Part.DENOMINATOR: indicator.denominator_text,
            Part.REST: indicator.rest_text,
        }[self.part]

    @property
    def name(self) -> str:
        """In addresses."""
        return f"{self.part}.{self.exclusion.slug}" if self.exclusion else self.part.value


def named(indicator: Indicator, name: str) -> Selection:
    """Raises ValueError for a part that the indicator does not have."""
    part, _, slug = name.partition(".")
    told = Selection(indicator, Part(part))
    if slug:
        exclusion = next((each for each in indicator.excluded if each.slug == slug), None)
        if told.part is not Part.LEFT_OUT or exclusion is None:
            raise ValueError(name)
        told = Selection(indicator, told.part, exclusion)
    return told
