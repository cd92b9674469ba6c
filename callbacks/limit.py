"""How many may do something costly at once, all together and each client."""

from collections import Counter
from collections.abc import Callable
from threading import Lock


class Limit:
    def __init__(self, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def taken(self, client: str) -> Callable[[], None] | None:
        """A turn, as what gives it back, once however often it is called; None if there is none."""
        with self._lock:
            if self._held.total() >= self._most or self._held[client] >= self._each:
                return None
            self._held[client] += 1
        turn = iter((client,))
        return lambda: self._give_back(next(turn, None))

    def _give_back(self, client: str | None) -> None:
        if client is None:
            return
        with self._lock:
            self._held[client] -= 1
            self._held += Counter()  # lets go of clients that hold nothing
