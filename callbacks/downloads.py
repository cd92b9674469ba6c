"""Files of whole lists and of a page's figures, asked like the page they stand on.

/tai-ve/ho-so.xlsx and .csv take `loc` besides; /tai-ve/so-lieu.xlsx and .csv take `trang`, which
breakdown the figures are of.

`loc` is what the grid narrows by: {"tim": search, "sort": […], "filter": {…}} as it sends them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, request, send_file, stream_with_context

from callbacks.addresses import view_of
from callbacks.doors import Doors
from callbacks.limit import Limit
from data_access.export import MOST_LINES, Sheet, csv_lines, write_workbook
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension, Unavailable
from data_access.listing import Window, usual_order
from data_access.scope import BadScope, Reason
from data_access.windows import BadWindow, window_of_address
from layouts.components.link import DOSSIERS
from layouts.exports import list_sheet, readings_csv, readings_workbook
from layouts.language import _
from layouts.pages.dossier_lines import selection_of
from layouts.pages.page import View

log = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("xlsx", "csv")
BROKEN_DOWN_BY = {
    "": Dimension.AGENCY,
    "don-vi": Dimension.AGENCY,
    "linh-vuc": Dimension.FIELD,
    "thu-tuc": Dimension.PROCEDURE,
}
RETRY_AFTER_S = 5
LIMIT = Limit(most=2, each=1)  # files made at once by a worker: pages want its other threads
NEVER_KEPT = {"Cache-Control": "no-store"}


def register(server: Flask, doors: Doors) -> None:
    @server.get("/tai-ve/ho-so.<form>")
    def dossiers_file(form: str) -> Response:
        return answered(form, list_file, doors)

    @server.get("/tai-ve/so-lieu.<form>")
    def figures_file(form: str) -> Response:
        return answered(form, readings_file, doors)

    @server.get("/tai-ve/<path:_name>")
    def no_such_file(_name: str) -> Response:
        return sentence(_("There is no such file."), 404)


def answered(form: str, made: Callable[[str, str, Doors], Response], doors: Doors) -> Response:
    """The file, or a sentence: whoever asks is a browser's address line."""
    if form not in FORMS:
        return sentence(_("There are files of two kinds: xlsx and csv."), 404)
    done = LIMIT.taken(request.remote_addr or "")
    if done is None:
        return busy()
    response = file_or_sentence(form, made, doors)
    if response.is_streamed and not response.direct_passthrough:
        response.response = until_sent(response.response, done)
    else:
        done()
    return response


def until_sent(lines: Iterable[Any], done: Callable[[], None]) -> Iterator[Any]:
    """A list is made as it is sent."""
    try:
        yield from lines
    finally:
        done()


def busy() -> Response:
    words = _("Other files are being made just now; please try again in a few seconds.")
    told = sentence(words, 503)
    told.headers["Retry-After"] = str(RETRY_AFTER_S)
    return told


def file_or_sentence(
    form: str, made: Callable[[str, str, Doors], Response], doors: Doors
) -> Response:
    try:
        return made(form, request.query_string.decode(errors="replace"), doors)
    except (BadScope, BadWindow):
        return sentence(_("This address cannot be read; open the page and save it again."), 400)
    except Unavailable:
        return sentence(_("The register cannot be read just now"), 503)
    except Exception:
        log.exception("%s cannot be made", request.full_path)
        return sentence(_("This file cannot be made; the fault is ours and is written down."), 500)


def readings_file(form: str, query: str, doors: Doors) -> Response:
    """Every indicator of the scope, whole and broken down as the page does."""
    rest, page = without(query, "trang")
    if page not in BROKEN_DOWN_BY:
        raise BadScope("trang", page, Reason.NOT_A_NAME, BROKEN_DOWN_BY)
    view = view_of("/", rest, doors)
    readings = [
        reading
        for by in (Dimension.WHOLE, BROKEN_DOWN_BY[page])
        for reading in doors.read(INDICATORS, view.scope, by)
    ]
    name = f"so-lieu-{view.scope.agency}-{view.scope.period.first_day}.{form}"
    if form == "csv":
        told = Response(readings_csv(readings, view), content_type="text/csv; charset=utf-8")
        return file(told, name)
    return file(Response(readings_workbook(readings, view), content_type=XLSX), name)


def without(query: str, part: str) -> tuple[str, str]:
    """The query less one of its parts, and that part."""
    try:
        told = parse_qsl(query, keep_blank_values=False, max_num_fields=200)
    except ValueError:
        raise BadWindow("too many parts") from None
    found = [value for name, value in told if name == part]
    if len(found) > 1:
        raise BadWindow(f"{part} twice")
    return urlencode([each for each in told if each[0] != part]), found[0] if found else ""


def sentence(words: str, status: int) -> Response:
    return Response(words, status, NEVER_KEPT, content_type="text/plain; charset=utf-8")


def list_file(form: str, query: str, doors: Doors) -> Response:
    view, window = asked(query, doors)
    selection = selection_of(view)
    total = doors.lists.total(selection, view.scope, window)
    records = doors.lists.iterate(selection, view.scope, window)
    sheet = list_sheet(view, window, total, records)
    name = f"ho-so-{view.scope.agency}-{view.scope.period.first_day}.{form}"
    if form == "csv":
        lines: Iterator[bytes] = stream_with_context(csv_lines(sheet))
        return file(Response(lines, content_type="text/csv; charset=utf-8"), name)
    return file(workbook(with_limit(sheet, total)), name)


def asked(query: str, doors: Doors) -> tuple[View, Window]:
    """The page's own address, and what the grid narrows it by."""
    rest, told = without(query, "loc")
    window = window_of_address(told)
    view = view_of(DOSSIERS, rest, doors)
    if not window.sort:
        window = replace(window, sort=usual_order(selection_of(view)))
    return view, window


def with_limit(sheet: Sheet, total: int) -> Sheet:
    """A worksheet ends; what it leaves out must be said."""
    if total <= MOST_LINES:
        return sheet
    told = _("Only the first lines: a worksheet ends here. The CSV file holds all of them.")
    return replace(sheet, about=[*sheet.about, (_("Note"), told)])


def workbook(sheet: Sheet) -> Response:
    """Written to the disk, then sent: a workbook is known only when it is whole."""
    into = TemporaryFile()  # noqa: SIM115 (closed by the response)
    write_workbook(sheet, into)
    into.seek(0)
    return send_file(into, mimetype=XLSX)


def file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{safe(name)}"
    response.headers.update(NEVER_KEPT)
    return response


def safe(name: str) -> str:
    """Letters, digits and few signs: a code may hold anything."""
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in ".-_") else "_" for sign in name
    )
