"""What a figure means: the page of all definitions, and the panel beside any page."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale

from data_access import rules
from data_access.contract.schema import metadata
from data_access.indicators.catalogue import (
    DUE_UNFINISHED,
    INDICATORS,
    LATE_AND_DUE,
    LATE_FROM_BEFORE,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    OVERDUE,
    RECEIVED,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.targets import targets_of
from data_access.needs import columns_of, columns_of_all
from data_access.periods import Period
from data_access.reader import Reader
from data_access.scope import Scope
from layouts import wording
from layouts.components.bridge import INDICATORS as BRIDGE
from layouts.components.info_panel import info_panel, panel_questions
from layouts.pages.definitions import DEFINITIONS
from layouts.pages.definitions.choices import VALUES
from layouts.pages.definitions.groups import groups
from layouts.pages.page import Selection, View
from tests import board
from tests.board import walk
from tests.conftest import Given

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
AGENCY = "code | name\nA | Ward A"
HEAD = "code | received | due | result | withdrawn | outcome"
# On time; late, both in March; two still open; fell due before and finished late now.
FIVE = f"""{HEAD}
1 | 2 | 10 | 10 | | RESULT
2 | 2 | 10 | 12 | | RESULT
3 | 2 | 11 |    | |
4 | 2 | 12 |    | |
5 | 2026-02-02 | 2026-02-10 | 3 | | RESULT"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def view_of(reader: Reader, path: str = "/", **changes: Any) -> View:
    state, moment = reader.register.state(), reader.register.moment()
    scope = Scope(MARCH, agency="A")
    changes = {"needs": columns_of_all(reader.rules)} | changes
    return View(path, scope, moment, state.directory, state.calendar, reader.rules, **changes)


def page(reader: Reader) -> Component:
    view = view_of(reader, "/chi-so")
    asked = DEFINITIONS.ask(view)
    return DEFINITIONS.draw(
        view, {name: reader.read(q.indicators, q.scope, q.by) for name, q in asked.items()}
    )


def panel(reader: Reader, explained: Indicator, **changes: Any) -> Component:
    view = view_of(reader, explained=explained, **changes)
    asked = panel_questions(view)
    drawn = info_panel(
        view, {name: reader.read(q.indicators, q.scope, q.by) for name, q in asked.items()}
    )
    assert drawn is not None
    return drawn


def text(component: object) -> str:
    return " ".join(board.text(component).replace("\N{NO-BREAK SPACE}", " ").split())


def links(component: Component) -> dict[str, str]:
    return {words: href.replace("&lang=en", "") for href, words in board.links(component)}


def entries(drawn: Component) -> dict[str, Component]:
    articles = (each for each in walk(drawn) if type(each).__name__ == "Article")
    return {str(each.id): each for each in articles}  # type: ignore[attr-defined]


# -- the page of definitions --------------------------------------------------------------------


def test_every_indicator_is_defined_once_and_named_in_the_index(given: Given) -> None:
    drawn = page(given(FIVE, agency=AGENCY))
    assert sorted(entries(drawn)) == sorted(each.slug for each in INDICATORS)
    index = next(each for each in walk(drawn) if type(each).__name__ == "Nav")
    places = {href for href, _words in board.links(index)}
    assert {f"#{each.slug}" for each in INDICATORS} <= places


def test_an_entry_tells_all_that_the_catalogue_says(given: Given) -> None:
    told = entries(page(given(FIVE, agency=AGENCY)))
    for indicator in INDICATORS:
        words = text(told[indicator.slug])
        assert indicator.question in words
        assert indicator.numerator_text in words
        assert indicator.denominator_text in words
        assert indicator.not_counted in words
        assert f"In addresses {indicator.slug}" in " ".join(words.split())
        assert f"In commands {indicator.key}" in " ".join(words.split())
        assert wording.dating(indicator.dated_by) in words
        for target in targets_of(indicator):
            assert wording.day(target.since) in words
            assert wording.decision(target) in words


def test_an_entry_shows_the_counts_of_the_scope(given: Given) -> None:
    told = entries(page(given(FIVE, agency=AGENCY)))
    assert "1 finished by the due day 4 fell due up to the end of 30/03" in text(
        told["dung-han-thuc"]
    )


def test_no_indicator_stands_under_two_headings() -> None:
    told = [each for _name, each in groups()]
    listed = [each.key for group in told for each in group]
    assert sorted(listed) == sorted(each.key for each in INDICATORS)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each.key)
def test_an_indicator_needs_columns_that_the_contract_has(indicator: Indicator) -> None:
    needed = columns_of(indicator, rules.declared())
    assert needed
    for each in (way for need in needed for way in need.split("|")):
        table, column = each.split(".")
        assert column in metadata.tables[table].columns


def test_what_no_source_says_is_said_on_top_and_in_its_entry(given: Given) -> None:
    reader = given(
        FIVE,
        agency=AGENCY,
        source_capability="source | table | column | capability\n"
        "S | dossier | due_at | NO\nS | dossier | channel | DERIVED",
    )
    drawn = page(reader)
    told = entries(drawn)
    assert "without a source here" in text(drawn)
    assert "No source of this register says it" in text(told["dung-han-thuc"])
    assert "No source" not in text(told["tiep-nhan"])
    assert "A source infers some of it" in text(told["truc-tuyen"])


def test_the_rules_are_shown_as_they_are_followed(given: Given) -> None:
    words = text(page(given(FIVE, agency=AGENCY, rule={"late": "second"})))
    assert "D2 Late by the day or by the second? By the second – by the day" in words
    assert "Version 2, since 28/11/2026" in words
    for choice in rules.declared().choices:
        assert choice.question in words
        assert set(choice.options) <= set(VALUES)


def test_the_other_on_time_shares_are_named_as_not_ours(given: Given) -> None:
    words = text(page(given(agency=AGENCY)))
    assert "(resolved in time + pending in time) / received" in words
    assert words.count("not ours") == 2


# -- the panel beside a page --------------------------------------------------------------------


def test_the_panel_shows_the_two_counts_as_links_and_the_bridge(given: Given) -> None:
    drawn = panel(given(FIVE, agency=AGENCY), ON_TIME_HONEST)
    told = links(drawn)
    base = "/ho-so?don-vi=A&tu=2026-03-01&den=2026-03-31&chi-so=dung-han-thuc"
    assert told["finished by the due day"] == f"{base}&phan=tu"
    assert told["fell due up to the end of 30/03"] == f"{base}&phan=mau"
    assert told["Open 3 not finished by the due day"] == f"{base}&phan=con-lai"
    assert told["Full definition"].endswith("#dung-han-thuc")
    assert "Why it differs from “On time, official”" in text(drawn)
    assert text(next(each for each in walk(drawn) if type(each).__name__ == "Tbody")) == (
        "Due in the period, finished late in it 1 1 "
        "Due in the period, not finished when it ended 2 not counted "
        "Due before, finished late now not counted 1 "
        "Count as late 3 2 "
        "Of those due; of those resolved 4 3"
    )


def test_the_panel_closes_to_the_same_page(given: Given) -> None:
    told = links(panel(given(FIVE, agency=AGENCY), RECEIVED, path="/don-vi"))
    assert told["Close"] == "/don-vi?don-vi=A&tu=2026-03-01&den=2026-03-31"


def test_what_waits_is_explained_as_of_the_day_of_the_page(given: Given) -> None:
    reader = given(FIVE, agency=AGENCY)
    view = view_of(reader, explained=OVERDUE)
    (asked,) = panel_questions(view).values()
    assert asked.scope == view.scope
    assert "At 12:00, 31/03/2026." in text(panel(reader, OVERDUE))
    listed = view_of(reader, "/ho-so", explained=OVERDUE, selection=Selection(OVERDUE))
    (asked,) = panel_questions(listed).values()
    assert asked.scope.period == MARCH


def test_a_share_of_few_has_no_value_in_the_panel(given: Given) -> None:
    drawn = panel(given(FIVE, agency=AGENCY), ON_TIME_OFFICIAL)
    assert "%" not in text(next(each for each in walk(drawn) if type(each).__name__ == "Section"))


def test_a_page_without_an_open_panel_asks_nothing_for_it(given: Given) -> None:
    assert panel_questions(view_of(given(agency=AGENCY))) == {}


def random_day(chance: Random) -> str:
    day = chance.randint(-20, 31)
    return str(day) if day > 0 else f"2026-02-{28 + day:02}"


def random_dossiers(seed: int) -> str:
    """Any mixture of early and late, open, paused, withdrawn, refused, undated, without due day."""
    chance, rows = Random(seed), ["code | received | due | result | withdrawn | outcome | paused"]
    for code in range(80):
        outcome = chance.choice(["RESULT"] * 5 + ["REFUSED", "WITHDRAWN", "SENT_BACK", "", "", ""])
        due = random_day(chance) if chance.random() < 0.9 else ""
        done = random_day(chance) if outcome in ("RESULT", "REFUSED") else ""
        gone = random_day(chance) if outcome in ("WITHDRAWN", "SENT_BACK") else ""
        paused = "yes" if not outcome and chance.random() < 0.3 else ""
        received = f"2026-02-0{chance.randint(1, 8)}"
        rows.append(f"{code} | {received} | {due} | {done} | {gone} | {outcome} | {paused}")
    return "\n".join(rows)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("late", ["day", "second"])
def test_the_bridge_adds_up_to_what_each_figure_leaves_out(
    given: Given, seed: int, late: str
) -> None:
    reader = given(random_dossiers(seed), agency=AGENCY, rule={"late": late})
    for span in (MARCH, Period(date(2026, 3, 5), date(2026, 3, 14))):
        told = {each.indicator: each for each in reader.read(BRIDGE, Scope(span, agency="A"))}
        count = {each: reading.numerator or 0 for each, reading in told.items()}
        honest = count[LATE_AND_DUE] + count[DUE_UNFINISHED]
        official = count[LATE_AND_DUE] + count[LATE_FROM_BEFORE]
        assert honest == told[ON_TIME_HONEST].rest
        assert official == told[ON_TIME_OFFICIAL].rest
