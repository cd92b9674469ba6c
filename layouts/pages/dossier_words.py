"""How a dossier stands, what happened to it and how it is counted, in words."""

from data_access.course import Event, Happening, Payment, Verdict, Why
from data_access.indicators.selection import Part
from data_access.listing import Column, Listed, Record, Standing
from data_access.scope import Channel
from layouts import wording
from layouts.language import _


def standing(told: Standing | None) -> str:
    match told:
        case Standing.PENDING:
            return _("Pending")
        case Standing.OVERDUE:
            return _("Overdue")
        case Standing.PAUSED:
            return _("Paused")
        case Standing.RESULT:
            return _("Result ready")
        case Standing.REFUSED:
            return _("Refused")
        case Standing.SENT_BACK:
            return _("Sent back")
        case Standing.WITHDRAWN:
            return _("Withdrawn")
        case Standing.NOT_ACCEPTED:
            return _("Not accepted")
        case None:
            return ""


def is_open(record: Record) -> bool:
    return record.standing in (Standing.PENDING, Standing.OVERDUE, Standing.PAUSED)


def channel(code: int | None) -> str:
    named = [each for each in Channel if each.code == code]
    return wording.channel(named[0] if named else Channel.UNKNOWN)


def column(told: Column, listed: Listed) -> str:
    """The heading of a column; a petition's own days have other names."""
    if told is Column.ENDED and listed is Listed.PETITION:
        return _("Answered")
    if told is Column.AT:
        return _("Paid on") if listed is Listed.PAYMENT else _("Rated on")
    return {
        Column.KEY: _("Record"),
        Column.CODE: _("Dossier"),
        Column.PROCEDURE: _("Procedure"),
        Column.FIELD: _("Field"),
        Column.AGENCY: _("Agency"),
        Column.CHANNEL: _("Channel"),
        Column.RECEIVED: _("Received on"),
        Column.DUE: _("Due on"),
        Column.ENDED: _("Ended on"),
        Column.LATE: _("Late, days"),
        Column.STANDING: _("Standing"),
        Column.STEP: _("Current step"),
        Column.STEP_SINCE: _("At the step since"),
        Column.UNIT: _("Held by"),
        Column.AMOUNT: _("Amount, VND"),
        Column.SCORE: _("Score"),
    }[told]


def score(told: int | None) -> str:
    words = {3: _("Very satisfied"), 2: _("Satisfied"), 1: _("Not satisfied")}
    return words.get(told or 0, "")


def late(days: float) -> str:
    """Late on a day off is late by no working day."""
    if days == 0:
        return _("Late, by less than a working day")
    return _("%(days)s late", days=wording.days(days))


def stop(kind: str | None) -> str:
    match kind:
        case "SUPPLEMENT":
            return _("More papers asked for")
        case "FINANCIAL":
            return _("Waiting for a payment to the state")
        case "EXTENSION":
            return _("Extended")
        case _:
            return _("Stopped")


def payment_method(told: str | None) -> str:
    match told:
        case "ONLINE_NATIONAL":
            return _("online, on the national portal")
        case "ONLINE_LOCAL":
            return _("online")
        case "TRANSFER":
            return _("by bank transfer")
        case "CASH":
            return _("in cash")
        case _:
            return _("in a way not told")


def payment_state(told: Payment) -> str:
    if told.status == "PAID":
        day = f", {wording.day(told.paid_at.date())}" if told.paid_at else ""
        return f"{payment_method(told.method)}{day}"
    return {
        "NOT_DUE": _("not due yet"),
        "WAITING": _("not paid yet"),
        "REFUNDED": _("refunded"),
        "CANCELLED": _("cancelled"),
    }.get(told.status or "", _("not known"))


def event(told: Event, has_hours: bool, days_late: float | None) -> str:
    """What happened, with the promise made then."""
    words = happening(told, days_late)
    if told.due_at is None or told.what is Happening.DUE_PASSED:
        return words
    due = wording.instant(told.due_at) if has_hours else wording.day(told.due_at.date())
    if told.what is Happening.RESUMED:
        return _("%(what)s. Now due %(due)s", what=words, due=due)
    if told.what is Happening.APOLOGY:
        return _("%(what)s. Promised for %(due)s", what=words, due=due)
    return _("%(what)s, due %(due)s", what=words, due=due)


def happening(told: Event, days_late: float | None) -> str:
    match told.what:
        case Happening.SUBMITTED:
            return _("Submitted")
        case Happening.RECEIVED:
            return _("Received")
        case Happening.STOPPED:
            return _("%(why)s. The clock stops", why=stop(told.kind))
        case Happening.RESUMED:
            return _("The clock runs again")
        case Happening.DUE_PASSED:
            return _("The promised time passes")
        case Happening.APOLOGY:
            return _("Letter of apology")
        case Happening.PAID:
            return _("Paid %(how)s: %(amount)s", how=payment_method(told.kind), amount=amount(told))
        case Happening.RATED:
            return _("Rated: %(score)s", score=score(told.score).lower() or "–")
        case _:
            return ending(told.what, days_late)


def ending(what: Happening, days_late: float | None) -> str:
    words = {
        Happening.RESULT: _("Result ready"),
        Happening.REFUSED: _("Refused after examination"),
        Happening.SENT_BACK: _("Sent back to the applicant"),
        Happening.WITHDRAWN: _("Withdrawn by the applicant"),
        Happening.NOT_ACCEPTED: _("Refused at receipt"),
        Happening.RETURNED: _("Result returned to the applicant"),
    }[what]
    is_late = what in (Happening.RESULT, Happening.REFUSED) and days_late is not None
    return f"{words}. {late(days_late)}" if is_late and days_late is not None else words


def amount(told: Event) -> str:
    return "–" if told.amount is None else wording.money(int(told.amount))


def verdict(told: Verdict) -> str:
    """Counted as what; or why not."""
    indicator = told.indicator
    if told.part is Part.REST:
        return _(indicator.rest_text)
    if told.part is not None:
        return _(indicator.numerator_text) if indicator.denominator else _("counted")
    return why(told.why)


def why(told: Why | None) -> str:
    match told:
        case Why.SILENT:
            return _("no data: the source does not say")
        case Why.UNDATED:
            return _("has not happened, or has no date")
        case Why.NOT_YET:
            return _("lies in the future")
        case Why.DELETED:
            return _("a deleted or double entry counts nowhere")
        case _:
            return _("not of this kind")
