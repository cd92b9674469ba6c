"""The few words every page uses, for whoever reads them the first time."""

from dash import html
from dash.development.base_component import Component

from layouts.components.section import section
from layouts.language import _


def terms() -> list[tuple[str, str]]:
    return [
        (_("A dossier"), _("One application for one procedure, known by its code.")),
        (_("Received"), _("Accepted at the desk, by post or online, on the day of its receipt.")),
        (_("Carried over"), _("Open when the period began.")),
        (_("Resolved"), _("Ended with a result, or refused after examination.")),
        (_("Pending"), _("Open, and its clock is running.")),
        (_("Paused"), _("Open, and its clock is stopped: papers or a payment are awaited.")),
        (_("Due day"), _("The day promised on the receipt, or the last one agreed after it.")),
        (_("Late"), _("Finished after the due day.")),
        (_("Overdue"), _("Not finished, and its due day is past.")),
        (_("Report month"), _("From the 15th of the month before to the 14th.")),
        (_("Full-process"), _("A procedure that can be done online from end to end.")),
        (_("n"), _("How many records a share rests on; below 10 only the counts are shown.")),
        (
            _("Confidence interval"),
            _("Where a share would lie, 19 times of 20, if only chance moved it."),
        ),
        (
            _("Clearly worse, clearly better"),
            _("So far from the whole that chance alone would do it once in 500 times."),
        ),
    ]


def glossary() -> Component:
    parts: list[Component] = []
    for term, meaning in terms():
        parts += [html.Dt(term), html.Dd(meaning)]
    return section(_("Words"), [html.Dl(parts, className="facts glossary")])
