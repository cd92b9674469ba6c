"""Links. An address is the whole state, so every link is one, in the language of the page."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from dash.development.base_component import Component

from data_access.indicators.definition import Exclusion, Indicator
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part, Selection
from data_access.scope import Scope, address
from layouts.components.attributes import data
from layouts.element import Element
from layouts.language import LANGUAGES, language
from layouts.pages.page import View

Words = str | Component | Sequence[str | Component]

DOSSIERS = "/ho-so"
UNABRIDGED = {"het": ["1"]}


def address_of(path: str, query: Mapping[str, list[str]], lang: str | None = None) -> str:
    """An address of ours; Vietnamese, the default, is not written."""
    lang = lang or language()
    told = {part: values for part, values in query.items() if part != "lang"}
    return address(path, told | ({} if lang == LANGUAGES[0] else {"lang": [lang]}))


def link(
    words: Words, href: str, look: str | None = None, stays: bool = False, **told: Any
) -> Component:
    """Followed without loading the page anew (assets/20-page.js, by `data-go`).

    `stays` keeps the page where it is scrolled to, where the next one is the same but for a part.
    """
    go = data(go="" if stays else "top")
    return Element("a", words, href=href, **({"className": look} if look else {}), **go, **told)


def page_link(words: Words, path: str, scope: Scope, look: str | None = None) -> Component:
    """The same question on another page, or another question on any."""
    return link(words, address_of(path, scope.to_query()), look)


def reading_address(
    reading: Reading, part: Part = Part.NUMERATOR, exclusion: Exclusion | None = None
) -> str:
    """Of the dossiers that one half of a reading counts: as many rows as the number says."""
    name = Selection(reading.indicator, part, exclusion).name
    told = f"{listed(reading.scope)}&chi-so={reading.indicator.slug}&phan={name}"
    lang = language()
    return told if lang == LANGUAGES[0] else f"{told}&lang={lang}"


@lru_cache(maxsize=2048)
def listed(scope: Scope) -> str:
    """The address of a scope's dossiers, written once for all the numbers of a row."""
    return address(DOSSIERS, scope.to_query())


def reading_link(
    words: Words, reading: Reading, part: Part = Part.NUMERATOR, look: str | None = None
) -> Component:
    """A number that opens the dossiers it counts."""
    return link(words, reading_address(reading, part), look)


def here(view: View, explained: Indicator | None = None, lang: str | None = None) -> str:
    """The address of the page that is shown; `explained` opens an indicator's panel beside it."""
    query = view.scope.to_query()
    if view.selection:
        query |= chosen(view.selection)
    if view.paper:
        query |= printed(view.paper.told)
    if view.is_unabridged:
        query |= UNABRIDGED
    if explained:
        query["giai-thich"] = [explained.slug]
    return address_of(path_of(view), query, lang)


def chosen(selection: Selection) -> dict[str, list[str]]:
    return {"chi-so": [selection.indicator.slug], "phan": [selection.name]}


def printed(narrowed: str = "") -> dict[str, list[str]]:
    """The list as it is printed; `narrowed` is what the grid holds besides the address."""
    return {"in": ["1"]} | ({"loc": [narrowed]} if narrowed else {})


def path_of(view: View) -> str:
    """`view.path` is the page's; a dossier's own page has its code behind it."""
    if view.code is None or view.path.endswith(quote(view.code, safe="")):
        return view.path
    return f"{view.path.rstrip('/')}/{quote(view.code, safe='')}"
