"""The overview says what was found in a scope, and nothing that chance alone could say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale

from data_access.indicators.catalogue import (
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    OVERDUE,
)
from data_access.indicators.reading import Dimension, Reading, reading_of
from data_access.indicators.signals import Judgement
from data_access.periods import Calendar, Period, months_until
from data_access.reader import Reader
from data_access.scope import UNKNOWN, Channel, Scope
from layouts import wording
from layouts.components.series import break_indexes
from layouts.components.woven import woven
from layouts.pages.overview import OVERVIEW
from layouts.pages.overview.asking import (
    PARTS,
    PARTS_MONTHS,
    WHOLE,
    months_of,
    parts_by,
    running_of,
)
from layouts.pages.overview.found import Found
from layouts.pages.overview.on_time import points_between, reading_over
from layouts.pages.overview.parts import parts_of
from layouts.pages.overview.waiting import steps_finding
from layouts.pages.page import View
from tests import board
from tests.board import links, walk
from tests.conftest import Given

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
NOW = datetime(2026, 3, 31, 12)  # a Tuesday
TWO = """code | name | level | parent
T | Province T | PROVINCE |
A | Ward A | COMMUNE | T
B | Ward B | COMMUNE | T"""
HEAD = "code | agency | received | due | result | outcome | step"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def dossiers(agency: str, on_time: int, late: int = 0, pending: int = 0) -> str:
    """Finished on their due day, the 10th; due then and open still; due tomorrow."""
    rows = [f"{agency}{n} | {agency} | 1 | 10 | 10 | RESULT |" for n in range(on_time)]
    rows += [f"{agency}L{n} | {agency} | 1 | 10 | | | Signing" for n in range(late)]
    rows += [f"{agency}P{n} | {agency} | 1 | 2026-04-01 | | | Signing" for n in range(pending)]
    return "\n".join(rows)


def table_of(*rows: str) -> str:
    return "\n".join([HEAD, *filter(None, rows)])


def view_of(reader: Reader, agency: str = "T", **changes: Any) -> View:
    state, moment = reader.register.state(), reader.register.moment()
    scope = Scope(MARCH, agency=agency).within(**changes)
    return View("/", scope, moment, state.directory, state.calendar, reader.rules)


def found_in(reader: Reader, view: View) -> Found:
    asked = OVERVIEW.ask(view)
    return Found(
        view,
        {name: reader.read(q.indicators, q.scope, q.by, q.periods) for name, q in asked.items()},
    )


def page(reader: Reader, view: View | None = None, agency: str = "T") -> Component:
    view = view or view_of(reader, agency)
    return OVERVIEW.draw(view, found_in(reader, view).answers)


def text(drawn: object) -> str:
    """With plain spaces."""
    return board.text(drawn).replace("\N{NO-BREAK SPACE}", " ")


def plain(drawn: object) -> str:
    """On one line, each space one."""
    return " ".join(text(drawn).split())


def title(drawn: Component) -> str:
    return next(text(each) for each in walk(drawn) if type(each).__name__ == "H1")


def looks(drawn: Component) -> set[str]:
    """Every class name on the page."""
    told = (getattr(each, "className", None) or "" for each in walk(drawn))
    return {name for each in told for name in each.split()}


# -- the title says the finding -----------------------------------------------------------------


def test_an_agency_without_a_dossier(given: Given) -> None:
    drawn = page(given(agency=TWO))
    assert title(drawn) == "No dossier is overdue now; nothing fell due up to the end of 30/03"
    assert "No dossier was received in the period" in text(drawn)
    assert "Not applicable: no dossier of the period bears a fee" in text(drawn)


def test_what_is_due_today_is_no_due_day_that_is_over(given: Given) -> None:
    """A due day counts in the share only once it is past: of today it is told what is due."""
    due_today = "\n".join(f"X{n} | A | 1 | 31 | | | Signing" for n in range(12))
    reader = given(table_of(dossiers("A", on_time=20), due_today), agency=TWO)
    today = Period(date(2026, 3, 31), date(2026, 3, 31))
    drawn = page(reader, view_of(reader, period=today))
    assert title(drawn) == (
        "No dossier is overdue now; no due day of the period is over yet; 12 dossiers are due today"
    )
    assert "No due day of the period is over yet" in text(drawn)
    assert "20 of 20 fell due up to the end of 30/03" in plain(page(reader))


def test_a_period_of_the_past_says_what_fell_due_in_it(given: Given) -> None:
    reader = given(table_of(dossiers("A", on_time=20)), agency=TWO, now=datetime(2026, 4, 1, 8))
    assert "20 of 20 fell due in the period" in plain(page(reader))


def test_few_dossiers_are_too_few_for_a_share(given: Given) -> None:
    drawn = page(given(table_of(dossiers("A", on_time=6, late=0)), agency=TWO))
    assert title(drawn) == "No dossier is overdue now; 6 dossiers fell due, too few for a share"
    assert not any("100%" in each for each in shares(drawn))


def test_many_with_one_clearly_late(given: Given) -> None:
    told = table_of(dossiers("A", on_time=30, late=20), dossiers("B", on_time=400))
    drawn = page(given(told, agency=TWO))
    assert title(drawn) == "20 dossiers are overdue; 1 commune is clearly later than the whole"
    assert "1 commune has 100% of the 20 dossiers due that were not finished in time" in text(drawn)


def test_nobody_is_called_late_for_what_chance_can_do(given: Given) -> None:
    told = table_of(dossiers("A", on_time=99, late=1), dossiers("B", on_time=398, late=2))
    drawn = page(given(told, agency=TWO))
    assert title(drawn) == "3 dossiers are overdue; 99% of those due finished in time"
    assert "No agency is clearly later than the whole" in text(drawn)


def test_old_data_is_told_in_the_past_tense(given: Given) -> None:
    reader = given(
        table_of(dossiers("A", 20, 1)), agency=TWO, now=datetime(2026, 4, 9, 8)
    )  # nine days after the newest change
    drawn = page(reader)
    assert title(drawn).startswith("At 11:55, 31/03/2026: 1 dossier was overdue; ")
    assert "Overdue then" in text(drawn)


def test_an_agency_of_the_past_has_nothing_waiting_but_heirs(given: Given) -> None:
    agencies = (
        "code | name | level | parent | valid_from | valid_to\n"
        "T | Province T | PROVINCE | | |\n"
        "A | Ward A | COMMUNE | T | | 2026-03-20\n"
        "N | Ward N | COMMUNE | T | 2026-03-21 |"
    )
    reader = given(
        table_of(dossiers("A", on_time=20)),
        agency=agencies,
        agency_succession="predecessor | successor | effective\nA | N | 2026-03-21",
    )
    drawn = page(reader, view_of(reader, "A"))
    assert title(drawn) == "100% of those due finished in time"
    assert "The agency was closed on 20/03/2026" in text(drawn)
    assert any(words == "Ward N" and "don-vi=N" in href for href, words in links(drawn))


def test_what_a_closed_agency_left_behind_still_waits(given: Given) -> None:
    agencies = "code | name | level | valid_to\nA | Ward A | COMMUNE | 2026-03-20"
    drawn = page(given(table_of(dossiers("A", on_time=20, late=1)), agency=agencies), None, "A")
    assert title(drawn) == "1 dossier is overdue; 95% of those due finished in time"
    assert "1 dossier is more than 10 working days late" in text(drawn)


# -- no colour without a signal -----------------------------------------------------------------


def test_a_month_without_history_has_no_colour(given: Given) -> None:
    late = "\n".join(f"X{n} | A | 1 | 10 | 11 | RESULT |" for n in range(3))
    told = table_of(dossiers("A", on_time=97), late, dossiers("B", on_time=400))
    found = looks(page(given(told, agency=TWO)))
    assert not {name for name in found if "worse" in name or "better" in name}


def steady() -> str:
    """A year and a half in which of 12 dossiers a month 11 were finished in time."""
    days = [date(2024 + n // 12, n % 12 + 1, 10) for n in range(8, 26)]
    return "\n".join(
        f"M{day:%y%m}{n} | A | {day:%Y-%m}-02 | {day} | {day:%Y-%m}-{10 if n else 20} | RESULT |"
        for day in days
        for n in range(12)
    )


def test_a_month_that_is_not_over_is_not_judged(given: Given) -> None:
    """Its few days would be held against limits of whole months."""
    reader = given(table_of(steady(), dossiers("A", on_time=4, late=8)), agency=TWO)
    view = view_of(reader)
    assert months_of(view)[-1] == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert running_of(view) == (MARCH,)
    told = plain(page(reader, view))
    assert "No meaningful change (month 03/2026 is not over)" in told
    assert "below the limit" not in told


def test_a_month_is_judged_once_it_is_over(given: Given) -> None:
    told = table_of(steady(), dossiers("A", on_time=4, late=8))
    reader = given(told, agency=TWO, now=datetime(2026, 4, 1, 8))
    view = view_of(reader)
    assert months_of(view)[-1] == MARCH and running_of(view) == ()
    assert "Worse : below the limit of" in plain(page(reader, view))
    assert "is not over" not in plain(page(reader, view))


def test_it_is_said_which_of_the_two_calendars_months_are_of(given: Given) -> None:
    period = Period(date(2026, 2, 15), date(2026, 3, 14))
    reader = given(table_of(steady()), agency=TWO)
    told = plain(page(reader, view_of(reader, period=period)))
    assert "signals by report month" in told
    assert "calendar month" not in told


def test_below_ten_there_is_no_share_no_interval_no_colour(given: Given) -> None:
    told = table_of(dossiers("A", on_time=2, late=7), dossiers("B", on_time=400))
    drawn = page(given(told, agency=TWO))
    row = next(
        each for each in walk(drawn) if "table__few" in (getattr(each, "className", "") or "")
    )
    assert text(row).split() == [
        "Ward",
        "A",
        "7",
        "2",
        "of",
        "9",
        "9",
        "Too",
        "few",
        "to",
        "compare",
        "Not",
        "enough",
        "data",
        "yet",
    ]
    assert not any("interval" in name or "worse" in name for name in looks(row))


def test_a_source_that_does_not_say_is_no_zero(given: Given) -> None:
    reader = given(
        table_of(dossiers("A", on_time=20)),
        agency=TWO,
        source_capability="source | table | column | capability\n"
        "S | payment | amount | NO\nS | rating | score | NO\nS | dossier | due_at | NO",
    )
    drawn = page(reader)
    assert title(drawn) == "Nobody can say what is overdue; no data on what was on time"
    assert "No data: the source does not send payments" in text(drawn)
    assert "No data: the source does not send ratings of satisfaction" in text(drawn)
    assert shares(drawn)[:3] == ["–", "–", "–"]


def test_a_share_that_the_filter_makes_is_not_judged(given: Given) -> None:
    rows = "\n".join(f"D{n} | A | 2026-03-0{1 + n % 9} | 2" for n in range(40))
    reader = given(f"code | agency | received | channel\n{rows}", agency=TWO)
    view = view_of(reader, channels=(Channel.ONLINE,))
    (drawn,) = (each for each in walk(page(reader, view)) if is_figure(each, "Submitted online"))
    assert "40 of 40 received in the period" in plain(drawn)
    assert plain(drawn).endswith("Follows from the filter by channel: not judged")
    (whole,) = (each for each in walk(page(reader)) if is_figure(each, "Submitted online"))
    assert "not judged" not in plain(whole)


def is_figure(drawn: Component, name: str) -> bool:
    return getattr(drawn, "className", "") == "figure" and plain(drawn).startswith(name)


# -- who: ordered by what chance cannot explain -------------------------------------------------


def test_a_large_trouble_stands_before_a_small_misfortune(given: Given) -> None:
    """Of A's 12 dossiers 3 were late, of B's 400 some 60: 75 % and 85 %, but B is no chance."""
    agencies = TWO + "\nC | Ward C | COMMUNE | T\nD | Ward Đ | COMMUNE | T"
    told = table_of(
        dossiers("A", on_time=9, late=3), dossiers("B", 340, late=60), dossiers("C", 900, late=10),
        dossiers("D", on_time=30),
    )  # fmt: skip
    reader = given(told, agency=agencies)
    parts = parts_of(found_in(reader, view_of(reader)))
    assert [row.name for row in parts.rows] == ["Ward B", "Ward A", "Ward Đ", "Ward C"]
    assert [row.judgement for row in parts.rows] == [
        Judgement.WORSE, Judgement.NO_CHANGE, Judgement.NO_CHANGE, Judgement.BETTER,
    ]  # fmt: skip
    assert parts.late_share == (60, 73)


def test_an_agency_opens_its_own_overview_in_the_same_period(given: Given) -> None:
    drawn = page(given(table_of(dossiers("A", 20)), agency=TWO))
    assert ("/?don-vi=A&tu=2026-03-01&den=2026-03-31&lang=en", "Ward A") in set(links(drawn))


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({}, Dimension.AGENCY),
        ({"agency": "A"}, Dimension.FIELD),
        ({"is_alone": True}, Dimension.FIELD),
        ({"agency": "A", "fields": ("LAND",)}, Dimension.PROCEDURE),
    ],
)
def test_what_a_scope_is_made_of(given: Given, changes: Mapping[str, Any], by: Dimension) -> None:
    view = view_of(given(agency=TWO), **changes)
    assert parts_by(view) is by
    assert (PARTS_MONTHS in OVERVIEW.ask(view)) is (by is not Dimension.PROCEDURE)


def test_the_parts_add_up_to_the_whole(given: Given) -> None:
    told = table_of(dossiers("A", 30, 2), dossiers("B", 12), dossiers("T", 5, 1))
    reader = given(told, agency=TWO)
    answers = found_in(reader, view_of(reader)).answers
    (whole,) = (each for each in answers[WHOLE] if each.indicator == ON_TIME_HONEST)
    assert sum(each.numerator or 0 for each in answers[PARTS]) == whole.numerator == 47
    assert sum(each.denominator or 0 for each in answers[PARTS]) == whole.denominator == 50


def test_what_stands_for_no_agency_is_none_of_those_below(given: Given) -> None:
    agencies = TWO + "\nUNKNOWN | Not known | OTHER | T\nR | Registry | OTHER | T"
    unknown = "\n".join(f"U{n} | UNKNOWN | 1 | 10 | 10 | RESULT |" for n in range(12))
    idle = given(table_of(dossiers("A", 20), unknown), agency=agencies)
    assert "Province T, 2 communes, period" in plain(page(idle))
    assert "See all 2 communes" in plain(page(idle))


def test_an_agency_of_no_level_counts_once_it_has_dossiers(given: Given) -> None:
    agencies = TWO + "\nR | Registry | OTHER | T"
    reader = given(table_of(dossiers("A", 20), dossiers("R", 12)), agency=agencies)
    assert "Province T, 2 communes and 1 agency, period" in plain(page(reader))


# -- what waits -------------------------------------------------------------------------------


def test_what_waits_is_drawn_with_its_links(given: Given) -> None:
    told = table_of(dossiers("A", on_time=20, late=3, pending=4))
    drawn = page(given(told, agency=TWO))
    assert "4 dossiers fall due within 3 working days" in text(drawn)
    assert "By Wednesday, 01/04" in text(drawn)
    assert "By Friday, 03/04" in text(drawn)
    assert "each line holds those above it" in text(drawn)
    assert "3 dossiers are more than 10 working days late" in text(drawn)
    assert "Overdue dossiers lie at 1 step" in text(drawn)
    shown = {words: href for href, words in links(drawn) if "chi-so=trong-han" in href}
    assert "tu=2026-03-01" in shown["4"] and "han-den=2026-04-03" in shown["4"]
    held = [href for href, words in links(drawn) if "buoc=Signing" in href]
    assert len(held) == 1


def step_readings(*counts: int) -> list[Reading]:
    scope = Scope(MARCH, agency="T")
    return [reading_of(OVERDUE, scope, f"step {n}", n) for n in counts]


@pytest.mark.parametrize(
    ("counts", "finding"),
    [
        ((90, 5, 5), "1 step holds 90% of overdue dossiers"),
        ((40, 30, 20, 10), "2 steps hold 70% of overdue dossiers"),
        ((50, 50), "Overdue dossiers lie at 2 steps"),
        ((100,), "1 step holds 100% of overdue dossiers"),
        ((4, 3), "Overdue dossiers lie at 2 steps"),
    ],
)
def test_the_fewest_steps_that_hold_two_thirds(counts: tuple[int, ...], finding: str) -> None:
    assert steps_finding(step_readings(*counts), sum(counts)) == finding


def test_not_to_be_known_is_no_step() -> None:
    unknown = reading_of(OVERDUE, Scope(MARCH, agency="T"), UNKNOWN, 60)
    assert steps_finding([unknown], 60) == "At which step the overdue dossiers lie is not known"
    told = [unknown, *step_readings(30, 10)]
    assert steps_finding(told, 100) == "2 steps hold 40% of overdue dossiers"


def test_a_source_without_steps_has_no_table_of_them(given: Given) -> None:
    told = table_of(dossiers("A", on_time=20, late=12))
    silent = "source | table | column | capability\nS | dossier | step_name | NO"
    drawn = page(given(told, agency=TWO, source_capability=silent))
    assert "No data on steps" in text(drawn)
    assert "step holds" not in text(drawn)


# -- the two on-time figures, and longer periods ------------------------------------------------


@pytest.mark.parametrize(
    ("honest", "official", "points"),
    [
        ((43_037, 45_018), (45_276, 46_218), "2.4"),  # 95.6 and 98.0
        ((9_586, 10_000), (9_664, 10_000), "0.7"),  # 95.9 and 96.6, of 0.78 points
        ((96, 100), (9_664, 10_000), "0.6"),  # 96 and 96.6
        ((95, 100), (96, 100), "1"),
        ((1_999, 2_000), (2_000, 2_000), "0.1"),  # 99.9 and 100
    ],
)
def test_the_gap_is_that_of_the_figures_beside_it(
    honest: tuple[int, int], official: tuple[int, int], points: str
) -> None:
    scope = Scope(MARCH)
    one = reading_of(ON_TIME_HONEST, scope, "", *honest)
    two = reading_of(ON_TIME_OFFICIAL, scope, "", *official)
    assert wording.number(points_between(one, two)) == points
    assert points_between(one, two) == points_between(two, one)


def test_longer_periods_reach_no_further_back_than_the_agency(given: Given) -> None:
    agencies = "code | name | level | valid_from\nA | Ward A | COMMUNE | 2026-02-01"
    rows = table_of(
        "D1 | A | 2026-02-02 | 2026-02-10 | 2026-02-10 | RESULT |",
        "D2 | A | 2026-01-02 | 2026-01-10 | 2026-01-10 | RESULT |",
        dossiers("A", on_time=6),
    )
    reader = given(rows, agency=agencies)
    found = found_in(reader, view_of(reader, "A"))
    pooled = reading_over(found, 12)
    assert pooled is not None
    months, reading = pooled
    assert (months, reading.numerator, reading.denominator) == (2, 7, 7)
    assert reading.period == Period(date(2026, 2, 1), date(2026, 3, 31))


def test_a_month_of_the_report_calendar_holds_the_break() -> None:
    months = months_until(date(2025, 8, 1), Calendar.REPORT, 3)  # to 14/6, to 14/7, to 14/8
    assert break_indexes(months, [date(2025, 7, 1)]) == [1]
    assert break_indexes(months, [date(2024, 7, 1), date(2026, 1, 1)]) == []


def test_a_series_of_few_shows_no_share(given: Given) -> None:
    reader = given(table_of(dossiers("A", on_time=9)), agency=TWO)
    honest = found_in(reader, view_of(reader)).honest_series
    assert honest.values == [None] * 24
    assert honest.judgement is Judgement.TOO_FEW


def test_words_are_woven_around_components() -> None:
    assert woven("%(part)s of %(whole)s due", part="6", whole="7") == ["6", " of ", "7", " due"]


def shares(drawn: Component) -> list[str]:
    return [
        text(each) for each in walk(drawn)
        if "figure__value" in (getattr(each, "className", "") or "")
    ]  # fmt: skip


def test_what_a_share_does_not_tell_stands_beside_it(given: Given) -> None:
    reader = given(
        """
        code | agency | received | due | result | withdrawn | outcome
        D1   | A      | 2        | 5   |        |           |
        D2   | A      | 2        | 5   |        |           |
        D3   | A      | 2        | 5   |        | 9         | WITHDRAWN
        D4   | A      | 2        | 20  | 9      |           | RESULT
        """,
        agency=TWO,
        apology="code | issued\nD1 | 6",
        petition="agency | received\nA | 5\nA | 6",
        procedure="code | result_is_document\nP1 | no",
        document="code | digitised\nD4 | yes",
    )
    words = " ".join(text(page(reader)).split())
    assert "1 without a letter of apology" in words
    assert "Papers and result: 1 of 1 resolved" in words
    assert "2 petitions received in the period" in words
    assert "In neither: 1 dossier sent back or withdrawn after their due day." in words


def test_an_office_without_data_since_is_told_so_and_not_as_of_an_instant(given: Given) -> None:
    """Though the whole register is old."""
    reader = given(table_of(dossiers("A", 20, 1)), agency=TWO, now=datetime(2026, 12, 9, 8))
    view = view_of(reader, "A")
    december = Period(date(2026, 12, 1), date(2026, 12, 31))
    told = title(page(reader, replace(view, scope=view.scope.within(period=december))))
    assert told.startswith("No data since")
