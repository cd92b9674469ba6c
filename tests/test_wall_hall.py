"""In a public hall a screen tells shares and counts, and nothing of which fewer than ten are."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app import Settings, create_app
from data_access import engines
from data_access.clock import ZONE
from data_access.contract.schema import agency, dossier
from tests.board import make_register
from tests.test_wall_feed import AFTERNOON, filled, told

MORNING = datetime(2026, 3, 31, 10, tzinfo=ZONE)
HALL = "xem-truoc=1&public=1"
# "1 dossier", "There are 9", but not 31/03/2026, 5–9, 1,234, < 10 or 3 %
SMALL = re.compile(r"(?<![\d.,/–])\b[1-9]\b(?![\d.,/–%]|\s?%)")
PAIR = re.compile(r"\b(\d[\d,]*)/(\d[\d,]*)\b")
MONTH = re.compile(r"\b\d\d/\d{4}\b|\b\d\d/\d\d/\d{4}\b")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A whole province, some of its communes small."""
    folder: Path = tmp_path_factory.mktemp("province")
    url = make_register(folder, MORNING.replace(tzinfo=None))
    yield from on(url, folder)


def on(url: str, folder: Path) -> Iterator[FlaskClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", url)
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'own.sqlite'}")
        yield create_app(Settings(cache="SimpleCache")).server.test_client()


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def values(of: str) -> list[str]:
    """Of a column of the province's register."""
    column = {"agency": agency.c.agency_code, "code": dossier.c.dossier_code,
              "holder": dossier.c.holder}[of]  # fmt: skip
    with engines.readers()[0].connect() as connection:
        return [each for each in connection.execute(select(column).distinct()).scalars() if each]


def some() -> list[str]:
    """The province and a few of its agencies: all of them take minutes."""
    every = sorted(values("agency"))
    return ["", *every[:: len(every) // 6]]


def texts(sent: Any) -> Iterator[str]:
    """Every word of a slide as it is sent: [name, properties, *children], one text an element."""
    if not isinstance(sent, list):
        return
    own = "".join(each for each in sent[2:] if isinstance(each, str))
    if own:
        yield own.replace("\N{NO-BREAK SPACE}", " ")
    for each in sent[2:]:
        yield from texts(each)


def hung(province: FlaskClient, code: str) -> dict[str, Any]:
    return told(province, f"don-vi={code}&{HALL}" if code else HALL)


def test_no_small_count_is_anywhere_in_what_is_sent(province: FlaskClient, morning: None) -> None:
    slides = 0
    for code in some():
        body = hung(province, code)
        for slide in body["slides"]:
            slides += 1
            told_of = [each for each in texts(slide["content"]) if not is_of_places(each)]
            assert [each for each in told_of if SMALL.search(each)] == []
        assert [each for _, each in body["ghost"] if SMALL.fullmatch(each)] == []
    assert slides > 10


def is_of_places(words: str) -> bool:
    """How many places, or months in a row, or what is usual: no count of dossiers."""
    told = (
        r"(have|has) (more|fewer)|places? |months in a row|of the last 3 months|to \d+ are usual|"
        r"^mean "
    )
    return bool(re.search(told, words))


def test_no_pair_of_counts_leaves_a_small_one(province: FlaskClient, morning: None) -> None:
    pairs = 0
    for code in some():
        for slide in hung(province, code)["slides"]:
            for words in texts(slide["content"]):
                for part, whole in PAIR.findall(MONTH.sub("", words)):
                    pairs += 1
                    n, of = (int(each.replace(",", "")) for each in (part, whole))
                    assert not 0 < n < 10 and not 0 < of - n < 10, words
    assert pairs > 5


def test_no_dossier_and_nobody_is_named(province: FlaskClient, morning: None) -> None:
    codes, holders = values("code"), values("holder")
    assert len(codes) > 1_000 and holders
    for code in some():
        body = hung(province, code)
        sent = str(body)
        assert not any(each["name"].startswith("cho-lau") for each in body["slides"])
        assert [each for each in (*codes, *holders) if each in sent] == []


def test_in_the_office_dossiers_are_shown_but_nobody_by_name(
    province: FlaskClient, morning: None
) -> None:
    holders = values("holder")
    for code in some():
        sent = str(told(province, f"don-vi={code}&xem-truoc=1"))
        assert [each for each in holders if each in sent] == []
    sent = str(told(province, "xem-truoc=1"))
    assert len([each for each in values("code") if each in sent]) > 5


@pytest.mark.parametrize("small", [2, 4, 9])
def test_what_is_sent_is_the_same_whatever_a_small_count_is(small: int, tmp_path: Path) -> None:
    """Nothing of it can be worked out, for nothing depends on it."""
    with time_machine.travel(AFTERNOON, tick=False):
        one, other = (sent_of(count, tmp_path / f"{count}-of-{small}") for count in (small, 6))
    differing = [key for key in one if str(one[key]) != str(other[key])]
    assert differing == []


def sent_of(late: int, folder: Path) -> dict[str, Any]:
    """Ward A received so many today; as many others are overdue as ever."""
    folder.mkdir()
    rows = [f"L{n} | A | 2022-01-03 | 2022-01-10" for n in range(12)]
    rows += [f"N{n} | A | 31 | 2026-05-05" for n in range(late)]
    file = filled(folder, "\n".join(["code | agency | received | due", *rows]))
    (body,) = [told(each, f"don-vi=A&{HALL}") for each in on(f"sqlite:///{file}", folder)]
    return body
