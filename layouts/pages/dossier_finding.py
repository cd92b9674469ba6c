"""What became of a dossier, or how it stands now, in one line."""

from datetime import date, datetime

from data_access.course import Course, Stop
from data_access.listing import RESOLVED, Record, Standing
from layouts import wording
from layouts.language import _, ngettext
from layouts.pages import dossier_words as words
from layouts.pages.dossier_course import days, is_over
from layouts.pages.page import View


def finding(course: Course, view: View) -> str:
    """Of an open one where it is; of a late one that ended, the step to blame."""
    record, worst = course.record, course.worst
    if words.is_open(record):
        return with_place(standing_words(course, view), record)
    told = conclusion(record)
    if record.days_late is None or worst is None or not is_over(worst):
        return told
    return _(
        "%(told)s; “%(step)s” took %(used)s days, its limit is %(limit)s days",
        told=told,
        step=worst.name,
        used=days(worst.used),
        limit=days(worst.limit or 0),
    )


def with_place(told: str, record: Record) -> str:
    if not record.step:
        return told
    if not record.unit:
        return _("%(told)s, at the step “%(step)s”", told=told, step=record.step)
    return _(
        "%(told)s, at the step “%(step)s”, held by %(unit)s",
        told=told,
        step=record.step,
        unit=record.unit,
    )


def standing_words(course: Course, view: View) -> str:
    """Of an open dossier: late by how much, stopped since when, or how much time is left."""
    record, now = course.record, view.moment.now
    if record.days_late is not None:
        return words.late(record.days_late)
    if record.standing is Standing.PAUSED:
        return paused_words(course, view)
    if record.due_at is None:
        return _("Not finished, without a due day")
    return left_words(record.due_at.date(), now, view)


def left_words(due_on: date, now: datetime, view: View) -> str:
    if due_on <= now.date():
        return _("Due today")
    left = round(view.calendar.between(now.date(), due_on))
    if not left:
        return _("Due on %(day)s, a day off", day=wording.short_day(due_on))
    return ngettext("%(num)s working day left", "%(num)s working days left", left)


def paused_words(course: Course, view: View) -> str:
    """Two stops at once began with the first of them."""
    stops = [stop for stop in course.stops if is_running(stop, view.moment.now)]
    if not stops:
        return _("Paused")
    first, now = min(stops, key=lambda stop: stop.started_at), view.moment.now
    return _(
        "Paused since %(day)s, for %(days)s",
        day=wording.day(first.started_at.date()),
        days=wording.days(view.calendar.between(first.started_at.date(), now.date())),
    )


def is_running(stop: Stop, now: datetime) -> bool:
    return stop.started_at <= now and (stop.ended_at is None or stop.ended_at > now)


def conclusion(record: Record) -> str:
    """Only what was decided can be early or late: a dossier taken back is neither."""
    told = words.standing(record.standing) or _("Standing not known")
    if record.days_late is not None:
        return words.late(record.days_late)
    if words.is_open(record) or record.ended_at is None:
        return told
    if record.standing not in RESOLVED:
        return _("%(standing)s on %(day)s", standing=told, day=wording.day(record.ended_at.date()))
    if record.due_at is None:
        return told
    if record.ended_at.date() < record.due_at.date():
        return _("%(standing)s before the due day", standing=told)
    return _("%(standing)s by the due day", standing=told)
