"""The rows of a breakdown, drawn under one measure so that they can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dash import html
from dash.development.base_component import Component

from data_access.indicators.reading import Dimension
from data_access.indicators.signals import Judgement
from layouts.components.icon import Icon, icon
from layouts.components.link import UNABRIDGED, address_of, link
from layouts.components.table import GroupRow, Row, table
from layouts.language import _
from layouts.pages.breakdown import names, words
from layouts.pages.breakdown.asking import Line
from layouts.pages.breakdown.cells import Measuring, measuring, row_cells
from layouts.pages.breakdown.head import columns, headings
from layouts.pages.breakdown.order import JUDGED, Tier
from layouts.pages.page import View

ICONS: dict[Tier, Icon] = {
    Tier.WORSE: "worse",
    Tier.ALIKE: "steady",
    Tier.BETTER: "better",
    Tier.FEW: "unknown",
    Tier.APART: "unknown",
}
WHOLE_PLACES = None  # as n allows, so that the whole reads as it does on other pages
SHOWN, LONG = 200, 250  # rows of a long table at first, and how many make it long
ROW_PLACES = 0  # one precision a column


@dataclass(frozen=True)
class Rows:
    view: View
    by: Dimension
    whole: Line
    lines: Sequence[Line]

    @cached_property
    def measuring(self) -> Measuring:
        return measuring(self.lines, self.whole)

    def name(self, line: Line) -> str:
        return names.row_name(line, self.by, self.view)

    def table(self, drawn: Sequence[Row | GroupRow]) -> Component:
        """The whole stands first, where a long table is still seen with its head."""
        heads = columns(self.by, self.view, self.measuring.scale)
        return table(
            words.order_words(self.by, len(self.lines)),
            heads,
            [self.total(), *drawn],
            "breakdown__table",
            headings(self.view),
        )

    def tiered(self, found: Mapping[Tier, Sequence[Line]]) -> list[Row | GroupRow]:
        drawn: list[Row | GroupRow] = []
        for tier, lines in found.items():
            judgement = JUDGED.get(tier, Judgement.NO_CHANGE)
            drawn.append(GroupRow([icon(ICONS[tier]), *words.tier_words(tier, len(lines))]))
            drawn += [self.row(line, judgement) for line in lines]
        return drawn

    def abridged(self, ordered: Sequence[Line]) -> list[Row | GroupRow]:
        """The first ones, where there are many more, and the way to all of them."""
        count = len(ordered)
        is_long = count > LONG and not self.view.is_unabridged
        drawn: list[Row | GroupRow] = [
            self.row(line) for line in ordered[: SHOWN if is_long else count]
        ]
        if is_long:
            query = self.view.scope.to_query() | UNABRIDGED
            every = link(words.every(self.by, count), address_of(self.view.path, query), stays=True)
            drawn.append(GroupRow([words.left_out(self.by, count - SHOWN), " ", every]))
        return drawn

    def row(self, line: Line, judgement: Judgement = Judgement.NO_CHANGE) -> Row:
        name = link(self.name(line), names.next_level(line, self.by, self.view))
        return Row([name, *row_cells(line, self.measuring, judgement, ROW_PLACES)])

    def total(self) -> Row:
        cells = row_cells(self.whole, self.measuring, Judgement.NO_CHANGE, WHOLE_PLACES)
        return Row([html.Span(_("Total")), *cells], "breakdown__whole")
