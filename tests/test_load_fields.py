"""No dossier loses the field its list gives it, whatever field its procedure is in."""

from datetime import date, datetime
from pathlib import Path

import pytest

from data_access import engines, rules
from data_access.contract.quality import findings
from data_access.contract.quality_asking import Asking
from data_access.contract.survey import contents
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from tests.listing import MAPPING, everything, lines, loaded, reading, rows, written

RECEIVED = next(each for each in INDICATORS if each.key == "received")


def drawn_list(text: str) -> str:
    """A list with these columns filled."""
    head, *body = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    told = (dict(zip(head, each, strict=True)) for each in body)
    return lines(
        *(
            f"{x['code']},A,{x['field']},{x.get('procedure', '')},,đang xử lý,,02/03/2026,,"
            for x in told
        )
    )


def by_field(url: str) -> dict[str, int]:
    """What a reader sees of March."""
    register = Register(engines.reader(url), lambda: datetime(2026, 3, 31))
    scope = Scope(Period(date(2026, 3, 1), date(2026, 3, 31)))
    told = Reader(register, rules.declared()).read([RECEIVED], scope, Dimension.FIELD)
    names = register.state().directory.fields
    register.close()
    return {names.get(each.group, each.group): each.numerator or 0 for each in told}


TWO = """
    code | field   | procedure
    D1   | Hộ tịch | Khai sinh
    D2   | Đất đai | Khai sinh
    D3   | Đất đai | Khai sinh
    D4   | Đất đai |
    D5   |         | Khai sinh
    D6   |         |
"""


def test_every_dossier_keeps_its_field(register_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", drawn_list(TWO))
    result = loaded(register_url, file)
    assert by_field(register_url) == {"Hộ tịch": 2, "Đất đai": 3, "khong-ro": 1}
    assert rows(register_url, "procedure", "procedure_code", "name", "field_code") == [
        ("khai-sinh", "Khai sinh", "ho-tich"),
        ("khai-sinh~dat-dai", "Khai sinh (Đất đai)", "dat-dai"),
        ("~dat-dai", "Không rõ thủ tục (Đất đai)", "dat-dai"),
    ]
    said = result.output.split("fields that are not those of their procedures:\n")[1]
    assert said.splitlines() == [
        "  khai-sinh is of Hộ tịch: 2 dossiers of Đất đai, kept as khai-sinh~dat-dai",
        "  Đất đai, without a procedure: 1 dossiers, kept as ~dat-dai",
        "  khai-sinh is of Hộ tịch: 1 dossiers without a field, counted there",
    ]
    before = everything(register_url)
    again = loaded(register_url, file, MAPPING, "--extracted-at", "2026-04-01")
    assert (everything(register_url), "unchanged 6" in again.output) == (before, True)


def test_a_later_list_does_not_move_what_an_earlier_one_placed(
    sqlite_url: str, tmp_path: Path
) -> None:
    loaded(sqlite_url, written(tmp_path, "a.csv", drawn_list(
        "code | field | procedure\nD1 | Hộ tịch | Khai sinh"
    )))  # fmt: skip
    result = loaded(sqlite_url, written(tmp_path, "b.csv", drawn_list(
        "code | field | procedure\nD2 | Đất đai | Khai sinh\nD3 | | Khai sinh"
    )))  # fmt: skip
    assert by_field(sqlite_url) == {"Hộ tịch": 2, "Đất đai": 1}
    assert "khai-sinh is of Hộ tịch: 1 dossiers of Đất đai" in result.output


def test_a_list_without_fields_leaves_those_of_the_register(
    sqlite_url: str, tmp_path: Path
) -> None:
    text = "code | field | procedure\nD1 | Hộ tịch | Khai sinh"
    loaded(sqlite_url, written(tmp_path, "a.csv", drawn_list(text)))
    mapping = MAPPING.replace('field = "Lĩnh vực"\n', "")
    loaded(sqlite_url, written(tmp_path, "b.csv", drawn_list(text.replace("D1", "D2"))), mapping)
    assert by_field(sqlite_url) == {"Hộ tịch": 2}


def test_a_list_of_fields_without_procedures(sqlite_url: str, tmp_path: Path) -> None:
    text = "code | field\nD1 | Hộ tịch\nD2 | Đất đai\nD3 | Đất đai\nD4 |"
    mapping = MAPPING.replace('procedure = "Thủ tục"\n', "")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", drawn_list(text)), mapping)
    assert result.exit_code == 0, result.output
    assert by_field(sqlite_url) == {"Hộ tịch": 1, "Đất đai": 2, "khong-ro": 1}


def test_what_the_mapping_says_of_a_procedure_goes_over_the_list(
    sqlite_url: str, tmp_path: Path
) -> None:
    mapping = MAPPING + (
        '[[procedure.list]]\ncode = "1.001"\nname = "Khai sinh"\n'
        'field_code = "HT"\nfield_name = "Hộ tịch"\n'
    )
    result = loaded(sqlite_url, written(tmp_path, "list.csv", drawn_list(TWO)), mapping)
    assert by_field(sqlite_url) == {"Hộ tịch": 4, "Đất đai": 1, "khong-ro": 1}
    assert "1.001 is of Hộ tịch, as the mapping says: 2 dossiers of Đất đai" in result.output


@pytest.mark.parametrize("field", ["", "Hộ tịch"])
def test_a_procedure_of_another_source_is_not_given_a_field(
    sqlite_url: str, tmp_path: Path, field: str
) -> None:
    first = f"code | field | procedure\nD1 | {field} | khai-sinh"
    loaded(sqlite_url, written(tmp_path, "a.csv", drawn_list(first)))
    other = MAPPING.replace('"list"', '"other"').replace("\nprocedure =", "\nprocedure_code =")
    second = "code | field | procedure\nD2 | Đất đai | khai-sinh"
    loaded(sqlite_url, written(tmp_path, "b.csv", drawn_list(second)), other)
    assert by_field(sqlite_url) == {field or "khong-ro": 1, "Đất đai": 1}


def test_a_long_code_stays_within_its_column(sqlite_url: str, tmp_path: Path) -> None:
    long = "Đăng ký biến động quyền sử dụng đất và tài sản gắn liền"
    text = "".join(f"D{n} | Lĩnh vực {long} {n} | {long}\n" for n in range(3))
    file = written(tmp_path, "list.csv", drawn_list(f"code | field | procedure\n{text}"))
    loaded(sqlite_url, file)
    codes = [code for (code,) in rows(sqlite_url, "procedure", "procedure_code")]
    assert (len(set(codes)), max(map(len, codes)) <= 60) == (3, True)


def test_a_procedure_nobody_named_is_still_found_missing(sqlite_url: str, tmp_path: Path) -> None:
    """Where the list gives procedures: a field alone is none."""
    loaded(sqlite_url, written(tmp_path, "list.csv", drawn_list(TWO)))
    assert procedures_missing(sqlite_url) == ("D4", "D6")


def test_a_list_without_procedures_lacks_none(sqlite_url: str, tmp_path: Path) -> None:
    text, mapping = "code | field\nD1 | Hộ tịch", MAPPING.replace('procedure = "Thủ tục"\n', "")
    loaded(sqlite_url, written(tmp_path, "list.csv", drawn_list(text)), mapping)
    assert procedures_missing(sqlite_url) == ()


def procedures_missing(url: str) -> tuple[str, ...]:
    with reading(url) as connection:
        told = {
            each.key: each
            for each in findings(Asking(connection, contents(connection)), datetime(2026, 3, 31))
        }
    return tuple(told["unknown_procedure"].examples)
