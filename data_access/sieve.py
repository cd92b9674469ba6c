"""Filters of a list as conditions: texts are compared with names here, codes in the database."""

from collections.abc import Callable, Iterator

from data_access import alphabet
from data_access.contract import records
from data_access.contract.conditions import Condition
from data_access.contract.records import Expressions
from data_access.directory import Directory
from data_access.listing import Between, Column, Contains, Standing, Window
from data_access.ordering import name_of
from data_access.scope import Channel

# The texts that a column of the records holds, each once.
Values = Callable[[Column], list[str]]
SEARCHED = (Column.CODE, Column.PROCEDURE, Column.AGENCY, Column.STEP)


def conditions(
    window: Window, told: Expressions, directory: Directory, values: Values
) -> Iterator[Condition]:
    """Everything that a window asks besides order and place."""
    for each in window.filters:
        if isinstance(each, Between):
            yield from records.within(told[each.column], each)
        elif each.text:
            yield has(each, told, directory, values)
    if window.search:
        sought = [Contains(column, window.search) for column in SEARCHED]
        yield records.any_of(has(each, told, directory, values) for each in sought)


def has(asked: Contains, told: Expressions, directory: Directory, values: Values) -> Condition:
    column, text = asked.column, asked.text
    match column:
        case Column.KEY | Column.CODE:
            return records.has_text(told[column], text)
        case Column.PROCEDURE:
            codes = [c for c, p in directory.procedures.items() if alphabet.is_in(text, p.name)]
            return records.named(told[column], codes, text)
        case Column.FIELD:
            fields = [c for c, name in directory.fields.items() if alphabet.is_in(text, name)]
            codes = [code for field in fields for code in directory.procedures_of(field)]
            return told[Column.PROCEDURE].in_(codes)
        case Column.AGENCY:
            codes = [c for c, a in directory.agencies.items() if alphabet.is_in(text, a.name)]
            return records.named(told[column], codes, text)
        case Column.CHANNEL:
            return one_of_channels(told, text)
        case Column.STANDING:
            words = [each for each in Standing if alphabet.is_in(text, STANDING_WORDS[each])]
            return told[column].in_(words)
        case _:
            found = [
                v for v in values(column) if alphabet.is_in(text, name_of(column, v, directory))
            ]
            return told[column].in_(found)


# The words of both languages that lists show; without marks, as they are compared.
STANDING_WORDS = {
    Standing.PENDING: "dang giai quyet | pending",
    Standing.OVERDUE: "qua han | overdue",
    Standing.PAUSED: "tam dung | paused",
    Standing.RESULT: "da co ket qua | result ready",
    Standing.REFUSED: "tu choi giai quyet | refused",
    Standing.SENT_BACK: "tra lai | sent back",
    Standing.WITHDRAWN: "rut ho so | withdrawn",
    Standing.NOT_ACCEPTED: "khong tiep nhan | not accepted",
}
CHANNEL_WORDS = {
    Channel.COUNTER: "truc tiep | at the counter",
    Channel.ONLINE: "truc tuyen | online",
    Channel.POST: "buu chinh | by post",
    Channel.EMAIL: "thu dien tu | e-mail",
    Channel.INTERNAL: "noi bo | internal",
    Channel.PHONE: "dien thoai | by telephone",
    Channel.UNKNOWN: "khong ro | not known",
}


def one_of_channels(told: Expressions, text: str) -> Condition:
    found = [each for each, words in CHANNEL_WORDS.items() if alphabet.is_in(text, words)]
    codes = [each.code for each in found if each.code is not None]
    is_one = told[Column.CHANNEL].in_(codes)
    if Channel.UNKNOWN not in found:
        return is_one
    return records.any_of([is_one, told[Column.CHANNEL].is_(None)])
