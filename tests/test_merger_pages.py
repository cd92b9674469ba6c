"""What pages say of a period before, across and after the merger of 1 July 2025."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from callbacks.doors import Doors
from callbacks.navigation import regions
from tests.board import doors_on, links, make_register, parted, text, walk

NOW = datetime(2026, 11, 20, 9, 30)
BEFORE, ACROSS = "tu=2025-01-01&den=2025-06-30", "tu=2025-01-01&den=2025-12-31"
AFTER = "tu=2025-07-01&den=2025-12-31"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Doors:
    folder: Path = tmp_path_factory.mktemp("board")
    return doors_on(make_register(folder, NOW), folder, NOW)


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    server = Flask(__name__)
    Babel(server)
    with server.app_context(), force_locale("en"):
        yield


def page(address: str, doors: Doors) -> object:
    return regions(*parted(address), doors).page


def notices(drawn: object) -> str:
    told = (each for each in walk(drawn) if "notice" in (getattr(each, "className", "") or ""))
    return " ".join(text(each) for each in told)


@pytest.mark.parametrize("path", ["/", "/don-vi", "/linh-vuc", "/thu-tuc"])
def test_a_year_across_the_merger_says_from_when_it_is_and_leads_to_before(
    path: str, doors: Doors
) -> None:
    drawn = page(f"{path}?don-vi=H99.101&{ACROSS}", doors)
    assert "The numbers are from 01/07/2025, when the agency began." in notices(drawn)
    before = {words: href for href, words in links(drawn) if BEFORE in href}
    assert set(before) == {"Phường Đông Kinh", "Phường Tân Thịnh"}
    assert all(href.startswith(f"{path}?don-vi=H99.21.") for href in before.values())


def test_before_it_began_an_agency_says_whose_the_numbers_are(doors: Doors) -> None:
    whole = page(f"/?don-vi=H99.101&{BEFORE}", doors)
    part = page(f"/?don-vi=H99.105&{BEFORE}", doors)
    assert "The numbers of this period are of those that came to it whole." in notices(whole)
    assert "Nothing in this period is its own." in notices(part)
    assert "Xã Tây Hạ (a part of it)" in notices(part)


def test_an_agency_that_ended_in_the_period_says_up_to_when_and_who_goes_on(doors: Doors) -> None:
    drawn = page(f"/?don-vi=H99.21.01&{ACROSS}", doors)
    assert "The numbers are up to 30/06/2025, the agency's last day." in notices(drawn)
    after = [href for href, _ in links(drawn) if AFTER in href]
    assert after == [f"/?don-vi=H99.101&{AFTER}&lang=en"]


def test_rows_say_the_days_they_are_of(doors: Doors) -> None:
    drawn = page(f"/don-vi?don-vi=H99&{ACROSS}", doors)
    assert "Agencies changed on 01/07/2025." in notices(drawn)
    names = {words for _, words in links(drawn)}
    assert {"Phường Đông Kinh, from 01/07/2025", "Thành phố Minh Hà, up to 30/06/2025"} <= names


@pytest.mark.parametrize("period", [AFTER, "tu=2026-01-01&den=2026-06-30"])
def test_a_period_of_the_same_agencies_says_nothing_of_it(period: str, doors: Doors) -> None:
    for address in (f"/don-vi?don-vi=H99&{period}", f"/?don-vi=H99.101&{period}"):
        assert notices(page(address, doors)) == ""


@pytest.mark.parametrize("path", ["/don-vi", "/"])
def test_what_did_not_exist_is_not_judged(path: str, doors: Doors) -> None:
    """Communes of 1 July stand in no tier of a half-year before it, whatever bears their code."""
    drawn = page(f"{path}?don-vi=H99&{BEFORE}", doors)
    judged, is_apart = [], False
    for row in (each for each in walk(drawn) if each._type == "Tr"):
        told = text(row)
        is_apart = is_apart or told.strip().startswith("Not compared")
        new = [href for href, _ in links(row) if re.search(r"don-vi=H99\.1\d\d\b", href)]
        if new and not is_apart and "Not compared" not in told:
            judged.append(told)
    assert judged == []


def test_a_gap_of_what_was_handed_over_is_named_so(doors: Doors) -> None:
    """It was open at the end of June with its district, and finished in July by the commune."""
    told = [
        text(each)
        for each in walk(page(f"/linh-vuc?don-vi=H99.107&{ACROSS}", doors))
        if "breakdown__balance" in (getattr(each, "className", "") or "")
    ]
    assert len(told) == 1
    assert "differ" not in told[0] or "handed over in the period" in told[0]
    assert "not every source" not in told[0]
