"""What no callback ever touches is sent as plain data and drawn by one component, `Still`.

Dash wraps every component it draws and watches each for changes: for the thousands of cells of a
table that costs more than the table. `assets/05-still.js` draws the data as plain elements.
"""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts import ids

NAMESPACE = "onestopParts"  # of the component in assets/05-still.js
LIVE_IDS = frozenset(value for name, value in vars(ids).items() if name.isupper())
ELEMENTS = html.Div._namespace
NOT_PROPS = frozenset(vars(html.Div())) | {"children", "_type"}  # what stands beside them

Drawable = Sequence[Component | str] | Sequence[Component] | Component | None
Sent = Any  # JSON: text, a number, or a list of those and of components


def stilled(told: Drawable) -> Sent:
    """As Dash draws it, with everything that stands still put together into as few as can be."""
    form, is_still = formed(told)
    return part(form) if is_still else form


def formed(told: Any) -> tuple[Sent, bool]:
    """(its form, whether nothing in it is live). Parts of a live one are still by themselves."""
    if isinstance(told, Component):
        return component_formed(told)
    if not isinstance(told, (list, tuple)):
        return told, True
    forms = [formed(each) for each in told]
    if all(is_still for _, is_still in forms):
        return ["", 0, *(form for form, _ in forms)], True
    return [part(form) if is_still else form for form, is_still in forms], False


def component_formed(told: Component) -> tuple[Sent, bool]:
    known = vars(told)
    form, is_still = formed(known.get("children"))
    props = {name: value for name, value in known.items() if name not in NOT_PROPS}
    if is_still and told._namespace == ELEMENTS and known.get("id") not in LIVE_IDS:
        return [told._type.lower(), props or 0, *inside(form)], True
    if form is not None:
        props["children"] = part(form) if is_still else form
    return {"namespace": told._namespace, "type": told._type, "props": props}, False


def inside(form: Sent) -> list[Sent]:
    """The children of an element: a list's own are taken out of it."""
    if form is None:
        return []
    return form[2:] if isinstance(form, list) and form[0] == "" else [form]


def part(form: Sent) -> Sent:
    """Text needs nobody to draw it."""
    if not isinstance(form, list):
        return form
    return {"namespace": NAMESPACE, "type": "Still", "props": {"content": form}}
