"""Readings kept per data version: new data is a new key, so nothing is ever invalidated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Protocol

from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Moment, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.rules import Late
from data_access.scope import Scope

LOCKS = [Lock() for _ in range(64)]


class Cache(Protocol):
    """What flask-caching offers."""

    def get(self, key: str) -> Any: ...
    def set(self, key: str, value: Any) -> Any: ...


@dataclass(frozen=True)
class CachedReader:
    """`Reader.read`, computed once per question, data version and process, however many ask."""

    reader: Reader
    cache: Cache

    def read(
        self,
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]:
        keys = tuple(indicator.key for indicator in indicators)
        asked = (self._seen_at(), self.reader.rules.mark, keys, scope, by, tuple(periods or ()))
        return self._once(
            sha256(repr(asked).encode()).hexdigest(),
            lambda: self.reader.read(indicators, scope, by, periods),
        )

    def _seen_at(self) -> tuple[str, str]:
        """Data and the "now" it is judged by: the day, unless lateness goes by the second."""
        moment: Moment = self.reader.register.moment()
        now = moment.now if self.reader.rules.late is Late.SECOND else moment.now.date()
        return moment.version, f"{now}"

    def _once(self, key: str, compute: Callable[[], list[Reading]]) -> list[Reading]:
        held = self.cache.get(key)
        if held is not None:
            return list(held)
        with LOCKS[int(key[:2], 16) % len(LOCKS)]:
            held = self.cache.get(key)
            if held is None:
                held = compute()
                self.cache.set(key, held)
            return list(held)
