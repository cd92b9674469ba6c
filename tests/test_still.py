"""What stands still is sent as plain data, and nothing of it is lost on the way."""

import json

from dash import dcc, html
from plotly.io.json import to_json_plotly

from layouts import ids
from layouts.components.attributes import data
from layouts.element import Element
from layouts.still import NAMESPACE, stilled


def content(told: object) -> object:
    assert isinstance(told, dict)
    assert (told["namespace"], told["type"]) == (NAMESPACE, "Still")
    return told["props"]["content"]


def test_elements_and_texts_become_one_part() -> None:
    told = html.P(["Có ", html.B(3), " hồ sơ"], className="note", **data(n="3"))
    assert content(stilled(told)) == [
        "p", {"className": "note", "data-n": "3"}, "Có ", ["b", 0, 3], " hồ sơ",
    ]  # fmt: skip


def test_a_cell_made_unchecked_is_drawn_as_a_checked_one() -> None:
    cells = Element("td", "1", className="n"), html.Td("1", className="n")
    assert stilled(cells[0]) == stilled(cells[1])
    assert json.loads(to_json_plotly(cells[0])) == json.loads(to_json_plotly(cells[1]))


def test_what_a_callback_touches_stays_what_it_is_and_its_neighbours_stand_still() -> None:
    told = stilled(html.Div([html.P("a"), dcc.Graph(id=ids.TREND), html.Ul(html.Li("b")), "c"]))
    first, live, last, text = told["props"]["children"]
    assert content(first) == ["p", 0, "a"]
    assert (live["type"], live["props"]["id"]) == ("Graph", ids.TREND)
    assert content(last) == ["ul", 0, ["li", 0, "b"]]
    assert text == "c"


def test_an_id_that_callbacks_know_is_live_and_an_anchor_is_not() -> None:
    assert stilled(html.Div(id=ids.GRID_COUNT))["type"] == "Div"
    assert content(stilled(html.H2("x", id="cach-dem"))) == ["h2", {"id": "cach-dem"}, "x"]


def test_a_list_is_a_list_and_nothing_is_nothing() -> None:
    assert content(stilled([html.P("a"), "b"])) == ["", 0, ["p", 0, "a"], "b"]
    assert stilled(None) is None
    assert content(stilled(html.P(None))) == ["p", 0]
