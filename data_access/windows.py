"""What a browser asks of a list, read into a Window. Nothing it sends is trusted."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from data_access.listing import (
    DAYS,
    FURTHEST,
    LONGEST_TEXT,
    MOST_ROWS,
    MOST_SORTS,
    TEXTS,
    Between,
    Column,
    Contains,
    Filter,
    Order,
    Window,
)
from data_access.scope import EARLIEST, LATEST, LONGER

DAY = timedelta(days=1)


class BadWindow(ValueError):
    """A request that no grid of ours sends."""


def window_from(request: object, search: object = "") -> Window:
    """A block as the grid asks for it: startRow, endRow, sortModel, filterModel. Raises BadWindow.

    Blocks longer than the longest are cut, not refused.
    """
    told = mapping(request)
    start, end = (whole(told.get(name)) for name in ("startRow", "endRow"))
    if not 0 <= start < end:
        raise BadWindow(f"rows {start} to {end}")
    sort, filters = told.get("sortModel") or (), told.get("filterModel") or {}
    return Window(
        min(start, FURTHEST),
        min(end - start, MOST_ROWS),
        orders_from(sort),
        filters_from(filters),
        text_from(search or ""),
    )


def window_of_address(told: str) -> Window:
    """`loc` of an export's address: {"tim": …, "sort": […], "filter": {…}}. Raises BadWindow."""
    if len(told) > LONGER["loc"]:
        raise BadWindow("too long")
    try:
        asked = mapping(json.loads(told or "{}"))
    except (ValueError, RecursionError) as error:
        raise BadWindow(str(error)) from None
    return Window(
        sort=orders_from(asked.get("sort") or ()),
        filters=filters_from(asked.get("filter") or {}),
        search=text_from(asked.get("tim") or ""),
    )


def mapping(told: object) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise BadWindow(f"{told!r:.80} is no object")
    return told


def whole(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool):
        raise BadWindow(f"{told!r:.80} is no number of a row")
    return told


def text_from(told: object) -> str:
    if not isinstance(told, str) or len(told) > LONGEST_TEXT or not told.isprintable():
        raise BadWindow(f"{told!r:.80} is no text to search for")
    return told.strip()


def column_from(told: object) -> Column:
    try:
        return Column(told)  # type: ignore[arg-type]
    except ValueError:
        raise BadWindow(f"{told!r:.80} is no column") from None


def orders_from(told: object) -> tuple[Order, ...]:
    if not isinstance(told, list | tuple) or len(told) > MOST_SORTS:
        raise BadWindow(f"{told!r:.80} is no order")
    return tuple(order_from(mapping(each)) for each in told)


def order_from(told: Mapping[str, Any]) -> Order:
    if told.get("sort") not in ("asc", "desc"):
        raise BadWindow(f"{told.get('sort')!r:.80} is no direction")
    return Order(column_from(told.get("colId")), told["sort"] == "desc")


def filters_from(told: object) -> tuple[Filter, ...]:
    asked = mapping(told)
    if len(asked) > len(Column):
        raise BadWindow("too many filters")
    return tuple(filter_from(column_from(name), mapping(each)) for name, each in asked.items())


def filter_from(column: Column, told: Mapping[str, Any]) -> Filter:
    kind = told.get("filterType")
    if kind == "text" and told.get("type") == "contains" and column in TEXTS:
        return Contains(column, text_from(told.get("filter")))
    if kind == "date" and column in DAYS:
        return between_from(column, told)
    raise BadWindow(f"{column}: {told!r:.80} is no filter of ours")


def between_from(column: Column, told: Mapping[str, Any]) -> Between:
    day = day_from(told.get("dateFrom"))
    match told.get("type"):
        case "equals":
            return Between(column, day, day)
        case "lessThan":
            return Between(column, None, day - DAY)
        case "greaterThan":
            return Between(column, day + DAY, None)
        case "inRange":
            return Between(column, day, day_from(told.get("dateTo")))
        case other:
            raise BadWindow(f"{other!r:.80} is no way to compare days")


def day_from(told: object) -> date:
    """The grid writes 2026-11-20 00:00:00; the clock says nothing."""
    try:
        day = date.fromisoformat(told[:10] if isinstance(told, str) else "")
    except ValueError:
        raise BadWindow(f"{told!r:.80} is no day") from None
    if not EARLIEST <= day <= LATEST:
        raise BadWindow(f"{day} is out of reach")
    return day
