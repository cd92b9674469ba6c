"""What the statistics and the definitions say, in words. Every page says it the same way."""

from datetime import date, timedelta

from data_access.indicators.definition import Better, Dating, Target
from data_access.indicators.reading import Absence, Reading
from data_access.indicators.signals import Assurance, Judgement, Rule, Signal
from data_access.periods import Calendar, Period
from layouts.language import _, language
from layouts.wording.dates import day, short_day
from layouts.wording.ranges import limit


def absence(told: Absence, since: date | None = None) -> str:
    """Why there is no value. None of these is 0. `since` is the reading's."""
    match told:
        case Absence.SOURCE_SILENT:
            return _("No data: the source does not say")
        case Absence.NOTHING_COUNTED:
            return _("Nothing to count in the period")
        case Absence.NO_DATA_SINCE if since is not None:
            return _("No data since %(day)s", day=day(since))
        case Absence.NO_DATA_SINCE:
            return _("No data")


def fell_due(told: Period, today: date) -> str:
    """Which due days are counted: today's is not over, so nobody can say yet who missed it."""
    if told.first_day <= today <= told.last_day:
        return _("fell due up to the end of %(day)s", day=before(today))
    return _("fell due in the period")


def before(today: date) -> str:
    """With its day: paper is read later."""
    return short_day(today - timedelta(days=1))


def none_due(told: Period, today: date) -> str:
    """Why nothing fell due, as within a sentence."""
    if today <= told.first_day:
        return _("no due day of the period is over yet")
    if today <= told.last_day:
        return _("nothing fell due up to the end of %(day)s", day=before(today))
    return _("nothing fell due in the period")


def months(told: Calendar) -> str:
    """By which months a series is cut."""
    return _("by report month") if told is Calendar.REPORT else _("by calendar month")


def judgement(told: Judgement) -> str:
    match told:
        case Judgement.BETTER:
            return _("Better")
        case Judgement.WORSE:
            return _("Worse")
        case Judgement.NO_CHANGE:
            return _("No meaningful change")
        case Judgement.CHANGED:
            return _("Changed")
        case Judgement.TOO_FEW:
            return _("Not enough data yet")


def comparison(told: Judgement) -> str:
    """Against what others do, in a column that is headed so."""
    match told:
        case Judgement.BETTER:
            return _("Clearly better")
        case Judgement.WORSE:
            return _("Clearly worse")
        case Judgement.TOO_FEW:
            return _("Too few to compare")
        case _:
            return _("Not distinguishable")


def rule(told: Signal, last: Reading) -> str:
    """Why the last month is a signal; empty when it is none."""
    if told.rule is None or told.limits is None or not told.sign:
        return ""
    if told.rule is Rule.OUTSIDE and told.run == 1:
        end = limit(told.limits, last, is_upper=told.sign > 0)
        if told.sign > 0:
            return _("above the limit of %(level)s", level=end)
        return _("below the limit of %(level)s", level=end)
    return run(told)


def run(told: Signal) -> str:
    """How long it has been so; of a run no range is told, for its points may lie within it."""
    months, is_high = told.run, bool(told.sign and told.sign > 0)
    match told.rule:
        case Rule.OUTSIDE if months == 1:
            words = _("above the usual level") if is_high else _("below the usual level")
        case Rule.OUTSIDE if is_high:
            words = _("%(months)s months in a row above the usual level", months=months)
        case Rule.OUTSIDE:
            words = _("%(months)s months in a row below the usual level", months=months)
        case Rule.SAME_SIDE if is_high:
            words = _("%(months)s months in a row above the mean", months=months)
        case Rule.SAME_SIDE:
            words = _("%(months)s months in a row below the mean", months=months)
        case Rule.TREND if is_high:
            words = _("%(months)s months in a row rising", months=months)
        case Rule.TREND:
            words = _("%(months)s months in a row falling", months=months)
        case Rule.TWO_OF_THREE if is_high:
            words = _("%(months)s of the last 3 months near the upper limit", months=months)
        case Rule.TWO_OF_THREE:
            words = _("%(months)s of the last 3 months near the lower limit", months=months)
        case None:
            words = ""
    return words


def assurance(told: Assurance | None, level: str) -> str:
    """`level` is the target as the page writes it, "98 %"."""
    match told:
        case Assurance.NO_TARGET:
            return _("No target")
        case Assurance.WILL_HIT:
            return _("Target %(level)s: always met", level=level)
        case Assurance.WILL_MISS:
            return _("Target %(level)s: unlikely as things are", level=level)
        case Assurance.HIT_AND_MISS:
            return _("Target %(level)s: met at times", level=level)
        case None:
            return _("Target %(level)s", level=level)


def decision(told: Target) -> str:
    """Where a target comes from; a site that gives it in one language has it in both."""
    return told.decision if language() == "vi" else told.decision_en or told.decision


def better(told: Better) -> str:
    """The direction of improvement."""
    match told:
        case Better.HIGHER:
            return _("the higher the better")
        case Better.LOWER:
            return _("the lower the better")
        case Better.NEITHER:
            return _("neither higher nor lower is better")


def dating(told: Dating) -> str:
    """By which day a record belongs to a period."""
    match told:
        case Dating.RECEIVED:
            return _("the day of receipt")
        case Dating.ENDED:
            return _("the day the dossier ended")
        case Dating.DUE:
            return _("the due day")
        case Dating.RETURNED:
            return _("the day the result was returned")
        case Dating.PAID:
            return _("the day of payment")
        case Dating.RATED:
            return _("the day of the rating")
        case Dating.PETITION_DUE:
            return _("the day the answer is due")
        case Dating.PETITION_RECEIVED:
            return _("the day the petition was received")
        case Dating.PERIOD_END:
            return _("as it stands when the period ends, or now if it has not ended")
        case Dating.PERIOD_START:
            return _("as it stood when the period began")
