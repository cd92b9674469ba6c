"""What hangs on a dossier: what happened, how the indicators count it, papers, fees, rating."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.course import Course, Verdict
from layouts import wording
from layouts.components.link import here, link
from layouts.components.section import section
from layouts.components.table import Column, Row, table
from layouts.language import _, ngettext
from layouts.pages import dossier_words as words
from layouts.pages.page import View


def events_section(course: Course) -> Component:
    written = wording.instant if course.has_hours else (lambda at: wording.day(at.date()))
    rows = [
        Row([written(each.at), words.event(each, course.has_hours, course.record.days_late)])
        for each in course.events
    ]
    columns = [Column(_("When"), width="150px"), Column(_("What"))]
    body = table(_("What happened to the dossier, in order"), columns, rows)
    return section(_("What happened"), [body], span=5)


def verdicts_section(view: View, course: Course) -> Component:
    counted = [each for each in course.verdicts if each.part is not None]
    others = [each for each in course.verdicts if each.part is None]
    shown = [each for each in counted if each.indicator.denominator]
    plain = [each for each in counted if not each.indicator.denominator]
    body: list[Component] = []
    if shown:
        body.append(verdict_table(_("Indicators that count this dossier"), shown, view))
    if plain:
        told = ngettext("Counted in %(num)s count", "Counted in %(num)s counts", len(plain))
        body.append(folded(told, verdict_table(_("Counts with this dossier"), plain, view)))
    if others:
        told = ngettext(
            "%(num)s indicator does not count it", "%(num)s indicators do not count it", len(others)
        )
        caption = _("Indicators that do not count this dossier, and why")
        body.append(folded(told, verdict_table(caption, others, view)))
    return section(_("How the indicators count it"), body, span=4)


def folded(summary: str, content: Component) -> html.Details:
    return html.Details([html.Summary(summary), content], className="folded")


def verdict_table(caption: str, told: Sequence[Verdict], view: View) -> Component:
    rows = [
        Row(
            [
                link(_(each.indicator.name), here(view, explained=each.indicator)),
                wording.month(each.period) if each.period else now_or_none(each),
                words.verdict(each),
            ]
        )
        for each in told
    ]
    columns = [Column(_("Indicator")), Column(_("Report month")), Column(_("Counted as"))]
    return table(caption, columns, rows)


def now_or_none(told: Verdict) -> str:
    return _("now") if told.part else wording.DASH


def papers_section(course: Course) -> Component:
    rows = [*papers_pairs(course), *payment_pairs(course), *voice_pairs(course)]
    pairs = [html.Div([html.Dt(name), html.Dd(told)]) for name, told in rows]
    return section(_("Papers, fees, rating"), [html.Dl(pairs, className="pairs")], span=3)


def papers_pairs(course: Course) -> list[tuple[str, str]]:
    papers = course.papers
    if papers is None:
        return [(_("Papers"), _("nobody says"))]

    def of(part: int | None, whole: int) -> str:
        return _("nobody says") if part is None else wording.few(part, whole)

    return [
        (_("Papers handed in"), wording.number(papers.submitted)),
        (_("Digitised"), of(papers.digitised, papers.submitted)),
        (_("Reused from a store"), of(papers.reused, papers.submitted)),
        (_("Results as files"), of(papers.electronic, papers.results)),
    ]


def payment_pairs(course: Course) -> list[tuple[str, str]]:
    if not course.payments:
        return [(_("Fees"), _("none told"))]
    told = []
    for payment in course.payments:
        amount = wording.DASH if payment.amount is None else wording.money(int(payment.amount))
        told.append((_("Fee: %(amount)s", amount=amount), words.payment_state(payment)))
    return told


def voice_pairs(course: Course) -> list[tuple[str, str]]:
    scores = ", ".join(words.score(each) for each in course.scores)
    letters = ", ".join(wording.day(each.date()) for each in course.apologies)
    return [
        (_("Rating"), scores or _("nobody rated it")),
        (_("Letters of apology"), letters or wording.DASH),
    ]
