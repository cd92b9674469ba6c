"""How old the numbers are, at the end of the scope line of every page."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.reading import Moment
from layouts import wording
from layouts.components.attributes import data
from layouts.components.icon import icon
from layouts.language import _


def freshness(moment: Moment | None) -> html.Div:
    """Without a moment the register cannot be reached."""
    if moment is None:
        told = [icon("unlinked"), html.Span(_("The register cannot be reached"))]
        return html.Div(told, className="freshness")
    return html.Div(
        [
            icon("worse" if moment.is_stale else "clock"),
            html.Span(as_of(moment)),
            *demo_mark(moment),
        ],
        className="freshness",
    )


def as_of(moment: Moment) -> list[str | Component]:
    """While the data is fresh its age stands behind it; assets/20-page.js lets that grow."""
    if moment.as_of is None:
        return [_("No dossier has been read yet")]
    told: list[str | Component] = [
        _("Data as of"),
        "\N{NO-BREAK SPACE}",
        html.B(wording.instant(moment.as_of)),
    ]
    if not moment.is_stale:
        since = moment.as_of.isoformat(timespec="seconds")
        age = html.Span(wording.age(moment.now - moment.as_of), **data(changed=since))
        told += [", ", age]
    return told


def demo_mark(moment: Moment) -> list[Component]:
    if not moment.is_demo:
        return []
    return [html.Span(_("Made-up data"), className="freshness__demo")]
