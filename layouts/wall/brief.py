"""Slide 7. Three sentences by rule, readable aloud; no sentence without a signal."""

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    DIGITISED,
    ON_TIME_HONEST,
    ONLINE,
    ONLINE_PAYMENT,
    SATISFACTION,
)
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.link import Words
from layouts.components.series import Series
from layouts.components.woven import woven
from layouts.language import _, ngettext
from layouts.wall import marks
from layouts.wall.places import flagged, places
from layouts.wall.public import plural, shown
from layouts.wall.scene import Scene
from layouts.wall.today import overdue_against

MOST = 3
SHARES = (ON_TIME_HONEST, ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION)
Sentence = tuple[Judgement, Words]


def draw(scene: Scene) -> list[Component]:
    told = list(sentences(scene))[:MOST]
    if not told:
        return []
    items = [
        html.Li([html.Span(marks.sign(judgement), className=marks.look(judgement)), html.P(words)])
        for judgement, words in told
    ]
    return [html.Ol(items, className="brief")]


def sentences(scene: Scene) -> Iterator[Sentence]:
    """What waits too long, where, then the shares: what got worse before what got better."""
    yield from of_overdue(scene)
    yield from of_places(scene)
    told = [scene.months(each) for each in SHARES]
    for judgement in (Judgement.WORSE, Judgement.BETTER):
        for series in told:
            if series.judgement is judgement and not series.last.is_few:
                yield judgement, share_words(series, judgement)


def of_overdue(scene: Scene) -> Iterator[Sentence]:
    told = overdue_against(scene)
    if told.count is None or told.judgement not in marks.COLOURED:
        return
    setting = scene.setting
    count = ngettext("%(n)s overdue dossier", "%(n)s overdue dossiers",
                     plural(told.count, setting), n=shown(told.count, setting))  # fmt: skip
    bold = strong(count, told.judgement)
    if told.usual is None:
        words = _("There are %(count)s: %(run)s.")
        yield told.judgement, woven(words, count=bold, run=wording.run(told.signal))
        return
    lower, upper = wording.usual_ends(told.usual, told.reading)
    words = _("There are %(count)s; %(lower)s to %(upper)s are usual.")
    yield told.judgement, woven(words, count=bold, lower=lower, upper=upper)


def of_places(scene: Scene) -> Iterator[Sentence]:
    every = places(scene)
    worse = flagged(every, Judgement.WORSE)
    if not worse or len(every) < 2:  # a single one is the whole by another name
        return
    first = worse[0]
    count = ngettext("%(n)s dossier", "%(n)s dossiers", plural(first.count or 0, scene.setting),
                     n=first.told)  # fmt: skip
    told: dict[str, str | Component] = {
        "place": first.name,
        "count": strong(count, Judgement.WORSE),
    }
    if len(worse) == 1:
        yield (
            Judgement.WORSE,
            woven(_("%(place)s has %(count)s overdue, more than is usual there."), **told),
        )
        return
    more = ngettext("%(n)s other place", "%(n)s other places", len(worse) - 1,
                    n=wording.count(len(worse) - 1))  # fmt: skip
    yield (
        Judgement.WORSE,
        woven(
            _("%(place)s has %(count)s overdue; %(more)s too have more than usual."),
            more=more,
            **told,
        ),
    )


def share_words(series: Series, judgement: Judgement) -> Words:
    name = wording.sentence(_(series.indicator.name))
    value = strong(wording.value(series.last).text, judgement)
    signal, month = series.chart.signal, wording.month(series.last.period)
    if judgement is Judgement.BETTER:
        words = _("%(name)s got better: %(value)s in month %(month)s.")
        lasting = _("%(name)s got better: %(value)s, %(run)s.")
    else:
        words = _("%(name)s got worse: %(value)s in month %(month)s.")
        lasting = _("%(name)s got worse: %(value)s, %(run)s.")
    if signal.run > 1:
        return woven(lasting, name=name, value=value, run=wording.run(signal))
    return woven(words, name=name, value=value, month=month)


def strong(words: str, judgement: Judgement) -> Component:
    return html.B(words, className=marks.look(judgement))
