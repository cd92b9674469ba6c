"""Where what was computed is kept: in files, in a Redis or nowhere, as the settings say."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask
from flask_caching import Cache
from flask_caching.backends import FileSystemCache

from data_access import engines
from data_access.cache import Once
from data_access.single import WAIT_S, Files, NoTurns, Threads, Turns

FOLDER = engines.OWN_FILE.parent / "cache"
FILES = "FileSystemCache"


class Folder(FileSystemCache):
    """A tenth goes at once: one by one, each new file would cost a look into all the others."""

    def __init__(self, *told: Any, **named: Any) -> None:
        self._pruning = Lock()
        super().__init__(*told, **named)

    def _prune(self) -> None:
        if not self._over_threshold() or not self._pruning.acquire(blocking=False):
            return
        most = self._threshold
        try:
            self._threshold = most * 9 // 10
            self._update_count(value=len(list(self._list_dir())))  # processes miscount together
            super()._prune()
        finally:
            self._threshold = most
            self._pruning.release()


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
