"""The counting rules as the software follows them, and formulas that are not ours."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import N_
from data_access.rules import Choice, Rules
from layouts import wording
from layouts.components.section import section
from layouts.components.table import Column, Row, table
from layouts.language import _

VALUES = {
    "result": N_("when the result is ready"),
    "returned": N_("when the result is returned"),
    "day": N_("by the day"),
    "second": N_("by the second"),
    "apart": N_("a line of its own"),
    "resolved": N_("counted as resolved"),
    "next_day": N_("from the day after"),
    "channel": N_("by its channel"),
    "excluded": N_("left out"),
    "slip": N_("one slip"),
    "owed": N_("by money that is owed"),
    "two": N_("two figures"),
}
ANCHOR = "quy-tac"


def rules_section(rules: Rules) -> Component:
    caption = _(
        "Version %(version)s, since %(day)s. Every page and every file counts by them.",
        version=rules.version,
        day=wording.day(rules.since),
    )
    columns = [
        Column(_("Rule"), width="6%"),
        Column(_("Question"), width="30%"),
        Column(_("Chosen"), width="18%"),
        Column(_("That is"), width="30%"),
        Column(_("It could be"), is_wide_only=True),
    ]
    rows = [Row(choice_cells(each, in_force(each, rules))) for each in rules.choices]
    finding = _("%(count)s counting rules decide what a number is", count=str(len(rows)))
    return html.Div(section(finding, [table(finding, columns, rows)], caption), id=ANCHOR)


def in_force(choice: Choice, rules: Rules) -> str:
    """A site may count by another end or lateness than the file declares."""
    chosen: dict[str, str] = {"D1": rules.end, "D2": rules.late}
    return str(chosen.get(choice.code, choice.value))


def choice_cells(choice: Choice, value: str) -> list[str]:
    others = [value_words(each) for each in choice.options if each != value]
    meaning = _(choice.meaning) if value == choice.value else wording.DASH
    return [
        choice.code,
        _(choice.question),
        wording.sentence(value_words(value)),
        meaning,
        "; ".join(others) or _("no other choice"),
    ]


def value_words(value: str) -> str:
    return _(VALUES[value]) if value in VALUES else value


def formulas_section() -> Component:
    """Three shares go by the same name; readers must see which one they are shown."""
    columns = [
        Column(_("Formula"), width="45%"),
        Column(_("Where it is used"), width="35%"),
        Column(_("Here")),
    ]
    rows = [
        Row([
            _("resolved early or on the due day / resolved"),
            _("most reports; targets such as 98 per cent"),
            _("“On time, official”"),
        ]),
        Row([
            _("(resolved in time + pending in time) / received"),
            _("the national portal and its index 766"),
            _("not ours"),
        ]),
        Row([
            _("100 per cent − (pending overdue + resolved late) / (received + carried over)"),
            _("public pages of some provinces"),
            _("not ours"),
        ]),
    ]  # fmt: skip
    finding = _("Two other on-time shares are in use and differ from ours")
    caption = _("A share from elsewhere can be compared only when its formula is the same.")
    return section(finding, [table(finding, columns, rows)], caption)
