"""What slides say of a share's last month: its target, its counts."""

from data_access.indicators.reading import Reading
from layouts import wording
from layouts.components.series import Series
from layouts.language import _
from layouts.wall.public import of_words
from layouts.wall.setting import Setting
from layouts.wording.numbers import NBSP

LONGEST_COUNTS = 11  # signs: 3.873/4.021


def bare(series: Series, level: float) -> str:
    """A level beside others, of which one sign tells that they are per cent."""
    return series.level(level).rstrip("%").rstrip(NBSP)


def goal(series: Series) -> str:
    target = series.target
    return _("target %(level)s", level=bare(series, target.level)) if target else ""


def counts_of(reading: Reading) -> tuple[int, int]:
    return reading.numerator or 0, reading.denominator or 0


def counted(reading: Reading, setting: Setting) -> str:
    """Both counts; of very many the share is on the slide, so that how many they are is enough."""
    both = of_words(*counts_of(reading), setting)
    n = reading.denominator or 0
    return both if len(both) <= LONGEST_COUNTS else _("of %(n)s", n=wording.count(n))
