"""Put the pieces together and serve them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from dash import Dash
from flask import Flask, request
from flask_babel import Babel
from flask_compress import Compress

import callbacks
from callbacks import wall
from callbacks.doors import Doors
from callbacks.wall.doors import WallDoors
from data_access import engines, keeping, rules
from data_access.cache import CachedReader, Once
from data_access.clock import office_clock
from data_access.courses import Courses
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Moment
from data_access.needs import columns_of_all
from data_access.pace import Paces
from data_access.reader import Reader
from data_access.register import Register
from data_access.rhythm import rhythm
from data_access.rows import Rows
from data_access.rules import Rules
from data_access.screen_door import ScreenDoor
from data_access.screens import Screens
from data_access.tally.store import Health, Tally
from layouts import shell
from layouts.language import LANGUAGES
from web.health import register_health
from web.policy import finish
from web.static_files import BROTLI_QUALITY, keep_compressed, load_the_grid_late

YEAR_S = 31_536_000  # our files are named by their version or carry their time
MOST_BODY = 2**20  # bytes; a callback's question has some thousands
MOST_READINGS, READINGS_S = 5_000, 3600
MOST_WALLS = 2_000
MOST_PAGES, PAGES_S = 400, 120  # half a megabyte at most; a page tells the minute it is of


@dataclass(frozen=True)
class Settings:
    """Read once from the environment; the README lists every name."""

    home: str | None = None
    stale_after: timedelta | None = None
    cache: str = keeping.FILES
    cache_url: str | None = None  # a Redis, instead of `cache`

    @classmethod
    def from_environment(cls) -> "Settings":
        minutes = os.environ.get("ONESTOP_STALE_AFTER_MINUTES")
        if minutes and not minutes.isdigit():
            raise SystemExit(
                f"ONESTOP_STALE_AFTER_MINUTES={minutes}: write whole minutes, for example 15"
            )
        return cls(
            os.environ.get("ONESTOP_AGENCY") or None,
            timedelta(minutes=int(minutes)) if minutes else None,
            os.environ.get("ONESTOP_CACHE", cls.cache),
            redis_named(),
        )


class Course:
    """How the register goes on from day to day."""

    def __init__(self, register: Register, paces: Paces) -> None:
        self.pace, self._register = paces.pace, register

    def expected(self, agency: str | None) -> float | None:
        return rhythm(self._register, self._register.moment().now.date(), agency).expected_s


@dataclass(frozen=True)
class Around:
    """What callbacks may ask besides figures."""

    register: Register

    def moment(self) -> Moment:
        return self.register.moment()

    def directory(self) -> Directory:
        return self.register.state().directory

    def calendar(self) -> WorkingDays:
        return self.register.state().calendar


def create_app(settings: Settings | None = None) -> Dash:
    settings = settings or Settings.from_environment()
    load_the_grid_late()
    server = Flask(__name__, static_folder=None)
    server.config |= {
        "MAX_CONTENT_LENGTH": MOST_BODY,
        "SEND_FILE_MAX_AGE_DEFAULT": YEAR_S,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_ALGORITHM_STREAMING": ["br", "deflate"],
        "COMPRESS_BR_LEVEL": BROTLI_QUALITY,
        "BABEL_TRANSLATION_DIRECTORIES": "layouts/translations",
        "BABEL_DEFAULT_LOCALE": LANGUAGES[0],
    }
    Compress(server)
    squeezed = keep_compressed(server)
    Babel(server, locale_selector=spoken)
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # Dash's annotation forgets it
        external_scripts=shell.scripts(),
        assets_path_ignore=shell.IGNORED_ASSETS,
        suppress_callback_exceptions=True,  # a test compares the ids callbacks and layouts have
        update_title="",
        enable_mcp=False,
        use_async=False,
    )
    app.index_string = shell.index_string()
    app.layout = shell.shell
    reader = reader_on(settings)
    keep = keeping.keeper(server, settings.cache, settings.cache_url)
    cached = CachedReader(reader, keep("readings", MOST_READINGS, READINGS_S))
    register, counted = reader.register, reader.rules
    lists, dossiers = Rows(register, counted), Courses(register, counted)
    doors = Doors(
        cached.read,
        Around(register),
        counted,
        lists,
        dossiers,
        columns_of_all(counted),
        keep("pages", MOST_PAGES, PAGES_S),
        screen_door().listed,
    )
    callbacks.register(app, doors)
    wall.register(server, walls(doors, reader, keep))
    register_health(server, register.moment, lambda: kept_by(reader), office_clock)
    finish(app)
    squeezed(app)
    return app


def walls(doors: Doors, reader: Reader, keep: Callable[[str, int, int], Once]) -> WallDoors:
    register, read = reader.register, reader.read
    return WallDoors(
        doors,
        Course(register, Paces(register, doors.rules)),
        screen_door(),
        read,
        reader.stamp,
        keep("walls", MOST_WALLS, PAGES_S),
        keep("walls-drawn", MOST_WALLS, READINGS_S),
        keep("walls-now", MOST_WALLS, PAGES_S),
        keep("walls-asked", MOST_READINGS, READINGS_S),
        register.mark,
    )


def screen_door() -> ScreenDoor:
    return ScreenDoor(Screens(engines.brief_writer(engines.own_url()), office_clock))


def spoken() -> str:
    """The language of plain routes; callbacks take it from the address they are given."""
    told = request.args.get("lang")
    return told if told in LANGUAGES else LANGUAGES[0]


def redis_named() -> str | None:
    """Raises SystemExit where CACHE_URL leads to no Redis; one that is away may come back."""
    try:
        return engines.cache_url()
    except engines.BadAddress as error:
        raise SystemExit(str(error)) from None


def rules_in_force() -> Rules:
    """Raises SystemExit for a setting that cannot be read."""
    try:
        return rules.in_force()
    except rules.BadRule as error:
        raise SystemExit(str(error)) from None


def kept_by(reader: Reader) -> Health | None:
    return reader.tally.health() if reader.tally else None


def reader_on(settings: Settings) -> Reader:
    """Raises SystemExit where an address leads to no database; one that is away may come back."""
    try:
        contract, own = engines.readers()
    except engines.BadAddress as error:
        raise SystemExit(str(error)) from None
    tally = Tally(own)
    register = Register(contract, office_clock, settings.home, settings.stale_after, follower=tally)
    return Reader(register, rules_in_force(), tally)


def wsgi() -> Flask:
    """For gunicorn."""
    server = create_app().server
    assert isinstance(server, Flask)
    return server
