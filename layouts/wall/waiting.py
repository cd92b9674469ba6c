"""Slide 5. The overdue that have waited longest: by code, procedure and office, never by a name."""

from collections import Counter
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.listing import Record
from layouts import wording
from layouts.language import _
from layouts.wall import marks
from layouts.wall.scene import Scene
from layouts.wording.numbers import Figure

ROWS, ROWS_LARGE = 10, 7


def draw(scene: Scene) -> list[Component]:
    """A single dossier is nobody's business in a public hall."""
    if scene.oldest is None or not scene.oldest.items or scene.setting.is_public:
        return []
    rows = scene.oldest.items[: ROWS if scene.setting.is_roomy else ROWS_LARGE]
    head = html.Section(
        [
            marks.figure(Figure(days(rows[0]))),
            html.Div(
                [
                    html.H1(_("working days late, the longest"), className="l"),
                    marks.fitted(concentration(rows, scene), "m soft"),
                ],
                className="wait__say",
            ),
        ],
        className="answer",
    )
    table = html.Table(html.Tbody([line(each, scene) for each in rows]))
    return [html.Div([head, table], className="wait")]


def days(record: Record) -> str:
    return wording.working_days(record.days_late or 0).value


def concentration(rows: Sequence[Record], scene: Scene) -> str:
    """Where they pile up, if they do; else how many are overdue in all."""
    where, most = Counter(office(each, scene) for each in rows).most_common(1)[0]
    total = scene.overdue.numerator or 0
    if 2 * most > len(rows) and len({office(each, scene) for each in rows}) > 1:
        return _("%(n)s of these %(all)s at %(where)s", n=most, all=len(rows), where=where)
    return _("of %(all)s overdue", all=wording.dossiers(total))


def office(record: Record, scene: Scene) -> str:
    """Whoever holds it; where nobody is named, whose it is."""
    own = record.agency == scene.view.scope.agency
    if own and record.unit:
        return record.unit
    return wording.agency_name(record.agency or "", scene.view.directory)


def line(record: Record, scene: Scene) -> Component:
    procedure = wording.procedure_name(record.procedure or "", scene.view.directory)
    cells = [
        html.Td(days(record), className="d"),
        html.Td(marks.fitted(procedure), className="p"),
        html.Td(marks.fitted(office(record, scene)), className="o"),
    ]
    if scene.setting.is_roomy and not scene.setting.is_portrait:
        cells.append(html.Td(marks.fitted(wording.short_code(record.code or "")), className="c"))
    return html.Tr(cells)
