"""`check`: what the contract lacks, whether dossiers add up, what is wrong with the data."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from data_access import engines
from data_access.balance import Gap, Identity, balance
from data_access.commands.check import check
from data_access.commands.create import create
from data_access.contract import quality_checks
from data_access.contract.quality import AGAINST_YESTERDAY, Finding, findings
from data_access.contract.quality_asking import Asking
from data_access.contract.schema import metadata
from data_access.contract.survey import contents
from data_access.directory import Agency, Directory
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Reading, reading_of
from data_access.periods import Period
from data_access.scope import Scope
from tests.conftest import NOW, put
from tests.listing import reading

# A register in which nothing is wrong; each case below adds what is.
SOUND = {
    "agency": "code\nA",
    "procedure": "code | service_level\nP1 | INFORMATION",
    "dossier": """
        code | due | result | outcome | status
        S1   | 10  | 9      | RESULT  | 10
        S2   | 20  |        |         | 4
    """,
}

# The finding, the rows at fault among sound ones, the codes that must be found.
CASES: list[tuple[str, dict[str, str], list[str]]] = [
    ("no_receipt", {"dossier": """
        code | received | status | outcome
        D1   |          | 4      |
        D2   |          | 10     | RESULT
        D3   |          | 1      |
        D4   |          | 3      | NOT_ACCEPTED
     """}, ["D1", "D2"]),
    ("no_end", {"dossier": """
        code | outcome      | result | returned | withdrawn | refused | status
        D1   | RESULT       |        |          |           |         | 10
        D2   | RESULT       |        | 5        |           |         | 10
        D3   | WITHDRAWN    |        |          | 5         |         | 7
        D4   | WITHDRAWN    |        |          |           |         | 7
        D5   | NOT_ACCEPTED |        |          |           | 5       | 3
     """}, ["D1", "D4"]),
    ("end_before_receipt", {"dossier": """
        code | received | result  | outcome | status | time_precision
        D1   | 5        | 4       | RESULT  | 10     | TIME
        D2   | 5        | 5 07:59 | RESULT  | 10     | TIME
        D3   | 5        | 5 00:00 | RESULT  | 10     | DAY
        D4   | 5        | 5       | RESULT  | 10     | TIME
     """}, ["D1", "D2"]),
    ("due_before_receipt", {"dossier": """
        code | received | due
        D1   | 5        | 4
        D2   | 5        | 5 00:00
     """}, ["D1"]),
    ("received_before_submitted", {"dossier": """
        code | submitted_at | received
        D1   | 6            | 5
        D2   | 5            | 5
        D3   | 4            | 5
     """}, ["D1"]),
    ("in_future", {"dossier": """
        code | received      | result | outcome | status | due
        D1   | 2026-04-02    |        |         | 4      |
        D2   | 5             | 35     | RESULT  | 10     |
        D3   | 5             |        |         | 4      | 35
     """}, ["D1", "D2"]),
    ("stopped_without_outcome", {"dossier": """
        code | status | outcome | result
        D1   | 8      |         |
        D2   | 8      | REFUSED | 9
     """}, ["D1"]),
    ("unknown_code", {"dossier": """
        code | status | channel | outcome | result | time_precision
        D2   | 4      | 6       |         |        | TIME
        D3   | 10     | 1       | DONE    | 9      | TIME
        D4   | 4      | 1       |         |        | HOUR
        D5   | 4      |         |         |        | DAY
     """}, ["D2", "D3", "D4"]),
    ("unknown_agency", {"agency": "code\nUNKNOWN", "dossier": """
        code | agency
        D1   | UNKNOWN
        D2   | NOWHERE
     """}, ["D1", "D2"]),
    ("unknown_procedure", {"source_capability": """
        source | table   | column         | capability
        MUTE   | dossier | procedure_code | NO
     """, "dossier": """
        code | procedure | source
        D1   | NONE      | S
        D2   |           | S
        D3   |           | MUTE
        D4   | NONE      | MUTE
     """}, ["D1", "D2", "D4"]),
    ("online_but_information", {"dossier": """
        code | channel
        D1   | 2
        D2   | 3
     """}, ["D1"]),
    ("same_dossier_code", {"dossier": """
        code
        H1-01
        h1-01
        H1 -01
        H1-02
     """}, ["H1 -01", "H1-01", "h1-01"]),
    ("same_national_code", {"agency": "code\nB", "dossier": """
        code | national_dossier_code | agency
        D1   | N1                    | A
        D2   | N1                    | A
        D3   | N1                    | B
        D4   | N2                    | A
        D5   |                       | A
        D6   |                       | A
     """}, ["D1", "D2"]),
    ("several_open_pauses", {"pause": """
        code | pause_no | started | ended
        S1   | 1        | 2       |
        S1   | 2        | 3       |
        S2   | 1        | 2       | 3
        S2   | 2        | 3       |
     """}, ["S1"]),
    ("pause_ends_before_start", {"pause": """
        code | pause_no | started | ended
        S1   | 1        | 3       | 2
        S2   | 1        | 3       | 3
     """}, ["S1"]),
    ("overlapping_pauses", {"pause": """
        code | pause_no | started | ended
        S1   | 1        | 2       | 4
        S1   | 2        | 3       | 5
        S2   | 1        | 2       | 4
        S2   | 2        | 4       |
        S3   | 1        | 2       |
        S3   | 2        | 4       | 5
        S4   | 1        | 2       |
        S4   | 2        | 3       |
     """}, ["S1", "S3"]),
]  # fmt: skip


def found(url: str) -> dict[str, Finding]:
    with reading(url) as connection:
        return {each.key: each for each in findings(Asking(connection, contents(connection)), NOW)}


def test_a_sound_register_has_no_findings(register_url: str) -> None:
    put(register_url, SOUND)
    told = found(register_url).values()
    assert [each for each in told if each.is_found or each.lacking] == list(AGAINST_YESTERDAY)


@pytest.mark.parametrize(("key", "wrong", "codes"), CASES, ids=[key for key, _, _ in CASES])
def test_what_is_wrong_is_found(
    register_url: str, key: str, wrong: dict[str, str], codes: list[str]
) -> None:
    put(register_url, SOUND)
    put(register_url, wrong)
    made = found(register_url)
    assert (made[key].count, sorted(made[key].examples)) == (len(codes), sorted(codes))


def test_every_check_has_a_case() -> None:
    assert [key for key, _, _ in CASES] == [key for key, _, _ in quality_checks.CHECKS]


def test_deleted_dossiers_are_not_looked_at(register_url: str) -> None:
    put(register_url, SOUND)
    put(register_url, {"dossier": "code | received | deleted\nD1 |  | yes"})
    assert not found(register_url)["no_receipt"].is_found


def test_five_examples_at_most(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": "code | agency\n" + "\n".join(f"D{n} | X" for n in range(1, 10))})
    made = found(sqlite_url)["unknown_agency"]
    assert (made.count, made.examples) == (9, ("D1", "D2", "D3", "D4", "D5"))


def test_closures_piled_up_at_a_month_end(register_url: str) -> None:
    """March 2026 has 22 working days; its last one is Tuesday the 31st."""
    # agency, closures on other days, closures on the last: 6 %, 23 %, all of them
    closed = {"A": (188, 12), "B": (40, 12), "C": (0, 9)}  # nine may be chance
    body = "\n".join(
        f"{agency}{n} | {agency} | {n % 28 + 1 if n < others else 31} | RESULT"
        for agency, (others, last) in closed.items()
        for n in range(others + last)
    )
    put(register_url, {"dossier": f"code | agency | result | outcome\n{body}"})
    made = found(register_url)["month_end_closures"]
    assert (made.count, made.examples) == (12, ("B 2026-03",))


def test_a_flag_that_never_varies(register_url: str) -> None:
    always = "\n".join(f"K{n} | S1 | yes | {n % 2}" for n in range(20))
    put(register_url, {"document": f"document_key | code | digitised | reuse\n{always}"})
    made = found(register_url)["constant_columns"]
    assert (made.count, made.examples) == (20, ("S: digitised = 1",))


def test_a_channel_that_never_varies(register_url: str) -> None:
    always = "\n".join(f"D{n} | S | 2" for n in range(20))
    body = f"code | source | channel\n{always}\nX | S |\nD | R | 1"
    put(register_url, {"dossier": body})
    made = found(register_url)["constant_columns"]
    assert (made.count, made.examples) == (20, ("S: channel = 2",))


def test_a_share_that_nulls_make(register_url: str) -> None:
    """A's ten known ones are all online, and twelve are empty; B's are mixed, C's mostly known."""
    told = {"A": (2,) * 10 + ("",) * 12, "B": (1,) + (2,) * 10 + ("",) * 30, "C": (2,) * 12 + ("",)}
    body = "\n".join(
        f"{agency}{n} | {agency} | {channel}"
        for agency, channels in told.items()
        for n, channel in enumerate(channels)
    )
    put(register_url, {"dossier": f"code | agency | channel\n{body}"})
    made = found(register_url)["mostly_empty"]
    assert (made.count, made.examples) == (12, ("S A: channel = 2 in 10, else empty",))


def test_due_days_are_counted_again(register_url: str) -> None:
    """Received on Thursday 5 March; the 9th is off for all, the 10th for one agency only."""
    put(register_url, {
        "procedure": """
            code | time_limit | time_limit_unit
            W3   | 3          | WORKING_DAY
            W0   | 0          | WORKING_DAY
            H3   | 3          | HOUR
            NO   |            | WORKING_DAY
        """,
        "holiday": """
            day | scope | kind
            9   | *     | OFF
            10  | A     | OFF
        """,
        "dossier": """
            code | procedure | received | due | original_due_at | paused | deleted
            D1   | W3        | 5        | 11  |                 |        | no
            D2   | W3        | 5 15:00  | 12  | 12              |        | no
            D3   | W3        | 5 14:59  | 12  |                 |        | no
            D4   | W3        | 5 15:00  | 13  |                 |        | no
            D5   | W3        | 5        | 10  | 10              |        | no
            D6   | W3        | 5        | 10  |                 |        | no
            D7   | W3        | 5        | 20  | 11              |        | no
            D8   | W3        | 5        | 20  |                 | yes    | no
            D9   | W3        | 5        | 20  |                 |        | yes
            E1   | H3        | 5        | 20  |                 |        | no
            E2   | NO        | 5        | 20  |                 |        | no
            E3   | NONE      | 5        | 20  |                 |        | no
            E4   | W0        | 5        | 5   |                 |        | no
            E5   | W3        | 5        | 20  |                 |        | no
            E6   | W3        | 5        |     |                 |        | no
            E7   | W3        |          | 20  |                 |        | no
        """,
        "pause": "code | started | ended\nE5 | 6 | 7",
    })  # fmt: skip
    made = found(register_url)
    told = made["other_due_day"]
    assert (told.count, told.examples) == (4, ("D3", "D4", "D5"))  # one example of those alike
    assert made["unused_days_off"].examples == ("2026-03-10 A",)


def test_an_unknown_status_is_told_as_stored(register_url: str) -> None:
    put(register_url, {"dossier": """
        code | status | status_raw     | deleted
        D1   | 11     | chờ ký         | no
        D2   | 11     | chờ ký         | no
        D3   | 0      |                | no
        D4   | 4      | đang thụ lý    | no
        D5   | 12     | đã xóa         | yes
    """})  # fmt: skip
    made = found(register_url)["unknown_status"]
    assert (made.count, made.examples) == (3, ("11 chờ ký", "0"))


def test_a_view_may_leave_a_status_out(sqlite_url: str) -> None:
    put(sqlite_url, {"dossier": "code | status_raw\nD1 | chờ ký\nD2 |"})
    columns = ", ".join(
        "NULL AS status" if each.name == "status" else each.name
        for each in metadata.tables["dossier"].columns
    )
    change(
        sqlite_url,
        "ALTER TABLE dossier RENAME TO held",
        f"CREATE VIEW dossier AS SELECT {columns} FROM held",
    )
    made = found(sqlite_url)["unknown_status"]
    assert (made.count, set(made.examples)) == (2, {"no status", "no status chờ ký"})


def test_what_needs_yesterday_is_said_not_to_be_checked(sqlite_url: str) -> None:
    output = run(sqlite_url, *AS_OF).output
    lines = [line for line in output.splitlines() if "since the day before" in line]
    assert len(lines) == 2
    assert all("not checked: " in line and "none is kept yet" in line for line in lines)


def test_dates_that_are_only_text_in_sqlite(sqlite_url: str) -> None:
    put(sqlite_url, SOUND)
    engine = engines.writer(sqlite_url)
    with engine.begin() as connection:
        for wrong, code in (("2026-03-09", "S1"), ("09/03/2026", "S2")):
            connection.execute(
                text("UPDATE dossier SET due_at = :wrong WHERE dossier_code = :code"),
                {"wrong": wrong, "code": code},
            )
    engine.dispose()
    made = found(sqlite_url)["malformed_instants"]
    assert (made.count, made.examples) == (2, ("dossier.due_at S1",))
    assert run(sqlite_url).exit_code == 1


def run(url: str, *options: str) -> Result:
    result = CliRunner().invoke(check, ["--database", url, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


AS_OF = ("--as-of", NOW.isoformat(sep=" "))


def test_a_sound_register_passes(register_url: str) -> None:
    put(register_url, SOUND)
    result = run(register_url, *AS_OF)
    assert result.exit_code == 0, result.output
    assert "every table and column is there" in result.output
    assert "every agency adds up" in result.output
    assert "0 of 27 checks found something" in result.output


def test_findings_are_told_with_count_and_codes(register_url: str) -> None:
    put(register_url, SOUND)
    put(register_url, {"dossier": "code | received | due\nD1 | 5 | 4"})
    result = run(register_url, *AS_OF)
    assert result.exit_code == 1
    assert "1  Due before receipt: D1" in result.output
    told = json.loads(run(register_url, *AS_OF, "--format", "json").output)
    made = [each for each in told["findings"] if each["count"]]
    assert [(each["key"], each["count"], each["examples"]) for each in made] == [
        ("due_before_receipt", 1, ["D1"])
    ]


def test_what_the_contract_lacks_is_named_with_what_it_costs(register_url: str) -> None:
    put(register_url, SOUND)
    change(register_url, "DROP TABLE rating", "ALTER TABLE pause DROP COLUMN ended_at")
    change(register_url, "ALTER TABLE dossier DROP COLUMN submitted_at")
    result = run(register_url, *AS_OF)
    assert result.exit_code == 1
    assert "3 tables or columns are missing" in result.output
    assert "rating: rating_key, dossier_code" in result.output
    assert "no data for: satisfaction, response_rate" in result.output
    assert "dossier.submitted_at: ngày nộp / NgayNopHoSo" in result.output
    assert "not checked: More than one open pause; missing pause.ended_at" in result.output
    assert "not checked: Dated in the future; missing dossier.submitted_at" in result.output
    assert "0 of 27 checks found something" in result.output


def change(url: str, *statements: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_any_table_may_be_missing(sqlite_url: str, table: str) -> None:
    put(sqlite_url, SOUND)
    change(sqlite_url, f"DROP TABLE {table}")
    result = run(sqlite_url, *AS_OF)
    assert result.exit_code == 1
    assert f"\n  {table}: " in result.output


@pytest.mark.parametrize(
    ("url", "code", "answer"),
    [
        ("sqlite:////nowhere/at/all.sqlite", 1, "unable to open database file"),
        ("nonsense", 2, "not a database address"),
        ("nodatabase://x/y", 2, "nodatabase"),
        ("postgresql://u:secret@127.0.0.1:1/x", 1, "127.0.0.1"),
    ],
)
def test_a_register_that_cannot_be_reached(url: str, code: int, answer: str) -> None:
    result = run(url)
    assert (result.exit_code, answer in result.stderr) == (code, True), result.output
    assert "secret" not in result.output


def test_an_empty_database_is_told_how_to_begin(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    change(url, "SELECT 1")
    assert "`python -m data_access create`" in run(url).stderr
    made = CliRunner().invoke(create, ["--database", url])
    assert (made.exit_code, "made agency, agency_succession" in made.output) == (0, True)
    again = CliRunner().invoke(create, ["--database", url])
    assert (again.exit_code, "nothing, all was there" in again.output) == (0, True)


MARCH, APRIL = (
    Period(date(2026, 3, 1), date(2026, 3, 31)),
    Period(date(2026, 4, 1), date(2026, 4, 30)),
)


SPRING = Period(MARCH.first_day, APRIL.last_day)
TREE = Directory(
    {c: Agency(c, c, parent=p) for c, p in (("T", None), ("A", "T"), ("B", "T"))}, {}, {}
)

# What is lost (indicator, agency it is lost to, span), and what is said of it.
LOST: list[tuple[tuple[str, str, Period], list[Gap]]] = [
    (("resolved_early", "B", APRIL), [
        Gap(Identity.FLOW, each, APRIL, 5, 4) for each in ("", "B", "T")
    ]),
    (("carried_over", "", APRIL), [
        Gap(Identity.CARRIED_OVER, "", APRIL, 3, 4),
        Gap(Identity.FIELDS, "", APRIL, 3, 4, "carried_over"),
        Gap(Identity.FLOW, "", APRIL, 4, 5),
    ]),
    (("pending", "A", MARCH), [Gap(Identity.CARRIED_OVER, "A", APRIL, 4, 3)]),
    (("received", "F1", MARCH), [Gap(Identity.FIELDS, "", MARCH, 1, 0, "received")]),
    (("received", "A", SPRING), [Gap(Identity.AGENCIES, "T", SPRING, 1, 0, "received")]),
    (("received", "T", SPRING), [
        Gap(Identity.AGENCIES, "", SPRING, 1, 0, "received"),
        Gap(Identity.AGENCIES, "T", SPRING, 0, 1, "received"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("lost", "gaps"), LOST, ids=[str(lost) for lost, _ in LOST])
def test_a_balance_that_does_not_close_is_shown(
    lost: tuple[str, str, Period], gaps: list[Gap]
) -> None:
    """T with A and B below it, all of it B's or of either: 4 carried over and 1 received."""

    def read(
        indicators: Any, scope: Scope, by: Dimension = Dimension.WHOLE, periods: Any = None
    ) -> list[Reading]:
        groups = {
            Dimension.WHOLE: [""],
            Dimension.AGENCY: ["A", "B"] if scope.agency else ["T"],
            Dimension.FIELD: ["F1"],
        }
        return [
            reading_of(each, scope.within(period=period), group, told(each, group, period))
            for group in groups[by]
            for period in periods or [scope.period]
            for each in indicators
        ]

    def told(indicator: Indicator, group: str, period: Period) -> int:
        number = {"carried_over": 4, "received": 1, "resolved": 1, "resolved_early": 1,
                  "pending": 4, "pending_in_time": 4}.get(indicator.key, 0)  # fmt: skip
        if period == SPRING and group == "B":  # of a span read at once, all of T is A's
            return 0
        is_lost = indicator.key == lost[0] and period == lost[2]
        chain = {"B": ("", "T", "B")}.get(lost[1], (lost[1],))
        return number - (is_lost and group in chain)

    made = balance(read, TREE, (MARCH, APRIL), lambda _indicators, _agency: ())
    assert (made.gaps, made.unchecked) == (gaps, [])


def test_a_source_without_due_dates_is_balanced_without_them(register_url: str) -> None:
    """M names no due dates and one is there; N says nothing of ends; both below T."""
    put(register_url, {
        "agency": "code | parent\nT |\nA | T\nB | T\nC | T",
        "source_capability": """
            source | table   | column    | capability
            M      | dossier | due_at    | NO
            N      | dossier | result_at | NO
            N      | dossier | outcome   | NO
        """,
        "dossier": """
            code | agency | source | due | result | outcome | status
            D1   | A      | M      |     | 9      | RESULT  | 10
            D2   | A      | M      | 20  |        |         | 4
            D3   | B      | S      | 20  | 9      | RESULT  | 10
        """,
    })  # fmt: skip
    result = run(register_url, *AS_OF)
    assert "every agency adds up" in result.output
    put(register_url, {"dossier": "code | agency | source\nD4 | C | N"})
    result = run(register_url, *AS_OF)
    assert "every agency that can be checked adds up" in result.output
    told = "not checked: whole register, C, T; not given dossier.outcome\n"
    assert told in result.output


def test_of_columns_of_which_one_is_enough_one_costs_nothing(sqlite_url: str) -> None:
    put(sqlite_url, SOUND)
    change(sqlite_url, "DROP TABLE pause")
    cost = "no data for: paused"
    assert cost not in run(sqlite_url, *AS_OF).output
    change(sqlite_url, "ALTER TABLE dossier DROP COLUMN paused")
    output = run(sqlite_url, *AS_OF).output
    assert [line for line in output.splitlines() if cost in line] == [f"    {cost}"] * 2


def test_now_is_given_not_looked_up(register_url: str) -> None:
    put(register_url, {"dossier": "code | received\nD1 | 20"})
    with reading(register_url) as connection:
        early = {
            each.key: each
            for each in findings(Asking(connection, contents(connection)), datetime(2026, 3, 10))
        }
    assert early["in_future"].examples == ("D1",)
    assert not found(register_url)["in_future"].is_found
