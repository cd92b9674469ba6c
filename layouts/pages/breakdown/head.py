"""The columns of a breakdown, under the headings that gather them."""

from collections.abc import Sequence

from dash import html

from data_access.indicators.catalogue import (
    CARRIED_OVER,
    DIGITISED,
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
    PENDING,
    RECEIVED,
    RESOLVED,
    RESOLVED_LATE,
    SATISFACTION,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension
from layouts import wording
from layouts.components.explain import explain
from layouts.components.place import Scale
from layouts.components.table import Cell, Column, Heading
from layouts.language import _
from layouts.pages.breakdown import names
from layouts.pages.page import View

NAME_WIDTHS = {Dimension.AGENCY: 15.5, Dimension.FIELD: 15.5, Dimension.PROCEDURE: 27}  # per cent
# What the other columns take of the rest; two are pictures, which a phone keeps.
WEIGHTS = (
    (False, 5.25), (False, 5), (False, 5), (False, 5), (False, 5.75), (True, 8.5), (True, 15),
    (False, 6.25), (False, 5.75), (False, 6), (False, 5.75), (False, 6), (False, 5.25),
)  # fmt: skip


def headings(view: View) -> Sequence[Heading]:
    then = wording.sentence(wording.as_of(view.scope.period, view.moment.now))
    return (
        Heading("", 1),
        Heading(_("Received"), 2),
        Heading(_("Resolved"), 2),
        Heading(then if view.is_past else _("Now"), 2),
        Heading(_("On time"), 2),
        Heading(_("Online"), 2),
        Heading(_("Service"), 3),
    )


def columns(by: Dimension, view: View, scale: Scale) -> list[Column]:
    """A phone keeps the name, what is overdue, what is on time."""
    told: list[tuple[Cell, Indicator]] = [
        (_("from before"), CARRIED_OVER),
        (_("in the period"), RECEIVED),
        (_("in all"), RESOLVED),
        (_("late"), RESOLVED_LATE),
        (_("pending"), PENDING),
        (overdue(view), OVERDUE),
        (actual(scale), ON_TIME_HONEST),
        (_("official"), ON_TIME_OFFICIAL),
        (_("submitted"), ONLINE),
        (_("paid"), ONLINE_PAYMENT),
        (_("papers digitised"), DIGITISED),
        (_("satisfied"), SATISFACTION),
        (_("median days"), MEDIAN_DAYS),
    ]
    name = NAME_WIDTHS[by]
    unit = (100 - name) / sum(weight for _words, weight in WEIGHTS)
    return [
        Column(names.heading(by), width=f"{name}%"),
        *(
            column(explained(words, indicator, view), f"{weight * unit:.2f}%", is_picture)
            for (words, indicator), (is_picture, weight) in zip(told, WEIGHTS, strict=True)
        ),
    ]


def column(words: Cell, width: str, is_picture: bool) -> Column:
    return Column(words, not is_picture, width, is_wide_only=not is_picture)


def actual(scale: Scale) -> Cell:
    """A phone has neither the heading above nor the picture."""
    ends = f"{wording.count(round(100 * scale.least))}{wording.DASH}100"
    return [
        html.Span(_("actual, scale %(ends)s %%", ends=ends), className="only-wide"),
        html.Span(_(ON_TIME_HONEST.name), className="only-narrow"),
    ]


def overdue(view: View) -> Cell:
    """A phone has not the heading that tells the day."""
    if not view.is_past:
        return _("overdue")
    then = wording.as_of(view.scope.period, view.moment.now)
    return [_("overdue then"), html.Span(f" {then}", className="only-narrow")]


def explained(words: Cell, indicator: Indicator, view: View) -> Cell:
    return [html.Span(words), " ", explain(indicator, view)]
