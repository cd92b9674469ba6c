"""As of when a list is told: a stock of a day that is over is not what it became since."""

from dash.development.base_component import Component

from data_access.indicators.definition import Dating
from data_access.listing import Column, Listed, listed_by
from layouts import wording
from layouts.components.now_link import now_link
from layouts.language import _
from layouts.pages.dossier_columns import LONG_LATE, columns_of, is_then
from layouts.pages.page import Selection, View


def is_stock(selection: Selection) -> bool:
    return selection.indicator.dated_by is Dating.PERIOD_END


def as_of(view: View) -> str:
    return wording.as_of(view.scope.period, view.moment.now)


def then_words(selection: Selection, view: View) -> str:
    """Behind the finding of a list."""
    return f", {as_of(view)}" if is_stock(selection) else ""


def when_words(selection: Selection, view: View) -> str:
    return as_of(view) if is_stock(selection) else wording.span(view.scope.period)


def told_now(selection: Selection, view: View) -> list[Component]:
    return now_link(view) if is_then(selection, view) else []


def searched_words(selection: Selection, view: View) -> str:
    if is_then(selection, view):
        return _("Code, procedure or agency")
    return _("Code, procedure, agency or step")


def list_notes(selection: Selection, view: View) -> list[str]:
    told = []
    if Column.LATE in columns_of(selection, view):
        told += [
            _("Days late are working days; a bar with a point goes on beyond %(most)s.",
              most=LONG_LATE),
            " ",
        ]  # fmt: skip
    if is_then(selection, view) and listed_by(selection.indicator) is Listed.DOSSIER:
        day = wording.day(view.stands_on)
        told += [
            _("Lines stand as they did at the end of %(day)s; the step of that day is not known.",
              day=day),
            " ",
        ]  # fmt: skip
    return told
