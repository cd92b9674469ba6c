"""Real dossiers and real reports: what `figures` says equals what was counted elsewhere."""

import csv
import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from data_access import engines, rules
from data_access.__main__ import main
from data_access.demo import build
from data_access.demo.published import EXPECTED, EXPECTED_SHARES, Expected, ExpectedShare
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind, Measure
from data_access.indicators.reading import Absence
from data_access.indicators.rounding import percent
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from tests.conftest import fresh_database, make_tables, missing

ROOT = Path(__file__).resolve().parent.parent
PERMITS = ROOT.parent / "shared" / "data" / "permits"
AS_OF = "2012-01-23T15:42:54"
COUNTED = (
    "received",
    "online",
    "resolved",
    "on_time_official",
    "resolved_late",
    "pending",
    "overdue",
)
CHANNELS = {
    "truc-tiep": "desk", "truc-tuyen": "online", "buu-chinh": "post",
    "thu-dien-tu": "email", "noi-bo": "internal",
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def permits(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A register with the permit desk's real dossiers."""
    if not PERMITS.exists():
        missing(f"no real dossiers: {PERMITS.relative_to(ROOT.parent)} is not beside the project")
    if request.param == "sqlite":
        urls = iter([make_tables(f"sqlite:///{tmp_path_factory.mktemp('permits') / 'p.sqlite'}")])
    else:
        urls = fresh_database(request.getfixturevalue("postgresql"))
    url = next(urls)
    mapping = str(ROOT / "examples" / "permits.toml")
    told = CliRunner().invoke(
        main, ["load", str(PERMITS / "dossiers.csv"), "--mapping", mapping, "--database", url]
    )
    assert told.exit_code == 0, told.output
    yield url
    next(urls, None)


def figures(url: str, first: str, last: str, by: str = "whole") -> dict[str, dict[str, int]]:
    """Group → the numbers that `figures` prints, under the names of the reference."""
    asked = ["figures", "--database", url, "--tu", first, "--den", last, "--by", by]
    asked += ["--as-of", AS_OF, "--rule", "late=second", "--format", "json"]
    asked += ["--don-vi", "permits"]
    for key in COUNTED:
        asked += ["--indicator", key]
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    groups: dict[str, dict[str, int]] = {}
    for row in json.loads(told.stdout):
        groups.setdefault(row["group"], {})[row["indicator"]] = row["numerator"]
    return {group: renamed(said) for group, said in groups.items()}


def renamed(said: dict[str, int]) -> dict[str, int]:
    return {
        "received": said["received"],
        "received_online": said["online"],
        "closed": said["resolved"],
        "closed_on_time": said["on_time_official"],
        "closed_late": said["resolved_late"],
        "open": said["pending"],
        "overdue": said["overdue"],
    }


def reference(name: str) -> list[dict[str, str]]:
    with (PERMITS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def wanted(row: dict[str, str], names: dict[str, str]) -> dict[str, int]:
    return {ours: int(row[theirs]) for ours, theirs in names.items()}


SAME = {name: name for name in ("received", "closed", "closed_on_time", "closed_late")}
BY_MONTH = SAME | {
    "received_online": "received_online",
    "open": "open_end",
    "overdue": "open_overdue_end",
}
BY_CHANNEL = SAME | {"received_online": "online", "open": "open", "overdue": "open_overdue"}


def test_every_month_of_every_department_equals_the_reference(permits: str) -> None:
    rows = reference("reference_month_agency.csv")
    names = agency_names(permits)
    checked = 0
    for month in sorted({row["month"] for row in rows}):
        year, number = map(int, month.split("-"))
        first, last = f"{month}-01", f"{month}-{monthrange(year, number)[1]}"
        said = {names[code]: told for code, told in figures(permits, first, last, "agency").items()}
        said["(ALL)"] = figures(permits, first, last)[""]
        for row in (row for row in rows if row["month"] == month):
            assert said[row["agency"]] == wanted(row, BY_MONTH), (month, row["agency"])
            checked += 1
    assert checked == len(rows) == 64


def test_every_channel_equals_the_reference(permits: str) -> None:
    rows = reference("reference_by_channel.csv")
    told = figures(permits, "2010-10-01", "2012-01-31", "channel")
    said = {CHANNELS[group]: numbers for group, numbers in told.items()}
    said["(ALL)"] = figures(permits, "2010-10-01", "2012-01-31")[""]
    assert {row["channel"]: wanted(row, BY_CHANNEL) for row in rows} == said


def agency_names(url: str) -> dict[str, str]:
    register = Register(engines.reader(url), lambda: datetime(2012, 1, 24))
    names = {code: each.name for code, each in register.state().directory.agencies.items()}
    register.close()
    return names


def test_what_the_permit_desk_never_wrote_down_is_no_data(permits: str) -> None:
    register = Register(engines.reader(permits), lambda: datetime(2012, 1, 24))
    reader = Reader(register, rules.declared())
    period = Period(date(2011, 1, 1), date(2011, 12, 31))
    said = reader.read(INDICATORS, Scope(period, agency="permits"))
    register.close()
    silent = {each.indicator.key for each in said if each.absence is Absence.SOURCE_SILENT}
    assert silent >= {
        "online_payment", "online_payments", "online_amount", "digitised", "electronic_result",
        "reuse", "satisfaction", "response_rate", "petitions_on_time", "apologies",
        "full_process_online",
    }  # fmt: skip
    assert not silent & {"received", "online", "on_time_official", "on_time_honest", "overdue"}


# -- five reports -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The five offices alone, on today's clock."""
    url = f"sqlite:///{tmp_path_factory.mktemp('offices') / 'o.sqlite'}"
    now = datetime(2026, 11, 20, 9, 30)
    build.build(make_url(url), 0, now, 766)
    register = Register(engines.reader(url), lambda: now)
    yield Reader(register, rules.declared())
    register.close()


def count(reader: Reader, measure: Measure, each: Expected | ExpectedShare) -> int:
    """Through the door: the half of an indicator that counts the measure."""
    indicator = next(i for i in INDICATORS if measure in i.measures and i.kind is not Kind.QUANTILE)
    scope = Scope(
        Period(each.first_day, each.last_day),
        agency=each.agency_code,
        procedures=getattr(each, "procedures", ()),
    )
    (reading,) = reader.read([indicator], scope)
    is_numerator = indicator.numerator is measure
    number = reading.numerator if is_numerator else reading.denominator
    assert number is not None, (indicator.key, each)
    return number


@pytest.mark.parametrize("each", EXPECTED, ids=lambda e: f"{e.agency_code}-{e.measures[0]}")
def test_the_dossiers_of_a_published_report_give_its_figures(
    offices: Reader, each: Expected
) -> None:
    assert sum(count(offices, measure, each) for measure in each.measures) == each.value


@pytest.mark.parametrize("each", EXPECTED_SHARES, ids=lambda e: f"{e.agency_code}-{e.numerator}")
def test_the_shares_of_a_published_report_are_ours(offices: Reader, each: ExpectedShare) -> None:
    places = len(each.percent.partition(".")[2])
    part, whole = count(offices, each.numerator, each), count(offices, each.denominator, each)
    assert f"{percent(part, whole, places)}" == each.percent
