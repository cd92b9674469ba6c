"""Kinds of columns. A database may hold anything in any column, above all SQLite: what is no
value of a kind is read as not given.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Numeric, SmallInteger, String, Text, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # of days that can be meant
LARGEST = 10**15  # of numbers
OTHERS = ("postgresql", "mariadb", "mysql", "clickhousedb")
Read = Callable[[Any], Any]


def is_meant(day: date) -> bool:
    return EARLIEST.year <= day.year <= LATEST.year


def instant_of(told: Any) -> datetime | None:
    """As the office's clock shows it, whatever zone a column was declared with."""
    if isinstance(told, str):
        try:
            told = datetime.fromisoformat(told)
        except ValueError:
            return None
    return told.replace(tzinfo=None) if isinstance(told, datetime) and is_meant(told) else None


def day_of(told: Any) -> date | None:
    instant = instant_of(told)
    if instant is not None:
        return instant.date()
    return told if isinstance(told, date) and is_meant(told) else None


def number_of(told: Any) -> Decimal | None:
    if not isinstance(told, int | float | Decimal):
        return None
    number = Decimal(str(told))
    return number if number.is_finite() and abs(number) <= LARGEST else None


def whole_of(told: Any) -> int | None:
    return told if isinstance(told, int) and abs(told) <= LARGEST else None


def flag_of(told: Any) -> bool | None:
    return bool(told) if isinstance(told, int) and told in (0, 1) else None


def text_of(told: Any) -> str | None:
    if isinstance(told, str):
        return told
    return str(told) if isinstance(told, int | float) else None


class WallClock(TypeDecorator[datetime]):
    impl, cache_ok = DateTime, True

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return instant_of(value)


class WallDay(TypeDecorator[date]):
    impl, cache_ok = Date, True

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return day_of(value)


class Finite(TypeDecorator[Decimal]):
    impl, cache_ok = Numeric, True

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return number_of(value)


# Below, SQLite's own reading would fail before a TypeDecorator is asked.
class TextInstant(sqlite.DATETIME):
    """Whole seconds: SQLite compares instants as text, where a trailing ".000000" would sort
    midnight after itself.
    """

    def __init__(self) -> None:
        day = "%(year)04d-%(month)02d-%(day)02d"
        super().__init__(storage_format=f"{day} %(hour)02d:%(minute)02d:%(second)02d")  # type: ignore[no-untyped-call]

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return instant_of


class TextDay(sqlite.DATE):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def adapt(self, cls: type[Any], **_options: Any) -> Any:
        """The driver has a kind of its own for days, which reads them otherwise."""
        return TextDay()

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return day_of


class AnyNumber(Numeric[Any]):
    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return number_of


class AnyWhole(SmallInteger):
    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return whole_of


class AnyFlag(Boolean):
    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return flag_of


class AnyText(String):
    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return text_of


class AnyLongText(Text):
    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        return text_of


INSTANT = DateTime().with_variant(TextInstant(), "sqlite").with_variant(WallClock(), *OTHERS)
DAY = Date().with_variant(TextDay(), "sqlite").with_variant(WallDay(), *OTHERS)
WHOLE = SmallInteger().with_variant(AnyWhole(), "sqlite")
FLAG = Boolean().with_variant(AnyFlag(), "sqlite")
LONG_TEXT = Text().with_variant(AnyLongText(), "sqlite")


def words(length: int) -> String:
    return String(length).with_variant(AnyText(length), "sqlite")


def number(precision: int, scale: int) -> Numeric[Any]:
    told: Numeric[Any] = Numeric(precision, scale)
    return told.with_variant(AnyNumber(precision, scale), "sqlite").with_variant(
        Finite(precision, scale), *OTHERS
    )
