"""Put the pieces together and serve them."""

import gc
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import brotli
import dash_ag_grid
from dash import Dash
from flask import Flask, Response, request
from flask_babel import Babel
from flask_compress import Compress

import callbacks
from callbacks import wall
from callbacks.doors import Doors
from callbacks.wall.addresses import PATH as WALL
from callbacks.wall.doors import WallDoors
from data_access import engines, keeping, rules
from data_access.cache import CachedReader, Once
from data_access.clock import office_clock
from data_access.courses import Courses
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import BeingCounted, Moment, Unavailable
from data_access.needs import columns_of_all
from data_access.pace import Paces
from data_access.reader import Reader
from data_access.register import Register
from data_access.rhythm import rhythm
from data_access.rows import Rows
from data_access.screen_door import ScreenDoor
from data_access.screens import Screens
from data_access.tally.store import Tally
from layouts import shell
from layouts.language import LANGUAGES

GRID_SCRIPT = "dash_ag_grid.min.js"
SQUEEZED = ("text/javascript", "application/javascript", "text/css", "image/svg+xml")
BROTLI_QUALITY = 5  # above it a start takes longer than a reader saves
MOST_FILES = 200  # kept compressed; a page has about 40
YEAR_S = 31_536_000  # our files are named by their version or carry their time
MOST_READINGS, READINGS_S = 5_000, 3600
MOST_WALLS = 2_000
MOST_PAGES, PAGES_S = 400, 120  # half a megabyte at most; a page tells the minute it is of
# Styles stand in the markup: marks are placed by them, and the grid measures itself with them.
CSP = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


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

    def expected(self) -> float | None:
        return rhythm(self._register, self._register.moment().now.date()).expected_s


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
    add_health(server, reader.register)
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


def load_the_grid_late() -> None:
    """A quarter of all script, needed on one page: assets/30-grid.js fetches it there."""
    for script in dash_ag_grid._js_dist:
        if script["relative_package_path"] == GRID_SCRIPT:
            script["dynamic"] = True


def keep_compressed(server: Flask) -> Callable[[Dash], None]:
    """Scripts and styles are compressed once a process, at its start, not once a reader."""
    kept: dict[str, tuple[bytes, dict[str, str]]] = {}

    @server.before_request
    def held() -> Response | None:
        takes = request.accept_encodings.quality("br") > 0
        found = kept.get(request.full_path) if takes else None
        if found is None:
            return None
        answer = Response(found[0], headers=found[1])
        answer.make_conditional(request)
        return answer

    @server.after_request
    def hold(response: Response) -> Response:
        is_text = response.status_code == 200 and response.mimetype in SQUEEZED
        is_file = request.path.startswith(("/_dash-component-suites/", "/assets/"))
        takes = request.accept_encodings.quality("br") > 0
        if not (is_text and is_file and takes) or "Content-Encoding" in response.headers:
            return response
        response.direct_passthrough = False
        response.set_data(brotli.compress(response.get_data(), quality=BROTLI_QUALITY))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        if len(kept) < MOST_FILES:
            kept[request.full_path] = (response.get_data(), dict(response.headers))
        return response

    def fill(app: Dash) -> None:
        client = app.server.test_client()
        page = client.get("/").get_data(as_text=True)
        grid = f"/_dash-component-suites/dash_ag_grid/{GRID_SCRIPT}"
        for address in (*re.findall(r'(?:src|href)="(/[^"]+)"', page), grid):
            client.get(address, headers={"Accept-Encoding": "br"}).close()

    return fill


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


def reader_on(settings: Settings) -> Reader:
    """Raises SystemExit where an address leads to no database; one that is away may come back."""
    try:
        contract, own = engines.readers()
    except engines.BadAddress as error:
        raise SystemExit(str(error)) from None
    tally = Tally(own)
    register = Register(contract, office_clock, settings.home, settings.stale_after, follower=tally)
    return Reader(register, rules.declared(), tally)


def add_health(server: Flask, register: Register) -> None:
    @server.get("/suc-khoe")
    def health() -> tuple[dict[str, object], int]:
        """Whether the register answers, and how old it is."""
        try:
            moment = register.moment()
        except BeingCounted:
            return {"register": "being counted"}, 503
        except Unavailable:
            return {"register": "unreachable"}, 503
        return {"register": "ok", "as_of": str(moment.as_of), "stale": moment.is_stale}, 200


def finish(app: Dash) -> None:
    """Dash sets itself up at the first request; done here, no reader meets it half set up."""
    policy: dict[str, str] = {}

    @app.server.before_request  # type: ignore[untyped-decorator]
    def refuse() -> Response | None:
        """A callback's body is an object that names an output; anything else is no question."""
        if request.path != "/_dash-update-component" or request.method != "POST":
            return None
        body = request.get_json(silent=True)
        told = isinstance(body, dict) and all(key in body for key in ("output", "inputs"))
        return None if told else Response("400", 400, content_type="text/plain")

    @app.server.after_request  # type: ignore[untyped-decorator]
    def guard(response: Response) -> Response:
        if policy:
            is_wall = request.path == WALL  # the set-up page shows it in a frame
            told = policy["csp"].replace("ancestors 'none'", "ancestors 'self'")
            response.headers["Content-Security-Policy"] = told if is_wall else policy["csp"]
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    app.server.test_client().get("/")
    gc.collect()
    gc.freeze()  # what stands for good need not be walked through in the middle of an answer
    hashes = "".join(f" {each}" for each in app.csp_hashes())
    policy["csp"] = CSP.format(hashes=hashes)


def wsgi() -> Flask:
    """For gunicorn."""
    server = create_app().server
    assert isinstance(server, Flask)
    return server
