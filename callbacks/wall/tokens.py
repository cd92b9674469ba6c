"""Whether a screen may be shown: its own token, bound to one agency, until somebody revokes it."""

import logging
from collections.abc import Callable, Hashable
from datetime import datetime
from time import monotonic
from typing import Any

from callbacks.wall.doors import Screens
from data_access.indicators.reading import Unavailable
from data_access.screens import Kind

log = logging.getLogger(__name__)

BELIEVED_S = 5.0  # two hundred screens ask every second and a half; a revoked one stays so long
TELL_EVERY_S = 15.0
DAY_S = 86_400.0
HOUR_S, MOST_ASKED = 3600.0, 40  # new screens an hour from one address
MOST = 2_000


class Stamps:
    """When something last was, by key; forgets all rather than grow for ever."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at: dict[Hashable, float] = {}

    def is_within(self, key: Hashable, seconds: float) -> bool:
        return key in self._at and self._clock() - self._at[key] < seconds

    def stamp(self, key: Hashable) -> None:
        if len(self._at) >= MOST:
            self._at.clear()
        self._at[key] = self._clock()

    def drop(self, key: Hashable) -> None:
        self._at.pop(key, None)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._at


class Tokens:
    """Asks the registry now and then; while it is away, whom it last accepted stays accepted."""

    def __init__(self, screens: Screens, clock: Callable[[], float] = monotonic) -> None:
        self._screens, self._clock = screens, clock
        self._believed, self._told, self._renewed = Stamps(clock), Stamps(clock), Stamps(clock)
        self._asked: dict[str, list[float]] = {}

    def gate(
        self,
        token: str | None,
        agency: str,
        address: str,
        is_public: bool = False,
        whence: str = "",
    ) -> tuple[dict[str, Any] | None, str | None]:
        """What stands in the way, None where nothing does; and a token for who has none."""
        key = (token, agency, is_public)
        if self._believed.is_within(key, BELIEVED_S):
            return None, None
        try:
            standing = self._screens.standing(token, agency, is_public)
            if standing.kind is Kind.ACCEPTED:
                self._believed.stamp(key)
                return None, None
            self._believed.drop(key)
            if standing.kind is Kind.WAITING:
                return {"state": "waiting", "code": standing.code}, None
            may_ask = self._may_ask(whence)
            asked = self._screens.ask(agency, address, is_public) if may_ask else None
        except Unavailable as error:
            log.warning("screens cannot be looked up: %s", error)
            return (None if key in self._believed else {"state": "silent"}), None
        if asked is None:
            return {"state": "full"}, None
        return {"state": "waiting", "code": asked[1]}, asked[0]

    def _may_ask(self, whence: str) -> bool:
        """A screen asks once; a stranger's loop must not fill the list for everybody else."""
        now = self._clock()
        lately = [at for at in self._asked.get(whence, ()) if now - at < HOUR_S]
        if len(self._asked) >= MOST:
            self._asked.clear()
        may_ask = len(lately) < MOST_ASKED
        # One that is refused goes on asking: that must not keep it refused for ever.
        self._asked[whence] = [*lately, now] if may_ask else lately
        return may_ask

    def renews(self, token: str) -> bool:
        """Once a day: a page that runs for years must not outlive its cookie."""
        if self._renewed.is_within(token, DAY_S):
            return False
        self._renewed.stamp(token)
        return True

    def seen(
        self, token: str | None, as_of: datetime | None, version: str, slide: str = ""
    ) -> None:
        """A sign of life; each would take a lock in the database."""
        if token is None or self._told.is_within(token, TELL_EVERY_S):
            return
        self._told.stamp(token)
        self._screens.seen(token, as_of, version, slide)
