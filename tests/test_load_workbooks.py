"""Workbooks: real dates, merged cells, totals; and rows that speak for those below them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.listing import HEADINGS, MAPPING, loaded, rows, written

HEAD = HEADINGS.split(",")
FIELDS = ("dossier_code", "agency_code", "received_at", "due_at", "time_precision")


def workbook(
    folder: Path, *lines: list[Any], merged: tuple[str, ...] = (), sheet: str = ""
) -> Path:
    told = {"default_date_format": "dd/mm/yyyy hh:mm"}
    with xlsxwriter.Workbook(folder / "list.xlsx", told) as book:
        if sheet:
            book.add_worksheet("Bìa")
        page = book.add_worksheet(sheet or None)
        for cells in merged:
            page.merge_range(cells, "")
        for number, each in enumerate(lines):
            for column, cell in enumerate(each):
                if cell is not None:
                    page.write(number, column, cell)
    return folder / "list.xlsx"


def line(code: object, agency: str | None, received: object, due: object = None) -> list[object]:
    return [code, agency, None, None, None, "đang xử lý", None, received, due, None]


def test_real_dates_and_texts_are_read_alike(register_url: str, tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        ["UBND XÃ VÍ DỤ"],
        [],
        HEAD,
        line("D1", "Tư pháp", datetime(2026, 3, 2, 8, 15), datetime(2026, 3, 5, 17)),
        line("D2", "Tư pháp", date(2026, 3, 2), date(2026, 3, 5)),
        line("D3", "Tư pháp", "02/03/2026 08:15", "05/03/2026"),
        line(20260001, "Tư pháp", "2026-03-02 08:15:00"),
    )
    assert loaded(register_url, file).exit_code == 0
    assert rows(register_url, "dossier", *FIELDS) == [
        ("20260001", "tu-phap", datetime(2026, 3, 2, 8, 15), None, "TIME"),
        ("D1", "tu-phap", datetime(2026, 3, 2, 8, 15), datetime(2026, 3, 5, 17), "TIME"),
        ("D2", "tu-phap", datetime(2026, 3, 2), datetime(2026, 3, 5), "DAY"),
        ("D3", "tu-phap", datetime(2026, 3, 2, 8, 15), datetime(2026, 3, 5), "DAY"),
    ]


def test_a_workbook_without_rows_says_so(sqlite_url: str, tmp_path: Path) -> None:
    """Neither is a mistake in the mapping."""
    told = loaded(sqlite_url, workbook(tmp_path, ["UBND XÃ VÍ DỤ"], HEAD))
    assert (told.exit_code, "no rows below its headings" in told.output) == (0, True)
    assert "read 0, loaded 0" in told.output
    blank = loaded(sqlite_url, workbook(tmp_path))
    assert (blank.exit_code, "no row holds anything" in blank.stderr) == (2, True)


def test_a_number_is_no_date_and_no_code(sqlite_url: str, tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        HEAD,
        line("D1", "Tư pháp", 46083),
        line(1.01, "Tư pháp", date(2026, 3, 2)),
    )
    result = loaded(sqlite_url, file)
    assert "received_at: a number or a time of day, not a date" in result.output
    assert "dossier_code: a number, not a code" in result.output


def test_a_merged_cell_speaks_for_every_row_it_covers(sqlite_url: str, tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        HEAD,
        line("D1", "Tư pháp", date(2026, 3, 2)),
        line("D2", None, date(2026, 3, 2)),
        line("D3", None, date(2026, 3, 2)),
        ["Tổng cộng", None, None, None, None, 3],
        merged=("B2:B3", "A5:E5"),
    )
    result = loaded(sqlite_url, file)
    assert "skipped as totals or titles 1" in result.output
    assert rows(sqlite_url, "dossier", "dossier_code", "agency_code") == [
        ("D1", "tu-phap"),
        ("D2", "tu-phap"),
        ("D3", "UNKNOWN"),  # below the merged cell nobody says
    ]


def test_a_header_over_two_rows(sqlite_url: str, tmp_path: Path) -> None:
    head = [*HEAD[:7], "Ngày", None, None]
    below = [*[None] * 7, "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả"]
    merged = (*(f"{letter}1:{letter}2" for letter in "ABCDEFG"), "H1:J1")
    file = workbook(tmp_path, head, below, line("D1", "A", date(2026, 3, 2)), merged=merged)
    assert "read 1, loaded 1" in loaded(sqlite_url, file).output


@pytest.mark.parametrize("named", ['"Danh sách"', "2"])
def test_a_sheet_is_chosen_by_name_or_number(sqlite_url: str, tmp_path: Path, named: str) -> None:
    file = workbook(tmp_path, HEAD, line("D1", "A", date(2026, 3, 2)), sheet="Danh sách")
    mapping = MAPPING.replace("[columns]", f"[file]\nsheet = {named}\n[columns]")
    assert "loaded 1" in loaded(sqlite_url, file, mapping).output
    wrong = loaded(sqlite_url, file, mapping.replace(f"sheet = {named}", 'sheet = "X"'))
    assert (wrong.exit_code, "allowed: Bìa, Danh sách" in wrong.stderr) == (2, True)


def test_a_row_with_one_filled_cell_is_the_title_of_those_below(
    sqlite_url: str, tmp_path: Path
) -> None:
    mapping = MAPPING.replace('agency = "Đơn vị"\n', "").replace(
        "[columns]", '[file]\ngroup_rows = "agency"\n[columns]'
    )
    file = workbook(
        tmp_path,
        HEAD,
        ["", "Công an xã"],
        line("D1", None, date(2026, 3, 2)),
        ["", "Phòng Tư pháp"],
        line("D2", None, date(2026, 3, 2)),
        line("D3", None, date(2026, 3, 2)),
    )
    assert loaded(sqlite_url, file, mapping).exit_code == 0
    assert rows(sqlite_url, "dossier", "dossier_code", "agency_code") == [
        ("D1", "cong-an-xa"),
        ("D2", "phong-tu-phap"),
        ("D3", "phong-tu-phap"),
    ]


def test_empty_cells_repeat_the_one_above_only_where_told(sqlite_url: str, tmp_path: Path) -> None:
    content = (
        f"{HEADINGS}\nD1,Tư pháp,,,trực tuyến,đang xử lý,,02/03/2026,,\nD2,,,,,đang xử lý,,,,\n"
    )
    mapping = MAPPING.replace("[columns]", '[file]\nfill_down = ["agency"]\n[columns]')
    loaded(sqlite_url, written(tmp_path, "list.csv", content), mapping)
    assert rows(sqlite_url, "dossier", "agency_code", "channel", "received_at") == [
        ("tu-phap", 2, datetime(2026, 3, 2)),
        ("tu-phap", None, None),
    ]
