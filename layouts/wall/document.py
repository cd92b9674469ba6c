"""The one document of a wall screen. assets/wall/wall.js fills it and keeps it for months."""

import json
from html import escape

from layouts.language import _, language
from layouts.vendored import LATIN_WIDE, VIETNAMESE_WIDE
from layouts.wall.setting import Theme

FOLDER = "wall"
THEMES = {Theme.DARK: "dark", Theme.LIGHT: "light"}

DOCUMENT = """<!DOCTYPE html>
<html lang="{lang}" data-theme="{theme}" data-build="{build}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="preload" href="/assets/{latin}" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/assets/{vietnamese}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/assets/wall/wall.css?v={build}">
<script src="/assets/wall/wall.js?v={build}" defer></script>
</head>
<body data-words="{words}">
<div id="wall" class="wall" style="--k:{zoom:g}">
<header class="head"><p id="agency" class="fit" data-fit></p><p class="when"><span id="day"></span><time id="clock" class="clock"></time></p></header>
<main id="slides" aria-live="off"></main>
<section id="notice" class="notice" hidden><div><h1 class="big"></h1><p class="l"></p></div><div class="ghost"></div></section>
<footer class="foot" data-age="ok"><p id="state" class="fit" data-fit><span id="age-sign"></span><span id="age"></span></p><p id="next" class="nb"></p></footer>
</div>
<noscript>{noscript}</noscript>
</body>
</html>"""  # noqa: E501  # white space between these would be drawn


def document(theme: Theme, zoom: float, build: str) -> str:
    return DOCUMENT.format(
        lang=language(),
        theme=THEMES[theme],
        build=build,
        title=escape(_("Wall screen")),
        latin=LATIN_WIDE,
        vietnamese=VIETNAMESE_WIDE,
        zoom=zoom,
        words=escape(json.dumps(words(), ensure_ascii=False)),
        noscript=escape(_("This page needs JavaScript.")),
    )


def words() -> dict[str, object]:
    """What the script says by itself: the age of the data, and why there is none.

    In braces what it puts in; of one and of many where English tells them apart.
    """
    return {
        "weekdays": [
            _("Sunday"), _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"),
            _("Saturday"),
        ],
        "units": {
            "second": [_("{n} second"), _("{n} seconds")],
            "minute": [_("{n} minute"), _("{n} minutes")],
            "hour": [_("{n} hour"), _("{n} hours")],
            "day": [_("{n} day"), _("{n} days")],
        },
        "fresh": _("Data as of {at}, {age} ago"),
        "live": _("Live: last change {at}, {age} ago"),
        "looked": _("Checked {age} ago, last change {at}"),
        "old": _("Data as of {at}, {age} old, usual {usual}"),
        "final": _("Last data {at}, {age} old"),
        "none": _("No data yet"),
        "waiting": _("Waiting for new data"),
        "silent": _("The source does not answer"),
        "lost": _("No connection since {at}"),
        "again": _("Tries again by itself"),
        "usually": _("new data usually within {usual}"),
        "demo": _("Made-up data"),
        "preview": _("Preview"),
        "paused": _("Paused"),
        "staleTitle": _("Old numbers since {at}"),
        "staleText": _("no new data for {age}"),
        "lostText": _("There is nothing to show. The screen connects again by itself."),
        "closedTitle": _("The office is closed"),
        "closedText": _("Opens again at {at}"),
        "connecting": _("Connecting …"),
        "codeTitle": _("Screen code {code}"),
        "revokedText": _(
            "This screen was taken off the list. By this code it can be let in again."
        ),
        "codeText": _("Whoever runs the dashboard lets this screen in by this code."),
        "countingTitle": _("The register is being counted"),
        "countingText": _("{read} of {expected} dossiers so far"),
        "fullTitle": _("Too many screens are waiting"),
        "fullText": _("Accept or leave some; this one asks again by itself."),
        "nothing": _("Nothing out of the ordinary"),
        "withheld": _("Not shown in a public place"),
    }  # fmt: skip
