"""A breakdown shows the next level below a scope: whole, in order, each number a way in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE, RECEIVED
from data_access.indicators.definition import Indicator, Kind
from data_access.indicators.reading import Dimension, Reading, reading_of
from data_access.indicators.signals import Judgement
from data_access.periods import Period
from data_access.reader import Reader
from data_access.scope import Channel, Scope
from layouts.components.place import Scale
from layouts.pages.breakdown import BREAKDOWNS, BROKEN_DOWN, Breakdown
from layouts.pages.breakdown.asking import Line, lines, whole_line
from layouts.pages.breakdown.cells import Measuring, honest_cell, least_of, share_cell
from layouts.pages.breakdown.order import Tier, by_overdue, holders_of_half, tiers
from layouts.pages.page import Answers, View
from tests import board
from tests.board import walk
from tests.conftest import Beside, Given

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
TREE = """code | name | level | parent
T | Province T | PROVINCE |
D | Department D | DEPARTMENT | T
O | Office O | BRANCH | D
A | Ward A | COMMUNE | T
B | Ward B | COMMUNE | T"""
PROCEDURES = """code | name | field | field_name
P1 | Birth | F1 | Civil status
P2 | Death | F1 | Civil status
P3 | Land use | F2 | Land"""
HEAD = "code | agency | procedure | received | due | result | outcome"
MIXED = f"""{HEAD}
1 | A | P1 | 2 | 10 | 10 | RESULT
2 | A | P1 | 2 | 10 | 12 | RESULT
3 | A | P2 | 3 | 11 |    |
4 | D | P3 | 4 | 12 | 11 | RESULT
5 | O | P3 | 4 | 12 | 20 | RESULT
6 | O | P3 | 2026-02-10 | 2026-02-20 | |
7 | T | P2 | 5 | 20 | 20 | RESULT
8 | A |    | 6 | 20 | 21 | RESULT
9 | A | P9 | 6 | 20 | 19 | RESULT
10 | D | P1 | 2026-02-10 | 3 | 5 | RESULT"""
AGENCIES, FIELDS, PROCEDURE_ROWS = BROKEN_DOWN


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.fixture
def mixed(given: Given) -> Reader:
    return given(MIXED, agency=TREE, procedure=PROCEDURES)


def view_of(reader: Reader, page: Breakdown, **changes: Any) -> View:
    state, moment = reader.register.state(), reader.register.moment()
    scope = Scope(MARCH, agency="T").within(**changes)
    return View(page.path, scope, moment, state.directory, state.calendar, reader.rules)


def answers(reader: Reader, page: Breakdown, view: View) -> Answers:
    return {
        name: reader.read(q.indicators, q.scope, q.by, q.periods)
        for name, q in page.ask(view).items()
    }


def drawn(reader: Reader, page: Breakdown, **changes: Any) -> Component:
    view = view_of(reader, page, **changes)
    return page.draw(view, answers(reader, page, view))


def links(page: Component) -> Iterator[tuple[str, str]]:
    """(address without its language, words) of every link."""
    for href, words in board.links(page):
        yield href.removesuffix("&lang=en"), words


def text(component: object) -> str:
    return " ".join(board.text(component).replace("\N{NO-BREAK SPACE}", " ").split())


def title(page: Component) -> str:
    return next(text(each) for each in walk(page) if type(each).__name__ == "H1")


def rows(page: Component) -> dict[str, list[str]]:
    """Name of a row → the words of its other cells."""
    body = next(each for each in walk(page) if type(each).__name__ == "Tbody")
    told = {}
    for row in (each for each in walk(body) if each._type == "Tr"):
        name, *cells = row.children if isinstance(row.children, list) else [row.children]
        told[text(name)] = [text(cell) for cell in cells]
    return told


def address_of_row(page: Component, name: str) -> str:
    return next(href for href, words in links(page) if words == name)


# -- the rows make up the whole -----------------------------------------------------------------


@pytest.mark.parametrize("page", BROKEN_DOWN, ids=lambda page: page.path)
@pytest.mark.parametrize(
    "changes",
    [{}, {"agency": "D"}, {"fields": ("F1",)}, {"channels": (Channel.COUNTER,)}],
    ids=str,
)
def test_the_rows_add_up_to_the_whole_which_is_read_by_itself(
    mixed: Reader, page: Breakdown, changes: dict[str, Any]
) -> None:
    told = answers(mixed, page, view_of(mixed, page, **changes))
    whole = whole_line(told)
    found = lines(told)
    checked = [each for each in whole.readings.values() if each.indicator.kind is not Kind.QUANTILE]
    for total in checked:
        parts = [line.of(total.indicator) for line in found]
        assert sum(each.numerator or 0 for each in parts) == total.numerator, total.indicator.key
        assert sum(each.denominator or 0 for each in parts) == (total.denominator or 0)
    assert whole.count(RECEIVED) or changes


def test_every_part_of_a_page_has_its_row(mixed: Reader) -> None:
    assert set(rows(drawn(mixed, AGENCIES))) >= {
        "Total", "Department D", "Ward A", "Ward B", "Province T, its own dossiers",
    }  # fmt: skip
    assert set(rows(drawn(mixed, FIELDS))) == {
        "Total", "Civil status", "Land", "Field not known",
    }  # fmt: skip
    assert set(rows(drawn(mixed, PROCEDURE_ROWS))) == {
        "Total", "Birth", "Death", "Land use", "Procedure not known",
    }  # fmt: skip
    assert set(rows(drawn(mixed, PROCEDURE_ROWS, fields=("F2",)))) == {"Total", "Land use"}


def test_what_waits_is_of_the_periods_end_and_has_a_row_although_nothing_came_in_it(
    given: Given,
) -> None:
    reader = given(
        f"{HEAD}\n1 | A | P3 | 2026-02-10 | 2026-02-20 | |",
        agency=TREE,
        procedure=PROCEDURES,
    )
    assert rows(drawn(reader, FIELDS))["Land"][:6] == ["1", "0", "0", "0", "1", "1"]
    (now,) = {
        href
        for href, words in links(drawn(reader, FIELDS))
        if "chi-so=qua-han" in href and "linh-vuc=F2" in href
    }
    assert "tu=2026-03-01&den=2026-03-31" in now
    half = Period(date(2026, 2, 1), date(2026, 2, 15))
    assert rows(drawn(reader, FIELDS, period=half))["Land"][:6] == ["0", "1", "0", "0", "1", "0"]
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert set(rows(drawn(reader, FIELDS, period=january))) == {"Total"}


def test_an_agency_of_the_past_has_its_row_in_its_own_time_only(given: Given) -> None:
    reader = given(
        f"{HEAD}\n1 | X | P1 | 2025-05-02 | 2025-05-10 | 2025-05-10 | RESULT",
        agency="code | name | parent | valid_from | valid_to\n"
        "T | Province T | | |\n"
        "X | District X | T | | 2025-06-30\n"
        "N | Ward N | T | 2025-07-01 |",
    )
    then = Period(date(2025, 5, 1), date(2025, 5, 31))
    assert set(rows(drawn(reader, AGENCIES, period=then))) >= {"District X"}
    assert "Ward N" not in rows(drawn(reader, AGENCIES, period=then))
    assert "District X" not in rows(drawn(reader, AGENCIES))


def test_an_agency_of_the_past_leaves_no_row_of_zeros_where_counts_are_kept(
    given: Given, kept_beside: Beside
) -> None:
    reader = given(
        f"{HEAD}\n1 | X | P1 | 2025-05-02 | 2025-05-10 | 2025-06-20 | RESULT",
        agency="code | name | parent | valid_from | valid_to\n"
        "T | Province T | | |\n"
        "X | District X | T | | 2025-06-30\n"
        "N | Ward N | T | 2025-07-01 |",
    )
    kept = kept_beside(reader)
    assert rows(drawn(kept, AGENCIES)) == rows(drawn(reader, AGENCIES))
    assert "District X" not in rows(drawn(kept, AGENCIES))


# -- a row opens the next level -----------------------------------------------------------------


def test_an_agency_opens_those_below_it_else_its_fields(mixed: Reader) -> None:
    page = drawn(mixed, AGENCIES)
    days = "tu=2026-03-01&den=2026-03-31"
    assert address_of_row(page, "Department D") == f"/don-vi?don-vi=D&{days}"
    assert address_of_row(page, "Ward A") == f"/linh-vuc?don-vi=A&{days}"
    own = address_of_row(page, "Province T, its own dossiers")
    assert own == f"/linh-vuc?don-vi=T&rieng=1&{days}"


def test_a_field_opens_its_procedures_and_a_procedure_its_dossiers(mixed: Reader) -> None:
    days = "tu=2026-03-01&den=2026-03-31"
    field = address_of_row(drawn(mixed, FIELDS), "Civil status")
    assert field == f"/thu-tuc?don-vi=T&{days}&linh-vuc=F1"
    procedure = address_of_row(drawn(mixed, PROCEDURE_ROWS, agency="A"), "Birth")
    assert procedure == f"/ho-so?don-vi=A&{days}&thu-tuc=P1"


def test_a_number_opens_its_dossiers_and_nothing_opens_nothing(mixed: Reader) -> None:
    found = {
        (href, words)
        for href, words in links(drawn(mixed, FIELDS))
        if "linh-vuc=F1" in href and href.startswith("/ho-so?")
    }
    days = "tu=2026-03-01&den=2026-03-31"
    base = f"/ho-so?don-vi=T&{days}&linh-vuc=F1"
    assert (f"{base}&chi-so=tiep-nhan&phan=tu", "4") in found
    assert (f"{base}&chi-so=dung-han-thuc&phan=mau", "of 5") in found
    assert not {words for _href, words in found if words == "0"}


def test_the_tabs_and_the_file_keep_the_question(mixed: Reader) -> None:
    page = drawn(mixed, FIELDS, agency="A", channels=(Channel.COUNTER,))
    kept = "don-vi=A&tu=2026-03-01&den=2026-03-31&kenh=truc-tiep"
    told = {words: href for href, words in links(page)}
    assert told["Agencies"] == f"/don-vi?{kept}"
    assert told["Procedures"] == f"/thu-tuc?{kept}"
    assert told["Save as XLSX"] == f"/tai-ve/so-lieu.xlsx?{kept}&trang=linh-vuc"


def test_an_agency_without_any_below_leads_to_its_fields(mixed: Reader) -> None:
    page = drawn(mixed, AGENCIES, agency="A")
    assert title(page) == "No agency lies below this one"
    assert ("/linh-vuc?don-vi=A&tu=2026-03-01&den=2026-03-31", "Fields") in set(links(page))


def test_the_way_down_is_a_way_up(mixed: Reader) -> None:
    page = drawn(mixed, AGENCIES, agency="D")
    assert address_of_row(page, "Province T") == "/don-vi?don-vi=T&tu=2026-03-01&den=2026-03-31"


# -- missing, zero, few -------------------------------------------------------------------------


def test_an_agency_without_dossiers_is_a_row_of_zeros_and_dashes(mixed: Reader) -> None:
    told = rows(drawn(mixed, AGENCIES))["Ward B"]
    assert told == ["0"] * 6 + ["– n = 0"] * 7


def test_what_no_source_says_is_no_zero(given: Given) -> None:
    reader = given(
        MIXED,
        agency=TREE,
        procedure=PROCEDURES,
        source_capability="source | table | column | capability\nS | dossier | due_at | NO",
    )
    for page in BROKEN_DOWN:
        for name, told in rows(drawn(reader, page)).items():
            if told:
                late, overdue, honest = told[3], told[5], told[6]
                assert (late, overdue, honest) == ("– no data",) * 3, name
    assert "overdue not known" in title(drawn(reader, FIELDS))


def share(part: int, whole: int, group: str = "A") -> Reading:
    return reading_of(ON_TIME_HONEST, Scope(MARCH, agency=group), group, part, whole)


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (6, 7, "6 of 7"),
        (0, 9, "0 of 9"),
        (9, 10, "90% 10"),
        (0, 12, "0% 12"),
        (1999, 2000, "99% 2,000"),
        (1, 1000, "< 1% 1,000"),
        (12, 12, "100% 12"),
        (0, 0, "– n = 0"),
    ],
)
def test_a_share_has_its_n_below_it_and_few_are_counts_only(
    part: int, whole: int, written: str
) -> None:
    assert text(share_cell(share(part, whole), 0)) == written


def test_few_have_no_interval_to_look_at() -> None:
    told = Measuring(5, Scale(0.8, 1), 0.9, 0.98)
    few, many = (
        {getattr(each, "className", None) for each in walk(honest_cell(reading, told, steady, 0))}
        for steady in [Judgement.NO_CHANGE]
        for reading in (share(6, 7), share(60, 70))
    )
    assert "interval interval--no_change" in many
    assert not {look for look in few if look and look.startswith("interval")}


# -- the order, and who is called worse ----------------------------------------------------------


def line(group: str, on_time: int, due: int, overdue: int = 0, received: int = 0) -> Line:
    scope = Scope(MARCH, agency=group)

    def count(indicator: Indicator, n: int) -> Reading:
        return reading_of(indicator, scope, group, n)

    told = [share(on_time, due, group), count(OVERDUE, overdue), count(RECEIVED, received)]
    return Line(group, {each.indicator.key: each for each in told})


def named(told: Line) -> str:
    return told.group


def test_agencies_stand_by_what_chance_cannot_explain_not_by_their_raw_share() -> None:
    found = tiers(
        [
            line("small and bad", 8, 12),
            line("large and bad", 850, 1000),
            line("large and good", 3990, 4000),
            line("usual", 95, 100),
            line("Ân, all in time", 30, 30),
            line("large and worse", 800, 1000),
            line("few", 1, 9),
            line("none", 0, 0),
        ],
        line("", 5774, 6151),
        named,
    )
    assert {tier: [each.group for each in told] for tier, told in found.items()} == {
        Tier.WORSE: ["large and worse", "large and bad"],
        Tier.ALIKE: ["Ân, all in time", "small and bad", "usual"],
        Tier.BETTER: ["large and good"],
        Tier.FEW: ["few", "none"],
    }


def test_fields_stand_by_what_is_overdue_then_by_what_came_in() -> None:
    told = [line("a", 1, 1, 2, 5), line("b", 1, 1, 9, 1), line("c", 1, 1, 2, 7)]
    assert [each.group for each in by_overdue(told, named)] == ["b", "c", "a"]


def test_how_many_hold_half() -> None:
    told = [line("a", 0, 0, 5), line("b", 0, 0, 3), line("c", 0, 0, 2)]
    assert holders_of_half(told, 10) == 1
    assert holders_of_half(told[1:], 5) == 1
    assert holders_of_half([line("a", 0, 0, 1), line("b", 0, 0, 1), line("c", 0, 0, 1)], 3) == 2


def test_a_field_is_not_called_worse_for_being_slow_by_nature(given: Given) -> None:
    many = [f"a{n} | A | P1 | 2 | 10 | 10 | RESULT" for n in range(300)]
    slow = [f"b{n} | B | P3 | 2 | 10 | 12 | RESULT" for n in range(100)]
    reader = given("\n".join([HEAD, *many, *slow]), agency=TREE, procedure=PROCEDURES)

    def coloured(page: Breakdown) -> bool:
        told = (getattr(each, "className", None) or "" for each in walk(drawn(reader, page)))
        return any("--worse" in look for look in told)

    assert coloured(AGENCIES)
    assert not coloured(FIELDS)
    assert title(drawn(reader, AGENCIES)) == "1 of 2 agencies is clearly later than the whole"


def test_titles_say_what_was_found(mixed: Reader) -> None:
    assert title(drawn(mixed, AGENCIES)) == "9 dossiers fell due, too few to compare"
    assert title(drawn(mixed, FIELDS)) == "1 field of 3 hold half of the overdue dossiers"


def test_the_scale_shows_nearly_every_row() -> None:
    assert least_of([share(95, 100), share(91, 100)]) == 0.9
    assert least_of([share(95, 100), share(79, 100)]) == 0.6
    assert least_of([share(95, 100)] * 60 + [share(10, 100)]) == 0.9  # one in fifty may lie off
    assert least_of([share(1, 3)]) == 0.0


def test_there_is_a_page_for_each_level() -> None:
    assert [page.path for page in BREAKDOWNS] == ["/don-vi", "/linh-vuc", "/thu-tuc"]
    assert [each.by for each in BROKEN_DOWN] == [
        Dimension.AGENCY, Dimension.FIELD, Dimension.PROCEDURE,
    ]  # fmt: skip


def many(given: Given, count: int) -> Reader:
    """As many procedures with one dossier each, the first one overdue."""
    rows = ["0 | A | X000 | 2 | 10 | |"]
    rows += [f"{n} | A | X{n:03} | 2 | 10 | 10 | RESULT" for n in range(1, count)]
    known = [f"X{n:03} | Procedure {n} | F1 | Civil status" for n in range(count)]
    procedures = "\n".join([PROCEDURES.partition("\n")[0], *known])
    return given("\n".join([HEAD, *rows]), agency=TREE, procedure=procedures)


def test_a_long_table_shows_its_first_rows_and_the_way_to_all_of_them(given: Given) -> None:
    reader = many(given, 300)
    view = view_of(reader, PROCEDURE_ROWS)
    told = PROCEDURE_ROWS.draw(view, answers(reader, PROCEDURE_ROWS, view))
    assert len(row_names(told)) == 1 + 200
    words = board.text(told)
    assert "100 procedures more follow" in words
    assert "300 procedures, most overdue first" in words
    (way,) = [href for href, told_as in board.links(told) if told_as == "Show all 300 procedures"]
    assert parse_qs(way.partition("?")[2])["het"] == ["1"]
    whole = replace(view, is_unabridged=True)
    every = PROCEDURE_ROWS.draw(whole, answers(reader, PROCEDURE_ROWS, whole))
    assert len(row_names(every)) == 1 + 300
    assert "more follow" not in board.text(every)


def test_a_table_a_little_longer_than_what_is_shown_of_a_long_one_is_shown_whole(
    given: Given,
) -> None:
    reader = many(given, 250)
    view = view_of(reader, PROCEDURE_ROWS)
    told = PROCEDURE_ROWS.draw(view, answers(reader, PROCEDURE_ROWS, view))
    assert len(row_names(told)) == 1 + 250


def row_names(drawn: Component) -> list[str]:
    return [board.text(each) for each in walk(drawn) if getattr(each, "scope", None) == "row"]
