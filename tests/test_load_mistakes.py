"""A mapping with several mistakes is answered once, with all of them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.sources.mapping import BadMapping
from data_access.sources.mapping_file import KEYS, mapping_from
from tests.listing import DONE, HEADINGS, OPEN, everything, lines, loaded, written

WRONG = """
source_id = "a source with a name that is far too long"
[file]
delimiter = "."
fill_down = ["agenci", "field"]
skip = ["(", "^a"]
[columns]
dossier_code = "Mã hồ sơ"
agenci = "Đơn vị"
holder = "Chủ hồ sơ"
status = "Trạng thái"
due_at = 7
[constants]
status = 4
channel = 8
[values.channel]
"trực tiếp" = "quầy"
"trực tuyến" = 2
[values.status]
"đang xử lý" = 44
"đã trả" = {status = 10, outcom = "RESULT"}
[dates]
formats = ["%d/%m", "%d/%m/%Y"]
[agency]
under = "H99-100"
level = "XÃ"
[[agency.list]]
code = "H99.100"
levle = "COMMUNE"
[[procedure.list]]
name = "Khai sinh"
time_limit = "một"
has_fee = "không"
[steps.columns]
dossier_code = "code"
"""
TOLD = [
    "source_id = 'a source with a name that is far too long': longer than 30 characters",
    "[columns] agenci: unknown key; did you mean agency? allowed: ",
    "[constants] status: it is in [columns] too",
    "[columns] holder = 'Chủ hồ sơ': this heading holds personal data",
    "[columns] due_at must be a text or a list of texts, not 7",
    "[constants] channel = 8: not allowed; allowed: 1, 2, 3, 4, 5, 6",
    "[values.channel] trực tiếp = 'quầy': not allowed; allowed: 1, 2, 3, 4, 5, 6",
    "[values.status] đang xử lý = 44: not allowed; did you mean 4? allowed: 1, 2, 3",
    "[values.status.đã trả] outcom: unknown key; did you mean outcome? allowed: status, outcome",
    "[dates] formats = '%d/%m': bad date format",
    "[file] fill_down = 'agenci': not allowed; did you mean agency? allowed: ",
    "[file] delimiter = '.': not allowed; allowed: ",
    "[file] skip = '(': bad regular expression",
    "[agency.list] levle: unknown key; did you mean level? allowed: ",
    "[agency.list] name is missing",
    "[agency] level = 'XÃ': not allowed; allowed: PROVINCE, ",
    "[procedure.list] code is missing",
    "[procedure.list] has_fee = 'không': not allowed; allowed: true, false",
    "[procedure.list] time_limit must be a number from 0, not 'một'",
    "[steps.columns] happened_at is missing",
    "agency is missing: name it in [columns], or in [constants]",
    "[agency] under = 'H99-100': no [[agency.list]] has this code; did you mean H99.100? allowed: ",
]


def test_all_mistakes_of_a_mapping_are_told_at_once(sqlite_url: str, tmp_path: Path) -> None:
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE, OPEN)), WRONG)
    first, *told = result.stderr.splitlines()
    assert result.exit_code == 2
    assert first.endswith(f"mapping.toml: {len(told)} mistakes:")
    missing = [each for each in TOLD if not any(line.startswith(f"  {each}") for line in told)]
    assert (missing, len(told)) == ([], len(TOLD)), result.stderr
    assert not any(everything(sqlite_url).values())


MAPPING = """
source_id = "list"
[columns]
dossier_code = "Mã hồ sơ"
agency = "Đơn vị giải quyết"
received_at = "Ngày tiếp nhận"
due_at = "Ngày hẹn"
result_at = "Hạn cuối"
[constants]
status = 4
[steps.columns]
dossier_code = "code"
happened_at = "att"
to_step = "step"
"""


def test_all_headings_that_are_not_there_are_told_at_once(sqlite_url: str, tmp_path: Path) -> None:
    file = written(tmp_path, "list.csv", f"{HEADINGS},NGÀY HẸN TRẢ (1)\n{DONE},\n")
    steps = written(tmp_path, "steps.csv", "code,at,step,step\nD1,2026-03-02,a,b\n")
    result = loaded(sqlite_url, file, MAPPING, "--steps", str(steps))
    told = result.stderr.splitlines()[1:]
    has = f"it has: {HEADINGS.replace(',', ' · ')}"
    assert (result.exit_code, len(told)) == (2, 5), result.stderr
    assert told[0].startswith(
        "  [columns] agency = 'Đơn vị giải quyết': the file has no such heading;"
    )
    assert has in told[0]
    assert (
        "due_at = 'Ngày hẹn': the file has no such heading; did you mean Ngày hẹn trả? " in told[1]
    )
    assert f"result_at = 'Hạn cuối': the file has no such heading; {has}" in told[2]
    assert "[steps.columns] happened_at = 'att'" in told[3]
    assert "did you mean at? it has: code · at · step · step" in told[3]
    assert "[steps.columns] to_step = 'step': the file has this heading 2 times" in told[4]


def test_the_keys_of_each_table_are_told_with_the_nearest(sqlite_url: str, tmp_path: Path) -> None:
    """As many mistakes as tables, whatever is wrong with each."""
    names = ("file", "columns", "constants", "values", "defaults", "patterns", "dates", "agency")
    told = "\n".join(f"{name} = 1" for name in names)
    result = loaded(sqlite_url, written(tmp_path, "list.csv", lines(DONE)), f"{told}\nsteps = 2")
    for name in (*names, "steps"):
        assert f"[{name}] must be a table, not " in result.stderr
    assert "source_id is missing" in result.stderr


WORDS = st.sampled_from([
    *KEYS, "list", "code", "name", "also", "under", "top", "level", "status", "outcome", "paused",
    "agency", "dossier_code", "due_at", "channel", "formats", "encoding", "sheet", "delimiter",
    "preamble", "group_rows", "fill_down", "skip", "with", "without", "time_limit", "drop", "x",
])  # fmt: skip
SAID = st.one_of(
    st.booleans(), st.integers(-2, 12), st.floats(), st.text(max_size=3), WORDS,
    st.sampled_from([datetime(2026, 3, 1), date(2026, 3, 1), "%d/%m/%Y", "(", "utf-9"]),
)  # fmt: skip
TOLD_ANYHOW = st.recursive(
    SAID, lambda each: st.lists(each, max_size=3) | st.dictionaries(WORDS, each, max_size=5)
)


@settings(deadline=None, max_examples=600)
@given(st.dictionaries(st.sampled_from(KEYS), TOLD_ANYHOW))
def test_whatever_a_mapping_says_is_understood_or_a_mistake(told: dict[str, Any]) -> None:
    try:
        mapping_from(told)
    except BadMapping as error:
        assert all(error.mistakes)
