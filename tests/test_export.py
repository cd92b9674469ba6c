"""Files of whole lists and of figures: true dates and numbers, nothing that runs, little memory."""

import csv
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_access import export
from data_access.directory import Agency, Directory, Procedure
from data_access.export import (
    Figure,
    Figures,
    Heading,
    Kind,
    Sheet,
    Value,
    csv_lines,
    readings_csv,
    readings_workbook,
    write_workbook,
)
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import RECEIVED
from data_access.indicators.reading import Moment, reading_of
from data_access.periods import Period
from data_access.rules import declared
from data_access.scope import Scope
from layouts.exports import group_words
from layouts.pages.page import View

HEADINGS = [
    Heading("Code"),
    Heading("Received", Kind.INSTANT),
    Heading("Late", Kind.NUMBER),
    Heading("Amount", Kind.NUMBER),
]
ABOUT = [("Question", "Who is late?"), ("As of", "12:00, 31/03/2026"), ("Lines", "2")]
LINES: list[Sequence[Value]] = [
    ("D1", datetime(2026, 3, 2, 8, 30), 2.5, Decimal(50000)),
    ("D2", None, None, None),
]


def sheet(lines: Any = LINES) -> Sheet:
    return Sheet("Dossiers", "About", ABOUT, HEADINGS, lines)


def workbook(lines: Any = LINES) -> Any:
    into = BytesIO()
    write_workbook(sheet(lines), into)
    return openpyxl.load_workbook(into)


def csv_rows(lines: Any = LINES) -> list[list[str]]:
    text = b"".join(csv_lines(sheet(lines))).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_a_workbook_holds_what_it_is_and_then_its_lines() -> None:
    book = workbook()
    assert book.sheetnames == ["About", "Dossiers"]
    assert [tuple(cell.value for cell in row) for row in book["About"]] == ABOUT
    page = book["Dossiers"]
    assert [cell.value for cell in page[1]] == ["Code", "Received", "Late", "Amount"]
    assert [cell.value for cell in page[2]] == ["D1", datetime(2026, 3, 2, 8, 30), 2.5, 50000]
    assert [cell.value for cell in page[3]] == ["D2", None, None, None]


def test_a_workbook_is_ready_to_work_with() -> None:
    page = workbook()["Dossiers"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D3"
    assert page["B2"].number_format == "dd/mm/yyyy hh:mm"
    assert page["B2"].is_date


def test_a_csv_file_opens_in_a_spreadsheet() -> None:
    whole = b"".join(csv_lines(sheet()))
    assert whole.startswith(b"\xef\xbb\xbf")
    assert csv_rows() == [
        ["Question", "Who is late?"],
        ["As of", "12:00, 31/03/2026"],
        ["Lines", "2"],
        [],
        ["Code", "Received", "Late", "Amount"],
        ["D1", "02/03/2026 08:30", "2.5", "50000"],
        ["D2", "", "", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    line = [(text, None, -2, None)]
    cell = workbook(line)["Dossiers"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert csv_rows(line)[-1] == [f"'{text}", "", "-2", ""]  # a number stays one


def test_what_does_not_fit_on_a_worksheet_is_left_out_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "MOST_LINES", 3)
    into = BytesIO()
    assert write_workbook(sheet([("D", None, None, None)] * 5), into) == 3
    assert openpyxl.load_workbook(into)["Dossiers"].max_row == 4


def many(count: int) -> Iterator[Sequence[Value]]:
    for number in range(count):
        yield (f"D{number}", datetime(2026, 3, 2, 8, 30), number, None)


def test_a_long_list_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def most(count: int) -> int:
        tracemalloc.start()
        with (tmp_path / f"{count}.xlsx").open("wb") as into:
            write_workbook(sheet(many(count)), into)
        for _ in csv_lines(sheet(many(count))):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(10)  # what is imported and kept is not the list's
    # Texts are kept once each in a workbook's own table, which constant memory writes in place.
    assert most(20_000) < most(2_000) + 2_000_000


def figures() -> Figures:
    return Figures(
        "Figures",
        "About",
        ABOUT,
        [
            Heading(name)
            for name in (
                "Indicator",
                "Numerator",
                "Denominator",
                "Value",
                "Note",
                "Left out",
                "Why",
            )
        ],
        [
            Figure(["On time"], 90, 120, None, "", 34, "34 without a due date"),
            Figure(["Received"], 120, None, None),
            Figure(["Median"], 120, None, 4.5),
            Figure(["Digitised"], None, None, None, "no data"),
        ],
        "Definitions",
        [["Indicator", "Question"], ["On time", "How many…?"]],
    )


def test_a_figure_is_a_formula_of_its_two_counts() -> None:
    book = openpyxl.load_workbook(BytesIO(readings_workbook(figures())))
    page = book["Figures"]
    first = ["On time", 90, 120, "=B2/C2", None, 34, "34 without a due date"]
    assert [cell.value for cell in page[2]] == first
    assert [cell.value for cell in page[3]][:4] == ["Received", 120, None, "=B3"]
    assert [cell.value for cell in page[4]][:4] == ["Median", 120, None, 4.5]
    assert [cell.value for cell in page[5]][:5] == ["Digitised", None, None, None, "no data"]
    assert page["D2"].number_format == "0.0%"
    assert book["Definitions"]["B2"].value == "How many…?"
    kept = openpyxl.load_workbook(BytesIO(readings_workbook(figures())), data_only=True)
    assert kept["Figures"]["D2"].value == 0.75


def test_figures_as_csv_have_their_values() -> None:
    text = readings_csv(figures()).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[-4:] == [
        ["On time", "90", "120", "0.75", "", "34", "34 without a due date"],
        ["Received", "120", "", "120", "", "", ""],
        ["Median", "120", "", "4.5", "", "", ""],
        ["Digitised", "", "", "", "no data", "", ""],
    ]


def test_a_group_is_named_by_what_was_asked_though_a_field_and_a_procedure_share_a_code() -> None:
    known = Directory(
        {"T": Agency("T", "Province T")},
        {"X": Procedure("X", "A procedure", "X")},
        {"X": "A field"},
        home_code="T",
    )
    whole = Scope(Period(date(2026, 3, 1), date(2026, 3, 31)), agency="T")
    moment = Moment(datetime(2026, 3, 31, 12), None, False, "")
    view = View("/", whole, moment, known, WorkingDays(), declared())

    def named(**changes: tuple[str, ...]) -> str:
        return group_words(reading_of(RECEIVED, whole.within(**changes), "X", 3), view)

    assert named(fields=("X",)) == "A field"
    assert named(procedures=("X",)) == "A procedure"
    assert named(fields=("X",), procedures=("X",)) == "A procedure"
