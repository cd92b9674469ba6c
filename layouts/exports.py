"""What goes into files: the lines of a list and the readings of a page, with what they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache

from data_access.directory import Directory
from data_access.export import Figure, Figures, Heading, Kind, Sheet, Value
from data_access.export import readings_csv as csv_of
from data_access.export import readings_workbook as workbook_of
from data_access.indicators.definition import Dating, Indicator
from data_access.indicators.reading import Reading
from data_access.listing import (
    Between,
    Column,
    Contains,
    Filter,
    Listed,
    Record,
    Window,
    listed_by,
)
from data_access.periods import Period
from data_access.scope import UNKNOWN, Scope
from layouts import wording
from layouts.components.handover import file_notes
from layouts.components.left_out import reasons
from layouts.language import _
from layouts.pages import dossier_words as words
from layouts.pages.dossier_columns import columns_of
from layouts.pages.dossier_lines import selection_of
from layouts.pages.page import Selection, View

KINDS = {
    Column.RECEIVED: Kind.INSTANT, Column.DUE: Kind.INSTANT, Column.ENDED: Kind.INSTANT,
    Column.STEP_SINCE: Kind.INSTANT, Column.AT: Kind.INSTANT, Column.LATE: Kind.NUMBER,
    Column.AMOUNT: Kind.NUMBER,
}  # fmt: skip
WIDTHS = {Column.PROCEDURE: 50, Column.UNIT: 32, Column.STEP: 28, Column.AGENCY: 28}


def list_sheet(view: View, window: Window, total: int, records: Iterable[Record]) -> Sheet:
    """The whole list of an address, as search and filters leave it."""
    selection = selection_of(view)
    listed = listed_by(selection.indicator)
    headings = [
        Heading(words.column(each, listed), KINDS.get(each, Kind.TEXT), WIDTHS.get(each, 18))
        for each in columns_of(selection, view)
    ]
    about = [*list_about(view, selection, window), (_("Lines"), wording.number(total))]
    return Sheet(_("Dossiers"), _("About"), about, headings, cells_of(records, selection, view))


def list_about(view: View, selection: Selection, window: Window) -> list[tuple[str, str]]:
    listed, indicator = listed_by(selection.indicator), selection.indicator
    then = wording.as_of(view.scope.period, view.moment.now)
    is_stock = indicator.dated_by is Dating.PERIOD_END
    told = [
        (_("Figure"), _(indicator.name)),
        (_("Question"), _(indicator.question)),
        (_("Lines are"), _(selection.text)),
        *([(_("As of"), wording.sentence(then))] if is_stock else []),
        *about(view),
    ]
    return told + narrowed_words(window, listed)


def narrowed_words(window: Window, listed: Listed) -> list[tuple[str, str]]:
    """What the reader narrowed the list by."""
    search = [(_("Searched for"), window.search)] if window.search else []
    filters = [(words.column(each.column, listed), filter_words(each)) for each in window.filters]
    return search + filters


def filter_words(told: Filter) -> str:
    if isinstance(told, Contains):
        return _("contains “%(text)s”", text=told.text)
    return between_words(told)


def between_words(told: Between) -> str:
    first = wording.day(told.first) if told.first else "…"
    last = wording.day(told.last) if told.last else "…"
    return f"{first}{wording.DASH}{last}"


def about(view: View) -> list[tuple[str, str]]:
    """Whose, of which days, filtered how, as of when, by which rules."""
    scope, moment, directory = view.scope, view.moment, view.directory
    told = [
        (_("Agency"), wording.agency_name(scope.agency or "", directory)),
        (_("Period"), wording.span(scope.period)),
        *scope_filters(scope, view),
        (_("Data as of"), wording.instant(view.as_of) if view.as_of else wording.DASH),
        (_("Counting rules"), _("version %(version)s", version=str(view.rules.version))),
    ]
    if moment.is_demo:
        told.append((_("Note"), _("Made-up data, for demonstration")))
    return told + [(_("Note"), each) for each in file_notes(view)]


def scope_filters(scope: Scope, view: View) -> Iterator[tuple[str, str]]:
    directory = view.directory
    if scope.is_alone:
        yield _("Only"), _("the agency's own dossiers, without those of agencies below it")
    if scope.fields:
        yield _("Field"), "; ".join(wording.field_name(each, directory) for each in scope.fields)
    if scope.procedures:
        names = [wording.procedure_name(each, directory) for each in scope.procedures]
        yield _("Procedure"), "; ".join(names)
    if scope.channels:
        yield _("Channel"), "; ".join(wording.channel(each) for each in scope.channels)
    if scope.due_from or scope.due_to:
        yield _("Due"), wording.due_days(scope.due_from, scope.due_to)
    if scope.step:
        yield _("Step"), wording.step_name(scope.step)


def cells_of(
    records: Iterable[Record], selection: Selection, view: View
) -> Iterator[Sequence[Value]]:
    columns, names = columns_of(selection, view), Names(view.directory)
    for record in records:
        told = cells(record, names)
        yield [told[column] for column in columns]


class Names:
    """What codes are called, looked up once each: a list has some hundred thousand lines."""

    def __init__(self, directory: Directory) -> None:
        self.procedure = cache(lambda code: code and wording.procedure_name(code, directory))
        self.field = cache(lambda code: code and wording.field_name(code, directory))
        self.agency = cache(lambda code: code and wording.agency_name(code, directory))
        self.channel, self.standing = cache(words.channel), cache(words.standing)
        self.score = cache(words.score)


def cells(record: Record, names: Names) -> Mapping[Column, Value]:
    """Codes as names, instants and numbers as themselves."""
    return {
        Column.KEY: record.key,
        Column.CODE: record.code,
        Column.PROCEDURE: names.procedure(record.procedure),
        Column.FIELD: names.field(record.field),
        Column.AGENCY: names.agency(record.agency),
        Column.CHANNEL: names.channel(record.channel),
        Column.RECEIVED: record.received_at,
        Column.DUE: record.due_at,
        Column.ENDED: record.ended_at,
        Column.LATE: record.days_late,
        Column.STANDING: names.standing(record.standing),
        Column.STEP: record.step,
        Column.STEP_SINCE: record.step_since,
        Column.UNIT: record.unit,
        Column.AT: record.at,
        Column.AMOUNT: record.amount,
        Column.SCORE: names.score(record.score),
    }


# -- the readings of a page ----------------------------------------------------------------------
def readings_workbook(readings: Sequence[Reading], view: View) -> bytes:
    """XLSX: two counts each with the value as a formula, what they mean, as of when."""
    return workbook_of(figures(readings, view))


def readings_csv(readings: Sequence[Reading], view: View) -> bytes:
    return csv_of(figures(readings, view))


def figures(readings: Sequence[Reading], view: View) -> Figures:
    indicators = list(dict.fromkeys(reading.indicator for reading in readings))
    return Figures(
        _("Figures"),
        _("About"),
        about(view),
        [
            Heading(_("Indicator"), width=32),
            Heading(_("Group"), width=36),
            Heading(_("Period"), width=24),
            Heading(_("As of"), width=28),
            Heading(_("Numerator"), Kind.NUMBER),
            Heading(_("Denominator"), Kind.NUMBER),
            Heading(_("Value"), Kind.DECIMAL),
            Heading(_("Note"), width=40),
            Heading(_("Left out"), Kind.NUMBER),
            Heading(_("Why left out"), width=40),
        ],
        [figure(reading, view) for reading in readings],
        _("Definitions"),
        definitions(indicators),
    )


def figure(reading: Reading, view: View) -> Figure:
    cells = [
        _(reading.indicator.name),
        group_words(reading, view),
        wording.span(reading.period),
        as_of(reading, view),
    ]
    note = wording.absence(reading.absence, reading.since) if reading.absence else ""
    if not note and reading.is_few and reading.value is not None:
        note = _("Too few for a share: counts only")
    days = None if reading.is_few else reading.days
    left_out = reading.left_out if reading.excluded else None
    return Figure(
        cells, reading.numerator, reading.denominator, days, note, left_out, reasons(reading)
    )


def as_of(reading: Reading, view: View) -> str:
    """A stock is told of an instant, what happened in a period by all that is known of it now."""
    moment, period = view.moment, reading.period
    match reading.indicator.dated_by:
        case Dating.PERIOD_END:
            told = wording.as_of(period, moment.now)
        case Dating.PERIOD_START:
            eve = period.first_day - timedelta(days=1)
            told = wording.as_of(Period(eve, eve), moment.now)
        case _:
            told = wording.as_of(Period(view.today, view.today), moment.now)
    return wording.sentence(told)


def group_words(reading: Reading, view: View) -> str:
    """What a group is called, whichever it is a group of; the whole is named for what it is."""
    directory, group = view.directory, reading.group
    if not group:
        return _("The whole scope")
    if group == view.scope.agency:
        name = wording.agency_name(group, directory)
        return _("%(agency)s, its own dossiers", agency=name)
    if group == UNKNOWN:
        return _("Not known")
    return named_as_asked(reading, directory)


def named_as_asked(reading: Reading, directory: Directory) -> str:
    """By what its scope asks of the group: a field and a procedure may bear one code."""
    group, scope = reading.group, reading.scope
    if group == scope.agency:
        return wording.agency_name(group, directory)
    if scope.procedures == (group,):
        return wording.procedure_name(group, directory)
    if scope.fields == (group,):
        return wording.field_name(group, directory)
    return group


def definitions(indicators: Sequence[Indicator]) -> list[list[str]]:
    head = [
        _("Indicator"), _("Question"), _("Numerator"), _("Denominator"), _("Dated by"),
        _("Why left out"), _("Not counted"),
    ]  # fmt: skip
    return [head] + [
        [
            _(each.name),
            _(each.question),
            _(each.numerator_text),
            _(each.denominator_text) if each.denominator else "",
            wording.dating(each.dated_by),
            "; ".join(_(exclusion.text) for exclusion in each.excluded),
            _(each.not_counted) if each.not_counted else "",
        ]
        for each in indicators
    ]
