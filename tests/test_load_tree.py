"""The agencies a list names stand in one tree; the command says which it made and which it knew."""

from datetime import datetime
from pathlib import Path

import pytest

from data_access import engines
from data_access.directory import Agency, Directory
from data_access.register import Register
from data_access.scope import UNKNOWN_AGENCY
from tests.listing import MAPPING, OPEN, everything, lines, loaded, rows, written

THREE = tuple(f"D{n},{name},,,,đang xử lý,,02/03/2026,," for n, name in enumerate(("A", "B", "")))
LISTED = '[[agency.list]]\ncode = "{0}"\nname = "{0}"\n'


def tree(url: str) -> dict[str, str | None]:
    return dict(rows(url, "agency", "agency_code", "parent_code"))


def home(url: str) -> str:
    register = Register(engines.reader(url), lambda: datetime(2026, 3, 31))
    found = register.state().directory.home
    register.close()
    assert found is not None
    return found.code


def test_agencies_that_nobody_stands_above_get_one(register_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(*THREE))
    result = loaded(register_url, file)
    assert tree(register_url) == {"list": None, "a": "list", "b": "list", "UNKNOWN": "list"}
    assert home(register_url) == "list"
    assert (
        "  top      list                     list: above the others, as the mapping"
        in result.output
    )
    assert "write [agency] top" in result.output
    before = everything(register_url)
    loaded(register_url, file, MAPPING, "--extracted-at", "2026-04-01")
    assert everything(register_url) == before


TREES = [
    # what the mapping says more, what the list names, and who stands below whom
    ("", "A B", {"list": None, "a": "list", "b": "list"}),
    ("", "A", {"a": None}),  # one agency is its own top
    ("", "-", {"list": None, "UNKNOWN": "list"}),
    ('[agency]\ntop = "UBND xã"\n', "A", {"list": None, "a": "list"}),
    ('[agency]\ntop = "xã A"\n', "Xã  A|B", {"xa-a": None, "b": "xa-a"}),
    (LISTED.format("X"), "A", {"list": None, "X": "list", "a": "list"}),
    (LISTED.format("X"), "X", {"X": None}),
    ('[agency]\nunder = "X"\n' + LISTED.format("X"), "A -", {"X": None, "a": "X", "UNKNOWN": "X"}),
    ('[agency]\nunder = "X"\n' + LISTED.format("X") + LISTED.format("Y"), "A",
     {"X": None, "Y": "X", "a": "X"}),
    ('[agency]\nunder = "X"\n' + LISTED.format("X") + 'under = "P"\n' + LISTED.format("P"), "A",
     {"P": None, "X": "P", "a": "X"}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "names", "wanted"), TREES)
def test_who_stands_above_whom(
    sqlite_url: str, tmp_path: Path, more: str, names: str, wanted: dict[str, str | None]
) -> None:
    named = names.split("|") if "|" in names else names.split()
    told = [f"D{n},{name.strip('-')},,,,đang xử lý,,,," for n, name in enumerate(named)]
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(*told)), MAPPING + more)
    assert (result.exit_code, tree(sqlite_url)) == (0, wanted), result.output
    assert home(sqlite_url) == next(code for code, above in wanted.items() if above is None)


def test_a_name_for_the_top(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(*THREE))
    loaded(sqlite_url, file)
    loaded(sqlite_url, file, MAPPING + '[agency]\ntop = "UBND xã Ví Dụ"\n')
    assert ("list", "UBND xã Ví Dụ") in rows(sqlite_url, "agency", "agency_code", "name")


def test_agencies_of_earlier_loads_come_below_the_top_as_well(
    sqlite_url: str, tmp_path: Path
) -> None:
    loaded(sqlite_url, written(tmp_path, "a.csv", lines(THREE[0])))
    assert tree(sqlite_url) == {"a": None}
    loaded(sqlite_url, written(tmp_path, "b.csv", lines(THREE[1])))
    assert tree(sqlite_url) == {"list": None, "a": "list", "b": "list"}


def test_a_top_that_was_made_goes_when_the_mapping_names_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    loaded(sqlite_url, written(tmp_path, "a.csv", lines(*THREE)))
    under = MAPPING + '[agency]\nunder = "X"\n' + LISTED.format("X")
    loaded(sqlite_url, written(tmp_path, "b.csv", lines(THREE[0])), under)
    assert tree(sqlite_url) == {"X": None, "a": "X", "b": "X", "UNKNOWN": "X"}


def test_the_code_of_a_top_is_nobody_elses(sqlite_url: str, tmp_path: Path) -> None:
    loaded(
        sqlite_url, written(tmp_path, "list.csv", lines(THREE[0], THREE[1].replace("B", "List")))
    )
    (top,) = (code for code, above in tree(sqlite_url).items() if above is None)
    assert top.startswith("list-")


def test_the_tree_of_another_source_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(*THREE)))
    other = MAPPING.replace('"list"', '"other"').replace(
        'agency = "Đơn vị"', 'agency_code = "Đơn vị"'
    )
    file = written(tmp_path, "more.csv", lines("E1,a,,,,đang xử lý,,,,", "E2,c,,,,đang xử lý,,,,"))
    result = loaded(sqlite_url, file, other)
    assert tree(sqlite_url) == {
        "list": None,
        "a": "list",
        "b": "list",
        "UNKNOWN": "list",
        "c": None,
    }
    assert (
        "  matched  a                        A: by its code, in the register before"
        in result.output
    )
    assert "2 agencies have none above them: c, list" in result.output


def test_every_agency_is_told_with_what_found_it(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING + (
        '[agency]\nunder = "X"\n' + LISTED.format("X") + 'also = ["Phòng X"]\n' + LISTED.format("Y")
    )
    names, mine = ("X", "Phòng  X", "A", "A", ""), OPEN.replace("D2", "D9")
    told = [f"D{n},{name},,,,đang xử lý,,,," for n, name in enumerate(names)]
    loaded(sqlite_url, written(tmp_path, "a.csv", lines(mine)), mapping)
    result = loaded(sqlite_url, written(tmp_path, "b.csv", lines(*told, mine)), mapping)
    said = result.output.split("agencies:\n")[1].splitlines()
    assert said == [
        "  unknown  UNKNOWN                  Không rõ đơn vị: no agency named; rows: 1",
        "  matched  X                        X: by its name, in [[agency.list]];"
        " as 'Phòng X', in [[agency.list]] also; rows: 2",
        "  made     a                        A: made from its name; rows: 2",
        "  matched  kinh-te                  Kinh tế: by its name, in the register before; rows: 1",
        "  listed   Y                        Y: rows: 0",
    ]


def test_an_agency_only_rejected_rows_name_is_not_made(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(OPEN))
    loaded(sqlite_url, file)
    theirs = written(tmp_path, "more.csv", lines(OPEN.replace("Kinh tế", "Ai đó")))
    loaded(sqlite_url, theirs, MAPPING.replace('"list"', '"other"'))
    assert tree(sqlite_url) == {"kinh-te": None}


@pytest.mark.parametrize("active", [True, False])
def test_whoever_could_not_be_told_is_never_home_beside_others(active: bool) -> None:
    agencies = [
        Agency(UNKNOWN_AGENCY, "?"),
        Agency("u1", "below it", parent=UNKNOWN_AGENCY),
        Agency("z", "an office", is_active=active),
    ]
    directory = Directory({each.code: each for each in agencies}, {}, {})
    assert directory.home is agencies[2]
    assert Directory({UNKNOWN_AGENCY: agencies[0]}, {}, {}).home is agencies[0]
