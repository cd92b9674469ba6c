"""Work shared out to processes that hold the same memory as the one that began it."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
Tick = Callable[[str], None]


class Stopped(ChildProcessError):
    """One of those who helped could not do its share."""


class Hands(Generic[Result]):
    """`work(share, tick)` done for each share, each by a process of its own, from `with` on.

    Whoever leaves early, or dies, leaves nobody at work: a hand looks for its master at each tick.
    What the master has locked by an open file or session stays locked until the last hand is gone.
    """

    def __init__(self, work: Callable[[int, Tick], Result], count: int) -> None:
        self._work, self._count = work, count
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []

    def __enter__(self) -> "Hands[Result]":
        try:
            for share in range(self._count):
                self._begin(share)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self, share: int) -> None:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        self._pipes.append(ours)
        process = context.Process(target=self._do, args=(share, theirs, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.join()
        for pipe in self._pipes:
            pipe.close()

    def _do(self, share: int, pipe: Connection, master: int) -> None:
        def tick(what: str) -> None:
            if os.getppid() != master:
                os._exit(1)
            pipe.send((True, what))

        try:
            pipe.send((False, self._work(share, tick)))
        except Exception as error:
            pipe.send((None, f"{type(error).__name__}: {error}"))

    def results(self, tick: Tick) -> list[Result]:
        """One for each share, as they come; `tick` hears of each step. Raises Stopped."""
        found: list[Result] = []
        waiting = list(self._pipes)
        while waiting:
            for pipe in wait(waiting):
                is_step, told = heard(pipe)
                if is_step:
                    tick(told)
                    continue
                found.append(told)
                waiting.remove(pipe)  # type: ignore[arg-type]
        return found


def heard(pipe: Any) -> tuple[bool, Any]:
    try:
        is_step, told = pipe.recv()
    except EOFError:
        raise Stopped("a process that helped to count was stopped") from None
    if is_step is None:
        raise Stopped(told)
    return is_step, told
