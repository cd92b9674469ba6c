"""What the table of parts found, in words."""

from collections.abc import Iterable

from data_access.directory import Agency
from data_access.indicators.definition import Display
from data_access.indicators.reading import FEW, Absence, Dimension
from data_access.scope import UNKNOWN_AGENCY
from layouts import wording
from layouts.language import _, ngettext
from layouts.pages.overview.parts import Part, Parts
from layouts.pages.page import View

LEVELS = ("PROVINCE", "DEPARTMENT", "DISTRICT", "COMMUNE", "BRANCH")  # others are named agencies


def counted(parts: Parts, rows: Iterable[Part], view: View) -> str:
    """5 xã, phường; agencies of several levels are agencies."""
    shown = list(rows)
    n = len(shown)
    match parts.by:
        case Dimension.AGENCY:
            known = (view.directory.agencies.get(row.honest.group) for row in shown)
            agencies = [agency for agency in known if agency]
            levels = {agency.level for agency in agencies}
            names = [agency.name for agency in agencies]
            return wording.agencies(levels.pop() if len(levels) == 1 else None, n, names)
        case Dimension.FIELD:
            return wording.Figure(wording.count(n), ngettext("field", "fields", n)).text
        case _:
            return wording.Figure(wording.count(n), ngettext("procedure", "procedures", n)).text


def below_words(parts: Parts, view: View) -> str:
    """46 xã, phường và 12 sở, ngành: the agencies directly below, in the period."""
    names: dict[str, list[str]] = {}
    for agency in below(parts, view):
        level = agency.level if agency.level in LEVELS else ""
        names.setdefault(level or "", []).append(agency.name)
    most = sorted(names.items(), key=lambda each: -len(each[1]))
    told = [wording.agencies(level, len(each), each) for level, each in most]
    if not told or view.scope.is_alone:
        return ""
    *first, last = told
    return _("%(some)s and %(others)s", some=", ".join(first), others=last) if first else last


def below(parts: Parts, view: View) -> list[Agency]:
    """Without the one that stands for not knowing; of no level only those that have dossiers."""
    scope = view.scope
    busy = {row.honest.group for row in parts.rows if row.honest.n or row.overdue.numerator}
    return [
        child
        for child in view.directory.children(scope.agency or "")
        if child.existed_in(scope.period)
        and child.code != UNKNOWN_AGENCY
        and (child.level in LEVELS or child.code in busy)
    ]


def finding(parts: Parts, view: View) -> str:
    if parts.worse:
        late, of_all = parts.late_share
        who = counted(parts, parts.worse, view)
        n = len(parts.worse)
        if of_all < FEW:
            return ngettext(
                "%(who)s is clearly later than the whole",
                "%(who)s are clearly later than the whole",
                n,
                who=who,
            )
        return ngettext(
            "%(who)s has %(share)s of the %(all)s due that were not finished in time",
            "%(who)s have %(share)s of the %(all)s due that were not finished in time",
            n,
            who=who,
            all=wording.dossiers(of_all),
            share=wording.percent(late, of_all, 0),
        )
    n = parts.whole.n or 0
    if parts.whole.absence is None and n >= FEW:
        return nobody(parts.by)
    if n:
        return ngettext(
            "%(dossiers)s fell due, too few to compare",
            "%(dossiers)s fell due, too few to compare",
            n,
            dossiers=wording.dossiers(n),
        )
    whole = parts.whole
    if whole.absence is Absence.NO_DATA_SINCE:
        return wording.absence(whole.absence, whole.since)
    told = wording.none_due(view.scope.period, view.moment.now.date())
    return _("Nothing to compare: %(reason)s", reason=told)


def nobody(by: Dimension) -> str:
    match by:
        case Dimension.AGENCY:
            return _("No agency is clearly later than the whole")
        case Dimension.FIELD:
            return _("No field is clearly later than the whole")
        case _:
            return _("No procedure is clearly later than the whole")


def order_words(parts: Parts) -> str:
    """How the rows are ordered, and which of them the title counts."""
    if all(row.distance is None for row in parts.rows):
        return _("Most overdue first; below 10 dossiers only counts are shown")
    alike = _("those not distinguishable from the whole are listed by name")
    if not parts.worse:
        return wording.sentence(alike)
    return ngettext(
        "The first is outside the %(level)s limits; %(alike)s",
        "The first %(count)s are outside the %(level)s limits, most late beyond the whole's share "
        "first; %(alike)s",
        len(parts.worse),
        level=wording.level(0.998, Display.SHARE),
        alike=alike,
        count=wording.count(len(parts.worse)),
    )


def more_words(parts: Parts, view: View) -> str:
    """What the full table holds."""
    told = below_words(parts, view) if parts.by is Dimension.AGENCY else ""
    words = _("See all %(rows)s", rows=told or counted(parts, parts.rows, view))
    few = [row for row in parts.rows if row.distance is None and row.is_judged]
    if not few:
        return words
    return ngettext(
        "%(words)s; %(few)s with fewer than 10 dossiers due shows counts only",
        "%(words)s; %(few)s with fewer than 10 dossiers due show counts only",
        len(few),
        words=words,
        few=counted(parts, few, view),
    )
