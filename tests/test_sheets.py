"""A page is drawn once for all who ask for it, and never shown once it is no longer true."""

import gzip
import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import brotli
import pytest
from dash import Dash
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel, force_locale
from plotly.io.json import to_json_plotly
from sqlalchemy import make_url, text

import callbacks
from app import Around
from callbacks.doors import Doors, Keep, keep_nothing
from callbacks.navigation import regions
from callbacks.sheets import REGIONS
from data_access import engines, keeping, register, rules
from data_access.cache import CachedReader, Once
from data_access.courses import Courses
from data_access.demo.build import build
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Reading, Unavailable
from data_access.needs import columns_of_all
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.rules import Rules
from data_access.scope import Scope
from data_access.single import NoTurns
from layouts import shell
from tests.board import SEED, parted
from tests.test_served import question

NOW = datetime(2026, 11, 20, 9, 30, 15)
DOSSIERS = 1_000
ADDRESSES = ["/", "/don-vi", "/linh-vuc?ky=nam", "/ho-so", "/chi-so?giai-thich=qua-han"]
ENCODINGS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    file = folder / "register.sqlite"
    build(make_url(f"sqlite:///{file}"), DOSSIERS, NOW, SEED, with_offices=False)
    return file


@pytest.fixture
def url(made: Path, tmp_path: Path) -> str:
    """A register of its own, for a test that changes it."""
    return f"sqlite:///{shutil.copy(made, tmp_path)}"


@pytest.fixture
def keep(monkeypatch: pytest.MonkeyPatch) -> Keep:
    monkeypatch.setattr(register, "CHECK_EVERY_S", 0)
    monkeypatch.setattr(register, "COUNT_EVERY_S", 0)
    return keeping.keeper(Flask(__name__), "SimpleCache", None)("pages", 100, 60)


@dataclass
class Worker:
    """One that serves, with a clock and a count of what it read; `meanwhile` happens once."""

    url: str
    keep: Keep
    now: datetime = NOW
    stale_after: timedelta | None = timedelta(days=30)
    rules: Rules = field(default_factory=rules.declared)
    reads: int = 0
    meanwhile: Callable[[], object] | None = None

    def __post_init__(self) -> None:
        contract = engines.reader(self.url)
        self.register = Register(contract, lambda: self.now, stale_after=self.stale_after)
        self.reader = Reader(self.register, self.rules)
        server = Flask(__name__)
        Babel(server)
        app = Dash(__name__, server=server, enable_mcp=False, use_async=False)  # type: ignore[arg-type]
        app.layout = shell.shell
        callbacks.register(app, self.doors())
        self.client: FlaskClient = server.test_client()

    def doors(self) -> Doors:
        around, known = Around(self.register), columns_of_all(self.rules)
        lists, courses = Rows(self.register, self.rules), Courses(self.register, self.rules)
        return Doors(self.read, around, self.rules, lists, courses, known, self.keep)

    def read(
        self,
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]:
        self.reads += 1
        told = self.reader.read(indicators, scope, by, periods)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return told

    def body(self, address: str, shown: Any = None, encoding: str = "") -> bytes:
        asked = question(self.client, "page.children", [*parted(address), None], [shown])
        answer = self.client.post(
            "/_dash-update-component", json=asked, headers={"Accept-Encoding": encoding}
        )
        assert answer.status_code in (200, 204)
        assert answer.headers.get("Content-Encoding", "") in (encoding, "")
        squeezed = answer.headers.get("Content-Encoding", "")
        plain: bytes = ENCODINGS[squeezed](answer.data)
        return plain

    def asks(self, address: str, shown: Any = None, encoding: str = "") -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body(address, shown, encoding))["response"]
        return told


def fresh(worker: Worker, address: str) -> dict[str, Any]:
    """What a worker answers that keeps nothing."""
    alike = Worker(worker.url, keep_nothing, worker.now, worker.stale_after, worker.rules)
    return alike.asks(address)


def change(url: str, *statements: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount
    engine.dispose()


def last_changed(url: str, at: datetime) -> None:
    change(url, f"UPDATE dossier SET source_updated_at = '{at}'")


def make_late(url: str, at: datetime = NOW) -> None:
    """What is open was due, and that is told of."""
    change(
        url,
        f"UPDATE dossier SET source_updated_at = '{at}', due_at = '2026-11-02 00:00:00' "
        "WHERE result_at IS NULL",
    )


def test_what_is_kept_is_what_would_be_drawn(url: str, keep: Keep) -> None:
    one, other = Worker(url, keep), Worker(url, keep)
    asked = [*ADDRESSES, *(in_english(each) for each in ADDRESSES)]
    drawn = {address: one.asks(address) for address in asked}
    assert one.reads > len(ADDRESSES)
    assert {address: other.asks(address) for address in asked} == drawn
    assert other.reads == 0
    alike = Worker(url, keep_nothing)
    assert {address: alike.asks(address) for address in asked} == drawn


def in_english(address: str) -> str:
    return address + ("&" if "?" in address else "?") + "lang=en"


def test_an_answer_is_the_regions_whole_in_every_encoding(url: str, keep: Keep) -> None:
    worker = Worker(url, keep)
    doors = worker.doors()
    with worker.client.application.test_request_context(), force_locale("vi"):
        drawn = regions("/linh-vuc", "", doors).regions()
    told = dict(zip(REGIONS, (json.loads(to_json_plotly(each)) for each in drawn), strict=True))
    for encoding in (*ENCODINGS, *ENCODINGS):
        answer = json.loads(worker.body("/linh-vuc", None, encoding))
        marks = answer["response"].pop("shown")
        assert answer == {
            "multi": True,
            "response": {region: {"children": each} for region, each in told.items()},
        }
        assert worker.body("/linh-vuc", marks["data"], encoding) == b""


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_what_the_browser_lacks_is_sent(url: str, keep: Keep, encoding: str) -> None:
    worker = Worker(url, keep)
    shown = worker.asks("/linh-vuc", None, encoding)["shown"]["data"]
    for _ in range(2):
        whole = worker.asks("/linh-vuc?ky=nam", None, encoding)
        sent = worker.asks("/linh-vuc?ky=nam", shown, encoding)
        assert set(sent) == {"masthead", "scope", "page", "shown"} < set(whole)
        assert sent.items() <= whole.items()


def test_many_who_ask_at_once_have_it_drawn_once(url: str, keep: Keep) -> None:
    alone = Worker(url, keep_nothing)
    alone.asks("/")
    worker = Worker(url, keep)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: worker.body("/", None, "gzip"), range(16)))
    assert len(set(answers)) == 1
    assert worker.reads == alone.reads


def test_new_data_is_a_new_page(url: str, keep: Keep) -> None:
    last_changed(url, NOW - timedelta(seconds=10))
    one, other = Worker(url, keep), Worker(url, keep)
    before = one.asks("/linh-vuc")
    make_late(url, NOW - timedelta(seconds=5))
    after = other.asks("/linh-vuc")
    assert after["page"] != before["page"]
    assert after["shown"]["data"]["felt"] != before["shown"]["data"]["felt"]
    assert after == one.asks("/linh-vuc") == fresh(one, "/linh-vuc")


def test_a_new_name_is_a_new_page_though_every_count_is_equal(url: str, keep: Keep) -> None:
    before = Worker(url, keep).asks("/don-vi")
    change(url, "UPDATE agency SET name = name || ' mới'")
    one = Worker(url, keep)
    assert one.asks("/don-vi")["page"] != before["page"]
    assert one.asks("/don-vi") == fresh(one, "/don-vi")


@pytest.mark.parametrize(
    "passed", [timedelta(seconds=45), timedelta(minutes=1), timedelta(days=1)], ids=str
)
@pytest.mark.parametrize("address", ["/", "/linh-vuc"])
def test_another_minute_and_another_day_are_another_page(
    url: str, keep: Keep, address: str, passed: timedelta
) -> None:
    worker = Worker(url, keep)
    before = worker.asks(address)
    worker.now += passed
    after = worker.asks(address)
    assert after["scope"] != before["scope"] or passed < timedelta(minutes=1)
    assert after == fresh(worker, address)


def test_a_minute_of_age_is_another_page_within_a_minute(url: str, keep: Keep) -> None:
    """The minute of the clock and that of the age begin at different seconds."""
    last_changed(url, NOW - timedelta(seconds=110))
    worker = Worker(url, keep)
    for _ in range(4):
        assert worker.asks("/linh-vuc") == fresh(worker, "/linh-vuc")
        worker.now += timedelta(seconds=10)


def test_a_page_of_the_same_minute_is_not_drawn_again(url: str, keep: Keep) -> None:
    last_changed(url, NOW - timedelta(seconds=70))
    worker = Worker(url, keep)
    worker.asks("/")
    reads = worker.reads
    worker.now += timedelta(seconds=20)
    worker.asks("/")
    assert worker.reads == reads


def test_where_lateness_goes_by_the_second_a_page_is_of_its_minute(url: str, keep: Keep) -> None:
    worker = Worker(url, keep, rules=rules.declared().with_choices({"late": "second"}))
    worker.asks("/")
    reads = worker.reads
    felt = worker.asks("/")["shown"]["data"]["felt"]
    assert worker.reads == reads
    worker.now += timedelta(minutes=1)
    assert worker.asks("/")["shown"]["data"]["felt"] != felt, "an open page would not be drawn anew"
    assert worker.reads > reads


def test_data_that_has_become_old_is_another_page(url: str, keep: Keep) -> None:
    last_changed(url, NOW - timedelta(seconds=5))
    worker = Worker(url, keep, stale_after=timedelta(seconds=10))
    assert worker.asks("/linh-vuc")["shown"]["data"]["felt"].endswith("False")
    worker.now += timedelta(seconds=10)  # the minute and that of the age are the same
    told = worker.asks("/linh-vuc")
    assert told["shown"]["data"]["felt"].endswith("True")
    assert told == fresh(worker, "/linh-vuc")


def test_what_is_no_answer_is_not_kept(url: str, keep: Keep) -> None:
    worker = Worker(url, keep)

    def fails() -> None:
        raise Unavailable("for a moment")

    worker.meanwhile = fails
    assert worker.asks("/")["shown"]["data"]["felt"] == "unreachable"
    assert worker.asks("/") == fresh(worker, "/")


@pytest.mark.parametrize("address", ["/?ky=khong-co", "/khong-co", "/?don-vi=H99.999"])
def test_an_address_that_cannot_be_read_is_not_kept(url: str, keep: Keep, address: str) -> None:
    made: list[object] = []

    def noting(asked: object, make: Callable[[], Any], *rest: Any) -> Any:
        def noted() -> Any:
            made.append(asked)
            return make()

        return keep(asked, noted, *rest)

    worker = Worker(url, noting)
    for times in (1, 2):
        worker.asks(address, None, "gzip")
        assert len(made) == times


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_changed_while_it_was_drawn_is_not_kept(
    made: Path, url: str, keep: Keep, encoding: str
) -> None:
    """Another worker that has not felt the change yet must not show it as if it had not been."""
    slow, other = Worker(url, keep), Worker(url, keep)
    truth = fresh(other, "/linh-vuc")
    seen = other.register.moment()
    slow.meanwhile = lambda: make_late(url)
    slow.asks("/linh-vuc", None, encoding)
    shutil.copy(made, url.removeprefix("sqlite:///"))
    assert other.register.moment() == seen
    assert other.asks("/linh-vuc", None, encoding) == truth


@pytest.mark.parametrize("address", ["/ho-so/{code}", "/ho-so?in=1", "/ho-so?in=1&lang=en"])
def test_one_dossier_and_a_list_on_paper_are_drawn_for_whoever_asks(url: str, address: str) -> None:
    """They tell of now to the second, and there are as many as there are dossiers."""
    engine = engines.reader(url)
    with engine.connect() as connection:
        code = connection.execute(text("SELECT dossier_code FROM dossier LIMIT 1")).scalar()

    def keep(_asked: object, _make: Callable[[], Any], *_rest: object) -> Any:
        raise AssertionError("not to be kept")

    worker = Worker(url, keep)
    told = worker.asks(address.format(code=code), None, "gzip")
    assert told["shown"]["data"]["felt"] != "unreachable"


def test_readings_of_data_that_changed_meanwhile_are_not_kept(url: str, keep: Keep) -> None:
    class Changing:
        """A cache that the data changes behind, once asked."""

        kept: ClassVar[list[str]] = []

        def get(self, _key: str) -> None:
            make_late(url, NOW - timedelta(seconds=next(ages)))

        def set(self, key: str, _value: object) -> None:
            self.kept.append(key)

    ages = iter((9, 8, 8, 8))
    last_changed(url, NOW - timedelta(seconds=10))
    read = CachedReader(Worker(url, keep).reader, Once(Changing(), NoTurns())).read
    scope = Scope(Period(NOW.date(), NOW.date()), agency="H99")
    for kept in (0, 1):
        assert read(INDICATORS[:1], scope)
        assert len(Changing.kept) == kept
