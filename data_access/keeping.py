"""Where what was computed is kept: in files, in a Redis or nowhere, as the settings say."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

from flask import Flask
from flask_caching import Cache
from flask_caching.backends import FileSystemCache

from data_access import engines
from data_access.cache import Once
from data_access.single import WAIT_S, Files, NoTurns, Threads, Turns

FOLDER = engines.OWN_FILE.parent / "cache"
FILES = "FileSystemCache"
PARTS = 10  # of the most files there may be, for one of them


class Folder(FileSystemCache):
    """Looks now and then how many files there are, and lets go of a tenth at once.

    Its parent writes down their number with every new file, and opens all of them to find the
    oldest: with two hundred screens that took longer than what they are spared.
    """

    def __init__(self, cache_dir: str, threshold: int, **named: Any) -> None:
        super().__init__(cache_dir, threshold=0, **named)  # that the parent does not count
        self._most, self._every = threshold, max(threshold // PARTS, 1)
        self._until_look = self._every
        self._looking = Lock()

    def _prune(self) -> None:
        """Of several processes each looks for itself, so there may be a few more than the most."""
        self._until_look -= 1
        if self._until_look > 0 or not self._looking.acquire(blocking=False):
            return
        try:
            self._until_look = self._every
            with suppress(OSError):
                self._let_go()
        finally:
            self._looking.release()

    def _let_go(self) -> None:
        files = []
        for entry in os.scandir(self._path):
            with suppress(FileNotFoundError):  # another process was quicker
                files.append((entry.stat().st_mtime, entry.path))
        surplus = len(files) - self._most * (PARTS - 1) // PARTS if len(files) > self._most else 0
        over = time() - self.default_timeout
        for number, (written_at, path) in enumerate(sorted(files)):
            if number >= surplus and written_at >= over:
                return
            with suppress(FileNotFoundError):
                os.remove(path)


def keeper(
    server: Flask, kind: str, url: str | None, wait_s: float = WAIT_S
) -> Callable[[str, int, int], Once]:
    """Makes a place to keep things in: what kind of things, how many at most, how long."""
    if url:
        return in_redis(server, url, wait_s)

    def place(name: str, most: int, seconds: int) -> Once:
        config: dict[str, object] = {
            "CACHE_TYPE": kind,
            "CACHE_THRESHOLD": most,
            "CACHE_DEFAULT_TIMEOUT": seconds,
            "CACHE_NO_NULL_WARNING": True,  # asked for by name, to measure
        }
        if kind == FILES:
            config["CACHE_TYPE"] = f"{__name__}.{Folder.__name__}"
            config |= {"CACHE_DIR": str(own_folder(name)), "CACHE_OPTIONS": {"mode": 0o600}}
        return Once(Cache(server, config=config).cache, turns(kind, name, wait_s))

    return place


def turns(kind: str, name: str, wait_s: float) -> Turns:
    if kind == "NullCache":
        return NoTurns()
    # Beside the kept files: the cache takes every file among them for its own.
    return Files(own_folder(f"{name}-turns"), wait_s) if kind == FILES else Threads(wait_s)


def own_folder(name: str) -> Path:
    """Nobody else's: what is read from it is believed."""
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = FOLDER / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def in_redis(server: Flask, url: str, wait_s: float) -> Callable[[str, int, int], Once]:
    # Needed by few and as heavy as the rest of this package: loaded where it is asked for.
    from data_access.shared import PREFIX, Shared, SharedCache, SharedTurns

    shared = Shared(url)

    def place(name: str, _most: int, seconds: int) -> Once:
        config = {
            "CACHE_TYPE": "RedisCache",
            "CACHE_REDIS_HOST": shared.client,
            "CACHE_KEY_PREFIX": f"{PREFIX}{name}:",
            "CACHE_DEFAULT_TIMEOUT": seconds,
        }
        cache = Cache(server, config=config).cache
        return Once(SharedCache(cache, shared), SharedTurns(shared, name, wait_s))

    return place
