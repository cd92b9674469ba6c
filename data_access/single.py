"""One computes and the others wait: between threads, and between processes of one machine.

Whoever waits longer than WAIT_S computes by itself: nobody waits for one that hangs.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Protocol

WAIT_S = 15.0  # longer than any page takes that has a tally
LOOK_EVERY_S = 0.01  # whether another process has let go
STRIPES = 1024  # keys that share a stripe wait for each other


class Turns(Protocol):
    """Who works within the turn of a key does so alone, as far as the turns reach."""

    def turn(self, key: str) -> AbstractContextManager[None]: ...


class NoTurns:
    """Where nothing is kept there is nothing to wait for."""

    def turn(self, _key: str) -> AbstractContextManager[None]:
        return nullcontext()


class Threads:
    """Between the threads of this process."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._locks = [Lock() for _ in range(STRIPES)]

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        lock = self._locks[stripe(key)]
        is_held = lock.acquire(timeout=self._wait_s)
        try:
            yield
        finally:
            if is_held:
                lock.release()


class Files:
    """Between the processes of this machine; the kernel lets go for a process that dies."""

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self._folder, self._wait_s = folder, wait_s
        self._threads = Threads(wait_s)

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        until = monotonic() + self._wait_s
        with self._threads.turn(key), self._file(stripe(key)) as handle:
            while handle is not None and not is_locked(handle) and monotonic() < until:
                sleep(LOOK_EVERY_S)
            yield

    @contextmanager
    def _file(self, number: int) -> Iterator[int | None]:
        """None where no file can be had: work done twice is better than no page."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._folder / f"{number:04}", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield None
            return
        try:
            yield handle
        finally:
            os.close(handle)


def is_locked(handle: int) -> bool:
    """By us, if nobody else holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def stripe(key: str) -> int:
    """Keys are in hexadecimal."""
    return int(key[:4], 16) % STRIPES
