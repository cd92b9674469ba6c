"""What a breakdown found, in words: its title, its captions, its key."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE, RECEIVED
from data_access.indicators.definition import Display
from data_access.indicators.reading import Absence, Dimension
from layouts import wording
from layouts.components.attributes import aria
from layouts.language import _, ngettext
from layouts.pages.breakdown import names
from layouts.pages.breakdown.asking import Line
from layouts.pages.breakdown.cells import Measuring
from layouts.pages.breakdown.order import Tier, holders_of_half
from layouts.pages.page import View

LIMITS, CONFIDENCE = 0.998, 0.95  # of the funnel and of Wilson's interval


def agencies_finding(found: dict[Tier, list[Line]], whole: Line, today: date) -> str:
    worse = len(found.get(Tier.WORSE, ()))
    compared = sum(len(lines) for tier, lines in found.items() if tier < Tier.FEW)
    if not compared:
        honest = whole.of(ON_TIME_HONEST)
        if honest.absence is Absence.NO_DATA_SINCE:
            return wording.absence(honest.absence, honest.since)
        n = honest.n or 0
        if not n and honest.absence is not Absence.SOURCE_SILENT:
            told = wording.none_due(honest.period, today)
            return _("Nothing to compare: %(reason)s", reason=told)
        return _("%(dossiers)s fell due, too few to compare", dossiers=wording.dossiers(n))
    if not worse:
        return _("No agency is clearly later than the whole")
    return ngettext(
        "%(worse)s of %(all)s agencies is clearly later than the whole",
        "%(worse)s of %(all)s agencies are clearly later than the whole",
        worse,
        worse=wording.count(worse),
        all=wording.count(compared),
    )


def overdue_finding(lines: Sequence[Line], whole: Line, by: Dimension, view: View) -> str:
    """`lines` are sorted by what is overdue."""
    total = whole.count(OVERDUE)
    if whole.of(OVERDUE).numerator is None:
        return _("%(rows)s, overdue not known", rows=names.counted(by, len(lines)))
    day = wording.day(view.stands_on)
    if not total and view.is_past:
        return _("No dossier was overdue at the end of %(day)s", day=day)
    if not total:
        return _("No dossier is overdue now")
    rows = names.counted(by, holders_of_half(lines, total))
    every = wording.count(len(lines))
    if view.is_past:
        return _(
            "%(rows)s of %(all)s held half of the dossiers overdue at the end of %(day)s",
            rows=rows,
            all=every,
            day=day,
        )
    return _("%(rows)s of %(all)s hold half of the overdue dossiers", rows=rows, all=every)


def order_words(by: Dimension, n: int) -> str:
    rows = wording.sentence(names.counted(by, n))
    if by is Dimension.AGENCY:
        return _("%(rows)s, those worse than the whole first", rows=rows)
    return _("%(rows)s, most overdue first", rows=rows)


def left_out(by: Dimension, n: int) -> str:
    return _(
        "%(rows)s more follow with fewer overdue or fewer received; the total counts them all.",
        rows=names.counted(by, n),
    )


def every(by: Dimension, n: int) -> str:
    return _("Show all %(rows)s", rows=names.counted(by, n))


def caption(view: View, whole: Line) -> str:
    """Which period, as of when, how many."""
    scope = view.scope
    name, days = wording.period(scope.period, view.period_name), wording.span(scope.period)
    told = [
        name if days in name else f"{name} ({days})",
        _("received: n = %(n)s", n=known(whole.of(RECEIVED).numerator)),
        _(
            "%(what)s: n = %(n)s",
            what=wording.fell_due(scope.period, view.moment.now.date()),
            n=known(whole.of(ON_TIME_HONEST).n),
        ),
        *([] if view.is_past else [now_words(view)]),  # the heading tells the day
        _("small under a share: its n"),
    ]
    return "; ".join(told)


def now_words(view: View) -> str:
    return _("“Now” is %(instant)s", instant=wording.instant(view.moment.now))


def known(n: int | None) -> str:
    return wording.DASH if n is None else wording.count(n)


def tier_words(tier: Tier, n: int) -> list[str | Component]:
    level = wording.level(LIMITS, Display.SHARE)
    outside = _("on time, actual, outside the %(level)s limits", level=level)
    first = _("those with the most late beyond the whole's share first")
    told = {
        Tier.WORSE: (_("Clearly worse than the whole"), f"{outside}; {first}"),
        Tier.ALIKE: (_("Not distinguishable from the whole"), _("listed by name")),
        Tier.BETTER: (_("Clearly better than the whole"), outside),
        Tier.FEW: (_("Too few to compare"), _("fewer than 10 fell due: counts only")),
        Tier.APART: (
            _("Not compared"),
            _("not there in the period, or not known whose they were then"),
        ),
    }
    words, reason = told[tier]
    return [words, html.Span(f" {names.counted(Dimension.AGENCY, n)}; {reason}")]


def key(told: Measuring, whole: Line) -> html.Div:
    """What the marks in the on-time column are."""
    honest = whole.of(ON_TIME_HONEST)
    sure = wording.level(CONFIDENCE, Display.SHARE)
    parts = [sample("range", _("estimate and %(level)s confidence interval", level=sure))]
    if told.whole is not None:
        value = wording.value(honest).text
        parts.append(sample("whole", _("the whole: %(value)s", value=value)))
    if told.target is not None:
        level = wording.level(told.target, honest.indicator.display)
        parts.append(sample("target", _("Target %(level)s", level=level)))
    return html.Div(parts, className="key")


def sample(look: str, words: str) -> html.Span:
    mark = html.I(className=f"swatch swatch--{look}", **aria(hidden="true"))
    return html.Span([mark, words])
