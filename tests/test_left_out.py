"""What a share leaves out stands beside it: on pages, in the panel, in lists and in files."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.navigation import regions
from data_access.indicators.catalogue import ON_TIME_OFFICIAL, ONLINE
from data_access.listing import Window
from layouts import wording
from layouts.exports import readings_csv
from tests import board
from tests.board import links, parted, walk
from tests.conftest import Given
from tests.test_dossier_pages import doors

MARCH = "tu=2026-03-01&den=2026-03-31"
AGENCIES = "code | parent | name\nT | | Tỉnh\nA | T | Xã A\nB | T | Xã B"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def rows(count: int, name: str, told: str) -> str:
    return "\n".join(f"{name}{n} | {told}" for n in range(count))


@pytest.fixture
def partly(given: Given) -> Doors:
    """Of 60 received, 20 of A are of no channel; of 60 resolved, 24 have no due date."""
    head = "code | agency | received | due | result | outcome | channel\n"
    told = [
        rows(20, "N", "A | 2 | 10 | 9 | RESULT | "),
        rows(16, "O", "A | 2 | 10 | 9 | RESULT | 2"),
        rows(24, "C", "B | 2 |    | 9 | RESULT | 1"),
    ]
    return doors(given(head + "\n".join(told), agency=AGENCIES))


def said(address: str, told: Doors) -> str:
    drawn = regions(*parted(address), told)
    words = board.text([drawn.page, drawn.panel]).replace(wording.NBSP, " ")
    return re.sub(" ([,;:])", r"\1", " ".join(words.split()))


def test_a_page_says_what_is_left_out_and_why(partly: Doors) -> None:
    page = said(f"/?lang=en&{MARCH}", partly)
    assert "36 of 36 resolved in the period, with a due date; 24 without a due date" in page
    assert "16 of 40 received in the period, of a known channel; 20 of no known channel" in page
    assert page.count(", not counted") == 2


@pytest.mark.parametrize("address", ["/", "/?giai-thich=truc-tuyen", "/don-vi"])
def test_each_number_opens_what_it_counts(address: str, partly: Doors) -> None:
    join = "&" if "?" in address else "?"
    drawn = regions(*parted(f"{address}{join}lang=en&{MARCH}"), partly)
    told = {
        href: words for href, words in links([drawn.page, drawn.panel]) if "khong-tinh." in href
    }
    assert len(told) >= 2
    for href, words in told.items():
        view = view_of(*parted(href), partly)
        assert view.selection is not None
        total = partly.lists.total(view.selection, view.scope, Window())
        assert words.split()[0] == str(total)


def test_the_panel_lists_what_neither_count_holds(partly: Doors) -> None:
    panel = said(f"/?giai-thich=dung-han-chinh-thuc&lang=en&{MARCH}", partly)
    assert "Left out of both counts: 24 without a due date" in panel


def test_a_row_of_a_breakdown_says_what_its_share_leaves_out(partly: Doors) -> None:
    drawn = regions(*parted(f"/don-vi?lang=en&{MARCH}"), partly)
    titles = [getattr(each, "title", None) for each in walk(drawn.page)]
    assert "20 of no known channel, not counted" in titles
    assert "24 without a due date, not counted" in titles
    foot = said(f"/don-vi?lang=en&{MARCH}", partly)
    assert "On time, official: 24 without a due date, not counted" in foot


@pytest.mark.parametrize("which", ["khong-tinh", "khong-tinh.khong-co-han"])
def test_a_list_of_what_is_left_out_names_it(which: str, partly: Doors) -> None:
    page = said(f"/ho-so?chi-so=dung-han-chinh-thuc&phan={which}&lang=en&{MARCH}", partly)
    assert "24 dossiers" in page
    assert "Resolved late 0" in page
    assert "not counted Without a due date 24" in page


def test_a_share_of_nothing_known_does_not_say_that_nothing_came(given: Given) -> None:
    head = "code | agency | received | channel\n"
    told = doors(given(head + rows(30, "D", "A | 2 | "), agency=AGENCIES))
    page = said(f"/?lang=en&{MARCH}", told)
    assert "30 of no known channel, not counted" in page


def test_a_file_has_them_in_columns(partly: Doors) -> None:
    view = view_of("/", f"?{MARCH}", partly)
    told = readings_csv(partly.read([ONLINE, ON_TIME_OFFICIAL], view.scope), view)
    lines = list(csv.reader(StringIO(told.decode("utf-8-sig"))))
    head = next(line for line in lines if line[:1] == ["Indicator"])
    by_name = {line[0]: dict(zip(head, line, strict=True)) for line in lines[-2:]}
    online, official = by_name["Submitted online"], by_name["On time, official"]
    assert (online["Denominator"], online["Left out"]) == ("40", "20")
    assert online["Why left out"] == "20 of no known channel"
    assert (official["Denominator"], official["Left out"]) == ("36", "24")


def online_only(given: Given, known: int, empty: int) -> Doors:
    head = "code | agency | received | channel\n"
    told = [rows(known, "K", "A | 2 | 2"), rows(empty, "N", "A | 2 | ")]
    return doors(given(head + "\n".join(filter(None, told)), agency=AGENCIES))


def test_a_share_made_by_nulls_is_called_so_and_not_judged(given: Given) -> None:
    page = said(f"/?lang=en&{MARCH}", online_only(given, 12, 30))
    called = "100% of what is known only: 30 of 42 are not known; not judged"
    assert f"30 of no known channel, not counted {called} Paid online" in page


def test_a_share_of_most_is_not_called_so(given: Given) -> None:
    page = said(f"/?lang=en&{MARCH}", online_only(given, 30, 12))
    assert "12 of no known channel, not counted" in page
    assert "of what is known only" not in page


def test_a_row_of_which_nothing_is_known_says_so(given: Given) -> None:
    drawn = regions(*parted(f"/don-vi?lang=en&{MARCH}"), online_only(given, 0, 30))
    empty = [each for each in walk(drawn.page) if board.text(each) == "n = 0"]
    told = {getattr(each, "title", None) for each in empty}
    assert "30 of no known channel, not counted" in told


def test_the_panel_says_that_most_is_not_known(given: Given) -> None:
    told = online_only(given, 12, 30)
    panel = said(f"/?giai-thich=truc-tuyen&lang=en&{MARCH}", told)
    assert "Most is not known: this is no share of the whole." in panel


def test_one_value_written_into_all_is_called_so(given: Given) -> None:
    """Months of online alone; and on time in all of them, which is somebody's doing."""
    months = [f"2025-{n:02d}" for n in range(8, 13)] + ["2026-01", "2026-02", "2026-03"]
    body = "\n".join(
        f"{month}N{n} | A | {month}-02 | {month}-10 | {month}-09 | RESULT | 2"
        for month in months
        for n in range(12)
    )
    head = "code | agency | received | due | result | outcome | channel\n"
    told = doors(given(head + body, agency=AGENCIES))
    page = said(f"/?lang=en&{MARCH}", told)
    assert page.count("100% in every month: the source may write one value for all") == 1
    assert "of a known channel 100% in every month" in page
