"""What slides say of a share's last month: its target, its counts."""

from data_access.indicators.reading import Reading
from layouts.components.series import Series
from layouts.language import _
from layouts.wall.public import of_words
from layouts.wall.setting import Setting
from layouts.wording.numbers import NBSP


def bare(series: Series, level: float) -> str:
    """A level beside others, of which one sign tells that they are per cent."""
    return series.level(level).rstrip("%").rstrip(NBSP)


def goal(series: Series) -> str:
    target = series.target
    return _("target %(level)s", level=bare(series, target.level)) if target else ""


def counts_of(reading: Reading) -> tuple[int, int]:
    return reading.numerator or 0, reading.denominator or 0


def counted(reading: Reading, setting: Setting) -> str:
    return of_words(*counts_of(reading), setting)
