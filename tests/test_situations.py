"""The ten prepared situations: each register, asked at its moment, gives the sign it promises.

docs/wall/ has their pictures; what is asserted here is what a person is to see in them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import Babel

from app import Around, Settings, reader_on, walls
from callbacks import wall
from callbacks.doors import Doors
from callbacks.wall.addresses import PATH
from data_access.clock import ZONE
from data_access.courses import Courses
from data_access.keeping import keeper
from data_access.needs import columns_of_all
from data_access.rows import Rows
from scripts.situations.prepared import ADDRESS, LOST, SITUATIONS, Situation
from tests.board import ROOT

PICTURES = ROOT / "docs" / "wall"
NO_CHANGE = "Không thay đổi có ý nghĩa"
USUAL, MORE, FEWER = "thường lệ giờ này", "nhiều hơn thường lệ", "ít hơn thường lệ"
NONE, NOTHING = "– không có dữ liệu", "chưa có gì để so sánh"


@dataclass(frozen=True)
class Promise:
    """What stands in the largest words, how the key figure is coloured, what the flows say."""

    says: str = NO_CHANGE
    look: str = ""
    due: str = USUAL
    received: str = USUAL
    finished: str = USUAL
    age: str = "fresh"
    is_open: bool = True


PROMISED = {
    "good-day": Promise(),
    "far-more-overdue": Promise("Nhiều hơn thường lệ", "worse"),
    "fewer-overdue": Promise("Ít hơn thường lệ", "better"),
    "almost-nothing-received": Promise(f"Tiếp nhận: {FEWER}", received=FEWER),
    "far-more-received": Promise(f"Tiếp nhận: {MORE}", received=MORE),
    "nothing-finished": Promise(f"Đã giải quyết: {FEWER}", due=MORE, finished=FEWER),
    "very-many-due": Promise(f"Còn phải trả hôm nay: {MORE}", due=MORE),
    "ageing": Promise(age="old"),
    "old-numbers": Promise(due=NOTHING, received=NONE, finished=NONE, age="dead"),
    "closed": Promise(is_open=False),
    LOST: Promise(),
}


@pytest.fixture(scope="module", params=SITUATIONS, ids=lambda each: each.key)
def situation(request: pytest.FixtureRequest) -> Situation:
    told: Situation = request.param
    return told


@pytest.fixture(scope="module")
def told(
    situation: Situation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What the screen is told by a server that believes that it is that moment."""
    folder = tmp_path_factory.mktemp(situation.key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", situation.make(folder))
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'own.sqlite'}")
        with time_machine.travel(situation.moment.replace(tzinfo=ZONE), tick=False):
            client = server().test_client()
            yield client.get(f"{PATH}/so-lieu?{ADDRESS}&xem-truoc=1").get_json()


def server() -> Flask:
    """The wall alone, put together as app.py does it."""
    told = Flask("app")
    told.config |= {
        "BABEL_TRANSLATION_DIRECTORIES": "layouts/translations",
        "BABEL_DEFAULT_LOCALE": "vi",
    }
    Babel(told)
    reader = reader_on(Settings())
    register, rules = reader.register, reader.rules
    lists, dossiers = Rows(register, rules), Courses(register, rules)
    around, needs = Around(register), columns_of_all(rules)
    doors = Doors(reader.read, around, rules, lists, dossiers, needs)
    wall.register(told, walls(doors, reader, keeper(told, "SimpleCache", None)))
    return told


@pytest.fixture
def promise(situation: Situation) -> Promise:
    return PROMISED[situation.key]


Node = list[Any]


def parts(node: object) -> Iterator[Node]:
    """Every element of a slide as it is sent, [tag, properties, *children], itself included."""
    if isinstance(node, list):
        yield node
        for child in node[2:]:
            yield from parts(child)


def text(node: object) -> str:
    if isinstance(node, list):
        return "".join(map(text, node[2:]))
    return "" if node is None else str(node)


def having(node: object, name: str) -> list[Node]:
    """The parts of a class."""
    return [each for each in parts(node) if name in classes(each)]


def classes(node: Node) -> list[str]:
    told: str = (node[1] or {}).get("className") or ""
    return told.split()


def slide_of(told: dict[str, Any]) -> object:
    (slide,) = told["slides"]
    return slide["content"]


def test_the_largest_words_say_what_is_wrong(told: dict[str, Any], promise: Promise) -> None:
    said = [text(each) for each in having(slide_of(told), "l") if each[0] == "p"]
    assert said == [promise.says]


def test_the_key_figure_is_coloured_by_its_own_signal_alone(
    told: dict[str, Any], promise: Promise
) -> None:
    coloured = [each for name in ("worse", "better") for each in having(slide_of(told), name)]
    (figure,) = having(slide_of(told), "hero")
    assert [name for name in ("worse", "better") if name in classes(figure)] == (
        [promise.look] if promise.look else []
    )
    assert bool(coloured) == bool(promise.look)


def test_what_stands_out_today_says_so_below_its_figure(
    told: dict[str, Any], promise: Promise
) -> None:
    (base,) = having(slide_of(told), "flow")
    said = [re.sub(r"[:, ]*[\d.]+–[\d.]+$", "", text(each)) for each in having(base, "s")]
    said = [re.sub(r"lúc \d\d:\d\d$", "giờ này", each) for each in said]  # of what was heard
    assert said == [promise.due, promise.received, promise.finished]


def test_the_numbers_are_as_old_as_promised(told: dict[str, Any], promise: Promise) -> None:
    script = (ROOT / "assets" / "wall" / "wall.js").read_text(encoding="utf-8")
    limits = re.search(r"OLD = (\d+), DEAD = (\d+), LONG = (\d+)", script)
    assert limits
    old, dead, long = map(int, limits.groups())
    times = told["age"] / told["expected"]
    state = "long" if times >= long else "dead" if times >= dead else "old" if times >= old else ""
    assert (state or "fresh", told["isStale"]) == (promise.age, False)
    assert told["isOpen"] == promise.is_open


def test_of_a_day_that_was_not_heard_of_no_count_is_left(
    situation: Situation, told: dict[str, Any]
) -> None:
    counts = [count for _name, count in told["ghost"]]
    assert len(counts) == 4
    assert [count == "–" for count in counts] == [False] * 2 + [situation.key == "old-numbers"] * 2


def test_every_situation_has_its_picture_and_its_line_in_the_key() -> None:
    names = [f"{each.name}.png" for each in SITUATIONS]
    assert sorted(path.name for path in PICTURES.glob("*.png")) == names
    page = (PICTURES / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\(([\w-]+\.png)\)", page) == names
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [f"{n.number}" for n in SITUATIONS]
    assert set(PROMISED) == {each.key for each in SITUATIONS}
