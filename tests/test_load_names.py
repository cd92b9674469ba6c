"""Names become codes that stay; a list declares what it can say; steps come with their dossiers."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data_access.sources.words import same_name, slug
from tests.listing import DONE, HEADINGS, MAPPING, OPEN, lines, loaded, rows, written

LISTED = """
[agency]
under = "X"
level = "BRANCH"
unlisted = "make"
[[agency.list]]
code = "X"
name = "UBND xã Ví Dụ"
level = "COMMUNE"
[[agency.list]]
code = "X.1"
name = "Phòng Tư pháp"
also = ["Tư pháp"]
under = "X"
"""


@pytest.mark.parametrize(
    ("one", "two", "are_same"),
    [
        ("Xã Hòa Bình", "Xã Hoà Bình", True),  # where the tone stands is a matter of taste
        ("Phường Thủy Xuân", "phường  Thuỷ Xuân", True),
        ("Đắk Lắk", "đắk lắk", True),
        ("Xã Tân Lập", "Xã Tân Lạp", False),
        ("Xã Hòa Bình", "Xã Hoa Bình", False),
        ("Ba Đình", "Ba Dình", False),
    ],
)
def test_two_spellings_of_one_name(one: str, two: str, are_same: bool) -> None:
    assert (same_name(one) == same_name(two)) is are_same
    assert slug(one) == slug(two)


def test_names_with_the_same_letters_get_codes_of_their_own(
    register_url: str, tmp_path: Path
) -> None:
    names = ("Xã Tân Lập", "Xã Tân Lạp", "Xã Tân  lập")
    told = [f"D{n},{name},,,,đang xử lý,,,," for n, name in enumerate(names)]
    loaded(register_url, written(tmp_path, "list.csv", lines(*told)))
    (first,), (second,), (third,) = rows(register_url, "dossier", "agency_code")
    assert first == third == "xa-tan-lap"
    assert second.startswith("xa-tan-lap-")
    # The other way round they keep what they got.
    result = loaded(register_url, written(tmp_path, "list.csv", lines(*told[::-1])))
    assert "unchanged 3" in result.output


def test_a_long_name_has_a_code_that_fits(sqlite_url: str, tmp_path: Path) -> None:
    long, longer = "Thủ tục " * 30, "Thủ tục " * 31
    told = [f"D{n},A,,{name},,đang xử lý,,,," for n, name in enumerate((long, longer))]
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(*told)))
    codes = [code for (code,) in rows(sqlite_url, "procedure", "procedure_code")]
    assert len(set(codes)) == 2
    assert max(map(len, codes)) <= 60


@pytest.mark.parametrize(
    ("unlisted", "code", "exit_code"),
    [("make", "kinh-te", 0), ("unknown", "UNKNOWN", 0), ("reject", None, 1)],
)
def test_an_agency_that_is_not_listed(
    sqlite_url: str, tmp_path: Path, unlisted: str, code: str | None, exit_code: int
) -> None:
    mapping = MAPPING + LISTED.replace('"make"', f'"{unlisted}"')
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, OPEN)), mapping)
    assert result.exit_code == exit_code
    told = dict(rows(sqlite_url, "dossier", "dossier_code", "agency_code"))
    assert (told["D1"], told.get("D2")) == ("X.1", code)
    tree = rows(sqlite_url, "agency", "agency_code", "level", "parent_code")
    assert ("X", "COMMUNE", None) in tree
    assert ("X.1", None, "X") in tree
    assert (code in {each for each, _, parent in tree if parent == "X"}) is (code is not None)


def test_a_listed_procedure_brings_its_terms(register_url: str, tmp_path: Path) -> None:
    mapping = MAPPING + (
        '[[procedure.list]]\ncode = "1.001193"\nname = "Khai sinh"\nservice_level = "FULL"\n'
        'time_limit = 0.1\ntime_limit_unit = "HOUR"\nhas_fee = false\n'
    )
    file = written(tmp_path, "list.csv", lines(DONE))
    loaded(register_url, file, mapping, "--extracted-at", "2026-03-20")
    before = rows(register_url, "procedure")
    columns = ("procedure_code", "field_code", "service_level", "time_limit", "has_fee")
    assert rows(register_url, "procedure", *columns) == [
        ("1.001193", "ho-tich", "FULL", Decimal("0.1"), False)
    ]
    loaded(register_url, file, mapping, "--extracted-at", "2026-03-21")
    assert rows(register_url, "procedure") == before


def test_what_a_list_can_say_is_declared(register_url: str, tmp_path: Path) -> None:
    loaded(register_url, written(tmp_path, "list.csv", lines(DONE)), MAPPING + LISTED)
    told = {
        f"{table}.{column}": word
        for table, column, word in rows(
            register_url, "source_capability", "table_name", "column_name", "capability"
        )
    }
    assert {name: told[name] for name in EXPECTED} == EXPECTED


EXPECTED = {
    "dossier.received_at": "YES", "dossier.due_at": "YES", "dossier.result_at": "YES",
    "dossier.outcome": "YES", "dossier.channel": "YES", "dossier.paused": "YES",
    "dossier.time_precision": "DERIVED", "dossier.procedure_code": "DERIVED",
    "dossier.returned_at": "NO", "dossier.withdrawn_at": "NO", "dossier.holder": "NO",
    "agency.level": "YES", "agency.parent_code": "YES", "agency.national_code": "NO",
    "procedure.field_code": "DERIVED", "procedure.service_level": "NO",
    "pause.started_at": "DERIVED", "step.happened_at": "NO", "document.digitised": "NO",
    "document.reuse": "NO", "document.has_file": "NO", "payment.amount": "NO",
    "payment.method": "NO", "rating.score": "NO", "petition.due_at": "NO",
    "apology.issued_at": "NO",
}  # fmt: skip


def test_a_list_without_status_words_is_read_by_its_dates(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING.replace('status = "Trạng thái"', "").replace(
        "[values.channel]", "[status_by_result]\nwith = 10\nwithout = 4\n[values.channel]"
    )
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, OPEN)), mapping)
    assert rows(sqlite_url, "dossier", "status", "outcome", "paused") == [
        (10, "RESULT", None),  # no word says that a clock is stopped
        (4, None, None),
    ]
    told = rows(sqlite_url, "source_capability", "column_name", "capability")
    assert {("outcome", "DERIVED"), ("status", "DERIVED"), ("paused", "NO")} <= set(told)


def test_a_closed_dossier_is_held_by_nobody(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING.replace('channel = "Kênh"', 'holder = "Kênh"')
    file = written(tmp_path, "list.csv", lines(DONE, OPEN).replace("trực tiếp", "CB-07"))
    loaded(sqlite_url, file, mapping)
    assert rows(sqlite_url, "dossier", "holder") == [(None,), ("CB-07",)]


STEPS = """
[steps.columns]
dossier_code = "code"
happened_at = "at"
to_step = "step"
actor = "who"
"""


def test_steps_come_in_the_order_they_happened(register_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE, OPEN))
    told = (
        "code,at,step,who\nD1,2026-03-03 09:00:00,Thẩm định,B\nD1,2026-03-02 08:00:00,Tiếp nhận,A\n"
    )
    steps = written(tmp_path, "steps.csv", told + "D9,2026-03-02 08:00:00,Tiếp nhận,A\n")
    result = loaded(register_url, file, MAPPING + STEPS, "--steps", str(steps))
    assert result.exit_code == 1
    assert "steps: read 3, loaded 2, updated 0, unchanged 0, rejected 1" in result.output
    columns = ("dossier_code", "step_no", "happened_at", "from_step", "to_step", "actor")
    assert rows(register_url, "step", *columns) == [
        ("D1", 1, datetime(2026, 3, 2, 8), None, "Tiếp nhận", "A"),
        ("D1", 2, datetime(2026, 3, 3, 9), "Tiếp nhận", "Thẩm định", "B"),
    ]
    # A step taken back at the source goes; without --steps they all stay.
    written(tmp_path, "steps.csv", told.replace("D1,2026-03-03 09:00:00,Thẩm định,B\n", ""))
    again = loaded(register_url, file, MAPPING + STEPS, "--steps", str(steps))
    assert "steps: read 1, loaded 0, updated 0, unchanged 1, removed 1, rejected 0" in again.output
    before = rows(register_url, "step"), rows(register_url, "source_capability")
    loaded(register_url, file, MAPPING + STEPS)
    assert (rows(register_url, "step"), rows(register_url, "source_capability")) == before


def test_steps_need_a_description(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", f"{HEADINGS}\n")
    result = loaded(sqlite_url, file, MAPPING, "--steps", str(file))
    assert (result.exit_code, "[steps]" in result.stderr) == (2, True)
