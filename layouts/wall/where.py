"""Slide 2. Which parts of the scope have more overdue than is usual for them: 5 to 140 of them."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.indicators.reading import Dimension
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.place import Scale
from layouts.language import _, ngettext
from layouts.wall import asking, marks
from layouts.wall.places import Place, flagged, places
from layouts.wall.scene import Scene
from layouts.wall.strip import strip
from layouts.wording.numbers import Figure

FEW, BOARD = 7, 34  # places that have a row each; that fit a board
LARGE = 3  # of the flagged are set large


def draw(scene: Scene) -> list[Component]:
    """Nothing, where nothing is overdue anywhere, or where there is nothing to tell apart."""
    told = places(scene)
    if len(told) < 2 or not any(each.count for each in told):
        return []
    if len(told) > BOARD and not is_judged(told):
        return []
    worse = flagged(told, Judgement.WORSE)
    is_by_field = asking.parts_by(scene.view) is Dimension.FIELD
    title = html.H1(finding(worse, told, is_by_field), className="l")
    if len(told) <= FEW:
        return [html.Div([title, few(told, scene)], className="slide")]
    if len(told) <= BOARD:
        return [board_slide(title, told, worse, scene)]
    return [html.Div([html.Section([title, spots(worse, scene)]), strip(told, scene)],
                     className="slide slide--strip")]  # fmt: skip


def finding(worse: Sequence[Place], told: Sequence[Place], is_by_field: bool) -> str:
    if not is_judged(told):
        return _("Not enough data yet")
    if not worse:
        return _("Nowhere more overdue than usual")
    if is_by_field:
        return ngettext(
            "%(n)s of %(all)s fields has more overdue than usual",
            "%(n)s of %(all)s fields have more overdue than usual",
            len(worse),
            n=wording.count(len(worse)),
            all=wording.count(len(told)),
        )
    return ngettext(
        "%(n)s of %(all)s has more overdue than usual",
        "%(n)s of %(all)s have more overdue than usual",
        len(worse),
        n=wording.count(len(worse)),
        all=wording.count(len(told)),
    )


def is_judged(told: Sequence[Place]) -> bool:
    """Whether any place has been there for long enough to have a usual."""
    return any(each.judgement is not Judgement.TOO_FEW for each in told)


def scale_of(told: Sequence[Place]) -> Scale:
    uppers = [each.limits.upper for each in told if each.limits]
    return marks.scale_for([*(each.bar or 0 for each in told), *uppers])


# -- a row each ------------------------------------------------------------------------------
def few(told: Sequence[Place], scene: Scene) -> Component:
    scale = scale_of(told)
    return html.Ul([row(each, scale, scene) for each in told], className="few")


def row(place: Place, scale: Scale, scene: Scene) -> Component:
    name = named(place, place.name)
    if place.count is None:
        return html.Li([marks.fitted(name), html.P(marks.absent(), className="s soft few__gap")])
    usual = html.P(marks.usual_words(place.signal, place.series.last), className="s soft")
    drawn = [marks.bullet(place.bar, scale, place.limits, judgement=place.judgement)]
    return html.Li(
        [
            marks.fitted(name, marks.look(place.judgement)),
            marks.figure(Figure(place.told), place.judgement),
            html.Div([*drawn, *([usual] if scene.setting.is_roomy else [])]),
        ],
        className=marks.look(place.judgement),
    )


# -- a board ---------------------------------------------------------------------------------
def board_slide(
    title: Component, told: Sequence[Place], worse: Sequence[Place], scene: Scene
) -> Component:
    large = worse[:LARGE]
    rest = [each for each in told if each not in large]
    parts = [title, *([spots(worse, scene)] if large else []), board(rest, bool(large), scene)]
    return html.Div(parts, className="where" if large else "where where--calm")


def named(place: Place, name: str) -> list[str | Component]:
    """With its sign, where there is one."""
    is_signal = place.judgement in marks.COLOURED
    return [*([marks.sign(place.judgement)] if is_signal else []), name]


def spots(worse: Sequence[Place], scene: Scene) -> Component:
    """The worst, large; the title says how many there are."""
    scale = scale_of(worse) if worse else None
    drawn = [spot(each, scale, scene) for each in worse[:LARGE] if scale]
    return html.Div(drawn, className="spots")


def spot(place: Place, scale: Scale, scene: Scene) -> Component:
    usual = marks.usual_words(place.signal, place.series.last) if scene.setting.is_roomy else ""
    return html.Div(
        [
            marks.fitted([marks.sign(place.judgement), place.short], "l worse"),
            html.P(
                [
                    html.Span(place.told, className="worse"),
                    html.Span(usual, className="s soft"),
                ],
                className="fig",
            ),
            marks.bullet(place.bar, scale, place.limits, judgement=place.judgement),
        ],
        className="spot",
    )


def board(rest: Sequence[Place], is_beside: bool, scene: Scene) -> Component:
    """By count, in columns; what finds no room is within its usual, as far as there is such."""
    columns, rows = room(len(rest), is_beside, scene)
    left = without_room(rest, columns * rows)
    drawn = [line(each) for each in rest if each not in left]
    if left:
        drawn.append(html.Li(left_out(left), className="soft"))
    style = {
        "gridTemplateRows": f"repeat({min(rows, -(-len(drawn) // columns))}, auto)",
        "gridTemplateColumns": f"repeat({columns}, minmax(0, 1fr))",
    }
    return html.Ul(drawn, className="board", style=style)


def room(count: int, is_beside: bool, scene: Scene) -> tuple[int, int]:
    """(columns, rows) that letters of this size leave."""
    if scene.setting.is_portrait:
        rows = 11 if is_beside else 17
        return 2, round(rows / scene.setting.zoom)
    rows = round(9 / scene.setting.zoom)
    return (2 if count <= 2 * rows or (is_beside and not scene.setting.is_roomy) else 3), rows


def without_room(rest: Sequence[Place], most: int) -> Sequence[Place]:
    """The usual ones with the fewest; their number takes a line as well."""
    if len(rest) <= most:
        return []
    return sorted(rest, key=lambda each: each.judgement is Judgement.NO_CHANGE)[most - 1 :]


def left_out(rest: Sequence[Place]) -> str:
    n = len(rest)
    if any(each.judgement is not Judgement.NO_CHANGE for each in rest):
        return ngettext("and %(n)s more place", "and %(n)s more places", n, n=wording.count(n))
    return ngettext("and %(n)s place as usual", "and %(n)s places as usual", n, n=wording.count(n))


def line(place: Place) -> Component:
    tone = marks.look(place.judgement) or "soft"
    count = wording.DASH if place.count is None else place.told
    return html.Li(
        [html.Span(marks.fitted(named(place, place.short))), html.B(count)], className=tone
    )
