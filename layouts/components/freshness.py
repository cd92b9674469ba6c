"""How old the numbers are, at the end of the scope line of every page."""

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from data_access.ages import Age
from data_access.indicators.reading import Moment
from layouts import wording
from layouts.components.attributes import data
from layouts.components.icon import icon
from layouts.language import _


def freshness(moment: Moment | None, age: Age | None = None) -> html.Div:
    """Without a moment the register cannot be reached; `age` is that of the agency shown."""
    if moment is None:
        told = [icon("unlinked"), html.Span(_("The register cannot be reached"))]
        return html.Div(told, className="freshness")
    newest = (age.as_of if age else None) or moment.as_of
    is_old = moment.is_stale or (age is not None and age.is_silent)
    return html.Div(
        [
            icon("worse" if is_old else "clock"),
            html.Span(as_of(newest, None if is_old else moment.now)),
            *demo_mark(moment),
        ],
        className="freshness",
    )


def as_of(newest: datetime | None, now: datetime | None) -> list[str | Component]:
    """While the data is fresh its age stands behind it; assets/20-page.js lets that grow."""
    if newest is None:
        return [_("No dossier has been read yet")]
    told: list[str | Component] = [
        _("Data as of"),
        "\N{NO-BREAK SPACE}",
        html.B(wording.instant(newest)),
    ]
    if now is not None:
        since = newest.isoformat(timespec="seconds")
        age = html.Span(wording.age(now - newest), **data(changed=since))
        told += [", ", age]
    return told


def demo_mark(moment: Moment) -> list[Component]:
    if not moment.is_demo:
        return []
    return [html.Span(_("Made-up data"), className="freshness__demo")]
