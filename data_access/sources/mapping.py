"""How one list of dossiers becomes the contract: what a mapping file says, once checked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from re import Pattern

from data_access.sources.vocabulary import Code

DATES = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)


class BadMapping(ValueError):
    """A mapping that cannot be used: for each mistake what is wrong, and what is allowed."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        if len(self.mistakes) == 1:
            return self.mistakes[0]
        return "\n  ".join((f"{len(self.mistakes)} mistakes:", *self.mistakes))


class Mistakes:
    """Gathers them, so that all can be mended at once."""

    def __init__(self) -> None:
        self.told: dict[str, None] = {}

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Goes on after a BadMapping, without what it stopped."""
        try:
            yield
        except BadMapping as error:
            self.told |= dict.fromkeys(error.mistakes)

    def check(self) -> None:
        """Raises BadMapping with all there are."""
        if self.told:
            raise BadMapping(*self.told)


class CannotLoad(Exception):
    """Nothing was written; why."""


@dataclass(frozen=True)
class Meaning:
    """What a status word says. `outcome` None is open."""

    status: int
    outcome: str | None = None
    paused: bool = False


Value = Code | Meaning | datetime


@dataclass(frozen=True)
class Shape:
    """How the file is written down. None is found out from the file itself."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    preamble: int | None = None  # rows above the header
    group_rows: str | None = None  # the column that a row with one filled cell speaks for
    fill_down: tuple[str, ...] = ()  # columns whose empty cells repeat the one above
    empty: frozenset[str] = frozenset()  # words that stand for an empty cell
    skip: tuple[Pattern[str], ...] = ()  # rows whose first filled cell looks like this


@dataclass(frozen=True)
class Layout:
    """Where each column of the contract is found in one file."""

    name: str  # "" for the list itself, "steps." for the steps: as the mapping file names it
    columns: Mapping[str, tuple[str, ...]]  # contract column → headings, the first found is used
    drop: tuple[str, ...] = ()
    constants: Mapping[str, Value] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)  # by plain word
    defaults: Mapping[str, Value] = field(default_factory=dict)
    patterns: Mapping[str, Pattern[str]] = field(default_factory=dict)
    dates: tuple[str, ...] = DATES
    shape: Shape = Shape()

    @property
    def given(self) -> frozenset[str]:
        return frozenset((*self.columns, *self.constants))


@dataclass(frozen=True)
class Known:
    """An agency or a procedure the mapping describes; `told` holds contract columns."""

    code: str
    names: tuple[str, ...]
    told: Mapping[str, object]


@dataclass(frozen=True)
class Names:
    """How names become codes: known ones first, then `unlisted`."""

    known: tuple[Known, ...] = ()
    unlisted: str = "make"  # make a code from the name, call it unknown, or reject the row
    under: str | None = None
    top: str | None = None  # the name of the one above all, where none is listed
    level: str | None = None


@dataclass(frozen=True)
class ListMapping:
    source_id: str
    list: Layout
    agencies: Names = Names()
    procedures: Names = Names()
    by_result: tuple[Meaning, Meaning] | None = None  # with a result date, without one
    steps: Layout | None = None

    @property
    def knows_pauses(self) -> bool:
        """Whether any word of the list says that the clock is stopped."""
        told: list[Value | None] = [self.list.constants.get("status"), *(self.by_result or ())]
        if "status" in self.list.columns:
            told += [*self.list.values.get("status", {}).values(), *self.list.defaults.values()]
        return "paused" in self.list.given or any(
            isinstance(each, Meaning) and each.paused for each in told
        )
