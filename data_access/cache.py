"""What was computed is kept by data version: new data is a new key, nothing is invalidated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Moment, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.scope import Scope
from data_access.single import Turns

T = TypeVar("T")


class Cache(Protocol):
    """What flask-caching offers."""

    def get(self, key: str) -> Any: ...
    def set(self, key: str, value: Any) -> Any: ...


@dataclass(frozen=True)
class Once:
    """Computed once per key, however many ask: as far as the turns reach. Never computes None."""

    cache: Cache
    turns: Turns

    def __call__(
        self, asked: object, compute: Callable[[], T], is_kept: Callable[[T], bool] = bool, /
    ) -> T:
        """`is_kept` sees what was computed, after it was."""
        key = sha256(repr(asked).encode()).hexdigest()
        held: T | None = self.cache.get(key)
        if held is not None:
            return held
        with self.turns.turn(key):
            held = self.cache.get(key)
            if held is not None:
                return held
            made = compute()
            if is_kept(made):
                self.cache.set(key, made)
            return made


@dataclass(frozen=True)
class CachedReader:
    """`Reader.read`, computed once per question and data version."""

    reader: Reader
    once: Once

    def read(
        self,
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]:
        keys = tuple(indicator.key for indicator in indicators)
        seen_at = self._seen_at()
        asked = (seen_at, self.reader.rules.mark, keys, scope, by, tuple(periods or ()))
        told = self.once(
            asked,
            lambda: self.reader.read(indicators, scope, by, periods),
            lambda _: self._seen_at() == seen_at,  # else nobody knows which data was read
        )
        return list(told)

    def _seen_at(self) -> tuple[str, str]:
        """Data and the "now" it is judged by."""
        moment: Moment = self.reader.register.moment()
        return moment.version, f"{self.reader.rules.judged_at(moment.now)}|{moment.ages.day}"
