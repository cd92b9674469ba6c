"""Counts, shares, money and working days as they are written. Rounding happens here only."""

from dataclasses import dataclass
from decimal import Decimal

from data_access.indicators.definition import Display, Measure
from data_access.indicators.intervals import Interval
from data_access.indicators.reading import Reading
from data_access.indicators.rounding import is_trace, places_for, rounded
from data_access.indicators.rounding import percent as per_cent
from layouts.language import _, language, ngettext

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"  # between the ends of a range; alone where there is no value
MINUS = "\N{MINUS SIGN}"
TO_VIETNAMESE = str.maketrans(",.", ".,")
FINEST = 8  # decimals of a share, of which per cent shows two fewer
FINE_BELOW = 100  # a limit of a count under this keeps a decimal


@dataclass(frozen=True)
class Figure:
    """A value and its unit apart, so that a page can set the unit smaller."""

    value: str
    unit: str = ""

    @property
    def text(self) -> str:
        """In one piece that no line break parts."""
        glue = "" if not self.unit or (self.unit == "%" and language() != "vi") else NBSP
        return f"{self.value}{glue}{self.unit}"


def number(value: int | Decimal) -> str:
    """1.234,5 or 1,234.5; as many decimals as the value has."""
    told = f"{value:,}".replace("-", MINUS)
    return told.translate(TO_VIETNAMESE) if language() == "vi" else told


count = number


def signed(value: int | Decimal) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def share(part: int, whole: int, places: int | None = None) -> Figure:
    """`places` as for the whole column; without them, as n allows. A dash where n is 0."""
    if not whole:
        return Figure(DASH)
    places = places_for(whole) if places is None else places
    if is_trace(part, whole, places):
        return Figure(f"<{NBSP}{number(Decimal(1).scaleb(-places))}", "%")
    return Figure(number(per_cent(part, whole, places)), "%")


def percent(part: int, whole: int, places: int | None = None) -> str:
    return share(part, whole, places).text


def few(part: int, whole: int) -> str:
    """Two counts: "6 trên 7"."""
    return _("%(part)s of %(whole)s", part=count(part), whole=count(whole))


def counted(measure: Measure, n: int) -> Figure:
    """A count with what it counts."""
    match measure:
        case Measure.RATINGS | Measure.SATISFIED:
            return Figure(count(n), ngettext("rating", "ratings", n))
        case Measure.PETITIONS_RECEIVED | Measure.PETITIONS_DUE | Measure.PETITIONS_ON_TIME:
            return Figure(count(n), ngettext("petition", "petitions", n))
        case Measure.ONLINE_PAYMENTS:
            return Figure(count(n), ngettext("payment", "payments", n))
        case Measure.ONLINE_AMOUNT:
            return Figure(count(n), _("VND"))
        case _:
            return Figure(count(n), ngettext("dossier", "dossiers", n))


def dossiers(n: int) -> str:
    return counted(Measure.RECEIVED, n).text


def money(amount: int) -> str:
    return counted(Measure.ONLINE_AMOUNT, amount).text


def working_days(value: float) -> Figure:
    told = trimmed(rounded(value, 1))
    return Figure(number(told), ngettext("working day", "working days", 1 if told == 1 else 2))


def days(value: float) -> str:
    return working_days(value).text


def trimmed(value: Decimal) -> Decimal:
    """Without decimals that are all 0."""
    whole = value.to_integral_value()
    return whole if value == whole else value


def value(reading: Reading, places: int | None = None) -> Figure:
    """A reading as it stands on a page: a dash without a value, two counts of a few."""
    if reading.value is None or reading.numerator is None:
        return Figure(DASH)
    indicator, part, whole = reading.indicator, reading.numerator, reading.denominator
    if indicator.display is Display.WORKING_DAYS:
        return Figure(DASH) if reading.is_few else working_days(reading.value)
    if whole is None or indicator.denominator is None:
        return counted(indicator.numerator, part)
    if reading.is_few:
        return Figure(
            count(part), _("of %(whole)s", whole=counted(indicator.denominator, whole).text)
        )
    return share(part, whole, places)


def level(value: float, display: Display) -> str:
    """A target or a limit, which are no counts: one decimal, more for a share near 0 or 100."""
    match display:
        case Display.SHARE:
            return Figure(number(trimmed(rounded(value, fine(value)).scaleb(2))), "%").text
        case Display.WORKING_DAYS:
            return days(value)
        case Display.MONEY:
            return money(int(rounded(value)))
        case Display.COUNT:
            return number(trimmed(rounded(value, 1 if abs(value) < FINE_BELOW else 0)))


def fine(value: float) -> int:
    """Decimals of a share: nothing can lie below 0 % or above 100 %, so only these read so."""
    places = 3
    while places < FINEST and 0 < value < 1 and rounded(value, places) in (0, 1):
        places += 1
    return places


def interval(margin: Interval, places: int = 0) -> str:
    """95,4–95,8 %."""
    lower, upper = (rounded(end, places + 2).scaleb(2) for end in (margin.lower, margin.upper))
    return Figure(f"{number(lower)}{DASH}{number(upper)}", "%").text
