"""Files of whole lists and figures: workbooks with real dates and numbers, and plain CSV."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any, BinaryIO

import xlsxwriter

MOST_LINES = 1_048_575  # of a worksheet, below its heading
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheets know that a file is UTF-8
# A cell that begins with one of these may be run as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 500
Value = str | int | float | Decimal | date | datetime | None
Pairs = Sequence[tuple[str, str]]


class Kind(StrEnum):
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    NUMBER = "number"
    DECIMAL = "decimal"
    SHARE = "share"


FORMATS = {
    Kind.DAY: "dd/mm/yyyy",
    Kind.INSTANT: "dd/mm/yyyy hh:mm",
    Kind.NUMBER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.SHARE: "0.0%",
}
WRITTEN = {Kind.DAY: "%d/%m/%Y", Kind.INSTANT: "%d/%m/%Y %H:%M"}


@dataclass(frozen=True)
class Heading:
    name: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """`about` names the question, the filters, the as-of, the rules; it comes first."""

    name: str
    about_name: str
    about: Pairs
    headings: Sequence[Heading]
    lines: Iterable[Sequence[Value]]


@dataclass(frozen=True)
class Figure:
    """One reading in a workbook; `value` is worked out there from the two counts."""

    cells: Sequence[Value]  # what is before the counts: indicator, group
    numerator: int | None
    denominator: int | None
    value: float | None  # of what is no share: a median
    note: str = ""  # why there is no value
    left_out: int | None = None  # by neither count, of a share that leaves something out
    why: str = ""


@dataclass(frozen=True)
class Figures:
    """A page's readings: their sheet, and a second one that defines them."""

    name: str
    about_name: str
    about: Pairs
    headings: Sequence[Heading]  # of the cells, numerator, denominator, value, note, left out, why
    figures: Sequence[Figure]
    definitions_name: str = ""
    definitions: Sequence[Sequence[str]] = field(default_factory=tuple)


def write_workbook(sheet: Sheet, into: BinaryIO) -> int:
    """How many lines were written; memory holds one of them at a time."""
    book = opened(into)
    write_about(book, sheet.about_name, sheet.about)
    page, looks = book.add_worksheet(sheet.name[:31]), formats(book)
    write_headings(page, sheet.headings, looks)
    count = 0
    for line in sheet.lines:
        if count == MOST_LINES:
            break
        count += 1
        for at, (value, heading) in enumerate(zip(line, sheet.headings, strict=True)):
            write_cell(page, count, at, value, looks.get(heading.kind))
    page.autofilter(0, 0, count, len(sheet.headings) - 1)
    book.close()
    return count


def opened(into: BinaryIO) -> Any:
    """Rows go to the disk as they come; a text is never a formula, a link or a number."""
    return xlsxwriter.Workbook(
        into,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def formats(book: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        kind: book.add_format({"num_format": told, "valign": "top"})
        for kind, told in FORMATS.items()
    }
    told["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    told[Kind.TEXT] = book.add_format({"valign": "top"})
    return told


def write_about(book: Any, name: str, about: Pairs) -> None:
    page = book.add_worksheet(name[:31])
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)
    strong, wide = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for at, (what, told) in enumerate(about):
        page.write_string(at, 0, what, strong)
        page.write_string(at, 1, told, wide)


def write_headings(page: Any, headings: Sequence[Heading], looks: dict[str, Any]) -> None:
    for at, heading in enumerate(headings):
        page.set_column(at, at, heading.width)
        page.write_string(0, at, heading.name, looks["head"])
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def write_cell(page: Any, row: int, at: int, value: Value, look: Any) -> None:
    match value:
        case None | "":
            return
        case datetime() | date():
            page.write_datetime(row, at, value, look)
        case int() | float() | Decimal():
            page.write_number(row, at, value, look)
        case _:
            page.write_string(row, at, value, look)


def csv_lines(sheet: Sheet) -> Iterator[bytes]:
    """UTF-8 with its mark, commas, every text in quotes; what the list is stands above it."""
    yield BOM.encode() + encoded([*sheet.about, (), [each.name for each in sheet.headings]])
    kinds = [heading.kind for heading in sheet.headings]
    waiting: list[Sequence[Value]] = []
    for line in sheet.lines:
        waiting.append([written(*each) for each in zip(line, kinds, strict=True)])
        if len(waiting) == CHUNK:
            yield encoded(waiting)
            waiting = []
    yield encoded(waiting)


def encoded(lines: Iterable[Sequence[Value]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([guarded(value) for value in line] for line in lines)
    return text.getvalue().encode()


def written(value: Value, kind: Kind) -> Value:
    """Days as people write them; numbers as they are, with a point."""
    if isinstance(value, date):
        return value.strftime(WRITTEN.get(kind, WRITTEN[Kind.DAY]))
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def guarded(value: Value) -> Value:
    """A text that a spreadsheet would run as a formula is shown as the text it is."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def readings_workbook(told: Figures) -> bytes:
    """A page's figures: two counts each, and the value as a formula of them."""
    into = BytesIO()
    book = opened(into)
    write_about(book, told.about_name, told.about)
    page, looks = book.add_worksheet(told.name[:31]), formats(book)
    write_headings(page, told.headings, looks)
    for row, figure in enumerate(told.figures, 1):
        write_figure(page, row, figure, looks)
    page.autofilter(0, 0, len(told.figures), len(told.headings) - 1)
    if told.definitions:
        write_definitions(book, told)
    book.close()
    return into.getvalue()


def write_figure(page: Any, row: int, figure: Figure, looks: dict[str, Any]) -> None:
    at = len(figure.cells)
    for place, value in enumerate(figure.cells):
        write_cell(page, row, place, value, looks[Kind.TEXT])
    write_cell(page, row, at, figure.numerator, looks[Kind.NUMBER])
    write_cell(page, row, at + 1, figure.denominator, looks[Kind.NUMBER])
    first, second = (xlsxwriter.utility.xl_rowcol_to_cell(row, at + n) for n in (0, 1))
    if figure.note:
        page.write_string(row, at + 3, figure.note)
    elif figure.denominator:
        value = (figure.numerator or 0) / figure.denominator
        page.write_formula(row, at + 2, f"={first}/{second}", looks[Kind.SHARE], value)
    elif figure.value is not None:
        page.write_number(row, at + 2, figure.value, looks[Kind.DECIMAL])
    elif figure.numerator is not None:
        page.write_formula(row, at + 2, f"={first}", looks[Kind.NUMBER], figure.numerator)
    write_cell(page, row, at + 4, figure.left_out, looks[Kind.NUMBER])
    write_cell(page, row, at + 5, figure.why, looks[Kind.TEXT])


def write_definitions(book: Any, told: Figures) -> None:
    page, wide = (
        book.add_worksheet(told.definitions_name[:31]),
        book.add_format({"text_wrap": True}),
    )
    for at, width in enumerate((28, 60, 40, 40, 30, 50, 50)):
        page.set_column(at, at, width)
    for row, line in enumerate(told.definitions):
        for at, words in enumerate(line):
            page.write_string(row, at, words, wide)


def readings_csv(told: Figures) -> bytes:
    lines = [
        (
            *figure.cells,
            figure.numerator,
            figure.denominator,
            share_of(figure),
            figure.note,
            figure.left_out,
            figure.why,
        )
        for figure in told.figures
    ]
    names = [heading.name for heading in told.headings]
    return BOM.encode() + encoded([*told.about, (), names, *lines])


def share_of(figure: Figure) -> float | int | None:
    if figure.note:
        return None
    if figure.denominator:
        return (figure.numerator or 0) / figure.denominator
    return figure.value if figure.value is not None else figure.numerator
