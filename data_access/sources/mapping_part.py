"""One table of a mapping file, read with errors that name what is wrong and what is allowed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from data_access.sources.mapping import BadMapping


class Part:
    """A table that knows its own name and which keys it may hold."""

    def __init__(self, told: object, name: str, allowed: Iterable[str] | None) -> None:
        if not isinstance(told, Mapping):
            raise BadMapping(f"[{name}] must be a table, not {told!r}")
        self.told: Mapping[str, Any] = told
        self.name = name
        if allowed is not None:
            for key in told:
                one_of(key, tuple(allowed), f"[{name}] {key}" if name else key, "unknown key")

    def where(self, key: str) -> str:
        return f"[{self.name}] {key}" if self.name else key

    def part(self, key: str, allowed: Iterable[str] | None) -> "Part":
        return Part(self.told.get(key, {}), f"{self.name}.{key}".lstrip("."), allowed)

    def parts(self, key: str, allowed: Iterable[str]) -> "list[Part]":
        told = self.told.get(key, [])
        if not isinstance(told, list):
            raise BadMapping(f"{self.where(key)} must be a list of tables [[{self.name}.{key}]]")
        return [Part(each, f"{self.name}.{key}", allowed) for each in told]

    def text(self, key: str) -> str | None:
        value = self.told.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise BadMapping(f"{self.where(key)} must be a text, not {value!r}")

    def needed(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise BadMapping(f"{self.where(key)} is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text, or a list of texts."""
        value = self.told.get(key, [])
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
            raise BadMapping(f"{self.where(key)} must be a text or a list of texts, not {value!r}")
        return tuple(several)

    def choice(self, key: str, allowed: tuple[Any, ...], default: Any = None) -> Any:
        if key not in self.told:
            return default
        return one_of(self.told[key], allowed, self.where(key))

    def number(self, key: str, least: int) -> int | None:
        value = self.told.get(key)
        if value is None or (type(value) is int and value >= least):
            return value
        raise BadMapping(f"{self.where(key)} must be a whole number from {least}, not {value!r}")


def one_of(value: Any, allowed: tuple[Any, ...], where: str, wrong: str = "not allowed") -> Any:
    """The value, when it is one of those allowed and of the same type. Raises BadMapping."""
    if any(value == each and isinstance(value, bool) is isinstance(each, bool) for each in allowed):
        return value
    likely = get_close_matches(str(value), [str(each) for each in allowed], 1)
    hint = f"did you mean {likely[0]}? " if likely else ""
    shown = ", ".join(str(each).lower() if each in (True, False) and isinstance(each, bool)
                      else str(each) for each in allowed)  # fmt: skip
    told = "" if where.endswith(str(value)) else f" = {value!r}"
    raise BadMapping(f"{where}{told}: {wrong}; {hint}allowed: {shown}")


def pattern(told: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(told)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadMapping(f"{where} = {told!r}: bad regular expression: {error}") from None


def date_format(told: str, where: str) -> str:
    """A format that gives back the day it was written with. Raises BadMapping."""
    tried = datetime(2031, 12, 28, 17, 45, 56)
    try:
        read = datetime.strptime(tried.strftime(told), told)
    except (ValueError, re.error):
        read = None
    if read is None or read.date() != tried.date() or read.tzinfo is not None:
        raise BadMapping(
            f"{where} = {told!r}: bad date format; it must give day, month and year,"
            " as %d/%m/%Y, %d/%m/%Y %H:%M or %Y-%m-%d %H:%M:%S.%f do"
        )
    return told


def instant(value: object, where: str) -> datetime:
    """A day or an instant written in TOML itself, without a zone."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(microsecond=0)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    raise BadMapping(f"{where} must be a day such as 2026-11-20, not {value!r}")
