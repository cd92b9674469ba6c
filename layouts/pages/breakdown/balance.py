"""What came in is somewhere: the counts of a breakdown as one sum, with its gap if any."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.balance import CAME
from data_access.indicators.catalogue import (
    CARRIED_OVER,
    OVERDUE,
    PAUSED,
    PENDING,
    PENDING_IN_TIME,
    PENDING_NO_DUE,
    RECEIVED,
    RESOLVED,
    SENT_BACK,
    UNDATED,
    WITHDRAWN,
)
from data_access.indicators.definition import Indicator
from layouts import wording
from layouts.components.handover import is_redrawn
from layouts.components.link import reading_link
from layouts.language import _
from layouts.pages.breakdown.asking import Line
from layouts.pages.page import View

OPEN_BY_DUE = (PENDING_IN_TIME, OVERDUE, PENDING_NO_DUE)
RARE = (PENDING_NO_DUE, UNDATED)  # told where there are any


def balance_line(whole: Line, view: View) -> html.P:
    """Of the whole scope, as the columns of the table tell it and what has no column."""
    went = parts_gone(whole)
    if any(not is_told(whole, each) for each in (*CAME, RESOLVED, PENDING)):
        return html.P(silent_words(whole, view), className="note breakdown__balance")
    told = [*summed(whole, CAME), " = ", *summed(whole, went)]
    told[0] = wording.sentence(str(told[0]))
    gap = sum(map(whole.count, CAME)) - sum(map(whole.count, went))
    return html.P([*told, *gap_words(gap, view)], className="note breakdown__balance")


def parts_gone(whole: Line) -> tuple[Indicator, ...]:
    """Where nobody tells of pauses, all that is open counts as pending."""
    by_due = all(is_told(whole, each) for each in OPEN_BY_DUE)
    parts = (RESOLVED, WITHDRAWN, SENT_BACK, *(OPEN_BY_DUE if by_due else (PENDING,)), PAUSED,
             UNDATED)  # fmt: skip
    return tuple(
        each for each in parts if is_told(whole, each) and (each not in RARE or whole.count(each))
    )


def is_told(whole: Line, indicator: Indicator) -> bool:
    return whole.of(indicator).numerator is not None


def summed(whole: Line, parts: Sequence[Indicator]) -> list[str | Component]:
    told: list[str | Component] = []
    for each in parts:
        reading = whole.of(each)
        words = wording.count(reading.numerator or 0)
        name = part_name(each)
        told += [f"{' + ' if told else ''}{name} "]
        told += [reading_link(words, reading) if reading.numerator else words]
    return told


def part_name(indicator: Indicator) -> str:
    return {
        CARRIED_OVER: _("carried over"),
        RECEIVED: _("received"),
        RESOLVED: _("resolved"),
        WITHDRAWN: _("withdrawn"),
        SENT_BACK: _("sent back"),
        PENDING: _("pending"),
        PENDING_IN_TIME: _("pending in time"),
        OVERDUE: _("open past the due day"),
        PENDING_NO_DUE: _("pending without a due date"),
        PAUSED: _("paused"),
        UNDATED: _("ended without a date"),
    }[indicator]


def gap_words(gap: int, view: View) -> list[str]:
    if not gap:
        return []
    if is_redrawn(view):
        return [". ", _("The two sides differ by %(n)s: dossiers were handed over in the period.",
                        n=wording.count(abs(gap)))]  # fmt: skip
    told = _(
        "The two sides differ by %(n)s: not every source says how its dossiers stood.",
        n=wording.count(abs(gap)),
    )
    return [f". {told}"]


def silent_words(whole: Line, view: View) -> str:
    """A source that marks what is stopped now, but not since when, cannot tell of a day before."""
    if view.is_past and not is_told(whole, PENDING) and is_told(whole, RESOLVED):
        return _(
            "Not added up: the source does not say which dossiers were paused %(then)s.",
            then=wording.as_of(view.scope.period, view.moment.now),
        )
    return _("Not added up: the source does not say what came in or how it ended.")
