"""What surrounds every page: the address, the pulse, the masthead, the places for what changes."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from dash import dcc, html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from layouts import ids
from layouts.components.attributes import aria, data
from layouts.components.link import address_of, link
from layouts.language import LANGUAGES, _, language
from layouts.vendored import GRID_WORDS, LATIN, PLOTLY, VIETNAMESE

NAME = N_("One-Stop")
ASSETS = Path(__file__).resolve().parent.parent / "assets"
IGNORED_ASSETS = ["vendor", "head", "wall"]  # served, but named by us where they are needed
THEME_SCRIPT = "head/theme.js"
SCRIPTS = (PLOTLY, GRID_WORDS)  # before Dash's own: dcc.Graph then never asks for all of plotly

INDEX = """<!DOCTYPE html>
<html lang="{lang}">
<head>
{{%metas%}}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{base}favicon.svg" type="image/svg+xml">
{fonts}
<script src="{base}{theme}"></script>
{{%css%}}
</head>
<body data-name="{title}">
<noscript>{noscript}</noscript>
{{%app_entry%}}
{{%config%}}{{%scripts%}}{{%renderer%}}
</body>
</html>"""
FONT_LINK = '<link rel="preload" href="{href}" as="font" type="font/woff2" crossorigin>'


def scripts(base: str = "/assets/") -> list[str]:
    """For `external_scripts`: served by us, named by their version."""
    return [base + name for name in SCRIPTS]


def index_string(lang: str = LANGUAGES[0], base: str = "/assets/") -> str:
    """The first HTML of every page, in the language that its address asks for."""
    noscript = {"vi": "Trang này cần JavaScript.", "en": "This page needs JavaScript."}
    mark = sha256((ASSETS / THEME_SCRIPT).read_bytes()).hexdigest()[:12]
    fonts = (FONT_LINK.format(href=base + name) for name in (LATIN, VIETNAMESE))
    return INDEX.format(
        lang=escape(lang),
        title={"vi": "Một cửa", "en": NAME}[lang],
        base=base,
        fonts="\n".join(fonts),
        theme=f"{THEME_SCRIPT}?v={mark}",
        noscript=noscript[lang],
    )


def shell() -> html.Div:
    """The frame. Everything with words in it is drawn into it by the address."""
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.PULSE),
            dcc.Store(id=ids.SHOWN),
            dcc.Store(id=ids.FILTERS_WANTED),
            dcc.Store(id=ids.FILTERS_SHOWN),
            html.Div(id=ids.MASTHEAD),
            html.Div(id=ids.SCOPE),
            html.Div(id=ids.FILTER_PANEL),
            html.Div(
                [
                    html.Main(id=ids.PAGE, tabIndex=-1),
                    html.Div(id=ids.PANEL),
                ],
                className="sheet beside",
            ),
            html.Div(id=ids.FOOT, className="sheet"),
        ]
    )


def masthead(
    pages: Sequence[tuple[str, str]],
    path: str,
    query: Mapping[str, list[str]],
    place: str,
    tools: Sequence[tuple[str, str]] = (),
    kept: Mapping[str, list[str]] | None = None,
) -> html.Header:
    """`pages` and `tools` are (path, name to translate); `place` is the home agency's name.

    `query` is the whole address, which the language links keep; `kept` is the part of it that
    goes along to another page (`scope.to_query()`).
    """
    ways = html.Nav(
        [page_link(name, to, path, kept or {}) for to, name in pages],
        className="masthead__pages",
        **aria(label=_("Pages")),
    )
    aids = html.Div(
        [
            *(page_link(name, to, path, {}) for to, name in tools),
            theme_switch(),
            language_links(path, query),
        ],
        className="masthead__tools",
    )
    brand = link([html.B(_(NAME)), html.Span(place)], address_of("/", {}), "masthead__brand")
    body = html.Div([ways, aids], className="masthead__body", id="masthead-body")
    row = html.Div([brand, menu_button(), body], className="sheet masthead__row")
    skip = html.A(_("Skip to the content"), href=f"#{ids.PAGE}", className="skip")
    return html.Header([skip, row], className="masthead")


def menu_button() -> html.Button:
    """Opens the rest of the masthead on a phone."""
    return html.Button(
        _("Menu"),
        type="button",
        className="masthead__menu",
        **data(act="menu"),
        **aria(expanded="false", controls="masthead-body"),
    )


def page_link(name: str, to: str, path: str, query: Mapping[str, list[str]]) -> Component:
    """A page's own sub-pages (/ho-so/CODE) belong to it."""
    is_current = path == to or (to != "/" and path.startswith(f"{to}/"))
    current = aria(current="page") if is_current else {}
    return link(_(name), address_of(to, query), **current)


def theme_switch() -> html.Button:
    """Named for what it brings: dark while it is light."""
    return html.Button(
        [
            html.Span(_("Dark"), className="only-light"),
            html.Span(_("Light"), className="only-dark"),
        ],
        type="button",
        title=_("Change between light and dark"),
        **data(act="theme"),
    )


def language_links(path: str, query: Mapping[str, list[str]]) -> html.Span:
    """Whole loads, because the frame and the grid choose their words once."""
    names = {"vi": "Tiếng Việt", "en": "English"}
    links: list[str | Component] = []
    for lang in LANGUAGES:
        current = {"current": "true"} if lang == language() else {}
        told = aria(label=f"{lang.upper()}, {names[lang]}", **current)
        href = address_of(path, query, lang)
        links += [" / ", html.A(lang.upper(), href=href, lang=lang, hrefLang=lang, **told)]
    return html.Span(links[1:])


def foot(words: Sequence[str | Component]) -> html.Footer:
    """What holds for every number of the page."""
    return html.Footer(
        html.Div([html.Span(each) for each in words], className="foot__row"), className="foot"
    )
