"""The list of dossiers and a dossier's page: what they say, and what a browser may send them."""

import json
from datetime import date
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from dash.development.base_component import Component
from hypothesis import given as drawing
from hypothesis import strategies as st

from app import Around
from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.navigation import answers, regions
from callbacks.rows import block, opened, printed
from data_access.courses import Courses
from data_access.reader import Reader
from data_access.rows import Rows
from data_access.scope import BadScope
from layouts import wording
from layouts.exports import readings_csv
from layouts.pages import dossier, dossiers
from tests.conftest import Given
from tests.test_agreement import often, reader_on, register_of, seeds, url
from tests.test_rows import ANYTHING, REQUESTS

__all__ = ["url"]  # a fixture
MARCH = "tu=2026-03-01&den=2026-03-31"
LATE = f"?chi-so=dung-han-thuc&phan=con-lai&{MARCH}"
AGENCIES = "code | parent | name\nT | | Tỉnh\nA | T | Xã Hoài Nhơn\nB | T | Phường Đông Hải"
FIVE = """
    code | agency | received | due | outcome | result
    D1   | A      | 2        | 10  | RESULT  | 9
    D2   | A      | 2        | 10  | RESULT  | 17
    D3   | A      | 2        | 10  |         |
    D4   | B      | 2        | 12  |         |
    D5   | B      | 2        |     |         |
"""


def doors(reader: Reader) -> Doors:
    register, rules = reader.register, reader.rules
    lists, courses = Rows(register, rules), Courses(register, rules)
    return Doors(reader.read, Around(register), rules, lists, courses, {})


@pytest.fixture
def five(given: Given) -> Doors:
    return doors(given(FIVE, agency=AGENCIES))


def drawn(path: str, search: str, told: Doors) -> str:
    """Everything the page says, as text."""
    view = opened(view_of(path, search, told), told)
    page = dossier.DOSSIER if view.code else dossiers.DOSSIERS
    return plain(text(page.draw(view, answers(page.ask(view), told))))


def plain(words: str) -> str:
    """With spaces as they are typed."""
    return words.replace(wording.NBSP, " ")


def text(part: Any) -> str:
    if isinstance(part, Component):
        return text(getattr(part, "children", None))
    if isinstance(part, list | tuple):
        return " ".join(filter(None, map(text, part)))
    return "" if part is None else str(part)


def asked(**told: Any) -> dict[str, Any]:
    return {"startRow": 0, "endRow": 100, **told}


# -- the list ------------------------------------------------------------------------------------
def test_the_title_is_the_finding_and_the_figure_an_equation(five: Doors) -> None:
    said = drawn("/ho-so", LATE, five)
    assert "3 dossiers not finished by the due day, 2 of them not finished within" in said
    assert (
        "Fell due in the period 4 = Finished by the due day 1 + "
        "Not finished by the due day 3 of which Finished late 1 + Not finished 2"
    ) in said


def test_without_a_figure_the_dossiers_received_are_listed(five: Doors) -> None:
    assert "5 dossiers received in the period" in drawn("/ho-so", f"?{MARCH}", five)


def test_a_figure_of_nothing_says_so(five: Doors) -> None:
    assert "No line to show" in drawn("/ho-so", f"?chi-so=rut-ho-so&{MARCH}", five)


def test_the_grid_gets_the_lines_most_late_first(five: Doors) -> None:
    response, words = block(asked(), {"search": LATE}, None, five)
    assert plain(words) == "3 dossiers"
    assert response["rowCount"] == 3
    assert [(line["code"], line["late"]) for line in response["rowData"]] == [
        ("D3", 15),
        ("D4", 13),
        ("D2", 5),
    ]


def test_a_line_opens_its_dossier_and_keeps_the_list(five: Doors) -> None:
    response, _ = block(asked(), {"search": LATE}, "", five)
    href = response["rowData"][0]["href"]
    assert href.startswith("/ho-so/D3?")
    assert "chi-so=dung-han-thuc" in href
    assert "phan=con-lai" in href


def test_search_narrows_the_grid(five: Doors) -> None:
    response, words = block(asked(), {"search": LATE}, "dong hai", five)
    assert [line["code"] for line in response["rowData"]] == ["D4"]
    assert plain(words) == "1 dossier"


@pytest.mark.parametrize(
    ("request_", "question", "search"),
    [
        ({"startRow": "x"}, {"search": LATE}, ""),
        (asked(), None, ""),
        (asked(), {"search": ["?"]}, ""),
        (asked(), {"search": "?don-vi=NOBODY"}, ""),
        (asked(), {"search": "?chi-so=nothing"}, ""),
        (asked(), {"search": LATE}, {"a": 1}),
        (asked(sortModel=[{"colId": "holder", "sort": "asc"}]), {"search": LATE}, ""),
    ],
    ids=str,
)
def test_what_cannot_be_read_has_no_rows(
    five: Doors, request_: Any, question: Any, search: Any
) -> None:
    response, _ = block(request_, question, search, five)
    assert response["rowData"] == [] or question is None


@often
@drawing(
    request_=REQUESTS | ANYTHING,
    question=st.sampled_from([{"search": f"?don-vi=B&{MARCH}"}, {"search": "?tu=x"}]) | ANYTHING,
    search=st.text(max_size=9) | ANYTHING,
    seed=seeds,
)
def test_garbage_never_breaks_the_grid(
    url: str, request_: Any, question: Any, search: Any, seed: int
) -> None:
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        response, _ = block(request_, question, search, doors(reader))
    json.dumps(response)
    assert response is None or len(response["rowData"]) <= 200


# -- the list on paper ---------------------------------------------------------------------------
def on_paper(search: str, told: Doors) -> str:
    view = printed(view_of("/ho-so", search, told), told)
    return plain(text(dossiers.draw(view, answers(dossiers.ask(view), told))))


def test_on_paper_the_lines_are_a_table_and_the_usual_order_is_the_grids(five: Doors) -> None:
    said = on_paper(f"{LATE}&in=1", five)
    assert "3 dossiers. Days late are working days" in said
    assert said.index("D3 P") < said.index("D4 P") < said.index("D2 P")
    assert "Overdue" in said


def test_on_paper_search_order_and_filters_of_the_grid_hold(five: Doors) -> None:
    narrowed = quote(json.dumps({"tim": "dong hai", "sort": [], "filter": {}}))
    said = on_paper(f"{LATE}&in=1&loc={narrowed}", five)
    assert "Searched for: dong hai" in said
    assert "1 dossier. Days late" in said


def test_on_paper_a_long_list_says_what_it_leaves_out(
    five: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.rows.MOST_PRINTED", 2)
    assert "The first 2 of 3 dossiers; the XLSX file" in on_paper(f"{LATE}&in=1", five)


@pytest.mark.parametrize("added", ["in=2", "in=1&loc=%7B", "loc=[1]"])
def test_what_asks_for_paper_in_no_way_of_ours_is_refused(five: Doors, added: str) -> None:
    with pytest.raises(BadScope):
        view_of("/ho-so", f"{LATE}&{added}", five)


# -- one dossier ---------------------------------------------------------------------------------
def test_a_dossier_says_what_became_of_it(five: Doors) -> None:
    said = drawn("/ho-so/D2", LATE, five)
    assert "5 working days late" in said
    assert "On time, actual 04/2026" not in said  # it fell due in the report month of March
    assert "On time, actual 03/2026 not finished by the due day" in said


STOOD = """
    code | received | due | outcome   | result   | returned | withdrawn | step | holder_unit
    OPEN | 27       | 39  |           |          |          |           | Sign | Desk
    DUE  | 27       | 31  |           |          |          |           |      |
    STOP | 2        | 10  |           |          |          |           | Wait |
    GONE | 2        | 10  | WITHDRAWN |          |          | 4         |      |
    BACK | 2        | 10  | RESULT    | 10 15:00 | 9 11:00  |           |      |
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("OPEN", "6 working days left, at the step “Sign”, held by Desk"),
        ("DUE", "Due today"),
        ("STOP", "Paused since 05/03/2026, for 18 working days, at the step “Wait”"),
        ("GONE", "Withdrawn on 04/03/2026"),
        ("BACK", "The source contradicts itself: the result was returned before it was ready."),
    ],
)
def test_a_dossier_says_how_it_stands(given: Given, code: str, said: str) -> None:
    pauses = "code | started | ended\nSTOP | 5 |"
    told = drawn(f"/ho-so/{code}", f"?{MARCH}", doors(given(STOOD, pause=pauses)))
    assert said in told
    assert "before the due day" not in told or code == "BACK"


def test_a_dossier_at_the_step_asked_for_is_not_said_to_be_elsewhere(given: Given) -> None:
    """Lists of one step carry it in the address of each of their dossiers."""
    five = doors(given(STOOD, agency=AGENCIES))
    none = "No dossier of this question is at the step"
    asked = {
        "/ho-so/OPEN": ("Sign", False),
        "/ho-so": ("Sign", False),
        "/don-vi": ("Elsewhere", True),
    }
    for path, (step, is_told) in asked.items():
        said = plain(text(regions(path, f"?{MARCH}&don-vi=A&buoc={step}", five).page))
        assert (none in said) is is_told, path


def test_a_due_day_on_a_day_off_is_named(given: Given) -> None:
    """Noon of 31 March: the next day is off, so no working day is left."""
    told = given("code | received | due\nD1 | 27 | 32", holiday="day | kind\n2026-04-01 | OFF")
    assert "Due on 01/04, a day off" in drawn("/ho-so/D1", f"?{MARCH}", doors(told))


def test_days_late_are_the_same_in_the_title_and_below_the_steps(given: Given) -> None:
    steps = (
        "code | step_no | happened_at | to_step | step_due_at\nD1 | 1 | 2 09:00 | Sign | 3 09:00"
    )
    told = drawn(
        "/ho-so/D1",
        f"?{MARCH}",
        doors(
            given(
                """
        code | received | due | outcome | result
        D1   | 2        | 10  | RESULT  | 17
    """,
                step=steps,
            )
        ),
    )
    assert "5 working days late; “Sign” took" in told
    assert "From receipt to the end" in told
    assert "+5 " in told
    assert "So the two may differ." in told


def test_a_dossier_knows_its_neighbours_in_the_list(five: Doors) -> None:
    view = opened(view_of("/ho-so/D4", LATE, five), five)
    assert view.opened is not None
    beside = view.opened.beside
    assert beside is not None
    assert (beside.before, beside.place, beside.total, beside.after) == ("D3", 2, 3, "D2")


def test_an_unknown_code_offers_the_nearest(five: Doors) -> None:
    said = drawn("/ho-so/D33", f"?{MARCH}", five)
    assert "There is no dossier D33" in said
    assert "The nearest codes" in said and "D3" in said.partition("The nearest codes")[2]
    assert "The nearest codes" not in drawn("/ho-so/NOPE", f"?{MARCH}", five)


def test_a_code_too_long_to_be_read_is_shortened(five: Doors) -> None:
    said = drawn(f"/ho-so/{'Z' * 500}", f"?{MARCH}", five)
    assert f"There is no dossier {'Z' * 20}…{'Z' * 8} " in said
    assert "Z" * 21 not in said


# -- files of figures ----------------------------------------------------------------------------
def test_the_figures_of_a_page_go_into_a_file(five: Doors) -> None:
    view = view_of("/ho-so", LATE, five)
    readings = answers(dossiers.ask(view), five)["figure"]
    lines = readings_csv(readings, view).decode("utf-8-sig").splitlines()
    assert '"Agency","Tỉnh"' in lines
    few = "Too few for a share: counts only"
    when = '"01/03–31/03/2026","At 12:00, 31/03/2026"'
    honest = f'"On time, actual","The whole scope",{when},1,4,"","{few}"'
    assert any(line.startswith(honest) for line in lines)
    assert view.scope.period.last_day == date(2026, 3, 31)
