"""The counting choices D1 to D13, read once from `rules.toml` into a frozen object."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

SETTING = "ONESTOP_LATE"
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
    late_of: tuple[tuple[str, Late], ...] = ()  # sources that go otherwise, by name

    @property
    def mark(self) -> str:
        """What must be equal for two counts to be comparable."""
        apart = "".join(f",{source}={late}" for source, late in self.late_of)
        return f"{self.version}:{self.end}:{self.late}{apart}"

    @property
    def by_second(self) -> bool:
        """Whether any dossier is late by the second."""
        return Late.SECOND in (self.late, *(late for _, late in self.late_of))

    def judged_at(self, now: datetime) -> date | datetime:
        """What of "now" decides a count: the day; the minute where lateness goes by the second."""
        return now.replace(second=0, microsecond=0) if self.by_second else now.date()

    def with_lateness(self, told: str) -> "Rules":
        """D2 as a site sets it: "second", or "day,SOURCE=second" for a source. Raises BadRule."""
        late, apart = self.late, dict[str, Late]()
        for part in filter(None, map(str.strip, told.split(","))):
            source, is_apart, value = part.rpartition("=")
            if value.strip() not in list(Late) or (is_apart and not source.strip()):
                raise BadRule(f"{part!r}; allowed: {'|'.join(Late)}, or SOURCE={'|'.join(Late)}")
            if is_apart:
                apart[source.strip()] = Late(value.strip())
            else:
                late = Late(value.strip())
        others = tuple(sorted((name, each) for name, each in apart.items() if each is not late))
        return replace(self, late=late, late_of=others)

    def with_choices(self, asked: Mapping[str, str]) -> "Rules":
        """These rules with `end` or `late` chosen otherwise. Raises BadRule."""
        unknown = set(asked) - {"end", "late"}
        if unknown:
            raise BadRule(f"{', '.join(sorted(unknown))}: unknown rule; allowed: end, late")
        late = asked.get("late", self.late)
        if "=" in late:
            return self.with_choices({**asked, "late": self.late}).with_lateness(late)
        try:
            return replace(self, end=End(asked.get("end", self.end)), late=Late(late))
        except ValueError as error:
            raise BadRule(f"{error}; allowed: end={'|'.join(End)}, late={'|'.join(Late)}") from None


def in_force() -> Rules:
    """Those declared, with what the site sets otherwise (ONESTOP_LATE). Raises BadRule."""
    told = os.environ.get(SETTING, "")
    try:
        return declared().with_lateness(told)
    except BadRule as error:
        raise BadRule(f"{SETTING}={told}: {error}") from None


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
