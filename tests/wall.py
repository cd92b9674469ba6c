"""Scenes of a wall screen, drawn as tables: what is usual, and what it is now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale

from data_access.directory import Agency, Directory, Succession
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import (
    ON_TIME_HONEST,
    OVERDUE,
    RECEIVED,
    RESOLVED,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Moment, Reading, reading_of
from data_access.listing import Listed, Listing, Record
from data_access.periods import Calendar, Period, months_until
from data_access.rules import declared
from data_access.scope import Scope
from layouts import wall
from layouts.pages.overview.asking import MONTHS_SHOWN, SHARES
from layouts.pages.page import View
from layouts.wall import asking
from layouts.wall.asking import scope_now
from layouts.wall.marks import SHAPES
from layouts.wall.scene import Scene, Usual
from layouts.wall.setting import Setting
from tests import board

NOW = datetime(2026, 3, 31, 12)  # a Tuesday; the last month that is over is 02/2026
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
ALL = Setting(tuple(wall.BY_KEY))
ZOOMED = replace(ALL, metres=5.5)  # 65" so far away: fewer facts, never smaller letters
UPRIGHT, PUBLIC = replace(ALL, is_portrait=True), replace(ALL, is_public=True)
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
Counts = tuple[int, int]
RECORD = ("key", "field", "channel", "received_at", "due_at", "ended_at", "standing", "step",
          "step_since")  # fmt: skip
NONE = "–"  # no data


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def rows_of(drawing: str) -> list[dict[str, str]]:
    head, *body = ([cell.strip() for cell in line.split("|")] for line in lines_of(drawing))
    return [dict(zip(head, each, strict=True)) for each in body]


def lines_of(drawing: str) -> list[str]:
    return [line for line in drawing.strip().splitlines() if line.strip()]


def around(usual: int, count: int) -> list[int]:
    """One fewer, one more, one fewer: what chance makes of it. Limits are about 5 off."""
    return [usual + (1 if index % 2 else -1) for index in range(count)]


def view_of(directory: Directory, agency: str = "T", now: datetime = NOW) -> View:
    moment = Moment(now, now, False, "version")
    return View("/man-hinh", Scope(MARCH, agency=agency), moment, directory, WorkingDays(),
                declared())  # fmt: skip


def directory_of(names: Sequence[str], merged_on: date | None = None) -> Directory:
    """Province T and its places P1, P2, …"""
    below = {f"P{n}": Agency(f"P{n}", name, "COMMUNE", "T") for n, name in enumerate(names, 1)}
    old = {"OLD": Agency("OLD", "Old", "PROVINCE", valid_to=merged_on)} if merged_on else {}
    merger = (Succession("OLD", "T", merged_on, True),) if merged_on else ()
    province = {"T": Agency("T", "Tỉnh T", "PROVINCE")}
    return Directory(province | old | below, {}, {}, merger, home_code="T")


def scene(
    *,
    overdue: int | None = 10,
    usually: int | None = 10,
    today: Mapping[str, int | None] | None = None,
    usual: Usual | None = None,
    places: str = "",
    shares: str = "",
    improved: str = "",
    oldest: Sequence[Record] | None = None,
    setting: Setting = ALL,
    merged_on: date | None = None,
) -> Scene:
    """`overdue` at noon of 31 March, about `usually` at the ends of the months before.

    today   {"received": 30, "resolved": 20, "due": 5}; None is no data
    places  "place | usual | now", overdue in each
    shares  "share | usual | last": about so many per cent of 200, and counts of month 02/2026
    improved "place | usual | last": the same of "on time" in each place
    """
    told = places or improved
    directory = directory_of([each["place"] for each in rows_of(told)] if told else [], merged_on)
    view = view_of(directory)
    answers = now_answers(view, overdue, today or {})
    answers[asking.LEVELS] = levels(view, "", usually)
    answers[asking.MONTHS] = list(monthly_shares(view, shares))
    answers |= place_answers(view, places)
    answers[asking.PARTS_MONTHS] = list(improved_answers(view, improved))
    listing = None if oldest is None else Listing(len(oldest), Listed.DOSSIER, tuple(oldest))
    return Scene(view, setting, answers, usual or Usual(), listing)


def counted(view: View, indicator: Indicator, count: int | None, group: str = "") -> Reading:
    absence = Absence.SOURCE_SILENT if count is None else None
    return Reading(indicator, scope_now(view), group, count, absence=absence)


def now_answers(
    view: View, overdue: int | None, today: Mapping[str, int | None]
) -> dict[str, list[Reading]]:
    told = {RECEIVED: today.get("received", 30), RESOLVED: today.get("resolved", 20)}
    due = today.get("due", 5)
    group = view.moment.now.date().isoformat()
    return {
        asking.NOW: [counted(view, OVERDUE, overdue)],
        asking.DAY: [counted(view, indicator, count) for indicator, count in told.items()],
        asking.DUE_DAYS: [counted(view, asking.LEFT, due, group)],
    }


def levels(view: View, group: str, usually: int | None) -> list[Reading]:
    ends = months_until(view.moment.now.date(), Calendar.CIVIL, MONTHS_SHOWN)[:-1]
    if usually is None:
        return []
    return [
        Reading(OVERDUE, view.scope.within(period=month), group, max(0, count))
        for month, count in zip(ends, around(usually, len(ends)), strict=True)
    ]


def place_answers(view: View, drawing: str) -> dict[str, list[Reading]]:
    now, before = [], []
    for number, row in enumerate(rows_of(drawing) if drawing else [], 1):
        group = f"P{number}"
        now.append(counted(view, OVERDUE, None if row["now"] == NONE else int(row["now"]), group))
        before += levels(view, group, int(row["usual"]) if row["usual"] else None)
    return {asking.PARTS_NOW: now, asking.PARTS_LEVELS: before}


def monthly_shares(view: View, drawing: str) -> Iterator[Reading]:
    told = {row["share"]: row for row in rows_of(drawing)} if drawing else {}
    for indicator in SHARES:
        row = told.get(indicator.key, {"usual": "90", "last": "180/200"})
        yield from monthly(view, indicator, "", row["usual"], row["last"])


def improved_answers(view: View, drawing: str) -> Iterator[Reading]:
    for number, row in enumerate(rows_of(drawing) if drawing else [], 1):
        yield from monthly(view, ON_TIME_HONEST, f"P{number}", row["usual"], row["last"])


def monthly(
    view: View, indicator: Indicator, group: str, usual: str, last: str
) -> Iterator[Reading]:
    *before, month = asking.months_of(view)
    counts: list[Counts | None] = [None] * len(before)
    if usual:
        counts = [(2 * share, 200) for share in around(int(usual), len(before))]
    final = None if last == NONE else tuple(map(int, last.split("/")))
    for each, told in zip([*before, month], [*counts, final], strict=True):
        scope = view.scope.within(period=each)
        if told is None:
            yield Reading(indicator, scope, group, None, absence=Absence.SOURCE_SILENT)
        else:
            part, whole = told
            yield reading_of(indicator, scope, group, part, whole)


def record(days_late: float, agency: str = "T", unit: str | None = None, **told: Any) -> Record:
    kept = {"code": f"H{days_late:g}", "procedure": "P", **told}
    empty: dict[str, Any] = dict.fromkeys(RECORD, None)
    return Record(**(empty | kept | {"agency": agency, "days_late": days_late, "unit": unit}))


# -- what is on a slide ----------------------------------------------------------------------
def slides(key: str, told: Scene) -> list[Component]:
    return wall.BY_KEY[key].draw(told)


def said(drawn: object) -> str:
    """Everything on it that can be read, each space one."""
    words = " ".join(board.text(drawn).translate(SPACES).split())
    return words.replace(" ,", ",").replace(" ;", ";").replace(" .", ".")


def classes(each: Component) -> list[str]:
    return (getattr(each, "className", None) or "").split()


def having(drawn: object, look: str) -> list[Component]:
    return [each for each in board.walk(drawn) if look in classes(each)]


def prop(each: Component, name: str) -> Any:
    """A property that only some elements have."""
    return getattr(each, name)


def bars(drawn: object) -> list[float]:
    """How long each is, in per cent."""
    told = [prop(each, "style")["width"] for bullet in having(drawn, "bullet")
            for each in tagged(bullet, "b")]  # fmt: skip
    return [float(width.rstrip("%")) for width in told]


def tagged(drawn: object, tag: str) -> list[Component]:
    return [each for each in board.walk(drawn) if each._type.lower() == tag]


def coloured(drawn: object) -> set[str]:
    """Of the colours that judge: which are used."""
    names = {name for each in board.walk(drawn) for name in classes(each)}
    ends = {name.rpartition("-")[2] for name in names}
    return ends & {"worse", "better", "changed"}


def shape(drawn: object) -> list[str]:
    """The signs on it, in order, by their shapes."""
    named = {path: judgement.value for judgement, path in SHAPES.items()}
    paths = (getattr(each, "d", "") for each in board.walk(drawn) if each._type == "Path")
    return [named[path] for path in paths if path in named]
