"""The counting choices D1 to D10, read once from `rules.toml` into a frozen object."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("rules.toml")


class End(StrEnum):
    """D1: which date ends a dossier."""

    RESULT = "result"
    RETURNED = "returned"


class Late(StrEnum):
    """D2: the grain at which a finish is compared with its due date."""

    DAY = "day"
    SECOND = "second"


class BadRule(ValueError):
    """A counting rule that does not exist, or a value it does not take."""


@dataclass(frozen=True)
class Choice:
    """One declared counting choice, in the words of the file."""

    code: str
    question: str
    value: str
    options: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Rules:
    version: int
    since: date
    choices: tuple[Choice, ...]
    end: End
    late: Late

    @property
    def mark(self) -> str:
        """What must be equal for two counts to be comparable."""
        return f"{self.version}:{self.end}:{self.late}"

    def with_choices(self, asked: Mapping[str, str]) -> "Rules":
        """These rules with `end` or `late` chosen otherwise. Raises BadRule."""
        unknown = set(asked) - {"end", "late"}
        if unknown:
            raise BadRule(f"{', '.join(sorted(unknown))}: unknown rule; allowed: end, late")
        try:
            return replace(
                self, end=End(asked.get("end", self.end)), late=Late(asked.get("late", self.late))
            )
        except ValueError as error:
            raise BadRule(f"{error}; allowed: end={'|'.join(End)}, late={'|'.join(Late)}") from None


@cache
def declared(file: Path = FILE) -> Rules:
    """The rules in force. Raises BadRule when the file holds a value the code cannot do."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    choices = tuple(
        Choice(code, each["question"], each["value"], tuple(each["options"]), each["meaning"])
        for code, each in told.items()
        if isinstance(each, dict)
    )
    for choice in choices:
        if choice.value not in choice.options:
            raise BadRule(f"{choice.code} = {choice.value!r}; allowed: {', '.join(choice.options)}")
    values = {choice.code: choice.value for choice in choices}
    return Rules(told["version"], told["since"], choices, End(values["D1"]), Late(values["D2"]))
