"""A sentence with links in it: translated whole, then woven."""

import re

from dash.development.base_component import Component

PLACE = re.compile(r"%\((\w+)\)s")


def woven(words: str, **parts: str | Component) -> list[str | Component]:
    """`words` is a translated message with its places still open: "%(part)s of %(whole)s"."""
    pieces = PLACE.split(words)
    told = (parts[each] if index % 2 else each for index, each in enumerate(pieces))
    return [each for each in told if each != ""]
