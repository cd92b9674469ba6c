"""What the rows of each breakdown are called, and where the name of one leads."""

from data_access.indicators.reading import Dimension
from data_access.scope import Scope
from layouts import wording
from layouts.components.handover import on_its_days
from layouts.components.link import DOSSIERS, address_of
from layouts.language import _, ngettext
from layouts.pages.breakdown.asking import Line
from layouts.pages.page import View

AGENCIES, FIELDS, PROCEDURES = "/don-vi", "/linh-vuc", "/thu-tuc"


def row_name(line: Line, by: Dimension, view: View) -> str:
    match by:
        case Dimension.AGENCY:
            name = wording.agency_name(line.group, view.directory)
            if line.group == view.scope.agency:
                return _("%(agency)s, its own dossiers", agency=name)
            return on_its_days(name, line.group, view)
        case Dimension.FIELD:
            return wording.field_name(line.group, view.directory)
        case _:
            return wording.procedure_name(line.group, view.directory)


def next_level(line: Line, by: Dimension, view: View) -> str:
    """An agency opens those below it, else its fields; a field its procedures; these dossiers."""
    scope = line.scope
    if by is Dimension.FIELD:
        return address_of(PROCEDURES, scope.to_query())
    if by is Dimension.PROCEDURE:
        return address_of(DOSSIERS, scope.to_query())
    path = AGENCIES if has_below(scope, view) else FIELDS
    return address_of(path, scope.to_query())


def has_below(scope: Scope, view: View) -> bool:
    """Whether the scope's agency had agencies below it in the scope's period."""
    below = view.directory.children(scope.agency or "")
    return not scope.is_alone and any(child.existed_in(scope.period) for child in below)


def heading(by: Dimension) -> str:
    match by:
        case Dimension.AGENCY:
            return _("Agency")
        case Dimension.FIELD:
            return _("Field")
        case _:
            return _("Procedure")


def counted(by: Dimension, n: int) -> str:
    """58 đơn vị."""
    told = wording.count(n)
    match by:
        case Dimension.AGENCY:
            return ngettext("%(count)s agency", "%(count)s agencies", n, count=told)
        case Dimension.FIELD:
            return ngettext("%(count)s field", "%(count)s fields", n, count=told)
        case _:
            return ngettext("%(count)s procedure", "%(count)s procedures", n, count=told)
