"""An address becomes a view: what is asked, of whom, as of when."""

from typing import Any
from urllib.parse import unquote

from callbacks.doors import Doors
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import BY_SLUG
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Moment
from data_access.indicators.selection import Part, Selection, named
from data_access.opening import last_period, opening_period
from data_access.periods import DAY
from data_access.scope import (
    MANY,
    SCOPE_PARTS,
    UNKNOWN,
    BadScope,
    Reason,
    Scope,
    parameters,
    scope_from,
)
from data_access.windows import BadWindow, window_of_address
from layouts.components.link import DOSSIERS
from layouts.language import LANGUAGES
from layouts.pages.page import Paper, View
from layouts.sitemap import BY_PATH

PARTS = (*SCOPE_PARTS, "chi-so", "phan", "giai-thich", "lang", "tim", "in", "loc", "het")
NAMES_DAYS = frozenset({"ky", "tu", "den"})
Told = dict[str, list[str]]


def text_from(told: Any) -> str:
    """What a browser sends where an address should stand; anything but text is no address."""
    return told if isinstance(told, str) else ""


def language_of(search: Any) -> str:
    """The language a page is drawn in, even where the rest of its address cannot be read."""
    parts = text_from(search).removeprefix("?").split("&")
    return "en" if "lang=en" in parts else LANGUAGES[0]


def view_of(path: str, search: str, doors: Doors) -> View:
    """Raises BadScope for what cannot be read, Unavailable when nobody answers."""
    told = parameters(search or "", PARTS, MANY)
    if told.get("lang", ["vi"])[0] not in LANGUAGES:
        raise BadScope("lang", told["lang"][0], Reason.NOT_A_NAME, LANGUAGES)
    moment, directory = doors.around.moment(), doors.around.directory()
    calendar, today = doors.around.calendar(), moment.now.date()
    scope = known(scope_from(told, today, opening_period(today, calendar)), directory)
    if not NAMES_DAYS.intersection(told):
        scope = with_data(scope, moment, calendar)
    base, code = split(path)
    return View(
        path=base,
        scope=scope,
        moment=moment,
        directory=directory,
        calendar=calendar,
        rules=doors.rules,
        selection=selection_of(told),
        explained=explained_of(told),
        code=code,
        needs=doors.needs,
        paper=paper_of(told, is_list=base == DOSSIERS and code is None),
        is_unabridged=is_unabridged_in(told),
    )


def with_data(scope: Scope, moment: Moment, calendar: WorkingDays) -> Scope:
    """The last period with data, of an agency that had none in the one that is opened on."""
    since = moment.ages.of(scope.agency, alone=scope.is_alone).since
    if since is None or scope.period.first_day < since:
        return scope
    return scope.within(period=last_period(since - DAY, calendar))


def split(path: str) -> tuple[str, str | None]:
    """/ho-so/CODE is the dossiers' page with a code behind it."""
    path = path or "/"
    if path.startswith(f"{DOSSIERS}/") and len(path) > len(DOSSIERS) + 1:
        return DOSSIERS, unquote(path[len(DOSSIERS) + 1 :])
    return path if path == "/" else path.rstrip("/"), None


def is_page(path: str) -> bool:
    """Whether a page stands there; what is asked of it, and whether a dossier has that code, is
    told by the page.
    """
    base, code = split(path)
    return code is not None or base in BY_PATH


def known(scope: Scope, directory: Directory) -> Scope:
    """The scope with the home agency where none is named. Raises BadScope for unknown codes."""
    if scope.agency is None:
        home = directory.home
        scope = scope.within(agency=home.code if home else None, period_name=scope.period_name)
    elif scope.agency not in directory.agencies:
        raise BadScope("don-vi", scope.agency, Reason.UNKNOWN_CODE, directory.agencies)
    for part, codes, there in (
        ("linh-vuc", scope.fields, directory.fields),
        ("thu-tuc", scope.procedures, directory.procedures),
    ):
        for code in codes:
            if code != UNKNOWN and code not in there:
                raise BadScope(part, code, Reason.UNKNOWN_CODE, there)
    return scope


def selection_of(told: Told) -> Selection | None:
    if "chi-so" not in told:
        if "phan" in told:
            raise BadScope("chi-so", "", Reason.NOT_A_NAME, BY_SLUG)
        return None
    part = told.get("phan", [Part.NUMERATOR])[0]
    try:
        chosen = named(indicator_of("chi-so", told["chi-so"][0]), part)
    except ValueError as error:
        if isinstance(error, BadScope):
            raise
        raise BadScope("phan", part, Reason.NOT_A_NAME, Part) from None
    if not chosen.is_askable:
        raise BadScope("phan", part, Reason.NOT_A_NAME, (Part.NUMERATOR,))
    return chosen


def paper_of(told: Told, is_list: bool) -> Paper | None:
    """Only a list that is printed carries in its address what a grid keeps to itself."""
    printed, narrowed = told.get("in", [""])[0], told.get("loc", [""])[0]
    for part, value in (("in", printed), ("loc", narrowed)):
        if value and not is_list:
            raise BadScope(part, value, Reason.UNKNOWN_PART, SCOPE_PARTS)
    if printed not in ("", "1"):
        raise BadScope("in", printed, Reason.NOT_A_NAME, ("1",))
    try:
        window = window_of_address(narrowed)
    except BadWindow:
        raise BadScope("loc", narrowed, Reason.NOT_A_NAME) from None
    return Paper(narrowed, window) if printed else None


def is_unabridged_in(told: Told) -> bool:
    wanted = told.get("het", [""])[0]
    if wanted not in ("", "1"):
        raise BadScope("het", wanted, Reason.NOT_A_NAME, ("1",))
    return bool(wanted)


def explained_of(told: Told) -> Indicator | None:
    return indicator_of("giai-thich", told["giai-thich"][0]) if "giai-thich" in told else None


def indicator_of(part: str, slug: str) -> Indicator:
    indicator = BY_SLUG.get(slug)
    if indicator is None:
        raise BadScope(part, slug, Reason.NOT_A_NAME, BY_SLUG)
    return indicator
