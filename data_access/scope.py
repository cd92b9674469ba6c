"""The reader's question: which agency, which days, which dossiers. The address is its only home."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import parse_qs, quote, urlencode

from data_access.periods import Period, PeriodName, named

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LONGEST_VALUE = 120  # characters; no code in the contract is longer
LONGER = {"buoc": 300, "loc": 4_000}  # a step's name, what a grid is narrowed by
UNKNOWN = "khong-ro"  # the field, procedure or step of a dossier whose source does not say
APART = "~"  # in the code of a procedure that a loader made for the dossiers of another field
UNKNOWN_AGENCY = "UNKNOWN"  # whose dossiers are of an agency that a loader could not tell


class Channel(StrEnum):
    """The values of `kenh`; 1 to 3 are the national record's, the rest some sources add."""

    COUNTER = "truc-tiep"
    ONLINE = "truc-tuyen"
    POST = "buu-chinh"
    EMAIL = "thu-dien-tu"
    INTERNAL = "noi-bo"
    PHONE = "dien-thoai"
    UNKNOWN = "khong-ro"

    @property
    def code(self) -> int | None:
        """As stored in dossier.channel."""
        return None if self is Channel.UNKNOWN else list(Channel).index(self) + 1


class Reason(StrEnum):
    """Why a part of an address cannot be read; layouts put it into words."""

    NOT_A_DAY = "not_a_day"
    DAYS_REVERSED = "days_reversed"
    ONE_DAY_MISSING = "one_day_missing"
    NAME_AND_DAYS = "name_and_days"
    NOT_A_NAME = "not_a_name"
    UNKNOWN_PART = "unknown_part"
    UNKNOWN_CODE = "unknown_code"
    TOO_LONG = "too_long"
    TWICE = "twice"


class BadScope(ValueError):
    """An address that cannot be read: which part, what it said, why, what is allowed."""

    def __init__(
        self, part: str, received: str, reason: Reason, allowed: Iterable[str] = ()
    ) -> None:
        super().__init__(f"{part}={received}: {reason}")
        self.part, self.received, self.reason = part, received[:LONGEST_VALUE], reason
        self.allowed = tuple(allowed)
        self.likely = tuple(get_close_matches(self.received, self.allowed, 2, 0.5))


@dataclass(frozen=True)
class Scope:
    """Everything that selects dossiers. `agency` None is the home agency of the site."""

    period: Period
    period_name: PeriodName | None = None
    agency: str | None = None
    fields: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    due_from: date | None = None  # narrows open dossiers to those due from this day
    due_to: date | None = None
    step: str | None = None  # narrows to dossiers now at this step
    is_alone: bool = False  # the agency's own dossiers, without those of agencies below it

    def within(self, **changes: object) -> "Scope":
        """This scope with some parts changed; naming days drops the period's name."""
        if "period" in changes and "period_name" not in changes:
            changes["period_name"] = None
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def is_plain(self) -> bool:
        """Nothing but agency and period is asked."""
        return not (self.fields or self.procedures or self.channels or self.is_narrowed)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.due_from or self.due_to or self.step or self.is_alone)

    def to_query(self) -> dict[str, list[str]]:
        """The parameters of the address, without its page and language."""
        told: dict[str, list[str]] = {}
        if self.agency:
            told["don-vi"] = [self.agency]
        if self.is_alone:
            told["rieng"] = ["1"]
        if self.period_name:
            told["ky"] = [self.period_name]
        else:
            told["tu"] = [self.period.first_day.isoformat()]
            told["den"] = [self.period.last_day.isoformat()]
        told["linh-vuc"] = list(self.fields)
        told["thu-tuc"] = list(self.procedures)
        told["kenh"] = list(self.channels)
        if self.due_from:
            told["han-tu"] = [self.due_from.isoformat()]
        if self.due_to:
            told["han-den"] = [self.due_to.isoformat()]
        if self.step:
            told["buoc"] = [self.step]
        return {part: values for part, values in told.items() if values}


SCOPE_PARTS = (
    "don-vi", "rieng", "ky", "tu", "den", "linh-vuc", "thu-tuc", "kenh", "han-tu", "han-den",
    "buoc",
)  # fmt: skip
MANY = ("linh-vuc", "thu-tuc", "kenh")


def parameters(
    search: str, allowed: Iterable[str], many: Iterable[str] = ()
) -> dict[str, list[str]]:
    """The parts of an address. Raises BadScope for one that is unknown, doubled or too long."""
    known = tuple(allowed)
    try:
        told = parse_qs(search.removeprefix("?"), keep_blank_values=False, max_num_fields=200)
    except ValueError:  # more parts than any page has
        raise BadScope("?", search, Reason.TOO_LONG) from None
    for part, values in told.items():
        if part not in known:
            raise BadScope(part, values[0], Reason.UNKNOWN_PART, known)
        if len(values) > 1 and part not in many:
            raise BadScope(part, values[1], Reason.TWICE)
        for value in values:
            if len(value) > LONGER.get(part, LONGEST_VALUE):
                raise BadScope(part, value, Reason.TOO_LONG)
            if not value.isprintable():
                shown = "".join(sign if sign.isprintable() else "�" for sign in value)
                raise BadScope(part, shown, Reason.UNKNOWN_CODE)
    return told


def scope_from(told: Mapping[str, list[str]], today: date, opens_on: PeriodName) -> Scope:
    """The scope that the parts of an address ask for. Raises BadScope.

    `opens_on` is the period where none is told (`data_access.opening`).
    """
    first = {part: values[0] for part, values in told.items()}
    name, period = period_from(first, today, opens_on)
    due = {part: day_from(part, first[part]) for part in ("han-tu", "han-den") if part in first}
    if len(due) == 2 and due["han-den"] < due["han-tu"]:
        raise BadScope("han-den", first["han-den"], Reason.DAYS_REVERSED)
    return Scope(
        period,
        name,
        agency=first.get("don-vi"),
        fields=tuple(dict.fromkeys(told.get("linh-vuc", ()))),
        procedures=tuple(dict.fromkeys(told.get("thu-tuc", ()))),
        channels=tuple(dict.fromkeys(map(channel_from, told.get("kenh", ())))),
        due_from=due.get("han-tu"),
        due_to=due.get("han-den"),
        step=first.get("buoc"),
        is_alone=alone_from(first.get("rieng")),
    )


def period_from(
    first: Mapping[str, str], today: date, opens_on: PeriodName
) -> tuple[PeriodName | None, Period]:
    if "tu" in first or "den" in first:
        if "ky" in first:
            raise BadScope("ky", first["ky"], Reason.NAME_AND_DAYS)
        days = {part: day_from(part, first[part]) for part in ("tu", "den") if part in first}
        for part in ("tu", "den"):
            if part not in days:
                raise BadScope(part, "", Reason.ONE_DAY_MISSING)
        start, last = days["tu"], days["den"]
        if last < start:
            raise BadScope("den", first["den"], Reason.DAYS_REVERSED)
        return None, Period(start, last)
    told = first.get("ky", opens_on)
    try:
        name = PeriodName(told)
    except ValueError:
        raise BadScope("ky", told, Reason.NOT_A_NAME, PeriodName) from None
    return name, named(name, today)


def day_from(part: str, told: str) -> date:
    """Only 2026-11-20: other ISO forms are read by nobody and would be a guess."""
    try:
        day = date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise BadScope(part, told, Reason.NOT_A_DAY)
    return day


def alone_from(told: str | None) -> bool:
    if told not in (None, "1"):
        raise BadScope("rieng", told, Reason.NOT_A_NAME, ("1",))
    return told == "1"


def channel_from(told: str) -> Channel:
    try:
        return Channel(told)
    except ValueError:
        raise BadScope("kenh", told, Reason.NOT_A_NAME, Channel) from None


def address(path: str, query: Mapping[str, list[str]]) -> str:
    """A path and parameters as one address, readable where it can be."""
    told = urlencode(query, doseq=True, quote_via=quote, safe=":/,")
    return f"{path}?{told}" if told else path
