"""35 to 170 places in one strip: each a dot by its distance from what is usual for it, ordered."""

from collections.abc import Sequence

from dash.development.base_component import Component

from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.element import Element
from layouts.language import _, ngettext
from layouts.wall.drawing import UPRIGHT, WIDE, canvas, mark, words
from layouts.wall.places import Place
from layouts.wall.scene import Scene

TOP, BOTTOM, HEIGHT = 78.0, 242.0, 322.0
MIDDLE, HALF = (TOP + BOTTOM) / 2, (BOTTOM - TOP) / 2
SLOT, FARTHEST = 66.0, 1.62
NAMED, LONGEST = 3, 46  # better places that are named, and letters that find room


def strip(told: Sequence[Place], scene: Scene) -> Component:
    width = UPRIGHT if scene.setting.is_portrait else WIDE
    known = [each for each in told if each.count is not None]
    worse = [each for each in known if each.judgement is Judgement.WORSE]
    better = sorted(
        (each for each in known if each.judgement is Judgement.BETTER),
        key=lambda each: (-each.shown_distance, wording.dictionary_order(each.name)),
    )
    quiet = sorted(
        (each for each in known if each.judgement is Judgement.NO_CHANGE),
        key=lambda each: (-each.shown_distance, wording.dictionary_order(each.name)),
    )
    left, right = spread(len(worse), width), spread(len(better), width)
    parts = [
        *band(width),
        *dots(worse, [left * (i + 0.5) for i in range(len(worse))], min(1.2, left / 56)),
        *dots(quiet, between(len(quiet), left * len(worse), width - right * len(better)), 0.69),
        *dots(better, [width - right * (len(better) - i - 0.5) for i in range(len(better))],
              min(1.2, right / 56)),
        *labels(quiet, better, told, width, width - right * len(better)),
    ]  # fmt: skip
    return canvas(parts, width, HEIGHT, says(told))


def spread(count: int, width: float) -> float:
    """What a flagged place takes of the width; many of them share four tenths."""
    return min(SLOT, 0.4 * width / count) if count else 0.0


def band(width: float) -> list[Component]:
    edges = f"M0 {TOP:g}H{width:g}M0 {BOTTOM:g}H{width:g}"
    return [
        Element("rect", className="c-wash", x=0, y=TOP, width=width, height=BOTTOM - TOP),
        Element("path", className="l-edge", d=edges),
    ]


def between(count: int, first: float, last: float) -> list[float]:
    step = (last - first) / (count + 1)
    return [first + step * (index + 1) for index in range(count)]


def dots(told: Sequence[Place], xs: Sequence[float], size: float) -> list[Component]:
    return [
        mark(each.judgement, round(x, 1), round(height(each), 1), size)
        for each, x in zip(told, xs, strict=True)
    ]


def height(place: Place) -> float:
    """The band is what is usual for this very place."""
    return MIDDLE - HALF * max(-FARTHEST, min(FARTHEST, place.shown_distance))


def labels(
    quiet: Sequence[Place], better: Sequence[Place], told: Sequence[Place], width: float, end: float
) -> list[Component]:
    """Below, at the right: where there are fewer; else, as everything else, within the band."""
    n, gaps = len(quiet), sum(each.count is None for each in told)
    young = sum(each.judgement is Judgement.TOO_FEW for each in told) - gaps
    within = [usual_words(n)] if n else []
    within += [young_words(young)] if young else []
    within += [gap_words(gaps)] if gaps and better else []
    drawn = [words("; ".join(within), 28, BOTTOM - 36)] if within else []
    if better:
        drawn.append(words(better_words(better, width), end - 24, BOTTOM + 42, "t-better", "end"))
    elif gaps:
        drawn.append(words(gap_words(gaps), width, BOTTOM + 42, anchor="end"))
    return drawn


def usual_words(n: int) -> str:
    return ngettext("%(n)s place as usual", "%(n)s places as usual", n, n=wording.count(n))


def young_words(n: int) -> str:
    """Of too few months to have a usual."""
    return ngettext(
        "%(n)s place with too little data", "%(n)s places with too little data", n,
        n=wording.count(n),
    )  # fmt: skip


def better_words(better: Sequence[Place], width: float) -> str:
    n = len(better)
    count = ngettext("%(n)s place has fewer", "%(n)s places have fewer", n, n=wording.count(n))
    names = ", ".join(each.short for each in better)
    has_room = n <= NAMED and len(names) <= LONGEST and width == WIDE
    return f"{count}: {names}" if has_room else count


def gap_words(n: int) -> str:
    return ngettext("%(n)s place without data", "%(n)s places without data", n, n=wording.count(n))


def says(told: Sequence[Place]) -> str:
    return _("%(n)s places by overdue against their usual", n=wording.count(len(told)))
