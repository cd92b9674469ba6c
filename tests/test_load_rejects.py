"""What could not be used stands in a list of its own: mended, it is loaded by the same mapping."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.sources.rejects import REASON, WITHHELD
from tests.listing import DONE, HEADINGS, MAPPING, OPEN, lines, loaded, rejects, rows, written
from tests.test_load import parted
from tests.test_load_names import STEPS

FILE = "list.csv.rejects.csv"
WRONG = "D3,Tư pháp,Hộ tịch,Khai sinh,fax,xong,Nguyễn Ví Dụ,02/03/2026,,31/02/2026"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def mend(path: Path, *changes: tuple[str, str]) -> Path:
    told = path.read_bytes()
    for wrong, right in changes:
        assert wrong.encode() in told, wrong
        told = told.replace(wrong.encode(), right.encode())
    path.write_bytes(told)
    return path


def test_a_row_stands_as_it_stood_with_all_that_is_wrong(sqlite_url: str, tmp_path: Path) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, WRONG)))
    assert text_of(tmp_path / FILE).splitlines() == [
        f"{HEADINGS},{REASON}",
        "D3,Tư pháp,Hộ tịch,Khai sinh,fax,xong,,02/03/2026,,31/02/2026,line 3:"
        " channel: 'fax' is not in [values.channel]; status: 'xong' is not in [values.status];"
        " result_at: '31/02/2026' is not a date in %d/%m/%Y %H:%M:%S or %d/%m/%Y %H:%M"
        " or %d/%m/%Y or %Y-%m-%d %H:%M:%S or %Y-%m-%d %H:%M or %Y-%m-%d",
    ]


def test_a_mended_reject_file_is_loaded_as_it_is(register_url: str, tmp_path: Path) -> None:
    loaded(register_url, written(tmp_path, "list.csv", lines(DONE, WRONG)))
    mended = mend(
        tmp_path / FILE, (",fax,xong,", ",trực tiếp,đã trả,"), ("31/02/2026,", "28/03/2026,")
    )
    result = loaded(register_url, mended)
    assert (result.exit_code, "read 1, loaded 1" in result.output) == (0, True), result.output
    assert "unknown to the mapping" not in result.output
    columns = ("dossier_code", "channel", "status", "result_at", "procedure_code")
    assert rows(register_url, "dossier", *columns)[1] == (
        "D3", 1, 10, datetime(2026, 3, 28), "khai-sinh",
    )  # fmt: skip


def test_what_is_not_mended_is_rejected_again_for_the_same(sqlite_url: str, tmp_path: Path) -> None:
    untold = "D4,Tư pháp,,,,đã trả,,Người Ví Dụ,,"
    torn = "D5,Tư pháp,,,,đã trả,,02/03/2026,"
    broken = 'D6,"Tư "pháp",,,,đã trả,,02/03/2026,,'
    long = f"D7,{'T' * 301},,,,đã trả,,,,"
    content = lines(DONE, WRONG, untold, torn, broken, DONE, long)
    first = loaded(sqlite_url, written(tmp_path, "list.csv", content))
    assert "loaded 1, updated 0, unchanged 0, rejected 6" in first.output
    again = loaded(sqlite_url, tmp_path / FILE)
    assert "loaded 0, updated 0, unchanged 0, rejected 6" in again.output
    third = loaded(sqlite_url, tmp_path / f"{FILE}.rejects.csv")
    assert "loaded 0, updated 0, unchanged 0, rejected 6" in third.output
    assert text_of(tmp_path / f"{FILE}.rejects.csv.rejects.csv").count("\n") == 7


def test_which_of_two_rows_is_right_only_a_person_can_say(sqlite_url: str, tmp_path: Path) -> None:
    other = DONE.replace("Tư pháp", "Kinh tế")
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, other)))
    loaded(sqlite_url, tmp_path / FILE)
    assert rows(sqlite_url, "dossier", "agency_code") == [("tu-phap",)]
    (told,) = rejects(tmp_path / FILE)
    assert told[REASON].endswith("; empty this cell to load the row over the other")
    assert loaded(sqlite_url, mend(tmp_path / FILE, (told[REASON], ""))).exit_code == 0
    assert rows(sqlite_url, "dossier", "agency_code") == [("kinh-te",)]


PEOPLE = [
    "D3,Tư pháp,,,fax,đã trả,SECRET,02/03/2026,10/03/2026,",
    "D3,Tư pháp,,,,đã trả,SECRET,SECRET,,",
    "D3,Tư pháp,,,,SECRET,02/03/2026,10/03/2026,",  # one cell is missing before the name
    "D3,Tư pháp,,,,đã trả,, SECRET,02/03/2026,10/03/2026,",  # and here is one too many
    'D3,"Tư pháp,,,,đã trả,SECRET,02/03/2026,,',
]


@pytest.mark.parametrize("row", PEOPLE)
@pytest.mark.parametrize("dropped", [True, False])
def test_nothing_about_people_stands_there(
    sqlite_url: str, tmp_path: Path, row: str, dropped: bool
) -> None:
    mapping = MAPPING if dropped else MAPPING.replace('drop = ["Chủ hồ sơ"]\n', "")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(row, OPEN)), mapping)
    assert "rejected 1" in result.output
    assert "SECRET" not in text_of(tmp_path / FILE) + result.output
    assert "Chủ hồ sơ" in text_of(tmp_path / FILE)


def test_a_column_nobody_spoke_of_may_be_about_people(sqlite_url: str, tmp_path: Path) -> None:
    content = lines(DONE.replace("đã trả", "xong")).replace("Chủ hồ sơ", "Bên liên quan")
    content = content.replace("xong,", "xong,SECRET")
    loaded(sqlite_url, written(tmp_path, "list.csv", content), MAPPING)
    (told,) = rejects(tmp_path / FILE)
    assert told["Bên liên quan"] == ""


def test_dates_and_numbers_of_a_workbook_come_back_as_they_were(
    sqlite_url: str, tmp_path: Path
) -> None:
    at = datetime(2026, 3, 2, 8, 15, 30)
    options = {"default_date_format": "dd/mm/yyyy hh:mm"}
    with xlsxwriter.Workbook(tmp_path / "list.xlsx", options) as book:
        page = book.add_worksheet()
        for number, each in enumerate((
            ["UBND XÃ VÍ DỤ"],
            HEADINGS.split(","),
            [20260001, "Tư pháp", "", "", "fax", "đã trả", "SECRET", at, at, at],
            [1.01, "Tư pháp", "", "", "", "đã trả", "SECRET", at],
        )):  # fmt: skip
            page.write_row(number, 0, each)
    mapping = MAPPING + '[dates]\nformats = ["%d/%m/%Y"]\n'
    loaded(sqlite_url, tmp_path / "list.xlsx", mapping)
    file = tmp_path / "list.xlsx.rejects.csv"
    assert "SECRET" not in text_of(file)
    assert rejects(file)[1]["Mã hồ sơ"] == WITHHELD  # as a text it would pass for a code
    loaded(sqlite_url, mend(file, ("fax", "trực tiếp")), mapping)
    told = rows(sqlite_url, "dossier", "dossier_code", "received_at", "result_at")
    assert told == [("20260001", at, at)]


SHAPES: dict[str, tuple[str, Callable[[str], str]]] = {
    "with a delimiter": ('delimiter = ";"', lambda text: text.replace(",", ";")),
    "below so many rows": ("preamble = 2", lambda text: f"UBND xã\nDANH SÁCH\n{text}"),
    "in an old encoding": ('encoding = "cp1258"', lambda text: text),
}


@pytest.mark.parametrize("how", SHAPES)
def test_the_mapping_of_the_list_reads_its_rejects(
    sqlite_url: str, tmp_path: Path, how: str
) -> None:
    told, change = SHAPES[how]
    mapping = MAPPING.replace("[columns]", f"[file]\n{told}\n[columns]")
    content = change(lines(DONE, OPEN.replace("đang xử lý", "xong")))
    if "cp1258" in told:
        content = "".join(map(parted, content))
    data = content.encode("cp1258" if "cp1258" in told else "utf-8")
    assert "rejected 1" in loaded(sqlite_url, written(tmp_path, "list.csv", data), mapping).output
    result = loaded(sqlite_url, mend(tmp_path / FILE, ("xong", "đang xử lý")), mapping)
    assert "read 1, loaded 1" in result.output, result.output


GROUPED = MAPPING.replace('agency = "Đơn vị"\n', "").replace(
    "[columns]", '[file]\ngroup_rows = "agency"\n[columns]'
)


def test_a_row_stands_below_the_title_it_stood_below(sqlite_url: str, tmp_path: Path) -> None:
    bad, good = "{0},,,,,xong,,02/03/2026,,", "{0},,,,,đã trả,,02/03/2026,,"
    content = lines(
        ",Công an xã,,,,,,,,", good.format("D1"), bad.format("D2"), bad.format("D3"),
        ",Phòng Tư pháp,,,,,,,,", bad.format("D4"), good.format("D5"),
    )  # fmt: skip
    loaded(sqlite_url, written(tmp_path, "list.csv", content), GROUPED)
    loaded(sqlite_url, mend(tmp_path / FILE, ("xong", "đã trả")), GROUPED)
    assert rows(sqlite_url, "dossier", "dossier_code", "agency_code") == [
        ("D1", "cong-an-xa"), ("D2", "cong-an-xa"), ("D3", "cong-an-xa"),
        ("D4", "phong-tu-phap"), ("D5", "phong-tu-phap"),
    ]  # fmt: skip


FILLED = MAPPING.replace("[columns]", '[file]\nfill_down = ["agency"]\n[columns]')


def test_an_empty_cell_repeats_a_row_that_was_rejected(sqlite_url: str, tmp_path: Path) -> None:
    """It is the agency of that row all the same, not the one above it."""
    content = lines(
        "D1,Kinh tế,,,,đã trả,,,,",
        "D2,Tư pháp,,,,xong,,,,",
        "D3,,,,,đã trả,,,,",
        "D4,,,,,xong,,,,",
    )
    loaded(sqlite_url, written(tmp_path, "list.csv", content), FILLED)
    loaded(sqlite_url, mend(tmp_path / FILE, ("xong", "đã trả")), FILLED)
    assert rows(sqlite_url, "dossier", "dossier_code", "agency_code") == [
        ("D1", "kinh-te"), ("D2", "tu-phap"), ("D3", "tu-phap"), ("D4", "tu-phap"),
    ]  # fmt: skip


@pytest.mark.parametrize("torn", ['D2,"Tư pháp,,,,đã trả,,,,', "D2,Tư pháp,,,,đã trả,,,"])
def test_nothing_repeats_a_row_that_cannot_be_read(
    sqlite_url: str, tmp_path: Path, torn: str
) -> None:
    content = lines("D1,Kinh tế,,,,đã trả,,,,", torn, "D3,,,,,đã trả,,,,", "D4,A,,,,đã trả,,,,")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", content), FILLED)
    assert f"agency: {WITHHELD} stands for what could not be kept" in result.output
    assert rows(sqlite_url, "dossier", "dossier_code", "agency_code") == [
        ("D1", "kinh-te"), ("D4", "a"),
    ]  # fmt: skip


def test_a_title_that_cannot_be_read_speaks_for_nobody(sqlite_url: str, tmp_path: Path) -> None:
    content = lines(
        ",Công an xã,,,,,,,,", "D1,,,,,đã trả,,02/03/2026,,",
        ',"Phòng "Tư" pháp",,,,,,,,', "D2,,,,,đã trả,,02/03/2026,,",
    )  # fmt: skip
    loaded(sqlite_url, written(tmp_path, "list.csv", content), GROUPED)
    assert rows(sqlite_url, "dossier", "dossier_code") == [("D1",)]
    again = loaded(sqlite_url, tmp_path / FILE, GROUPED)
    assert "loaded 0" in again.output
    assert rows(sqlite_url, "dossier", "dossier_code") == [("D1",)]


def test_a_cell_is_no_formula_and_comes_back_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", lines("-1,+Tư pháp,,,,xong,,,,")))
    (told,) = rejects(tmp_path / FILE)
    assert (told["Mã hồ sơ"], told["Đơn vị"]) == ("'-1", "'+Tư pháp")
    loaded(sqlite_url, mend(tmp_path / FILE, ("xong", "đã trả")))
    assert rows(sqlite_url, "dossier", "dossier_code") == [("-1",)]
    assert rows(sqlite_url, "agency", "name") == [("+Tư pháp",)]


def test_steps_have_a_reject_file_of_their_own(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE))
    told = "code,at,step,who\nD9,2026-03-02 08:00:00,Tiếp nhận,A\n"
    steps = written(tmp_path, "steps.csv", told)
    mapping = MAPPING + STEPS
    result = loaded(sqlite_url, file, mapping, "--steps", str(steps))
    mended = mend(tmp_path / "steps.csv.rejects.csv", ("D9", "D1"))
    assert str(mended) in result.output
    assert loaded(sqlite_url, file, mapping, "--steps", str(mended)).exit_code == 0
    assert rows(sqlite_url, "step", "dossier_code", "to_step") == [("D1", "Tiếp nhận")]
    asked = ("--rejects", str(tmp_path / "r.csv"))
    loaded(sqlite_url, file, mapping, "--steps", str(steps), *asked)
    assert rejects(tmp_path / "r.csv") == []
    assert rejects(tmp_path / "r.steps.csv")[0]["code"] == "D9"


cells = st.sampled_from([
    "", "D1", "D2", "Tư pháp", "xong", "đã trả", "fax", "02/03/2026", "31/02/2026", "(?)", "'=1",
    "=1", "Tổng cộng", "a,b", '"', "\n", "\x07", "Nguyễn", "-",
])  # fmt: skip
lists = st.lists(st.lists(cells, min_size=8, max_size=11), max_size=8)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lists, st.sampled_from(["plain", "grouped", "filled"]))
def test_an_unmended_reject_file_gives_nothing(
    sqlite_url: str, tmp_path: Path, content: list[list[str]], how: str
) -> None:
    mapping = {"plain": MAPPING, "grouped": GROUPED, "filled": FILLED}[how]
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS.split(","), *content])
    first = loaded(sqlite_url, tmp_path / "list.csv", mapping)
    before = rows(sqlite_url, "dossier")
    if first.exit_code == 0:
        return
    again = loaded(sqlite_url, tmp_path / FILE, mapping)
    rejected = re.search("rejected ([0-9]+)", first.output)
    assert rejected and f"rejected {rejected[1]}" in again.output, first.output + again.output
    assert rows(sqlite_url, "dossier") == before
