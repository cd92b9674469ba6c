"""/man-hinh/cai-dat: choose what a screen shows and how far away it is read; get its address.

The script beside it (assets/70-wall-setup.js) asks for the sizes, so that they are worked out once.
"""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from layouts import wording
from layouts.components.attributes import aria, data
from layouts.components.link import address_of, link
from layouts.components.title import title
from layouts.element import Element
from layouts.language import _, language
from layouts.pages.page import Answers, Page, Question, View
from layouts.wall import SLIDES, Slide
from layouts.wall.setting import INCHES, METRES, SECONDS, Range, Setting, Theme

PATH, STATUS = "/man-hinh/cai-dat", "/man-hinh/tinh-trang"
EM_SPACE = "\N{EM SPACE}"
BY_ITSELF = Setting(tuple(slide.key for slide in SLIDES))


def ask(_view: View) -> Mapping[str, Question]:
    return {}


def draw(view: View, _answers: Answers) -> Component:
    return html.Div(
        [
            title(_("Set up a wall screen"), link(_("All screens"), address_of(STATUS, {}))),
            html.Div([form(view), beside()], className="screen"),
        ]
    )


def form(view: View) -> Component:
    told = BY_ITSELF
    return html.Form(
        [
            line(_("Agency"), agencies(view), "screen-agency"),
            html.Fieldset([html.Legend(_("Slides")), html.Div([slides(), wrong("trang")])],
                          className="screen__line"),
            line(_("Each slide"), number("giay", told.seconds, SECONDS), "screen-giay",
                 _("seconds"), html.Span(className="screen__note", **data(says="round"))),
            line(_("Screen size"), number("inch", told.inches, INCHES), "screen-inch", _("inches")),
            line(_("Farthest reader"), number("met", told.metres, METRES, 0.5), "screen-met",
                 _("metres"), html.Span(className="screen__note", **data(says="legible"))),
            html.Div([html.Span(_("Letter sizes")), html.Span(**data(says="sizes"))],
                     className="screen__line"),
            html.Fieldset([html.Legend(_("Background")), themes()], className="screen__line"),
            html.Div([html.Span(_("Where it hangs")), public()], className="screen__line"),
        ],
        id="screen-form",
        **data(lost=_("The server does not answer; try again.")),
        className="screen__form",
    )  # fmt: skip


def line(
    name: str, control: Component, control_id: str, unit: str = "", aside: Component | None = None
) -> Component:
    told: list[str | Component] = [control]
    told += [each for each in (unit, aside) if each is not None and each != ""]
    label = html.Label(name, htmlFor=control_id)
    row = html.Div(told, className="screen__row")
    said = wrong(getattr(control, "name", ""))
    return html.Div([label, html.Div([row, said])], className="screen__line")


def wrong(part: str) -> Component:
    """Where the script says what is wrong with a field."""
    return html.P(id=f"screen-wrong-{part}", className="screen__problem", **data(problem=part))


def agencies(view: View) -> Component:
    """Every agency there is now, as the tree has them."""
    found: list[tuple[str, str]] = []
    roots = sorted(view.directory.roots, key=lambda each: wording.dictionary_order(each.name))
    for root in roots:
        walk(root.code, 0, view, found)
    options = [html.Option(name, value=code) for code, name in found]
    return Element("select", options, id="screen-agency", name="don-vi", defaultValue=home(view))


def walk(code: str, depth: int, view: View, found: list[tuple[str, str]]) -> None:
    directory, now = view.directory, view.scope.period
    agency = directory.agencies[code]
    if not agency.existed_in(now):
        return
    found.append((code, EM_SPACE * depth + agency.name))
    below = sorted(directory.children(code), key=lambda each: wording.dictionary_order(each.name))
    for child in below:
        walk(child.code, depth + 1, view, found)


def home(view: View) -> str:
    return view.scope.agency or ""


def slides() -> Component:
    """In their order; the script moves them."""
    told = [html.Li(slide_line(slide, number)) for number, slide in enumerate(SLIDES, 1)]
    return html.Ol(told, className="screen__slides")


def slide_line(slide: Slide, number: int) -> list[Component]:
    name = _(slide.name)
    chosen = entry(
        "checkbox", "trang", value=slide.key, defaultChecked=True, **data(number=str(number))
    )
    movers = [mover(-1, _("Up"), name), mover(1, _("Down"), name)]
    return [html.Label([chosen, name]), html.Span(movers)]


def entry(kind: str, name: str, **told: Any) -> Component:
    return Element("input", type=kind, name=name, **told)


def mover(by: int, words: str, what: str) -> Component:
    sign = "\N{UPWARDS ARROW}" if by < 0 else "\N{DOWNWARDS ARROW}"
    return html.Button(sign, type="button", **data(by=str(by)), **aria(label=f"{words}: {what}"))


def number(name: str, value: float, allowed: Range, step: float = 1) -> Component:
    return entry(
        "number", name, id=f"screen-{name}", defaultValue=value, min=allowed.least,
        max=allowed.most, step=step, **aria(describedby=f"screen-wrong-{name}"),
    )  # fmt: skip


def themes() -> Component:
    words = {Theme.DARK: _("Dark"), Theme.LIGHT: _("Light")}
    return html.Div(
        [
            html.Label(
                [
                    entry("radio", "nen", value=theme.value, defaultChecked=theme is Theme.DARK),
                    words[theme],
                ]
            )
            for theme in Theme
        ]
    )


def public() -> Component:
    words = _("In a public hall: shares and counts only, no count under 10, no dossier codes")
    return html.Label([entry("checkbox", "public", value="1"), words])


def beside() -> Component:
    """The screen itself, small; below it the address to open on the panel."""
    frame = html.Div(
        html.Iframe(title=_("Preview of the screen"), tabIndex=-1), className="screen__view"
    )
    told = html.Div(
        [
            html.P(className="screen__address", **data(says="address")),
            html.P(className="screen__problem", **data(problem="address")),
            html.Div(
                [
                    html.Button(_("Copy the address"), type="button", className="button",
                                **data(act="copy-screen", done=_("Copied"))),
                    html.A(_("Open full screen"), target="_blank", className="button button--plain",
                           **data(says="open")),
                ],
                className="screen__row",
            ),
            html.P(_("The screen then shows a code of six figures. Whoever runs the dashboard "
                     "accepts it with: python -m data_access screens accept CODE"),
                   className="screen__note"),
        ]
    )  # fmt: skip
    code = html.Img(className="screen__qr", alt=_("QR code of the address"))
    return html.Section(
        [
            frame,
            html.P(className="screen__note", **data(says="distance")),
            html.Div([code, told], className="screen__send"),
        ],
        **data(lang=language()),
    )


WALL_SETUP = Page(PATH, N_("Wall screen"), ask, draw, has_figures=False)
