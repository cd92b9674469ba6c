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
DAY_S = 86_400.0
HOUR_S, MOST_ASKED = 3600.0, 40  # new screens an hour from one address
MOST = 2_000


class Tokens:
    """Asks the registry now and then; while it is away, whom it last accepted stays accepted."""

    def __init__(self, screens: Screens, clock: Callable[[], float] = monotonic) -> None:
        self._screens, self._clock = screens, clock
        self._kept: dict[tuple[str, str, bool], float] = {}
        self._told: dict[str, float] = {}
        self._asked: dict[str, list[float]] = {}
        self._renewed: dict[str, float] = {}

    def gate(
        self,
        token: str | None,
        agency: str,
        address: str,
        is_public: bool = False,
        whence: str = "",
    ) -> tuple[dict[str, Any] | None, str | None]:
        """What stands in the way, None where nothing does; and a token for who has none."""
        key = (token or "", agency, is_public)
        if self._clock() - self._kept.get(key, float("-inf")) < BELIEVED_S:
            return None, None
        try:
            standing = self._screens.standing(token, agency, is_public)
            if standing.kind is Kind.ACCEPTED:
                self._believe(key)
                return None, None
            self._kept.pop(key, None)
            if standing.kind is Kind.WAITING:
                return {"state": "waiting", "code": standing.code}, None
            may_ask = self._may_ask(whence)
            asked = self._screens.ask(agency, address, is_public) if may_ask else None
        except Unavailable as error:
            log.warning("screens cannot be looked up: %s", error)
            return (None if key in self._kept else {"state": "silent"}), None
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
        # One that is refused asks again every two seconds: that must not keep it refused for ever.
        self._asked[whence] = [*lately, now] if may_ask else lately
        return may_ask

    def _believe(self, key: tuple[str, str, bool]) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = self._clock()

    def renews(self, token: str) -> bool:
        """Once a day: a page that runs for years must not outlive its cookie."""
        now = self._clock()
        if now - self._renewed.get(token, float("-inf")) < DAY_S:
            return False
        if len(self._renewed) >= MOST:
            self._renewed.clear()
        self._renewed[token] = now
        return True

    def seen(
        self, token: str | None, as_of: datetime | None, version: str, slide: str = ""
    ) -> None:
        """A sign of life; each would take a lock in the database."""
        now = self._clock()
        if token is None or now - self._told.get(token, float("-inf")) < TELL_EVERY_S:
            return
        if len(self._told) >= MOST:
            self._told.clear()
        self._told[token] = now
        self._screens.seen(token, as_of, version, slide)
