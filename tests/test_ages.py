"""How old the data of each agency and source is, and what stands where there is none."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine, update

from app import Around, Settings, create_app
from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.navigation import regions
from callbacks.pulse import pulse_of
from callbacks.sheets import key_of
from data_access import engines, rules
from data_access.ages import Heard, joined, usual_of
from data_access.clock import ZONE
from data_access.contract.schema import dossier
from data_access.courses import Courses
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE, PENDING, RECEIVED
from data_access.indicators.reading import Absence, Dimension, Reading
from data_access.needs import columns_of_all
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rhythm import rhythm
from data_access.rows import Rows
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from tests.board import text as said
from tests.conftest import NOW, Beside, insert_rows, make_tables, put
from tests.drawing import drawn

CALENDAR = WorkingDays()
A_DOSSIER = drawn("dossier", "code\nD")[0]
TODAY = Period(NOW.date(), NOW.date())  # 31 March 2026, a Tuesday
LAST_WEEK = Period(date(2026, 3, 23), date(2026, 3, 29))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
AGENCIES = """code | name | level | parent | valid_to | valid_from
T | Tỉnh T | PROVINCE | | |
STOPPED | Xã Dừng | COMMUNE | T | |
OLD | Xã Cũ | COMMUNE | T | |
ENDED | Xã Đã Nhập | COMMUNE | T | 2025-06-30 |
QUIET | Xã Vắng | COMMUNE | T | | 2025-07-01
TWO | Xã Hai Nguồn | COMMUNE | T | |"""
SUCCESSION = "predecessor | successor | effective\nENDED | QUIET | 2025-07-01"


def daily(first: date, last: date, step: int = 1) -> list[date]:
    """Every working day, or every so many."""
    every = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in every if CALENDAR.is_working(day)][::step]


TOLD: tuple[tuple[str, str, list[date]], ...] = (
    ("STOPPED", "S", daily(date(2025, 12, 1), date(2026, 3, 16))),
    ("OLD", "S", daily(date(2022, 1, 4), date(2022, 3, 31))),
    ("ENDED", "S", daily(date(2025, 4, 1), date(2025, 6, 30))),
    ("QUIET", "S", daily(date(2025, 9, 15), date(2026, 3, 19), 8)),
    ("TWO", "S1", daily(date(2025, 12, 1), date(2026, 2, 27))),
    ("TWO", "S", daily(date(2025, 12, 1), date(2026, 3, 31))),
)


def rows(told: Iterable[tuple[str, str, list[date]]] = TOLD) -> list[dict[str, Any]]:
    """One dossier a day, open and without a due day; changed the morning it came."""
    return [
        A_DOSSIER
        | {
            "dossier_code": f"{agency}-{source}-{day}",
            "agency_code": agency,
            "source_id": source,
            "received_at": datetime.combine(day, time(8)),
            "due_at": datetime.combine(day + timedelta(3), time(17)),
            "source_updated_at": datetime.combine(day, time(9)),
        }
        for agency, source, days in told
        for day in days
    ]


def fill(url: str) -> None:
    put(url, {"agency": AGENCIES, "agency_succession": SUCCESSION})
    insert_rows(url, {"dossier": rows()})


@pytest.fixture(params=["from the rows", "from the tally"])
def reader(
    request: pytest.FixtureRequest, register_url: str, engine: Engine, kept_beside: Beside
) -> Reader:
    fill(register_url)
    plain = Reader(Register(engine, lambda: NOW), rules.declared())
    return kept_beside(plain) if request.param == "from the tally" else plain


# -- ages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "as_of", "since", "ended_on"),
    [
        ("STOPPED", "2026-03-16 09:00", "2026-03-17", None),
        ("OLD", "2022-03-31 09:00", "2022-04-01", None),
        ("ENDED", "2025-06-30 09:00", "2025-07-01", "2025-06-30"),
        ("QUIET", "2026-03-10 09:00", None, None),
        ("TWO", "2026-03-31 09:00", None, None),
        ("T", "2026-03-31 09:00", None, None),
        (None, "2026-03-31 09:00", None, None),
    ],
)
def test_an_agency_is_as_old_as_what_was_heard_of_it(
    reader: Reader, agency: str | None, as_of: str, since: str | None, ended_on: str | None
) -> None:
    age = reader.register.moment().ages.of(agency)
    assert f"{age.as_of:%Y-%m-%d %H:%M}" == as_of
    assert str(age.since) == str(since) and str(age.ended_on) == str(ended_on)


def test_a_page_over_many_knows_which_are_silent_and_which_source_is(reader: Reader) -> None:
    ages = reader.register.moment().ages
    since = date(2026, 3, 17)
    assert ages.silent_below("T") == [("OLD", date(2022, 4, 1)), ("STOPPED", since)]
    assert ages.silent_below(None) == ages.silent_below("T")
    assert ages.silent_sources("TWO") == [("S1", date(2026, 2, 28))]
    assert ages.silent_sources("QUIET") == []


def test_the_days_of_half_a_year_are_joined_by_their_own_ends() -> None:
    one, two = Heard(datetime(2026, 3, 10, 9), 0b101), Heard(datetime(2026, 3, 12, 8), 0b11)
    assert joined([one, None, two]) == Heard(datetime(2026, 3, 12, 8), 0b10111)
    assert joined([None]) is None
    long_ago = Heard(datetime(2025, 1, 1), 1)
    assert joined([long_ago, two]) == two
    assert Heard.unpacked(one.at, one.packed) == one


@pytest.mark.parametrize(("step", "usual"), [(1, 0.0), (2, 1.0), (8, 7.0), (30, None)])
def test_what_is_usual_is_told_by_whole_working_days(step: int, usual: float | None) -> None:
    days = daily(date(2025, 9, 1), date(2026, 1, 30), step)
    heard = joined(Heard(datetime.combine(day, time(9))) for day in days)
    assert usual_of(heard, CALENDAR) == usual


def test_of_too_few_changes_the_source_decides(register_url: str, engine: Engine) -> None:
    """Two dossiers of last autumn and last month; the source goes on, or it does not."""
    put(register_url, {"agency": "code | parent\nT |\nFEW | T\nMANY | T"})
    few = [date(2025, 11, 3), date(2026, 2, 2)]
    many = daily(date(2025, 12, 1), NOW.date())
    insert_rows(register_url, {"dossier": rows([("FEW", "S", few), ("MANY", "S", many)])})
    assert Register(engine, lambda: NOW).moment().ages.of("FEW").since is None
    later = Register(engine, lambda: NOW + timedelta(days=8)).moment().ages
    assert later.of("FEW").since is not None


def test_a_source_without_stamps_is_dated_by_what_it_says_happened(
    register_url: str, engine: Engine
) -> None:
    """A list of 2022, read this morning, beside one that is live."""
    put(register_url, {"agency": "code | parent\nT |\nLIST | T\nLIVE | T"})
    listed = [each | {"source_updated_at": None} for each in rows(
        [("LIST", "L", daily(date(2022, 1, 4), date(2022, 3, 31)))])]  # fmt: skip
    live = rows([("LIVE", "S", daily(date(2025, 12, 1), NOW.date()))])
    insert_rows(register_url, {"dossier": [*listed, *live]})
    ages = Register(engine, lambda: NOW).moment().ages
    assert ages.of("LIST").since == date(2022, 4, 1)


# -- numbers -----------------------------------------------------------------------------------


def told(reader: Reader, agency: str, period: Period) -> list[tuple[int | None, str | None]]:
    asked = (RECEIVED, OVERDUE, ON_TIME_HONEST)
    return [
        (each.numerator, f"{each.since}" if each.absence is Absence.NO_DATA_SINCE else None)
        for each in reader.read(asked, Scope(period, agency=agency))
    ]


@pytest.mark.parametrize("period", [TODAY, LAST_WEEK], ids=["now", "last week"])
@pytest.mark.parametrize(
    ("agency", "since"),
    [("STOPPED", "2026-03-17"), ("OLD", "2022-04-01"), ("ENDED", "2025-07-01")],
)
def test_after_the_last_data_there_is_no_number(
    reader: Reader, agency: str, since: str, period: Period
) -> None:
    assert told(reader, agency, period) == [(None, since)] * 3


def test_who_is_quiet_but_alive_has_received_none(reader: Reader) -> None:
    received, overdue, _share = told(reader, "QUIET", LAST_WEEK)
    assert received == (0, None)
    assert overdue[0] and overdue[1] is None


def test_a_period_in_which_the_data_ends_still_counts(reader: Reader) -> None:
    assert told(reader, "STOPPED", MARCH)[0] == (11, None)
    assert told(reader, "OLD", Period(date(2022, 3, 1), date(2022, 4, 30)))[0] == (23, None)


def test_a_parent_adds_up_what_there_is(reader: Reader) -> None:
    whole, *_rest = told(reader, "T", MARCH)
    parts = reader.read((RECEIVED,), Scope(MARCH, agency="T"), Dimension.AGENCY)
    assert whole[0] == sum(each.numerator or 0 for each in parts)
    standing = reader.read((PENDING,), Scope(TODAY, agency="T"), Dimension.AGENCY)
    assert {each.group: each.since for each in standing if each.absence} == {
        "STOPPED": date(2026, 3, 17),
        "OLD": date(2022, 4, 1),
    }


def test_months_of_a_series_end_with_the_data(reader: Reader) -> None:
    months = [Period(date(2026, n, 1), date(2026, n + 1, 1) - timedelta(1)) for n in (1, 2, 3, 4)]
    told = reader.read((RECEIVED,), Scope(MARCH, agency="STOPPED"), periods=months)
    assert [each.numerator for each in told] == [21, 15, 11, None]


# -- what must not outlive it ------------------------------------------------------------------


def test_a_change_wakes_an_agency_up_by_itself(
    register_url: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new stamp on one dossier, which counts as it did: its age is another, and its stamp."""
    monkeypatch.setattr("data_access.register.CHECK_EVERY_S", 0.0)
    fill(register_url)
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    tally = Tally(own)
    keeper = Keeper(engine, own, rules.declared(), lambda: NOW)
    keeper.look()
    reader = Reader(Register(engine, lambda: NOW, follower=tally), rules.declared(), tally)
    before = reader.register.moment(), reader.stamp("STOPPED")
    owner = engines.writer(register_url)
    with owner.begin() as connection:
        at = {"source_updated_at": datetime(2026, 3, 31, 11, 50)}
        one = dossier.c.dossier_code == "STOPPED-S-2026-03-16"
        connection.execute(update(dossier).where(one).values(at))
    owner.dispose()
    assert keeper.look() == "changed"
    after = reader.register.moment(), reader.stamp("STOPPED")
    assert after[0].ages.of("STOPPED").as_of == datetime(2026, 3, 31, 11, 50)
    assert after[0].ages.of("STOPPED").since is None
    assert before[0].version != after[0].version and before[1] != after[1]
    assert told(reader, "STOPPED", TODAY)[0] == (0, None)
    own.dispose()


def test_a_day_that_passes_is_felt_by_pages_and_by_walls(register_url: str, engine: Engine) -> None:
    """Nothing is written: on Thursday the source that told on Tuesday has been silent."""
    fill(register_url)
    clock = [NOW]
    reader = Reader(Register(engine, lambda: clock[0]), rules.declared())
    doors = doors_on(reader)
    felt = []
    for day in (0, 1, 2, 3):
        clock[0] = NOW + timedelta(days=day)
        moment = reader.register.moment()
        felt.append((pulse_of(moment, reader.rules), key_of("/", "?don-vi=QUIET", moment, doors),
                     reader.stamp("QUIET")))  # fmt: skip
    assert all(len(set(each)) == 4 for each in zip(*felt, strict=True))


# -- pages -------------------------------------------------------------------------------------


def doors_on(reader: Reader) -> Doors:
    register, counted = reader.register, reader.rules
    lists, dossiers = Rows(register, counted), Courses(register, counted)
    return Doors(reader.read, Around(register), counted, lists, dossiers, columns_of_all(counted))


@pytest.fixture
def page(sqlite_url: str) -> Callable[[str, str], str]:
    fill(sqlite_url)
    doors = doors_on(Reader(Register(engines.reader(sqlite_url), lambda: NOW), rules.declared()))

    def drawn_at(path: str, search: str) -> str:
        from flask import Flask
        from flask_babel import Babel, force_locale

        server = Flask(__name__)
        Babel(server)
        with server.test_request_context(), force_locale("en"):
            shown = regions(path, f"{search}&lang=en", doors)
            return re.sub(r"\s+", " ", said([shown.scope, shown.page]))

    return drawn_at


PATHS = ("/", "/don-vi", "/linh-vuc", "/ho-so")
Page = Callable[[str, str], str]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_shows_a_number_of_a_silent_agency(page: Page, path: str) -> None:
    for agency, since in (("STOPPED", "17/03/2026"), ("OLD", "01/04/2022")):
        shown = page(path, f"?don-vi={agency}&ky=hom-nay")
        assert since in shown or path == "/don-vi"
        assert "No dossier" not in shown and "n = 0" not in shown and "Nothing" not in shown


@pytest.mark.parametrize("path", PATHS)
def test_a_silent_agency_says_how_old_it_is_and_has_no_number_for_now(
    page: Page, path: str
) -> None:
    shown = page(path, "?don-vi=STOPPED&ky=hom-nay")
    assert "Data as of 09:00, 16/03/2026" in shown and "minutes ago" not in shown
    assert "This data is old: it stops at 09:00, 16/03/2026 (Monday)" in shown
    assert "The last period with data is" in shown
    assert "nearest period" not in shown


@pytest.mark.parametrize("path", PATHS)
def test_an_agency_of_the_past_says_so_and_who_followed_it(page: Page, path: str) -> None:
    shown = page(path, "?don-vi=ENDED&ky=hom-nay")
    assert "Xã Đã Nhập ended on 30/06/2025." in shown and "Its work went to Xã Vắng" in shown
    assert "nearest period" not in shown and "No dossier is overdue" not in shown


def test_a_page_over_many_names_the_silent_ones(page: Page) -> None:
    shown = page("/", "?don-vi=T")
    assert "No new data of 2 communes." in shown
    assert "Xã Cũ (since 01/04/2022)" in shown and "Xã Dừng (since 17/03/2026)" in shown
    assert "Xã Đã Nhập (since" not in shown
    assert "The source S1 has told nothing new since 28/02/2026." in page("/", "?don-vi=TWO")


@pytest.mark.parametrize(
    ("agency", "first", "last"),
    [
        ("OLD", date(2022, 3, 15), date(2022, 4, 14)),
        ("ENDED", date(2025, 6, 15), date(2025, 7, 14)),
        ("QUIET", date(2026, 3, 15), date(2026, 4, 14)),
    ],
)
def test_an_office_opens_on_its_last_period_with_data(
    sqlite_url: str, agency: str, first: date, last: date
) -> None:
    fill(sqlite_url)
    doors = doors_on(Reader(Register(engines.reader(sqlite_url), lambda: NOW), rules.declared()))
    assert view_of("/", f"?don-vi={agency}", doors).scope.period == Period(first, last)
    named = view_of("/", f"?don-vi={agency}&ky=hom-nay", doors)
    assert named.scope.period == TODAY  # what is asked is what is shown


def test_old_data_calls_no_day_today_or_yesterday(sqlite_url: str) -> None:
    """Three weeks after its last change a register tells of days by their dates."""
    fill(sqlite_url)
    late = NOW + timedelta(days=21)
    doors = doors_on(Reader(Register(engines.reader(sqlite_url), lambda: late), rules.declared()))
    from flask import Flask
    from flask_babel import Babel, force_locale

    server = Flask(__name__)
    Babel(server)
    for path in ("/", "/don-vi"):
        for period in ("hom-nay", "thang", "tuan"):
            with server.test_request_context(), force_locale("en"):
                shown = said(regions(path, f"?don-vi=T&ky={period}&lang=en", doors).scope)
                shown += said(regions(path, f"?don-vi=T&ky={period}&lang=en", doors).page)
            assert "yesterday" not in shown.lower() and "Today" not in shown, (path, period)


# -- the wall ----------------------------------------------------------------------------------


@pytest.fixture
def screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], dict[str, Any]]]:
    url = make_tables(f"sqlite:///{tmp_path / 'register.sqlite'}")
    fill(url)
    monkeypatch.setenv("ONESTOP_DATABASE_URL", url)
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")
    with time_machine.travel(NOW.replace(tzinfo=ZONE), tick=False):
        client = create_app(Settings(cache="SimpleCache")).server.test_client()

        def told(agency: str) -> dict[str, Any]:
            query = f"don-vi={agency}&xem-truoc=1&lang=en"
            body: dict[str, Any] = client.get(f"/man-hinh/so-lieu?{query}").get_json()
            return body

        yield told


def words(slides: Any) -> str:
    if isinstance(slides, str):
        return slides
    if isinstance(slides, dict):
        return words(list(slides.values()))
    return " ".join(map(words, slides)) if isinstance(slides, list) else ""


@pytest.mark.parametrize("agency", ["STOPPED", "OLD", "ENDED"])
def test_a_wall_without_a_feed_shows_no_number_and_nothing_good(
    screen: Callable[[str], dict[str, Any]], agency: str
) -> None:
    body = screen(agency)
    assert body["isStale"] is True
    assert [value for _name, value in body["ghost"]] == ["–"] * 4
    shown = words(body["slides"])
    assert "better" not in shown and "ewer than usual" not in shown


def test_a_wall_of_an_ended_agency_names_its_heirs(
    screen: Callable[[str], dict[str, Any]],
) -> None:
    assert screen("ENDED")["ended"] == {
        "title": "Xã Đã Nhập ended on 30/06/2025",
        "text": "Its work went to these agencies:",
        "links": [["Xã Vắng", "/man-hinh?don-vi=QUIET&lang=en"]],
    }
    assert "ended" not in screen("STOPPED")


def test_a_wall_of_a_quiet_office_goes_by_its_own_pauses(
    screen: Callable[[str], dict[str, Any]],
) -> None:
    quiet, busy = screen("QUIET"), screen("T")
    assert (quiet["isStale"], busy["isStale"]) == (False, False)
    assert quiet["asOf"] == "2026-03-10T09:00:00" and quiet["byChange"] is True
    assert quiet["age"] / quiet["expected"] < 2  # not yet amber
    assert quiet["ghost"][2] == ["Received", "0"]


def test_what_is_expected_of_an_agency_is_asked_of_it(reader: Reader) -> None:
    day = 8 * 3600
    assert rhythm(reader.register, NOW.date(), "QUIET").expected_s == 11 * day
    assert rhythm(reader.register, NOW.date(), "TWO").expected_s == day


def reading(each: Reading) -> tuple[int | None, Absence | None]:
    return each.numerator, each.absence


def test_a_register_that_stands_still_is_old_by_the_same_rule(
    register_url: str, engine: Engine
) -> None:
    """Of a village that hears something every eighth day: a working day without is not old."""
    put(register_url, {"agency": "code\nQUIET"})
    days = daily(date(2025, 9, 15), date(2026, 3, 19), 8)
    insert_rows(register_url, {"dossier": rows([("QUIET", "S", days)])})
    assert not Register(engine, lambda: NOW).moment().is_stale
    assert Register(engine, lambda: NOW + timedelta(days=28)).moment().is_stale
