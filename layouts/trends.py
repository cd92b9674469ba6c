"""What a trend shows: months, a line in focus, what is usual, targets, breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_access.indicators.definition import Better
from data_access.indicators.signals import Chart


@dataclass(frozen=True)
class Line:
    """A series of values as they are drawn: per cent already, None where there is no data."""

    values: Sequence[float | None]
    label: str  # at its right end, with its last value if it has one
    name: str = ""


@dataclass(frozen=True)
class Step:
    """A target from the month at `first` on."""

    first: int
    level: float
    label: str


@dataclass(frozen=True)
class Break:
    """Something that happened before the month at `index`; the line is not comparable over it."""

    index: float
    label: str


@dataclass(frozen=True)
class Trend:
    """What the trend shows. `factor` brings the chart's limits to the unit of the values."""

    months: Sequence[str]
    line: Line
    chart: Chart
    better: Better
    second: Line | None = None
    steps: Sequence[Step] = ()
    breaks: Sequence[Break] = ()
    centre_label: str = ""  # of the last limits
    factor: float = 100
    ceiling: float | None = 100  # no value can lie above it
    lang: str = "vi"

    @property
    def last(self) -> int:
        return len(self.months) - 1
