"""What an address shows, drawn once for however many ask for it, and sent without what is shown."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import brotli
from flask import Response, request
from plotly.io.json import to_json_plotly

from callbacks.addresses import split
from callbacks.doors import Doors, Keep
from callbacks.pulse import LOST, pulse_of, pulse_without
from data_access.indicators import targets
from data_access.indicators.reading import Moment, Unavailable
from data_access.mark import code_mark
from layouts import frame, ids
from layouts.pages.wall_setup import STATUS

ROOT = Path(__file__).parent.parent
REGIONS = (ids.MASTHEAD, ids.SCOPE, ids.PAGE, ids.PANEL, ids.FOOT)
SQUEEZE: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda told: brotli.compress(told, quality=5),
    "gzip": lambda told: gzip.compress(told, compresslevel=6, mtime=0),
}
Key = tuple[object, ...]


@dataclass(frozen=True)
class Sheet:
    """A drawn page as it is sent."""

    parts: tuple[str, ...]  # the regions in JSON
    marks: tuple[str, ...]  # one a region, equal where the regions are
    felt: str  # the pulse it was drawn by
    key: Key | None  # None: drawn for one reader
    is_answer: bool


def sheet_of(drawn: frame.Drawn, felt: str, key: Key | None = None) -> Sheet:
    parts = tuple(to_json_plotly(region) for region in drawn.regions())
    felt = LOST if drawn.is_unreachable else felt
    return Sheet(parts, tuple(map(mark_of, parts)), felt, key, drawn.is_answer)


def mark_of(part: str) -> str:
    return sha256(part.encode()).hexdigest()[:16]


def sheet_at(path: str, search: str, doors: Doors, draw: Callable[[], frame.Drawn]) -> Sheet:
    """What changed while it was drawn is not kept: nobody knows which of the two it shows."""
    try:
        moment = doors.around.moment()  # before drawing: what changes meanwhile is felt later
        key = key_of(path, search, moment, doors) if is_for_many(path, search) else None
    except Unavailable as error:
        return sheet_of(draw(), pulse_without(error))
    felt = pulse_of(moment, doors.rules)
    if key is None:
        return sheet_of(draw(), felt)
    return doors.keep(
        key,
        lambda: sheet_of(draw(), felt, key),
        lambda sheet: sheet.is_answer and is_still(key, path, search, doors),
    )


def is_for_many(path: str, search: str) -> bool:
    """One dossier, a list on paper and the screens tell of now to the second."""
    base, code = split(path)
    return code is None and base != STATUS and "in" not in parse_qs(search.removeprefix("?"), True)


def key_of(path: str, search: str, moment: Moment, doors: Doors) -> Key:
    """Everything a page is drawn from. Raises Unavailable.

    The version speaks for the counts alone, so names and working days stand beside it. Pages tell
    the minute it is and for how many minutes nothing has changed, but no seconds.
    """
    now = moment.now.replace(second=0, microsecond=0)
    as_of = as_of_in(search, moment, doors)
    age = (moment.now - as_of).total_seconds() // 60 if as_of else None
    around = doors.around.directory().mark, doors.around.calendar().mark
    same_for_all = drawing_mark(), targets_mark(), doors.rules.mark
    return *same_for_all, path, search, replace(moment, now=now), moment.ages.day, age, *around


def as_of_in(search: str, moment: Moment, doors: Doors) -> datetime | None:
    """How new the data of an address's agency is; only its page says so."""
    home = doors.around.directory().home
    told = parse_qs(search.removeprefix("?")).get("don-vi", [home.code if home else ""])
    return moment.ages.of(told[0]).as_of or moment.as_of


def is_still(key: Key, path: str, search: str, doors: Doors) -> bool:
    try:
        return key_of(path, search, doors.around.moment(), doors) == key
    except Unavailable:
        return False


@cache
def drawing_mark() -> str:
    """Changes with any line and any word that draws: no mended page meets one kept before."""
    folders = (ROOT / name for name in ("callbacks", "layouts"))
    files = sorted(each for folder in folders for each in folder.rglob("*.[pm][yo]"))
    told = [code_mark().encode(), version("dash").encode(), *(each.read_bytes() for each in files)]
    return sha256(b"".join(told)).hexdigest()[:16]


@cache
def targets_mark() -> str:
    return sha256(repr(targets.declared()).encode()).hexdigest()[:16]


def answer(sheet: Sheet, shown: Any, keep: Keep) -> Response | None:
    """What the browser lacks; None where it lacks nothing.

    Drawing a region replaces it in the browser; one that has not changed must not move.
    """
    now = {"felt": sheet.felt, "marks": list(sheet.marks)}
    if now == shown:
        return None
    told = shown.get("marks") if isinstance(shown, dict) else None
    held = told if isinstance(told, list) and len(told) == len(REGIONS) else [None] * len(REGIONS)
    lacks = tuple(mark != before for mark, before in zip(sheet.marks, held, strict=True))

    def body() -> bytes:
        return written(sheet, lacks, to_json_plotly(now)).encode()

    what = (sheet.key, sheet.marks, lacks)  # the marks: what was drawn amid a change is not kept
    return sent(body, what, keep if sheet.key and sheet.is_answer else None)


def written(sheet: Sheet, lacks: tuple[bool, ...], now: str) -> str:
    """As Dash would write it, had it not to read and write the whole page once more."""
    changed = [
        f'"{region}":{{"children":{part}}}'
        for region, part, is_lacking in zip(REGIONS, sheet.parts, lacks, strict=True)
        if is_lacking
    ]
    told = ",".join([*changed, f'"{ids.SHOWN}":{{"data":{now}}}'])
    return f'{{"multi":true,"response":{{{told}}}}}'


def sent(body: Callable[[], bytes], what: Key, keep: Keep | None) -> Response:
    """Squeezed once for all: for a long page that takes longer than everything else."""
    way = next((each for each in SQUEEZE if request.accept_encodings.quality(each) > 0), None)
    if way is None or keep is None:  # Flask-Compress does it
        return Response(body(), content_type="application/json")
    squeezed = keep((way, *what), lambda: SQUEEZE[way](body()))
    headers = {"Content-Encoding": way, "Vary": "Accept-Encoding"}
    return Response(squeezed, headers=headers, content_type="application/json")
