"""A table as a table: a caption for those who hear it, headings that know their column."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dash import html
from dash.development.base_component import Component

from layouts.element import Element

Cell = str | Component | Sequence[str | Component] | None


@dataclass(frozen=True)
class Column:
    """`is_number` sets it to the right; `is_wide_only` leaves it out on a phone."""

    name: Cell
    is_number: bool = False
    width: str | None = None
    is_wide_only: bool = False

    @property
    def look(self) -> str | None:
        told = ("table__number" if self.is_number else "", "only-wide" if self.is_wide_only else "")
        return " ".join(each for each in told if each) or None

    @cached_property
    def worn(self) -> dict[str, str]:
        """`look` as the property of a cell: written once for a whole column."""
        return {"className": self.look} if self.look else {}


@dataclass(frozen=True)
class Heading:
    """A name above several columns; none above those that need none."""

    words: Cell
    span: int


@dataclass(frozen=True)
class Row:
    """The first cell names the row. `look` is a class: table__sum, table__few."""

    cells: Sequence[Cell]
    look: str | None = None


@dataclass(frozen=True)
class GroupRow:
    """A heading across the table; `n` says how many rows it gathers."""

    words: Cell


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row | GroupRow],
    look: str = "",
    above: Sequence[Heading] = (),
) -> html.Div:
    """`caption` is only heard: what the eye needs stands in the section's title."""
    head = html.Tr([gathering(each) for each in above], className="table__above only-wide")
    return html.Div(
        html.Table(
            [
                html.Caption(html.Span(caption, className="visually-hidden")),
                *([html.Colgroup([measured(column) for column in columns])] if above else []),
                html.Thead(
                    [
                        *([head] if above else []),
                        html.Tr([heading(column) for column in columns]),
                    ]
                ),
                html.Tbody([drawn(row, columns) for row in rows]),
            ],
            className=look or None,
        ),
        className="table-wrap",
    )


def measured(column: Column) -> html.Col:
    """Under gathered headings the first row cannot tell the widths."""
    return html.Col(style={"width": column.width} if column.width else None)


def gathering(heading: Heading) -> Component:
    if not heading.words:
        return html.Td(colSpan=heading.span)
    return html.Th(html.Span(heading.words), scope="colgroup", colSpan=heading.span)


def heading(column: Column) -> html.Th:
    style = {"width": column.width} if column.width else None
    return html.Th(column.name, scope="col", className=column.look, style=style)


def drawn(row: Row | GroupRow, columns: Sequence[Column]) -> Component:
    if isinstance(row, GroupRow):
        name = html.Th(row.words, scope="rowgroup", colSpan=len(columns))
        return html.Tr(name, className="table__group")
    first, *rest = zip(row.cells, columns, strict=True)
    name = html.Th(first[0], scope="row", className=first[1].look)
    cells = [Element("td", cell, **column.worn) for cell, column in rest]
    return Element("tr", [name, *cells], **({"className": row.look} if row.look else {}))
