"""From stocks of a day that is over to how they stand now."""

from dash.development.base_component import Component

from data_access.periods import PeriodName, named
from layouts.components.link import address_of, chosen, link, path_of
from layouts.language import _
from layouts.pages.page import View


def now_link(view: View) -> list[Component]:
    """The same question of the running report month; nothing where now is told already."""
    if not view.is_past:
        return []
    name = PeriodName.REPORT_MONTH_NOW
    scope = view.scope.within(period=named(name, view.today), period_name=name)
    query = scope.to_query() | (chosen(view.selection) if view.selection else {})
    return [link(_("See how it stands now"), address_of(path_of(view), query), "button")]
