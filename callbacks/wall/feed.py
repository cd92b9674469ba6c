"""What a screen is told again and again: its slides, their age, and when the office shuts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

from plotly.io.json import to_json_plotly

from callbacks.sheets import drawing_mark, targets_mark
from callbacks.wall.addresses import PATH
from callbacks.wall.doors import WallDoors
from data_access.indicators.catalogue import BY_KEY
from data_access.indicators.reading import Dimension, Reading, Unavailable
from data_access.indicators.selection import Selection
from data_access.listing import Column, Listing, Order, Window
from layouts import wall, wording
from layouts.components.age_notices import successors
from layouts.components.link import address_of
from layouts.language import _, language
from layouts.pages.page import Question, View
from layouts.still import formed
from layouts.wall import asking
from layouts.wall.asking import scope_now
from layouts.wall.public import shown
from layouts.wall.scene import Scene, Usual
from layouts.wall.setting import Setting

ROOT = Path(__file__).parents[2]
OLDEST = Window(limit=10, sort=(Order(Column.LATE, descending=True),))
GHOST = (asking.NOW, asking.DAY, asking.DUE_DAYS)
MINUTE_S, MONTHS_S, HOUR_S = 60, 600, 3600  # that what is drawn, months and paces are good for
LATELY = timedelta(minutes=15)
UNKNOWN_S = 60.0  # expected of a look, where nobody can tell how often the register changes


@dataclass(frozen=True)
class Drawn:
    """The slides of a screen as they are sent."""

    slides: list[dict[str, Any]]
    ghost: list[list[str]]
    mark: str


def build_mark() -> str:
    """Changes with anything a screen is made of: then it loads itself anew."""
    files = sorted((ROOT / "assets" / "wall").iterdir())
    told = [drawing_mark().encode(), *(each.read_bytes() for each in files)]
    return sha256(b"".join(told)).hexdigest()[:12]


def slides(view: View, setting: Setting, door: WallDoors) -> Drawn:
    """Looked up by the agency's stamp, every minute anew; a slide is drawn where it has changed.

    Two hundred screens would else be drawn with every dossier that anybody hands in.
    """
    stamp = door.stamp(view.scope.agency)  # before anything is read: what changes meanwhile is told
    today = view.today, view.is_heard_today
    key = *marks_of(view, door), *today, view.scope, setting, language()

    def looked_up() -> Drawn:
        names = dict.fromkeys((*wall.wants(setting.slides), *GHOST))
        now = read_now(stamp, view, names, door)
        scene = Scene(view, setting, Answered(now, view, door), now.usual, now.oldest)
        told = [
            door.keep_drawn(
                (name, now.told(slide.wants), slide.rests_on_months and slot(view, MONTHS_S), *key),
                partial(pages, slide, scene),
                lambda _pages: True,
            )
            for name in setting.slides
            for slide in [wall.BY_KEY[name]]
        ]
        return drawn(told, ghost_of(scene))

    minute = slot(view, MINUTE_S)
    return door.keep((stamp, minute, *key), looked_up, lambda _drawn: is_still(stamp, view, door))


def pages(slide: wall.Slide, scene: Scene) -> list[dict[str, Any]]:
    """Empty where it has nothing to say."""
    told = enumerate(slide.draw(scene))
    return [{"name": f"{slide.key}.{at}", "content": formed(page)[0]} for at, page in told]


def drawn(told: Iterable[list[dict[str, Any]]], ghost: list[list[str]]) -> Drawn:
    slides = list(chain.from_iterable(told))
    mark = sha256(to_json_plotly([slides, ghost]).encode()).hexdigest()[:16]
    return Drawn(slides, ghost, mark)


@dataclass(frozen=True)
class Now:
    """What can change from one minute to the next."""

    answers: Mapping[str, list[Reading]]
    usual: Usual
    oldest: Listing | None

    def told(self, names: Collection[str]) -> tuple[object, ...]:
        """All that is drawn of it by who asks for these."""
        every = chain.from_iterable(self.answers.get(name, ()) for name in names)
        counts = tuple((each.indicator.key, each.group, each.numerator) for each in every)
        usual = self.usual if asking.USUAL in names else None
        return counts, usual, self.oldest if asking.OLDEST in names else None


def read_now(stamp: str, view: View, names: Collection[str], door: WallDoors) -> Now:
    told = asking.wanted(view, names)
    return Now(
        {
            name: of_stamp(stamp, name, asked, view, door)
            for name, asked in told.items()
            if name not in asking.OF_MONTHS
        },
        usual_of(view, door) if asking.USUAL in names else Usual(),
        oldest_of(view, door) if asking.OLDEST in names else None,
    )


def of_stamp(stamp: str, name: str, asked: Question, view: View, door: WallDoors) -> list[Reading]:
    """While the stamp is the same, the counts are; but days of due dates are no tally's."""
    until = view.moment.version if asked.by is Dimension.DUE_DAY else stamp
    return door.keep_asked(
        (until, name, *marks_of(view, door), asked.scope, asked.by),
        lambda: door.read(asked.indicators, asked.scope, asked.by, asked.periods),
        lambda _told: is_still(stamp, view, door),
    )


class Answered(Mapping[str, list[Reading]]):
    """What a scene is drawn from. Months are asked for once a slide that tells of them is drawn."""

    def __init__(self, now: Now, view: View, door: WallDoors) -> None:
        self._view, self._door = view, door
        self._months = asking.wanted(view, asking.OF_MONTHS)
        self._held = dict(now.answers)

    def __getitem__(self, name: str) -> list[Reading]:
        if name not in self._held and name in self._months:
            self._held[name] = of_months(name, self._months[name], self._view, self._door)
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._held, **self._months})

    def __len__(self) -> int:
        return len({**self._held, **self._months})


def marks_of(view: View, door: WallDoors) -> tuple[object, ...]:
    """What everything is drawn from besides the counts."""
    drawn_by = drawing_mark(), targets_mark(), door.doors.rules.mark
    return door.mark, *drawn_by, view.directory.mark, view.calendar.mark, view.moment.ages.mark


def slot(view: View, seconds: int) -> int:
    """How often so much time has passed; each scope begins at another second, so that two hundred
    screens do not all ask at the full minute.
    """
    offset = crc32(repr(view.scope).encode()) % seconds
    return int(view.moment.now.timestamp() + offset) // seconds


def of_months(name: str, asked: Question, view: View, door: WallDoors) -> list[Reading]:
    """Months that are over hardly change."""
    return door.keep_for_a_while(
        (name, *marks_of(view, door), slot(view, MONTHS_S), asked.scope, asked.by, asked.periods),
        lambda: door.read(asked.indicators, asked.scope, asked.by, asked.periods),
    )


def oldest_of(view: View, door: WallDoors) -> Listing:
    """At most a minute old: the list is sorted, which takes longer than to count it."""
    scope, selection = scope_now(view), Selection(BY_KEY["overdue"])
    return door.keep_asked(
        ("oldest", *marks_of(view, door), slot(view, MINUTE_S), scope),
        lambda: door.doors.lists.rows(selection, scope, OLDEST),
        lambda _listing: True,
    )


def usual_of(view: View, door: WallDoors) -> Usual:
    """Past days hardly change: read once an hour, looked up by the minute the register was last
    heard of. What has not been told yet must not look like little.
    """
    now, scope, as_of = view.moment.now, scope_now(view), view.heard_at
    if as_of is None or not view.is_heard_today:
        return Usual()
    pace = door.keep_for_a_while(
        ("pace", *marks_of(view, door), slot(view, HOUR_S), scope),
        lambda: door.course.pace(scope, now.date()),
    )
    heard = min(now, as_of)
    minute = 60 * heard.hour + heard.minute

    def so_far(what: str) -> list[int] | None:
        return pace.so_far(what, minute) if pace.has_hours(what) else None

    left = pace.left(minute) if pace.has_hours("due") else None
    until = heard if now - heard > LATELY else None
    return Usual(so_far("received"), so_far("resolved"), left, until)


def is_still(stamp: str, view: View, door: WallDoors) -> bool:
    """What changed while it was read is not kept: nobody knows which of the two it tells."""
    try:
        return door.stamp(view.scope.agency) == stamp
    except Unavailable:
        return False


def ghost_of(scene: Scene) -> list[list[str]]:
    """What stays, in outline, of a screen whose numbers are old: four counts and their names."""
    told = (
        (wording.sentence(_("overdue now")), scene.overdue),
        (_("Still due today"), scene.due_today),
        (_("Received"), scene.received),
        (_("Finished"), scene.resolved),
    )
    return [
        [name, wording.DASH if each.numerator is None else shown(each.numerator, scene.setting)]
        for name, each in told
    ]


# -- how old ---------------------------------------------------------------------------------
def times(clock: datetime, view: View, door: WallDoors) -> Mapping[str, Any]:
    """In office time, for a night is no silence: how old, what is usual, when the office shuts."""
    calendar = view.calendar
    expected = expected_of(clock, view, door)
    since = view.as_of if expected is not None else None
    age = calendar.office_seconds(since, clock) if since else 0.0
    told: dict[str, Any] = {
        "asOf": written(view.as_of),
        "byChange": expected is not None,
        "age": age,
        "expected": expected or UNKNOWN_S,
        "isStale": view.is_old,
        "isDemo": view.moment.is_demo,
        "isOpen": calendar.is_open(clock),
        "opens": written(calendar.opens_next(clock)),
        "closes": written(calendar.closes(clock)),
    }
    return told | ended(view)


def ended(view: View) -> dict[str, Any]:
    """What stands in place of numbers for an agency of the past, and the screens of its heirs."""
    last = view.age.ended_on
    if last is None or view.age.since is None:
        return {}
    name = wording.agency_name(view.scope.agency or "", view.directory)
    heirs = successors(view)
    told = {
        "title": _("%(agency)s ended on %(day)s", agency=name, day=wording.day(last)),
        "text": _("Its work went to these agencies:") if heirs else "",
        "links": [[each.name, address_of(PATH, {"don-vi": [each.code]})] for each in heirs],
    }
    return {"ended": told}


def expected_of(clock: datetime, view: View, door: WallDoors) -> float | None:
    """The same for all workers, once an hour: a screen asks now the one, now the other."""
    agency = view.scope.agency
    key = door.mark, "rhythm", agency, clock.date(), clock.hour
    [told] = door.keep_for_a_while(key, lambda: [door.course.expected(agency)])
    return told


def written(instant: datetime | None) -> str | None:
    """Office time; the script takes it as it stands."""
    return instant.isoformat(timespec="seconds") if instant else None
