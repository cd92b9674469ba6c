"""A wall screen never shows old numbers as new, and says why there are none."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from app import Settings, create_app
from data_access import engines, rules
from data_access.clock import ZONE, office_clock
from data_access.tally import counting
from data_access.tally.keeper import Keeper
from tests.conftest import insert_rows
from tests.drawing import drawn
from tests.test_wall_feed import A, accepted, filled, told
from tests.test_wall_feed import clock as clock
from tests.test_wall_feed import hang as hang
from tests.test_wall_feed import register as register
from tests.test_wall_feed import screen as screen

PREVIEW = f"{A}&xem-truoc=1"
LOOKS_AFTER_S = 0.5  # the register is looked at twice a second
At = Callable[[str], None]


@pytest.fixture
def at(clock: time_machine.Traveller) -> At:
    """Sets the clock of the office: at("2026-04-01 07:30")."""
    return lambda told: clock.move_to(datetime.fromisoformat(told).replace(tzinfo=ZONE))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An office whose register changes every five minutes, for tests that only read it."""
    folder: Path = tmp_path_factory.mktemp("office")
    file = filled(folder)
    busy(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", f"sqlite:///{file}")
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'own.sqlite'}")
        yield create_app(Settings(cache="SimpleCache")).server.test_client()


# -- only what has changed is sent ------------------------------------------------------------


def test_who_shows_the_newest_slides_already_is_sent_none(screen: FlaskClient) -> None:
    first = told(screen, PREVIEW)
    again = told(screen, f"{PREVIEW}&co={first['mark']}")
    assert again == {key: first[key] for key in first if key not in ("slides", "ghost")}
    assert "slides" in told(screen, f"{PREVIEW}&co=an-older-one")


def test_a_change_in_the_register_reaches_the_screen(screen: FlaskClient, register: Path) -> None:
    first = told(screen, PREVIEW)
    (row,) = drawn("dossier", "code | agency | received | due\nLATE-9 | A | 3 | 9")
    insert_rows(f"sqlite:///{register}", {"dossier": [row | newer(13)]})
    sleep(LOOKS_AFTER_S)
    body = told(screen, f"{PREVIEW}&co={first['mark']}")
    assert body["ghost"][0] == ["Overdue now", "3"]
    assert body["asOf"] == "2026-03-31T13:00:00"


def newer(hour: int, minute: int = 0) -> dict[str, Any]:
    stamp = datetime(2026, 3, 31, hour, minute)
    return {"source_updated_at": stamp, "extracted_at": stamp, "source_key": f"{hour}{minute}"}


# -- what cannot be shown is said -------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("don-vi=Z", "don-vi=Z", "There is no such code in the register."),
        (f"{A}&met=99", "met=99", "This is not one of the words that are allowed here."),
        (f"{A}&trang=9", "trang=9", "This is not one of the words that are allowed here."),
        (f"{A}&mau=do", "mau=do", "No page knows this part."),
        (f"{A}&ky=gestern", "ky=gestern", "This is not one of the words that are allowed here."),
        (f"{A}&met=4&met=5", "met=5", "This part may stand in an address only once."),
    ],
)
def test_an_address_that_cannot_be_read_is_told_in_words(
    office: FlaskClient, query: str, title: str, words: str
) -> None:
    body = told(office, query)
    assert set(body) == {"build", "now", "state", "title", "text"}
    assert (body["state"], body["title"]) == ("bad", title)
    assert body["text"].startswith(words)


def test_the_document_itself_is_there_for_any_address(office: FlaskClient) -> None:
    for query in ("", A, "don-vi=Z", "met=99", "mau=do", "lang=en", "nen=sang"):
        answer = office.get(f"/man-hinh?{query}")
        assert (answer.status_code, answer.mimetype) == (200, "text/html")
        assert f'lang="{"en" if query == "lang=en" else "vi"}"' in answer.text
        assert f'data-theme="{"light" if query == "nen=sang" else "dark"}"' in answer.text


def test_while_the_register_is_away_no_number_is_sent(screen: FlaskClient, register: Path) -> None:
    accepted(screen)
    assert told(screen, A)["state"] == "shown"
    away = register.rename(register.with_suffix(".away"))
    sleep(LOOKS_AFTER_S)
    assert set(told(screen, A)) == {"build", "now", "state"}
    assert told(screen, A)["state"] == "silent"
    away.rename(register)
    sleep(LOOKS_AFTER_S)
    assert told(screen, A)["state"] == "shown"


def test_while_it_is_counted_for_the_first_time_that_is_told(
    screen: FlaskClient, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the keeper itself, which asks the screen each time it has read some more."""
    monkeypatch.setattr(counting, "MANY", 2)
    heard: list[dict[str, Any]] = []

    def tick(what: str, _count: int) -> None:
        sleep(LOOKS_AFTER_S)
        heard.append(told(screen, PREVIEW))

    contract = engines.reader(f"sqlite:///{register}")
    own = engines.writer(engines.own_url())
    Keeper(contract, own, rules.declared(), office_clock, tick).look()
    assert {(each["state"], each["expected"]) for each in heard} == {("counting", 4)}
    sleep(LOOKS_AFTER_S)
    assert told(screen, PREVIEW)["state"] == "shown"


# -- how old ----------------------------------------------------------------------------------


def busy(register: Path) -> None:
    """Every five minutes of a working week a change: then it is known what is usual."""
    days = [datetime(2026, 3, day, hour, minute) for day in (24, 25, 26, 27, 30)
            for hour in (8, 9, 10, 14, 15) for minute in range(0, 60, 5)]  # fmt: skip
    rows = drawn("dossier", "\n".join(["code | agency", *(f"X{n} | A" for n in range(len(days)))]))
    stamped = [
        row | {"source_updated_at": day, "extracted_at": day}
        for row, day in zip(rows, days, strict=True)
    ]
    insert_rows(f"sqlite:///{register}", {"dossier": stamped})


@pytest.mark.parametrize(
    ("now", "age_s"),
    [
        ("2026-03-31 11:55", 0),
        ("2026-03-31 12:30", 0),  # over lunch nothing is expected to change
        ("2026-03-31 13:40", 10 * 60),
        ("2026-03-31 17:00", 3.5 * 3600),
        ("2026-03-31 23:00", 3.5 * 3600),  # nor by night
        ("2026-04-01 07:10", 3.5 * 3600 + 10 * 60),
        ("2026-04-02 12:00", 11.5 * 3600),  # nor on a holiday
        ("2026-04-03 08:00", 12.5 * 3600),
    ],
)
def test_the_age_of_the_data_is_told_in_office_time(
    office: FlaskClient, at: At, now: str, age_s: float
) -> None:
    at(now)
    body = told(office, PREVIEW)
    assert (body["byChange"], body["age"]) == (True, age_s)
    assert body["now"] == f"{now.replace(' ', 'T')}:00"
    assert 300 <= body["expected"] <= 4 * 3600


def test_a_stamp_from_the_future_is_not_believed(
    register: Path, screen: FlaskClient, at: At
) -> None:
    """The newest that can be: 15:55 of the day before."""
    busy(register)
    at("2026-03-31 11:00")
    body = told(screen, PREVIEW)
    assert (body["asOf"], body["age"]) == ("2026-03-30T15:55:00", 65 * 60 + 4 * 3600)


def test_where_too_little_is_known_the_age_is_that_of_the_look(screen: FlaskClient) -> None:
    body = told(screen, PREVIEW)
    assert (body["byChange"], body["age"], body["expected"]) == (False, 0, 60)
    assert body["asOf"] == "2026-03-31T11:55:00"


@pytest.mark.parametrize(
    ("now", "is_open", "opens", "closes"),
    [
        ("2026-03-31 06:59", False, "2026-03-31T07:00:00", "2026-03-31T17:00:00"),
        ("2026-03-31 07:00", True, "2026-04-01T07:00:00", "2026-03-31T17:00:00"),
        ("2026-03-31 12:30", True, "2026-04-01T07:00:00", "2026-03-31T17:00:00"),
        ("2026-03-31 17:00", False, "2026-04-01T07:00:00", "2026-03-31T17:00:00"),
        ("2026-04-01 18:00", False, "2026-04-03T07:00:00", "2026-04-01T17:00:00"),
        ("2026-04-02 10:00", False, "2026-04-03T07:00:00", None),  # the holiday
        ("2026-04-03 17:30", False, "2026-04-06T07:00:00", "2026-04-03T17:00:00"),  # a Friday
        ("2026-04-05 10:00", False, "2026-04-06T07:00:00", None),
    ],
)
def test_at_night_and_on_days_off_the_office_is_closed(
    office: FlaskClient, at: At, now: str, is_open: bool, opens: str, closes: str | None
) -> None:
    at(now)
    body = told(office, PREVIEW)
    assert (body["isOpen"], body["opens"], body["closes"]) == (is_open, opens, closes)


def test_after_a_working_day_without_a_change_the_numbers_are_stale(
    screen: FlaskClient, at: At
) -> None:
    at("2026-04-01 16:00")
    assert told(screen, PREVIEW)["isStale"] is False
    at("2026-04-03 08:00")
    assert told(screen, PREVIEW)["isStale"] is True
