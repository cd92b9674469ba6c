"""A screen's address becomes its view and its setting. Raises BadScope for what cannot be read."""

from urllib.parse import parse_qs

from callbacks.addresses import Told, known, text_from
from callbacks.doors import Doors
from data_access.periods import PeriodName
from data_access.scope import BadScope, Reason, parameters, scope_from
from layouts.language import LANGUAGES
from layouts.pages.page import View
from layouts.wall import BY_KEY, SLIDES
from layouts.wall.setting import INCHES, METRES, SECONDS, Range, Setting, Theme

PATH = "/man-hinh"
ABOUT = ("don-vi", "ky")
SCREEN = ("trang", "giay", "inch", "met", "nen", "public", "lang", "xem-truoc")
ASKED = ("huong", "co", "ban", "chieu")  # by the script: upright, what it shows, what it runs
PORTRAIT = "doc"
OPENS_ON = PeriodName.REPORT_MONTH  # a screen judges months that are over; its stocks are of now
BY_ITSELF = Setting(tuple(slide.key for slide in SLIDES))


def told_by(search: str) -> Told:
    return parameters(text_from(search), (*ABOUT, *SCREEN, *ASKED), ())


def view_of(told: Told, doors: Doors) -> View:
    """Raises BadScope, Unavailable."""
    moment, directory = doors.around.moment(), doors.around.directory()
    about = {part: values for part, values in told.items() if part in ABOUT}
    return View(
        path=PATH,
        scope=known(scope_from(about, moment.now.date(), OPENS_ON), directory),
        moment=moment,
        directory=directory,
        calendar=doors.around.calendar(),
        rules=doors.rules,
        needs=doors.needs,
    )


def setting_of(told: Told) -> Setting:
    if one(told, "lang") not in (None, *LANGUAGES):
        raise BadScope("lang", one(told, "lang") or "", Reason.NOT_A_NAME, LANGUAGES)
    return Setting(
        slides=slides_of(told),
        seconds=int(number(told, "giay", BY_ITSELF.seconds, SECONDS)),
        inches=number(told, "inch", BY_ITSELF.inches, INCHES),
        metres=number(told, "met", BY_ITSELF.metres, METRES),
        theme=theme_of(told),
        is_public=flag(told, "public"),
        is_portrait=one(told, "huong") == PORTRAIT,
        is_preview=flag(told, "xem-truoc"),
    )


def one(told: Told, part: str) -> str | None:
    return told[part][0] if part in told else None


def slides_of(told: Told) -> tuple[str, ...]:
    """By key or by number, in the order wanted: `trang=1,3,ba-cau`."""
    value = one(told, "trang")
    if value is None:
        return BY_ITSELF.slides
    wanted = tuple(dict.fromkeys(slide_key(each.strip()) for each in value.split(",")))
    if None in wanted:
        numbers = (str(number) for number in range(1, len(SLIDES) + 1))
        raise BadScope("trang", value, Reason.NOT_A_NAME, (*numbers, *BY_KEY))
    return tuple(key for key in wanted if key)


def slide_key(told: str) -> str | None:
    if told in BY_KEY:
        return told
    is_number = told.isdecimal() and 1 <= int(told) <= len(SLIDES)
    return SLIDES[int(told) - 1].key if is_number else None


def number(told: Told, part: str, usual: float, allowed: Range) -> float:
    """Written the Vietnamese way or the other: 4,5 or 4.5."""
    value = one(told, part)
    if value is None:
        return usual
    try:
        found = float(value.replace(",", "."))
    except ValueError:
        found = float("nan")
    if not allowed.holds(found):
        raise BadScope(part, value, Reason.NOT_A_NAME, (f"{allowed.least:g}–{allowed.most:g}",))
    return found


def theme_of(told: Told) -> Theme:
    value = one(told, "nen")
    if value is None:
        return Theme.DARK
    if value not in tuple(Theme):
        raise BadScope("nen", value, Reason.NOT_A_NAME, tuple(Theme))
    return Theme(value)


def flag(told: Told, part: str) -> bool:
    value = one(told, part)
    if value not in (None, "1"):
        raise BadScope(part, value or "", Reason.NOT_A_NAME, ("1",))
    return value == "1"


def screen_address(search: str) -> str:
    """The address a screen is known by: without what its script adds."""
    told = parse_qs(search)
    kept = [f"{part}={told[part][0]}" for part in (*ABOUT, *SCREEN) if part in told]
    return f"{PATH}?{'&'.join(kept)}" if kept else PATH
