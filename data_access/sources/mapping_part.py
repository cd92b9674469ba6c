"""One table of a mapping file, read with errors that name what is wrong and what is allowed."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, TypeVar

from data_access.sources.mapping import BadMapping, Mistakes
from data_access.sources.words import plain

T = TypeVar("T")


class Part:
    """A table that knows its own name and which keys it may hold.

    What is wrong goes to `mistakes`, and what is asked for is then as if it were not there.
    """

    def __init__(
        self, told: object, name: str, allowed: Iterable[str] | None, mistakes: Mistakes
    ) -> None:
        self.name, self.mistakes = name, mistakes
        self.told: Mapping[str, Any] = {}
        with mistakes.noted():
            if not isinstance(told, Mapping):
                raise BadMapping(f"[{name}] must be a table, not {told!r}")
            self.told = told
        if allowed is not None:
            keys = tuple(allowed)
            self.told = {key: self.told[key] for key in self.told if self._is_known(key, keys)}

    def _is_known(self, key: str, allowed: tuple[str, ...]) -> bool:
        with self.mistakes.noted():
            one_of(key, allowed, f"[{self.name}] {key}" if self.name else key, "unknown key")
            return True
        return False

    def where(self, key: str) -> str:
        return f"[{self.name}] {key}" if self.name else key

    def each(self, read: Callable[[str], T], keys: Iterable[str] | None = None) -> dict[str, T]:
        """What is read of each key; those with a mistake are left out."""
        found: dict[str, T] = {}
        for key in self.told if keys is None else keys:
            with self.mistakes.noted():
                found[key] = read(key)
        return found

    def part(self, key: str, allowed: Iterable[str] | None) -> "Part":
        name = f"{self.name}.{key}".lstrip(".")
        return Part(self.told.get(key, {}), name, allowed, self.mistakes)

    def parts(self, key: str, allowed: Iterable[str]) -> "list[Part]":
        told = self.told.get(key, [])
        with self.mistakes.noted():
            if not isinstance(told, list):
                raise BadMapping(
                    f"{self.where(key)} must be a list of tables [[{self.name}.{key}]]"
                )
            keys = tuple(allowed)
            return [Part(each, f"{self.name}.{key}", keys, self.mistakes) for each in told]
        return []

    def text(self, key: str) -> str | None:
        value = self.told.get(key)
        with self.mistakes.noted():
            if value is None or (isinstance(value, str) and value.strip()):
                return value
            raise BadMapping(f"{self.where(key)} must be a text, not {value!r}")
        return None

    def needed(self, key: str) -> str:
        """Raises BadMapping."""
        value = self.told.get(key)
        if value is None:
            raise BadMapping(f"{self.where(key)} is missing")
        if not isinstance(value, str) or not value.strip():
            raise BadMapping(f"{self.where(key)} must be a text, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text, or a list of texts."""
        value = self.told.get(key, [])
        several = [value] if isinstance(value, str) else value
        with self.mistakes.noted():
            if isinstance(several, list) and all(isinstance(each, str) for each in several):
                return tuple(several)
            raise BadMapping(f"{self.where(key)} must be a text or a list of texts, not {value!r}")
        return ()

    def choice(self, key: str, allowed: tuple[Any, ...], default: Any = None) -> Any:
        with self.mistakes.noted():
            return one_of(self.told[key], allowed, self.where(key)) if key in self.told else default
        return default

    def number(self, key: str, least: int) -> int | None:
        value = self.told.get(key)
        with self.mistakes.noted():
            if value is None or (type(value) is int and value >= least):
                return value
            raise BadMapping(
                f"{self.where(key)} must be a whole number from {least}, not {value!r}"
            )
        return None


def one_of(value: Any, allowed: tuple[Any, ...], where: str, wrong: str = "not allowed") -> Any:
    """The value, when it is one of those allowed and of the same type. Raises BadMapping."""
    if any(value == each and isinstance(value, bool) is isinstance(each, bool) for each in allowed):
        return value
    hint = nearest(str(value), [str(each) for each in allowed])
    shown = ", ".join(str(each).lower() if each in (True, False) and isinstance(each, bool)
                      else str(each) for each in allowed)  # fmt: skip
    told = "" if where.endswith(str(value)) else f" = {value!r}"
    raise BadMapping(f"{where}{told}: {wrong}; {hint}allowed: {shown}")


def nearest(told: str, allowed: Iterable[str]) -> str:
    """A question, where something is spelt nearly so."""
    by_plain = {plain(each): each for each in reversed(list(allowed)) if plain(each)}
    likely = get_close_matches(plain(told), by_plain, 1)
    return f"did you mean {by_plain[likely[0]]}? " if likely else ""


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
