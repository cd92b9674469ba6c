"""Whether a screen may be shown: its own token, bound to one agency, until somebody revokes it."""

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from callbacks.wall.doors import Screens
from data_access.indicators.reading import Unavailable
from data_access.screens import Kind

log = logging.getLogger(__name__)

BELIEVED_S = 5.0  # two hundred screens ask every two seconds; a revoked one stays so long
TELL_EVERY_S = 15.0
MOST = 2_000


class Tokens:
    """Asks the registry now and then; while it is away, whom it last accepted stays accepted."""

    def __init__(self, screens: Screens, clock: Callable[[], float] = monotonic) -> None:
        self._screens, self._clock = screens, clock
        self._kept: dict[tuple[str, str], float] = {}
        self._told: dict[str, float] = {}

    def gate(
        self, token: str | None, agency: str, address: str
    ) -> tuple[dict[str, Any] | None, str | None]:
        """What stands in the way, None where nothing does; and a token for who has none."""
        key = (token or "", agency)
        if self._clock() - self._kept.get(key, float("-inf")) < BELIEVED_S:
            return None, None
        try:
            standing = self._screens.standing(token, agency)
            if standing.kind is Kind.ACCEPTED:
                self._believe(key)
                return None, None
            self._kept.pop(key, None)
            if standing.kind is Kind.WAITING:
                return {"state": "waiting", "code": standing.code}, None
            asked = self._screens.ask(agency, address)
        except Unavailable as error:
            log.warning("screens cannot be looked up: %s", error)
            return (None if key in self._kept else {"state": "silent"}), None
        if asked is None:
            return {"state": "full"}, None
        return {"state": "waiting", "code": asked[1]}, asked[0]

    def _believe(self, key: tuple[str, str]) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = self._clock()

    def seen(self, token: str | None, as_of: datetime | None, version: str) -> None:
        """A sign of life; each would take a lock in the database."""
        now = self._clock()
        if token is None or now - self._told.get(token, float("-inf")) < TELL_EVERY_S:
            return
        if len(self._told) >= MOST:
            self._told.clear()
        self._told[token] = now
        self._screens.seen(token, as_of, version)
