"""One dossier's course: a row a step, its own limit above the time it used, due days as lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dash import html
from dash.development.base_component import Component

from layouts.components.attributes import aria
from layouts.components.key import key, sample
from layouts.components.place import Scale
from layouts.components.table import Cell
from layouts.language import _

DAY = timedelta(days=1)
LABEL_LEFT_OF = 14  # per cent: a label nearer to the left edge stands behind its line
LAST = 94  # per cent: half a day's words, on a phone, from the right edge
ROWS = 2  # of labels above the lines, taken in turn


@dataclass(frozen=True)
class CourseStep:
    """`limit_until` is when the step's own limit ran out; days are working days, as written."""

    name: str
    holder: str
    began: datetime
    ended: datetime
    limit_until: datetime | None = None
    pauses: Sequence[tuple[datetime, datetime]] = ()
    used: float = 0
    limit: float | None = None
    used_words: str = ""
    over_words: str = ""


@dataclass(frozen=True)
class CourseLine:
    """A full-height line. `look` is "first" (a due day no longer valid), "valid" or "end"."""

    at: datetime
    words: str
    look: str = "valid"


@dataclass(frozen=True)
class Whole:
    """The last row: the whole way, not a sum of the steps above."""

    name: str
    left_out: Cell
    used_words: str
    late_words: str


@dataclass(frozen=True)
class Course:
    first: datetime
    last: datetime
    steps: Sequence[CourseStep]
    lines: Sequence[CourseLine] = ()
    days_off: Sequence[date] = ()
    ticks: Sequence[tuple[datetime, str]] = ()
    whole: Whole | None = None

    @property
    def scale(self) -> Scale:
        return Scale(self.first.timestamp(), self.last.timestamp())

    @property
    def most_used(self) -> float:
        return max([max(step.used, step.limit or 0) for step in self.steps] or [1])


def timeline(course: Course, says: str) -> html.Div:
    """`says` is read instead of the picture; the words of every row stay readable besides."""
    return html.Div(
        [
            field(course),
            head(),
            *(row(step, course) for step in course.steps),
            *([total(course.whole)] if course.whole else []),
        ],
        className="course",
        role="group",
        **aria(label=says),
    )


def head() -> html.Div:
    spent = html.Div(
        [
            html.Span(_("Used / limit of the step, working days")),
            html.Span(),
            html.Span(_("Over, days")),
        ],
        className="course__spent",
    )
    cells = [html.Div(_("Step, held by")), html.Div(), spent]
    return html.Div(cells, className="course__row course__row--head")


def field(course: Course) -> html.Div:
    """Days off, ticks and due lines, behind all rows."""
    scale = course.scale
    off = [
        html.I(
            className="course__off",
            style=scale.span(midnight(day).timestamp(), midnight(day + DAY).timestamp()),
        )
        for day in course.days_off
    ]
    ticks = [tick(words, scale, at) for at, words in course.ticks]
    lines: list[Component] = []
    for index, each in enumerate(sorted(course.lines, key=lambda line: line.at)):
        lines += due_line(each, scale, index)
    return html.Div([*off, *ticks, *lines], className="course__field")


def tick(words: str, scale: Scale, at: datetime) -> html.Span:
    """At an edge it begins or ends there; the others stand in the middle of their place."""
    place = scale.at(at.timestamp())
    edge = " course__tick--first" if place < 1 else " course__tick--last" if place > LAST else ""
    look = f"course__tick{edge}"
    return html.Span(words, className=look, style=scale.dot(at.timestamp()))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def due_line(each: CourseLine, scale: Scale, index: int) -> list[Component]:
    place = scale.dot(each.at.timestamp())
    top = 20 * (index % ROWS)
    after = " course__mark--after" if scale.at(each.at.timestamp()) < LABEL_LEFT_OF else ""
    return [
        html.I(className=f"course__line course__line--{each.look}", style={**place, "top": top}),
        html.Span(each.words, className=f"course__mark{after}", style={**place, "top": top}),
    ]


def row(step: CourseStep, course: Course) -> html.Div:
    name = html.Div([html.B(step.name), html.Span(step.holder)], className="course__step")
    return html.Div([name, lane(step, course.scale), spent(step, course)], className="course__row")


def lane(step: CourseStep, scale: Scale) -> html.Div:
    """Time used in the mark's grey, beyond the limit in colour, pauses hollow."""
    began, ended = step.began.timestamp(), step.ended.timestamp()
    limit = step.limit_until.timestamp() if step.limit_until else None
    turn = ended if limit is None else min(max(began, limit), ended)
    parts = [html.I(className="course__used", style=scale.span(began, turn))]
    if turn < ended:
        parts.append(html.I(className="course__over", style=scale.span(turn, ended)))
    if limit is not None:
        parts.append(html.I(className="course__limit", style=scale.span(began, limit)))
    parts += [
        html.I(className="course__paused", style=scale.span(a.timestamp(), b.timestamp()))
        for a, b in step.pauses
    ]
    return html.Div(parts, className="course__lane", **aria(hidden="true"))


def spent(step: CourseStep, course: Course) -> html.Div:
    scale = Scale(0, course.most_used)
    is_over = step.limit is not None and step.used > step.limit
    look = "bullet__bar bullet__bar--over" if is_over else "bullet__bar"
    parts = [html.I(className=look, style=scale.span(0, step.used))]
    if step.limit is not None:
        parts.append(html.I(className="bullet__target", style=scale.dot(step.limit)))
    picture = html.Div(parts, className="bullet bullet--bare", **aria(hidden="true"))
    words = [html.Span(step.used_words), html.Span(step.over_words or "–")]
    return html.Div([picture, *words], className="course__spent")


def total(told: Whole) -> html.Div:
    spent = [html.Span(), html.Span(told.used_words), html.Span(told.late_words or "–")]
    cells = [
        html.Div(told.name),
        html.Div(told.left_out, className="note"),
        html.Div(spent, className="course__spent"),
    ]
    return html.Div(cells, className="course__row course__row--total")


def course_key() -> html.Div:
    """What the marks of the timeline mean."""
    return key(
        [
            sample("limit", _("limit of the step")),
            sample("used", _("within the limit")),
            sample("over", _("beyond the limit")),
            sample("paused", _("paused, not counted")),
        ]
    )
