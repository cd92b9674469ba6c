"""`load`: a list becomes dossiers, all of it or nothing; what it cannot use it says."""

import random
import re
import signal
import subprocess
import sys
import unicodedata
from datetime import datetime
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.sources.rejects import REASON
from tests.listing import (
    DONE,
    HEADINGS,
    MAPPING,
    OPEN,
    everything,
    lines,
    loaded,
    rejects,
    rows,
    written,
)

EARLIER, LATER = ("--extracted-at", "2026-03-20"), ("--extracted-at", "2026-03-21 08:00:00")


def test_a_list_becomes_dossiers(register_url: str, tmp_path: Path) -> None:
    result = loaded(register_url, written(tmp_path, "list.csv", lines(DONE, OPEN)), MAPPING)
    assert result.exit_code == 0
    assert "read 2, loaded 2, updated 0, unchanged 0, rejected 0" in result.output
    assert rows(
        register_url,
        "dossier",
        "dossier_code", "agency_code", "procedure_code", "channel", "status", "outcome",
        "paused", "received_at", "due_at", "result_at", "status_raw", "time_precision",
    ) == [
        ("D1", "tu-phap", "khai-sinh", 2, 10, "RESULT", False, datetime(2026, 3, 2),
         datetime(2026, 3, 10), datetime(2026, 3, 9), "đã trả", "DAY"),
        ("D2", "kinh-te", "bien-dong", 1, 4, None, False, datetime(2026, 3, 3),
         datetime(2026, 3, 20), None, "đang xử lý", "DAY"),
    ]  # fmt: skip
    assert rows(register_url, "procedure", "procedure_code", "name", "field_code") == [
        ("bien-dong", "Biến động", "dat-dai"),
        ("khai-sinh", "Khai sinh", "ho-tich"),
    ]


def test_loading_the_same_file_twice_changes_nothing(register_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE, OPEN))
    loaded(register_url, file, MAPPING, *EARLIER)
    before = everything(register_url)
    result = loaded(register_url, file, MAPPING, *LATER)
    assert "loaded 0, updated 0, unchanged 2" in result.output
    assert everything(register_url) == before


def test_only_a_dossier_that_changed_gets_a_new_stamp(register_url: str, tmp_path: Path) -> None:
    loaded(register_url, written(tmp_path, "a.csv", lines(DONE, OPEN)), MAPPING, *EARLIER)
    finished = OPEN.replace("đang xử lý", "đã trả") + "19/03/2026"
    result = loaded(
        register_url, written(tmp_path, "b.csv", lines(DONE, finished)), MAPPING, *LATER
    )
    assert "loaded 0, updated 1, unchanged 1" in result.output
    assert rows(register_url, "dossier", "dossier_code", "outcome", "extracted_at") == [
        ("D1", "RESULT", datetime(2026, 3, 20)),
        ("D2", "RESULT", datetime(2026, 3, 21, 8)),
    ]


@pytest.mark.parametrize(("means", "channel"), [("", None), ('"" = 1', 1)])
def test_an_empty_channel_is_the_counter_only_where_the_mapping_says_so(
    register_url: str, tmp_path: Path, means: str, channel: int | None
) -> None:
    file = written(tmp_path, "list.csv", lines(DONE.replace("trực tuyến", "")))
    heading = "[values.channel]"
    loaded(register_url, file, MAPPING.replace(heading, f"{heading}\n{means}"))
    assert rows(register_url, "dossier", "channel") == [(channel,)]


REJECTED = [
    ("D3,Tư pháp,,,fax,đã trả,,02/03/2026,,", "channel: 'fax' is not in [values.channel]"),
    ("D3,Tư pháp,,,,xong,,02/03/2026,,", "status: 'xong' is not in [values.status]"),
    ("D3,Tư pháp,,,,,,02/03/2026,,", "no status"),
    (",Tư pháp,,,,đã trả,,02/03/2026,,", "no dossier code"),
    ("D3,Tư pháp,,,,đã trả,,31/02/2026,,", "received_at: '31/02/2026' is not a date in"),
    ("D3,Tư pháp,,,,đã trả,,Người Ví Dụ,,", "received_at: words is not a date in"),
    ("D3,Tư pháp,,,,đã trả,,02/03/2926,,", "received_at: the year 2926 cannot be meant"),
    ("D1,Tư pháp,,,,đã trả,,02/03/2026,,", "duplicate code: first on line 2"),
    ("D3,Tư pháp,,,,đã trả,,02/03/2026,", "9 cells where the header has 10"),
    ("D3,Tư pháp,,,,đã trả,,02/03/2026,,,more", "11 cells where the header has 10"),
    ('D3,"Tư "pháp",,,,đã trả,,02/03/2026,,', "not CSV: "),
    (f"{'D' * 61},Tư pháp,,,,đã trả,,,,", "dossier_code: longer than 60 characters"),
    (f"D3,{'T' * 301},,,,đã trả,,,,", "agency: longer than 300 characters"),
    ("D3,Tư\x07pháp,,,,đã trả,,,,", "signs that cannot be read"),
]


@pytest.mark.parametrize(("row", "reason"), REJECTED, ids=[reason for _, reason in REJECTED])
def test_a_row_that_cannot_be_used_is_rejected_with_line_and_reason(
    sqlite_url: str, tmp_path: Path, row: str, reason: str
) -> None:
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, row, OPEN)))
    assert result.exit_code == 1
    assert "read 3, loaded 2, updated 0, unchanged 0, rejected 1" in result.output
    assert [code for (code,) in rows(sqlite_url, "dossier", "dossier_code")] == ["D1", "D2"]
    (told,) = rejects(tmp_path / "list.csv.rejects.csv")
    assert told[REASON].startswith(f"line 3: {reason}")
    assert "Người" not in result.output + str(told)


def test_a_quotation_mark_never_closed_costs_its_own_row(sqlite_url: str, tmp_path: Path) -> None:
    row = 'D3,"Tư pháp,,,,đã trả,,02/03/2026,,'
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(row, DONE, OPEN)))
    assert "loaded 2, updated 0, unchanged 0, rejected 1" in result.output


def test_lines_are_those_of_the_file(sqlite_url: str, tmp_path: Path) -> None:
    wordy = DONE.replace("Khai sinh", '"Khai\nsinh"')
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(wordy, OPEN, ",,,,,,,,,", OPEN)))
    (told,) = rejects(tmp_path / "list.csv.rejects.csv")
    assert told[REASON].startswith("line 6: ")


def test_a_code_is_no_formula_in_the_reject_file(sqlite_url: str, tmp_path: Path) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", lines("=1+1,Tư pháp,,,,xong,,,,")))
    (told,) = rejects(tmp_path / "list.csv.rejects.csv")
    assert told["Mã hồ sơ"] == "'=1+1"


def test_a_mended_list_leaves_no_old_rejects(sqlite_url: str, tmp_path: Path) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE.replace("đã trả", "xong"))))
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE)))
    assert result.exit_code == 0
    assert rejects(tmp_path / "list.csv.rejects.csv") == []


def test_a_default_takes_the_words_not_listed(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING + "[defaults]\nchannel = 1\nstatus = 4\n"
    file = written(tmp_path, "list.csv", lines("D1,Tư pháp,,,fax,xong,,,,", "D2,Tư pháp,,,,,,,,"))
    assert loaded(sqlite_url, file, mapping).exit_code == 0
    told = rows(sqlite_url, "dossier", "dossier_code", "channel", "status", "status_raw")
    assert told == [("D1", 1, 4, "xong"), ("D2", None, 4, None)]


def test_a_dossier_of_another_source_is_left_alone(register_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE))
    loaded(register_url, file)
    before = rows(register_url, "dossier")
    result = loaded(register_url, file, MAPPING.replace('"list"', '"other"'))
    assert result.exit_code == 1
    assert "the dossier is of the source 'list'" in result.output
    assert rows(register_url, "dossier") == before


@pytest.mark.parametrize("kill", ["SIGKILL", "SIGINT"])
def test_a_killed_load_leaves_the_old_data_whole(
    register_url: str, tmp_path: Path, kill: str
) -> None:
    loaded(register_url, written(tmp_path, "old.csv", lines(DONE, OPEN)))
    before = everything(register_url)
    many = (DONE.replace("D1", f"N{n}").replace("đã trả", "bổ sung") for n in range(2500))
    file = written(tmp_path, "new.csv", lines(OPEN.replace("đang xử lý", "bổ sung"), *many))
    program = f"""
        import os, signal
        from datetime import datetime
        from pathlib import Path
        from data_access import engines
        from data_access.sources.mapping_file import read_mapping
        from data_access.sources.rejects import Rejects
        from data_access.sources.spreadsheet import Asked, load

        def die(file, position, size):
            if position == size:
                os.kill(os.getpid(), signal.{kill})

        file = Path({str(file)!r})
        asked = Asked(file, read_mapping(file.with_name("mapping.toml")), datetime(2026, 3, 20))
        load(engines.writer({register_url!r}), asked, Rejects(None, file), die)
    """
    ended = subprocess.run([sys.executable, "-c", dedent(program)], capture_output=True)
    assert ended.returncode == -signal.Signals[kill]
    assert everything(register_url) == before
    assert "loaded 2,500, updated 1" in loaded(register_url, file).output


# What the mapping says instead, and what the command answers.
BAD_MAPPINGS = [
    ('channel = "Kênh"', 'chanel = "Kênh"', "[columns] chanel: unknown key; did you mean channel?"),
    ('field = "Lĩnh vực"', 'due = "Hạn"', "[columns] due: unknown key"),
    ('"Ngày hẹn trả"', '"Hạn cuối"', "due_at = 'Hạn cuối': the file has no such heading; it has: "),
    ('[values.channel]', '[value.channel]', "value: unknown key; did you mean values?"),
    ('"trực tiếp" = 1', '"trực tiếp" = 9', "trực tiếp = 9: not allowed; allowed: 1, 2, 3, 4, 5, 6"),
    ('"trực tiếp" = 1', '"Trực tuyến" = 1', "another spelling of it means something else"),
    ('"bổ sung" = 5', '"bổ sung" = 11', "[values.status] bổ sung = 11: not allowed"),
    ('"bổ sung" = 5', '"bổ sung" = {status = 10, paused = true}', "is not paused"),
    ('"bổ sung" = 5', '"bổ sung" = {status = 5, state = 5}', "state: unknown key"),
    ('"bổ sung" = 5', '"bổ sung" = {paused = true}', "[values.status.bổ sung] status is missing"),
    ('source_id = "list"', '', "source_id is missing"),
    ('source_id = "list"', f'source_id = "{"x" * 31}"', "longer than 30 characters"),
    ('dossier_code = "Mã hồ sơ"', '', "[columns] dossier_code is missing"),
    ('agency = "Đơn vị"', '', "agency is missing"),
    ('status = "Trạng thái"', '', "status: give exactly one of"),
    ('[values.status]', '[dates]\nformats = "%d-%m"\n[values.status]', "bad date format"),
    ('[values.status]', '[dates]\nformats = ["%Q"]\n[values.status]', "bad date format"),
    ('[values.status]', '[patterns]\nagency = "("\n[values.status]', "bad regular expression"),
    ('[values.status]', '[file]\nencoding = "utf-9"\n[values.status]', "unknown encoding"),
    ('[values.status]', '[file]\nencoding = "base64"\n[values.status]', "unknown encoding"),
    ('[values.status]', '[file]\npreamble = -1\n[values.status]', "a whole number from 0"),
    ('[values.status]', '[file]\nfill_down = ["x"]\n[values.status]', "fill_down = 'x': not all"),
    ('[values.status]', '[constants]\nagency = "A"\n[values.status]', "agency: it is in [columns]"),
    ('[values.status]', '[agency]\nunder = "X"\n[values.status]', "no [[agency.list]] has this"),
    ('[values.status]', '[[agency.list]]\ncode = "X"\n[values.status]', "[agency.list] name is m"),
    ('[values.status]', '[[agency.list]]\ncode = "X"\nname = "X"\nunder = "X"\n[values.status]',
     "stands above itself"),
    ('[values.status]', '[agency]\ntop = "X"\nunder = "Y"\n[values.status]', "without [agency] un"),
    ('[columns]', '[columns', "not TOML"),
    ('channel = "Kênh"', 'holder = "Chủ hồ sơ"', "this heading holds personal data"),
    ('channel = "Kênh"', 'holder = "ĐỊA CHỈ (2)"', "this heading holds personal data"),
    ('channel = "Kênh"', 'status_raw = "Ghi chú xử lý"', "this heading holds personal data"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "answer"), BAD_MAPPINGS)
def test_a_bad_mapping_is_named_and_nothing_is_written(
    sqlite_url: str, tmp_path: Path, right: str, wrong: str, answer: str
) -> None:
    assert right in MAPPING
    file = written(tmp_path, "list.csv", lines(DONE, OPEN))
    result = loaded(sqlite_url, file, MAPPING.replace(right, wrong))
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1), result.output
    assert answer in result.stderr
    assert not any(everything(sqlite_url).values())


def test_a_database_without_the_contract_says_what_to_do(tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE))
    result = loaded(f"sqlite:///{tmp_path / 'empty.sqlite'}", file)
    assert result.exit_code == 2
    assert "`python -m data_access create`" in result.stderr


def test_nothing_about_people_is_read(sqlite_url: str, tmp_path: Path) -> None:
    headings = HEADINGS.replace("Kênh", "Số điện thoại")
    row = "D1,Tư pháp,,,SECRET-1,đã trả,SECRET-2,02/03/2026,10/03/2026,SECRET"
    mapping = MAPPING.replace('channel = "Kênh"', "")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", f"{headings}\n{row}\n"), mapping)
    assert "never read, about people: Số điện thoại" in result.output
    kept = (
        str(everything(sqlite_url))
        + result.output
        + (tmp_path / "list.csv.rejects.csv").read_text()
    )
    assert "SECRET" not in kept


def test_headings_nobody_spoke_of_are_reported(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING.replace('channel = "Kênh"', "")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE)), mapping)
    assert "not read, unknown to the mapping: Kênh" in result.output


def test_a_heading_that_stands_twice_is_not_chosen_from(sqlite_url: str, tmp_path: Path) -> None:
    content = lines(DONE).replace("Chủ hồ sơ", "NGÀY TRẢ")
    result = loaded(sqlite_url, written(tmp_path, "list.csv", content))
    assert (result.exit_code, "the file has this heading 2 times" in result.stderr) == (2, True)


def test_parts_of_a_second_are_dropped(register_url: str, tmp_path: Path) -> None:
    mapping = MAPPING + '[dates]\nformats = ["%Y-%m-%d %H:%M:%S.%f"]\n'
    row = "D1,Tư pháp,,,,đã trả,,2026-03-02 08:00:00.750,,2026-03-02 09:00:00.999"
    file = written(tmp_path, "list.csv", lines(row))
    loaded(register_url, file, mapping)
    assert rows(register_url, "dossier", "received_at", "result_at") == [
        (datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9))
    ]
    assert "unchanged 1" in loaded(register_url, file, mapping).output


SAME = "\n".join((HEADINGS, DONE, OPEN))
WRITTEN_OTHERWISE = {
    "with a byte-order mark": ("\ufeff" + SAME).encode(),
    "by Windows": SAME.replace("\n", "\r\n").encode(),
    "by an old Mac": SAME.replace("\n", "\r").encode(),
    "in UTF-16": SAME.encode("utf-16"),
    "with letters and accents apart": unicodedata.normalize("NFD", SAME).encode(),
    "with semicolons": SAME.replace(",", ";").encode(),
    "with tabs": SAME.replace(",", "\t").encode(),
    "with headings shouted, starred and broken": SAME.replace(
        HEADINGS, HEADINGS.upper().replace("MÃ HỒ SƠ", '"MÃ\nHỒ SƠ (*) [1]"')
    ).encode(),
    "below a preamble": f"UBND XÃ VÍ DỤ\n\nDANH SÁCH,,,\n{SAME}".encode(),
    "with numbers under the headings": SAME.replace(
        DONE, f"{','.join(f'({n})' for n in range(1, 11))}\n{DONE}"
    ).encode(),
    "with the header again on page two": SAME.replace(OPEN, f"{HEADINGS}\n{OPEN}").encode(),
    "with totals": f"{SAME}\nTổng cộng,,,,,2,,,,\n,Tổng số: 2 hồ sơ,,,,,,,,\n".encode(),
    "with blank lines": SAME.replace("\n", "\n\n,,,,,,,,,\n").encode(),
    "with stray spaces": SAME.replace(",", " , ").replace("Tư pháp", "Tư\u00a0 pháp").encode(),
}


@pytest.mark.parametrize("how", WRITTEN_OTHERWISE)
def test_the_same_list_written_otherwise_says_the_same(
    sqlite_url: str, tmp_path: Path, how: str
) -> None:
    loaded(sqlite_url, written(tmp_path, "list.csv", SAME), MAPPING, *EARLIER)
    before = everything(sqlite_url)
    result = loaded(sqlite_url, written(tmp_path, "list.csv", WRITTEN_OTHERWISE[how]))
    assert (result.exit_code, everything(sqlite_url)) == (0, before), result.output
    assert "unchanged 2" in result.output


def test_a_windows_encoding_is_named_not_guessed(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", "".join(map(parted, lines(DONE, OPEN))).encode("cp1258"))
    refused = loaded(sqlite_url, file)
    assert refused.exit_code == 2
    assert "encoding" in refused.stderr or "no such heading" in refused.stderr
    assert loaded(sqlite_url, file, '[file]\nencoding = "cp1258"\n' + MAPPING).exit_code == 2
    mapping = MAPPING.replace("[columns]", '[file]\nencoding = "cp1258"\n[columns]')
    assert loaded(sqlite_url, file, mapping).exit_code == 0
    assert rows(sqlite_url, "agency", "agency_code", "name") == [
        ("kinh-te", "Kinh tế"),
        ("list", "list"),
        ("tu-phap", "Tư pháp"),
    ]
    mixed = lines(DONE).encode() + OPEN.encode().replace("Kinh tế".encode(), b"Kinh t\xea\xec")
    result = loaded(sqlite_url, written(tmp_path, "mixed.csv", mixed))
    assert "rejected 1" in result.output
    assert "signs that cannot be read" in result.output


def parted(sign: str) -> str:
    """A letter as Windows-1258 writes it: with hat, horn or bar, its tone after it."""
    told = unicodedata.normalize("NFD", sign)
    tones = "".join(each for each in told if each in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(e for e in told if e not in tones)) + tones


@pytest.mark.parametrize(
    ("content", "exit_code", "answer"),
    [
        (b"", 2, "the file is empty"),
        (b"\n\n\n", 2, "no row holds anything"),
        (b"\x00" * 5000, 2, "holds a heading"),
        (bytes(range(256)) * 20, 2, "holds a heading"),
        (b"PK\x03\x04 no workbook", 2, "not a workbook"),
        (b"\xd0\xcf\x11\xe0 no workbook", 2, "not a workbook"),
        (b"\xff\xfe\x00", 2, ""),
        (HEADINGS.encode(), 0, "no rows below its headings\ndossiers: read 0, loaded 0"),
        (f"UBND XÃ VÍ DỤ\n\n{HEADINGS}\n\n".encode(), 0, "no rows below its headings"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    sqlite_url: str, tmp_path: Path, content: bytes, exit_code: int, answer: str
) -> None:
    result = loaded(sqlite_url, written(tmp_path, "list.csv", content))
    assert (result.exit_code, answer in result.output) == (exit_code, True), result.output


@pytest.mark.parametrize("name", ["list.xlsx", "list.XLS", "list.ods"])
def test_a_workbook_by_name_only_is_called_none(sqlite_url: str, tmp_path: Path, name: str) -> None:
    noise = random.Random(7).randbytes(4000)
    result = loaded(sqlite_url, written(tmp_path, name, noise))
    assert (result.exit_code, f"{name}: not a workbook, though" in result.stderr) == (2, True)
    told = loaded(sqlite_url, written(tmp_path, name, lines(DONE)))  # a text by such a name is read
    assert told.exit_code == 0, told.output


def test_a_mapping_is_named_once(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", lines(DONE))
    for mapping in (written(tmp_path, "notes.md", "# Notes\n"), tmp_path / "none.toml"):
        result = loaded(sqlite_url, file, mapping)
        assert (result.exit_code, result.stderr.count(mapping.name)) == (2, 1), result.stderr


def test_a_file_that_is_not_there_is_named(sqlite_url: str, tmp_path: Path) -> None:
    result = loaded(sqlite_url, tmp_path / "none.csv")
    assert (result.exit_code, "No such file" in result.stderr) == (2, True)


garbage = st.binary(max_size=400)
mangled = st.lists(
    st.sampled_from([HEADINGS, DONE, OPEN, "D3,,,,,,,,,", '"', ",", "\r", "\x00", "Tổng", "é"])
    | st.text(max_size=30),
    max_size=12,
).map(lambda parts: "\n".join(parts).encode("utf-8", "surrogatepass"))


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.one_of(garbage, mangled, mangled.map(lambda told: HEADINGS.encode() + b"\n" + told)))
def test_garbage_never_gives_a_traceback_or_a_half_written_table(
    sqlite_url: str, tmp_path: Path, content: bytes
) -> None:
    before = everything(sqlite_url)
    result = loaded(sqlite_url, written(tmp_path, "list.csv", content))
    if result.exit_code == 2:
        assert everything(sqlite_url) == before
        return
    words = ("read", "loaded", "updated", "unchanged", "rejected")
    read, *parts = (int(re.search(f"{word} ([0-9]+)", result.output)[1]) for word in words)  # type: ignore[index]
    assert read == sum(parts)


def test_a_list_may_say_that_a_dossier_came_by_telephone(sqlite_url: str, tmp_path: Path) -> None:
    mapping = MAPPING.replace('"trực tiếp" = 1', '"điện thoại" = 6')
    file = written(tmp_path, "list.csv", lines("D1,Tư pháp,,,Điện thoại,đang xử lý,,,,"))
    assert loaded(sqlite_url, file, mapping).exit_code == 0
    assert rows(sqlite_url, "dossier", "channel") == [(6,)]
