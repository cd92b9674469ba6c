"""A dossier's steps as a timeline: what each used, what it was allowed, when it was promised."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dash import html
from dash.development.base_component import Component

from data_access.course import Course, Stage, Stop
from data_access.indicators.calendar import WorkingDays
from data_access.listing import RESOLVED, Record
from layouts import wording
from layouts.components import timeline
from layouts.components.section import section
from layouts.components.timeline import CourseLine, CourseStep, course_key
from layouts.language import _, ngettext
from layouts.pages.dossier_words import is_open, standing

DAY = timedelta(days=1)
MOST_DAYS_OFF = 150  # a longer course shows its days off as lines too thin to see
TICKS = 6
SHORTEST = 4  # days, so that a course of an hour has a width


def steps_section(course: Course, now: datetime, calendar: WorkingDays) -> Component:
    picture = drawn(course, now, calendar)
    first, last = picture.first.date(), (picture.last - DAY).date()
    caption = _(
        "Time each step took, %(first)s to %(last)s",
        first=wording.day(first),
        last=wording.day(last),
    )
    if picture.days_off:
        caption = _("%(caption)s. Shaded: days off", caption=caption)
    body: list[Component] = [timeline.timeline(picture, said(course)), course_key()]
    return section(finding(course.stages), [*body, *two_countings(course)], caption)


def two_countings(course: Course) -> list[Component]:
    """Where days late stand beside hours at work, which differ by some tenths."""
    if course.record.days_late is None:
        return []
    told = _(
        "Days late are whole working days after the due day; the time of steps is counted in "
        "working hours, without stops. So the two may differ."
    )
    return [html.P(told, className="note")]


def finding(stages: Sequence[Stage]) -> str:
    over = [stage for stage in stages if is_over(stage)]
    if not over:
        if not any(stage.limit is not None for stage in stages):
            return _("The steps, without limits of their own")
        return _("No step took longer than its limit")
    worst = max(over, key=lambda stage: stage.over)
    return ngettext(
        "One step beyond its limit: %(step)s",
        "%(num)s steps beyond their limits, most of all %(step)s",
        len(over),
        step=worst.name,
    )


def is_over(stage: Stage) -> bool:
    """As far as a page can tell: a tenth of a day is the least that is written."""
    return stage.over >= 0.05


def said(course: Course) -> str:
    return _(
        "Timeline of %(n)s steps; their words stand in the rows",
        n=wording.number(len(course.stages)),
    )


def drawn(course: Course, now: datetime, calendar: WorkingDays) -> timeline.Course:
    edges = [course.ends_at, *(stage.entered_at for stage in course.stages)]
    edges += [each for each in (course.record.received_at, course.record.due_at) if each]
    first = midnight(min(edges).date())
    last = max(midnight(max(edges).date()) + DAY, first + DAY * SHORTEST)
    return timeline.Course(
        first,
        last,
        [step(stage, course.stops, now) for stage in course.stages],
        due_lines(course),
        days_off(first.date(), last.date(), calendar),
        ticks(first, last),
        total(course),
    )


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def step(stage: Stage, stops: Sequence[Stop], now: datetime) -> CourseStep:
    return CourseStep(
        stage.name,
        stage.unit or "",
        stage.entered_at,
        stage.left_at,
        stage.due_at if stage.due_at and stage.due_at > stage.entered_at else None,
        stopped_within(stage, stops, now),
        tenths(stage.used),
        None if stage.limit is None else tenths(stage.limit),
        used_words(stage.used, stage.limit),
        over_words(stage.over),
    )


def stopped_within(
    stage: Stage, stops: Sequence[Stop], now: datetime
) -> list[tuple[datetime, datetime]]:
    spans = [
        (max(stage.entered_at, stop.started_at), min(stage.left_at, stop.ended_at or now))
        for stop in stops
    ]
    return [(began, ended) for began, ended in spans if began < ended]


def days(value: float) -> str:
    """A tenth of a day, without its noun."""
    return wording.working_days(value).value


def tenths(value: float) -> float:
    """As it is written, so that the picture calls late what the words do."""
    return round(value, 1)


def used_words(used: float, limit: float | None) -> str:
    return days(used) if limit is None else f"{days(used)} / {days(limit)}"


def over_words(over: float) -> str:
    return f"+{days(over)}" if over >= 0.05 else ""


def due_lines(course: Course) -> list[CourseLine]:
    """A promise that no longer holds is dashed; the end is one thin line."""
    record, lines = course.record, []
    first = course.original_due_at
    if first and record.due_at and first.date() != record.due_at.date():
        words = _("First due %(day)s", day=wording.short_day(first.date()))
        lines.append(CourseLine(first, words, "first"))
    if record.due_at:
        words = _("Due %(day)s", day=wording.short_day(record.due_at.date()))
        lines.append(CourseLine(record.due_at, words, "valid"))
    if record.ended_at and not is_open(record):
        words = ended_words(record, wording.short_day(record.ended_at.date()))
        lines.append(CourseLine(record.ended_at, words, "end"))
    return lines


def ended_words(record: Record, day: str) -> str:
    """“Xong” is said of what was decided only."""
    if record.standing in RESOLVED:
        return _("Ended %(day)s", day=day)
    return f"{standing(record.standing)} {day}"


def days_off(first: date, last: date, calendar: WorkingDays) -> list[date]:
    count = (last - first).days
    if count > MOST_DAYS_OFF:
        return []
    every = [first + DAY * n for n in range(count)]
    return [day for day in every if not calendar.is_working(day)]


def ticks(first: datetime, last: datetime) -> list[tuple[datetime, str]]:
    """Whole weeks apart where there are weeks."""
    span = (last - first).days
    apart = max(1, round(span / TICKS)) if span < 7 * TICKS else 7 * max(1, round(span / 7 / TICKS))
    at = [first + DAY * n for n in range(0, span, apart)]
    return [(each, wording.short_day(each.date())) for each in at]


def total(course: Course) -> timeline.Whole:
    """Late by the days that the page's title says: steps over their limits do not add up to it."""
    record = course.record
    stopped = (
        _("Without %(days)s of stops", days=wording.days(course.stopped)) if course.stopped else ""
    )
    late = "" if record.days_late is None else f"+{days(record.days_late)}"
    name = _("From receipt until now") if is_open(record) else _("From receipt to the end")
    return timeline.Whole(name, stopped, used_words(course.used, course.promised), late)
