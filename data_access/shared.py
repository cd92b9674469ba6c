"""A Redis that workers and hosts share. It may go away at any time: no page waits for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import LockError
from redis.retry import Retry

from data_access.cache import Cache
from data_access.single import WAIT_S, Threads

log = logging.getLogger(__name__)
T = TypeVar("T")
PREFIX = "onestop:"  # of every key of ours
PATIENCE_S = 0.5  # with a Redis that is silent
AWAY_S = 5.0  # how long nobody asks one that did not answer
LOOK_EVERY_S = 0.02


class Shared:
    """Answers, or is done without; what is lost and found again is told once."""

    def __init__(self, url: str) -> None:
        self.client = Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE_S,
            socket_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 0),  # the usual three take seconds
        )
        self._lock = Lock()
        self._is_lost, self._ask_at = False, float("-inf")

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        if monotonic() < self._ask_at:
            return otherwise
        try:
            told = question()
        except (RedisError, OSError) as error:
            self._lose(error)
            return otherwise
        if self._is_lost:
            self._find()
        return told

    def _lose(self, error: Exception) -> None:
        with self._lock:
            self._ask_at = monotonic() + AWAY_S
            if not self._is_lost:
                log.warning("the Redis of CACHE_URL fails, pages are drawn without it: %s", error)
            self._is_lost = True

    def _find(self) -> None:
        with self._lock:
            if self._is_lost:
                log.warning("the Redis of CACHE_URL answers again")
            self._is_lost = False


@dataclass(frozen=True)
class SharedCache:
    """A cache on a Redis: empty while that is away."""

    cache: Cache
    shared: Shared

    def get(self, key: str) -> Any:
        return self.shared.ask(lambda: self.cache.get(key), None)

    def set(self, key: str, value: Any) -> Any:
        return self.shared.ask(lambda: self.cache.set(key, value), False)


@dataclass(frozen=True)
class SharedTurns:
    """Between all that share a Redis; a turn ends by itself when its holder has died."""

    shared: Shared
    kind: str
    wait_s: float = WAIT_S
    threads: Threads = field(default_factory=Threads)

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        until = monotonic() + self.wait_s
        name = f"{PREFIX}turn:{self.kind}:{key}"
        lock = self.shared.client.lock(name, timeout=self.wait_s, sleep=LOOK_EVERY_S)
        with self.threads.turn(key):
            left_s = max(0.0, until - monotonic())
            is_held = self.shared.ask(lambda: lock.acquire(blocking_timeout=left_s), False)
            try:
                yield
            finally:
                if is_held:
                    self.shared.ask(lambda: let_go(lock), None)


def let_go(lock: Any) -> None:
    try:
        lock.release()
    except LockError:  # it ended by itself: another may have it by now
        return
