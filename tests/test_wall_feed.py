"""What a wall screen is told again and again: who may see it, and how old it is."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import Settings, create_app
from callbacks.wall import cookie_of
from callbacks.wall import tokens as gate
from callbacks.wall.tokens import Tokens
from data_access import engines, reader
from data_access.clock import ZONE, office_clock
from data_access.screen_door import ScreenDoor
from data_access.screens import MOST_WAITING, Screens, UnknownCode
from tests.conftest import make_tables, put

FEED, A, B = "/man-hinh/so-lieu", "don-vi=A", "don-vi=B"
AGENCIES = """code | name | level | parent
T | Province T | PROVINCE |
A | Ward A | COMMUNE | T
B | Ward B | COMMUNE | T"""
DOSSIERS = """code | agency | received | due | result | outcome | holder
LATE-1 | A | 2 | 10 | | | Bà Hoa
LATE-2 | A | 2 | 12 | | | Bà Hoa
LATE-3 | B | 2 | 10 | | | Ông Lâm
DONE-1 | A | 2 | 20 | 10 | RESULT | Ông Lâm"""
AFTERNOON = datetime(2026, 3, 31, 14, tzinfo=ZONE)  # a Tuesday; the newest change is of 11:55
LOOKS_AFTER_S = 0.5  # the register is looked at twice a second


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTERNOON, tick=False) as told:
        yield told


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return filled(tmp_path)


def filled(folder: Path, dossiers: str = DOSSIERS) -> Path:
    """A small register, as a file; offices rest on the second of April."""
    file = folder / "register.sqlite"
    holiday = "day | kind\n2026-04-02 | OFF"
    tables = {"dossier": dossiers, "agency": AGENCIES, "holiday": holiday}
    put(make_tables(f"sqlite:///{file}"), tables)
    return file


@pytest.fixture
def hang(register: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], FlaskClient]:
    """Hangs up another screen, without a token, on the real application."""
    monkeypatch.setenv("ONESTOP_DATABASE_URL", f"sqlite:///{register}")
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{register.parent / 'own.sqlite'}")
    monkeypatch.setattr(gate, "BELIEVED_S", 0)  # a token is looked up each time
    server = create_app(Settings(cache="SimpleCache")).server
    return lambda: server.test_client()


@pytest.fixture
def screen(hang: Callable[[], FlaskClient]) -> FlaskClient:
    return hang()


def ask(screen: FlaskClient, query: str) -> TestResponse:
    answer = screen.get(f"{FEED}?{query}&lang=en")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def told(screen: FlaskClient, query: str) -> dict[str, Any]:
    body: dict[str, Any] = ask(screen, query).get_json()
    return body


def registry() -> Screens:
    return Screens(engines.writer(engines.own_url()), office_clock)


def accepted(screen: FlaskClient, query: str = A) -> int:
    """The number of a screen that was let in by the code it shows."""
    return registry().accept(told(screen, query)["code"], "Hall").number


# -- who may see it ---------------------------------------------------------------------------


def test_a_new_screen_shows_a_code_and_nothing_else(screen: FlaskClient) -> None:
    answer = ask(screen, A)
    body = answer.get_json()
    assert set(body) == {"build", "now", "state", "code"}
    assert body["state"] == "waiting"
    assert len(body["code"]) == 6 and body["code"].isdigit()
    cookie = answer.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(r"man-hinh-[0-9a-f]{12}=[\w-]{43}", cookie[0])
    assert {"HttpOnly", "SameSite=Strict", "Path=/man-hinh"} <= set(cookie)


def test_until_it_is_accepted_it_keeps_its_code(screen: FlaskClient) -> None:
    first = told(screen, A)["code"]
    again = ask(screen, A)
    assert again.get_json()["code"] == first
    assert "Set-Cookie" not in again.headers


def test_the_token_itself_is_kept_nowhere(screen: FlaskClient, register: Path) -> None:
    token = ask(screen, A).headers["Set-Cookie"].split(";")[0].partition("=")[2]
    assert token.encode() not in (register.parent / "own.sqlite").read_bytes()


def test_an_accepted_screen_is_shown_its_slides(screen: FlaskClient) -> None:
    accepted(screen)
    body = told(screen, A)
    assert (body["state"], body["agency"], body["isPreview"]) == ("shown", "Ward A", False)
    assert [each["name"] for each in body["slides"]] == ["hom-nay.0", "cho-lau.0"]
    assert body["ghost"][0] == ["Overdue now", "2"]


def test_a_revoked_screen_waits_again_with_a_new_code(screen: FlaskClient) -> None:
    first = told(screen, A)["code"]
    registry().revoke(registry().accept(first).number)
    again = ask(screen, A)
    assert again.get_json()["state"] == "waiting"
    assert again.get_json()["code"] != first and "Set-Cookie" in again.headers
    with pytest.raises(UnknownCode):
        registry().accept(first)


@pytest.mark.parametrize("other", [B, "don-vi=T", ""])
def test_a_token_opens_no_other_agency(screen: FlaskClient, other: str) -> None:
    """Without a name the address is the province's own."""
    accepted(screen)
    body = told(screen, other)
    assert body["state"] == "waiting" and "slides" not in body and "ghost" not in body


def test_two_screens_of_one_browser_keep_their_tokens_apart(screen: FlaskClient) -> None:
    accepted(screen)
    code = told(screen, B)["code"]
    assert [told(screen, each)["state"] for each in (A, B, A)] == ["shown", "waiting", "shown"]
    assert told(screen, B)["code"] == code


def test_a_screen_of_a_public_hall_opens_nothing_more(screen: FlaskClient) -> None:
    accepted(screen, f"{A}&public=1")
    value = screen.get_cookie(cookie_of("A", is_public=True), path="/man-hinh")
    assert value is not None
    screen.set_cookie(cookie_of("A", is_public=False), value.value, path="/man-hinh")
    assert told(screen, f"{A}&public=1")["state"] == "shown"
    assert told(screen, A)["state"] == "waiting"


def test_a_public_hall_is_known_however_long_its_address_is(screen: FlaskClient) -> None:
    """Of an address only the beginning is kept."""
    long = f"trang=1{',1' * 55}&giay=35.{'0' * 90}"
    accepted(screen, f"{A}&{long}&public=1")
    value = screen.get_cookie(cookie_of("A", is_public=True), path="/man-hinh")
    assert value is not None
    screen.set_cookie(cookie_of("A", is_public=False), value.value, path="/man-hinh")
    assert told(screen, A)["state"] == "waiting"


def test_a_screen_of_the_office_may_become_one_of_its_hall(screen: FlaskClient) -> None:
    accepted(screen)
    assert told(screen, f"{A}&public=1")["state"] == "shown"


def test_what_waits_for_the_office_waits_for_no_hall(screen: FlaskClient) -> None:
    """Whoever accepts a code reads what for."""
    codes = [told(screen, each)["code"] for each in (A, f"{A}&public=1", A)]
    assert codes[0] == codes[2] != codes[1]


def test_under_a_page_that_runs_for_years_its_token_is_renewed_once_a_day(
    screen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(screen)
    assert "Max-Age=31536000" in ask(screen, A).headers["Set-Cookie"]
    assert "Set-Cookie" not in ask(screen, A).headers
    monkeypatch.setattr(gate, "DAY_S", 0)
    assert "Set-Cookie" in ask(screen, A).headers


def test_a_token_is_good_for_another_year_each_time_its_screen_is_opened(
    screen: FlaskClient,
) -> None:
    accepted(screen)
    (again,) = screen.get(f"/man-hinh?{A}").headers.getlist("Set-Cookie")
    assert "Max-Age=31536000" in again and "HttpOnly" in again


def test_what_a_screen_runs_and_shows_is_its_own_word(screen: FlaskClient) -> None:
    accepted(screen)
    with time_machine.travel(AFTERNOON + timedelta(minutes=1)):
        told(screen, f"{A}&ban=0123456789ab&chieu=ty-le.0")
    (listed,) = registry().listed()
    assert (listed.version, listed.slide) == ("0123456789ab", "ty-le.0")


def test_a_screen_that_does_not_say_what_it_runs_runs_what_is_served(screen: FlaskClient) -> None:
    accepted(screen)
    with time_machine.travel(AFTERNOON + timedelta(minutes=1)):
        body = told(screen, A)
    assert registry().listed()[0].version == body["build"]


@pytest.mark.parametrize(("query", "is_alive"), [(A, True), (f"{A}&xem-truoc=1", False)])
def test_while_the_register_is_away_screens_live_and_previews_do_not(
    screen: FlaskClient, register: Path, monkeypatch: pytest.MonkeyPatch, query: str, is_alive: bool
) -> None:
    monkeypatch.setattr(gate, "TELL_EVERY_S", 0)
    accepted(screen)
    with time_machine.travel(AFTERNOON + timedelta(minutes=1), tick=False):
        told(screen, A)
    (before,) = registry().listed()
    register.rename(register.with_suffix(".away"))
    with time_machine.travel(AFTERNOON + timedelta(minutes=2), tick=False):
        assert told(screen, query)["state"] == "silent"
    (after,) = registry().listed()
    assert (after.last_seen_at > before.last_seen_at) is is_alive
    assert after.as_of == before.as_of is not None


def test_a_made_up_token_is_worth_nothing(screen: FlaskClient) -> None:
    screen.set_cookie(cookie_of("A", is_public=False), "x' OR 1=1 --", path="/man-hinh")
    assert told(screen, A)["state"] == "waiting"


def test_each_screen_has_its_own_token(hang: Callable[[], FlaskClient]) -> None:
    one, other = hang(), hang()
    codes = {told(each, A)["code"] for each in (one, other)}
    assert len(codes) == 2
    accepted(one)
    assert told(other, A)["state"] == "waiting"


def test_an_accepted_screen_may_be_set_up_anew(screen: FlaskClient) -> None:
    """Its token is of an agency, not of an address."""
    accepted(screen)
    body = told(screen, f"{A}&trang=1&giay=20&nen=sang")
    assert (body["state"], body["seconds"]) == ("shown", 20)
    assert [each["name"] for each in body["slides"]] == ["hom-nay.0"]


def test_a_preview_needs_no_token_and_says_that_it_is_one(screen: FlaskClient) -> None:
    answer = ask(screen, f"{A}&xem-truoc=1")
    assert (answer.get_json()["state"], answer.get_json()["isPreview"]) == ("shown", True)
    assert "Set-Cookie" not in answer.headers
    assert registry().listed() == []


def test_no_moment_is_kept_when_it_is_over(
    screen: FlaskClient, clock: time_machine.Traveller
) -> None:
    """A wall asks each second, for months: what is kept by the moment fills memory."""
    kept: set[int] = set()
    for _ in range(5):
        told(screen, f"{A}&xem-truoc=1")
        kept.add(reader.needs_of.cache_info().currsize)
        clock.shift(timedelta(minutes=61))  # everything is asked anew
    assert len(kept) == 1


def test_strangers_cannot_fill_the_list(screen: FlaskClient) -> None:
    screens = registry()
    for _ in range(3):
        screens.ask("A", "x")
    assert MOST_WAITING == 1_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_access.screens.MOST_WAITING", 3)
        assert set(told(screen, A)) == {"build", "now", "state"}
        assert told(screen, A)["state"] == "full"


def test_a_screen_is_listed_with_its_address_and_its_sign_of_life(screen: FlaskClient) -> None:
    accepted(screen, f"{A}&trang=1&huong=doc&co=abc")
    body = told(screen, A)
    (listed,) = registry().listed()
    assert (listed.agency, listed.name, listed.is_accepted) == ("A", "Hall", True)
    assert listed.address == "/man-hinh?don-vi=A&trang=1&lang=en"
    assert listed.last_seen_at == AFTERNOON.replace(tzinfo=None)
    assert body["build"] == screen.get("/man-hinh").text.partition('data-build="')[2][:12]


def test_a_token_is_believed_for_five_seconds_and_no_longer(tmp_path: Path) -> None:
    """Of 200 screens each asks every two seconds; a revoked one stays so long at most."""
    screens = Screens(engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}"), office_clock)
    now = [100.0]
    door = Tokens(ScreenDoor(screens), lambda: now[0])
    asked = screens.ask("A", "x")
    screens.accept(asked.code)
    assert door.gate(asked.token, "A", "x") == (None, None)
    screens.revoke(1)
    now[0] += 4.9
    assert door.gate(asked.token, "A", "x") == (None, None)
    now[0] += 0.2
    stands, token = door.gate(asked.token, "A", "x")
    assert stands and stands["state"] == "waiting" and token


def test_whoever_asks_too_often_is_refused_for_an_hour_and_no_longer(tmp_path: Path) -> None:
    """A screen that is refused asks again every two seconds."""
    screens = Screens(engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}"), office_clock)
    now = [0.0]
    door = Tokens(ScreenDoor(screens), lambda: now[0])

    def state(whence: str) -> str:
        stands, _ = door.gate(None, "A", "x", False, whence)
        assert stands
        return str(stands["state"])

    assert [state("10.0.0.7") for _ in range(gate.MOST_ASKED)] == ["waiting"] * gate.MOST_ASKED
    while now[0] < gate.HOUR_S - 2:
        now[0] += 2
        assert state("10.0.0.7") == "full"
    assert state("10.0.0.8") == "waiting"
    now[0] += 2
    assert state("10.0.0.7") == "waiting"
