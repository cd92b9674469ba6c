"""The whole dashboard on a small made-up province, as pages and as a server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from dash.development.base_component import Component
from sqlalchemy import Engine, make_url

from app import Around
from callbacks.doors import Doors
from data_access import engines, rules
from data_access.courses import Courses
from data_access.demo import build
from data_access.needs import columns_of_all
from data_access.reader import Reader
from data_access.register import Register
from data_access.rows import Rows
from data_access.rules import Rules
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally

ROOT = Path(__file__).resolve().parent.parent
DOSSIERS = 6_000
SEED = 766


def make_register(folder: Path, now: datetime) -> str:
    """A province of 6,000 dossiers, up to `now`."""
    url = f"sqlite:///{folder / 'register.sqlite'}"
    build.build(make_url(url), DOSSIERS, now, SEED, with_offices=False)
    return url


def doors_on(url: str, folder: Path, now: datetime) -> Doors:
    """Real doors, as app.py opens them, with a clock that stands still."""
    own = engines.writer(f"sqlite:///{folder / 'own.sqlite'}")
    reader = kept_on(engines.reader(url), own, now)
    register = reader.register
    lists, dossiers = Rows(register, reader.rules), Courses(register, reader.rules)
    around = Around(register)
    needs = columns_of_all(reader.rules)
    return Doors(reader.read, around, reader.rules, lists, dossiers, needs)


def kept_on(contract: Engine, own: Engine, now: datetime, rule: Rules | None = None) -> Reader:
    """A reader that answers from a tally counted this very moment."""
    counted, tally = rule or rules.declared(), Tally(own)
    Keeper(contract, own, counted, lambda: now).look()
    return Reader(Register(contract, lambda: now, follower=tally), counted, tally)


def wait_for_tally(folder: Path, patience_s: float = 60) -> None:
    """Until what `served` keeps in a folder has been counted: pages are drawn anew when it is."""
    own = engines.often_asked(f"sqlite:///{folder / 'own.sqlite'}")
    until = time.monotonic() + patience_s
    while Tally(own).followed() is None:
        assert time.monotonic() < until, "nobody counts the register"
        time.sleep(0.2)
    own.dispose()
    time.sleep(2)  # the workers look for themselves


@contextmanager
def served(url: str, folder: Path, **environment: str) -> Iterator[str]:
    """The real server on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = os.environ | {
        "ONESTOP_DATABASE_URL": url,
        "DASHBOARD_DATABASE_URL": f"sqlite:///{folder / 'own.sqlite'}",
        "ONESTOP_CACHE": "SimpleCache",
        "CACHE_URL": "",
    }
    told |= environment
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", "app:wsgi()"]
    server = subprocess.Popen(command, cwd=ROOT, env=told)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(base: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            urlopen(f"{base}/", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return base
    raise RuntimeError("the server does not answer")


def text(component: object) -> str:
    """Everything a reader could read, in order."""
    if isinstance(component, (list, tuple)):
        return " ".join(filter(None, map(text, component)))
    if not isinstance(component, Component):
        return "" if component is None else str(component)
    return text(getattr(component, "children", None))


def walk(component: object) -> Iterator[Component]:
    """Every component, itself included."""
    if isinstance(component, (list, tuple)):
        for each in component:
            yield from walk(each)
    if isinstance(component, Component):
        yield component
        yield from walk(getattr(component, "children", None))


def links(component: object) -> Iterator[tuple[str, str]]:
    """(address, words) of every link below a component."""
    if isinstance(component, (list, tuple)):
        for each in component:
            yield from links(each)
    if isinstance(component, Component):
        href = getattr(component, "href", None)
        if isinstance(href, str):
            yield href, text(component)
        yield from links(getattr(component, "children", None))


def parted(address: str) -> tuple[str, str]:
    told = urlsplit(address)
    return told.path, f"?{told.query}" if told.query else ""
