"""/mau: every part of a page in every state, with made-up data. For whoever builds pages."""

from collections.abc import Mapping
from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    ONLINE,
    ONLINE_AMOUNT,
    ONLINE_PAYMENT,
    OVERDUE,
    SATISFACTION,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.intervals import wilson
from data_access.indicators.reading import Reading
from data_access.indicators.signals import Judgement, judge
from data_access.indicators.targets import target_on
from layouts import wording
from layouts.components.assurance import assurance_of
from layouts.components.bar_cell import bar_cell
from layouts.components.bullet import bullet
from layouts.components.crumbs import crumbs
from layouts.components.dot_scale import dot_scale
from layouts.components.figure import Around, figure
from layouts.components.interval import interval
from layouts.components.key import key, sample
from layouts.components.link import link
from layouts.components.place import Scale
from layouts.components.section import figures_row, section
from layouts.components.signal import plain, signal, signal_of
from layouts.components.sparkline import sparkline
from layouts.components.table import Cell, Column, GroupRow, Row, table
from layouts.components.title import file_link, print_button, title
from layouts.components.trend_chart import trend_chart, trend_data, trend_of
from layouts.pages import specimen_data as made_up
from layouts.pages.page import Answers, Page, Question, View
from layouts.pages.specimen_states import course_section, equations, signals, states


def ask(view: View) -> Mapping[str, Question]:
    return {}


def draw(view: View, answers: Answers) -> Component:
    return html.Div(
        [
            heading(),
            first_row(view),
            second_row(view),
            html.Div([agencies(), beside()], className="grid"),
            trend_section(),
            states(view, first_row(view, "Số liệu cũ")),
            signals(),
            equations(),
            course_section(),
        ]
    )


def heading() -> Component:
    steps: list[str | Component] = [
        link("Tổng quan", "/"),
        link("Tỉnh Minh Hà", "/"),
        "kỳ 15/10–14/11/2026",
    ]
    acts = [file_link("Xuất XLSX", "/mau"), print_button()]
    return title("1.342 hồ sơ đang quá hạn; 5 xã, phường trễ rõ rệt", crumbs(steps), acts)


def first_row(view: View, name: str = "Chỉ số") -> Component:
    late, honest, official = made_up.LATE, made_up.HONEST, made_up.OFFICIAL
    chart = made_up.chart_of(late)
    spark = sparkline([each.value for each in late], "24 tháng", chart, OVERDUE.better, "tall")
    lines = [signal_of(chart, late[-1]), plain("Mức thường lệ 640–880 hồ sơ; không có chỉ tiêu")]
    aside = html.Div(
        [
            html.H2("Chênh 2,4 điểm", className="figure__label"),
            html.P(["Chỉ ở số thực: ", link("1.187 hồ sơ", "/ho-so"), " đến hạn, chưa xong."]),
            html.P(["Chỉ ở số chính thức: ", link("148 hồ sơ", "/ho-so"), " trễ từ kỳ trước."]),
        ],
        className="figure figure__aside",
    )
    return figures_row(
        [
            (4, figure(late[-1], view, Around(spark, lines=lines, is_hero=True))),
            (3, on_time(honest, view)),
            (3, on_time(official, view)),
            (2, aside),
        ],
        name,
    )


def on_time(readings: list[Reading], view: View) -> Component:
    last, chart = readings[-1], made_up.chart_of(readings)
    target = target_on(last.indicator, last.period.last_day)
    scale = dot_scale(
        last.value, wording.value(last).text, ("90 %", "100 %"), chart.signal.range,
        target.level if target else None, judge(chart.last_sign, last.indicator.better),
    )  # fmt: skip
    lines = [signal_of(chart, last), assurance_of(chart, target, last.indicator)]
    return figure(last, view, Around(scale, lines=lines, is_hero=True))


def second_row(view: View) -> Component:
    shown = [
        share_figure(ONLINE, [80, 82, 81, 83, 79, 84] * 3 + [83, 84, 86, 86, 87, 86.5], view),
        share_figure(ONLINE_PAYMENT, [50, 53, 51, 55, 49, 52] * 4, view),
        share_figure(SATISFACTION, [95, 96, 94, 95.5, 95, 96] * 4, view),
        figure(
            made_up.reading(ONLINE_AMOUNT, 1_000_000_000), view, Around(lines=[plain("1.000.000")])
        ),
    ]
    return figures_row([(3, each) for each in shown], "Tỷ lệ so với chỉ tiêu", is_first=False)


def share_figure(indicator: Indicator, shares: list[float], view: View) -> Component:
    readings = made_up.months(indicator, shares, 6_163)
    last, chart = readings[-1], made_up.chart_of(readings)
    target = target_on(indicator, last.period.last_day)
    spark = sparkline([each.value for each in readings], "24 tháng", chart, indicator.better)
    bar = bullet(
        last.value, wording.value(last).text, chart.signal.range, target.level if target else None
    )
    lines = [signal_of(chart, last), assurance_of(chart, target, indicator)]
    return figure(last, view, Around(spark, bar, lines))


def agencies() -> Component:
    columns = [
        Column("Đơn vị"),
        Column("Đang quá hạn", width="124px"),
        Column("Đúng hạn thực, %, thang 80–100", width="240px", is_wide_only=True),
        Column("Đến hạn", is_number=True),
        Column("24 tháng", width="100px", is_wide_only=True),
        Column("Dấu hiệu", width="176px"),
    ]
    rows: list[Row | GroupRow] = [
        agency_row("Xã Vĩnh Điền", 46, 915, 1006, Judgement.WORSE),
        agency_row(made_up.LONG_NAME, 75, 1117, 1214, Judgement.WORSE),
        agency_row("Xã Thượng Lộc", 32, 302, 388, Judgement.WORSE),
        agency_row("Phường Đông Kinh", 21, 674, 717, Judgement.NO_CHANGE),
        agency_row("Xã Ổn Định", 9, 353, 357, Judgement.BETTER),
        GroupRow(["Dưới 10 hồ sơ ", html.Span("chỉ nêu số đếm")]),
        Row(["Xã đảo Hòn Nhạn", bar_cell(link("0", "/ho-so"), 0, 75), "6 trên 7", "7", "–",
             signal(Judgement.TOO_FEW)]),
        Row(["Xã Không Nguồn", "–", html.Span("Không có dữ liệu", className="reason"), "–", "–",
             "–"]),
    ]  # fmt: skip
    marks = key(
        [
            sample("range", "ước lượng và khoảng tin cậy 95 %"),
            sample("whole", "toàn tỉnh 95,6 %"),
            sample("target", "chỉ tiêu 98 %"),
        ]
    )
    more = link("Xem đủ 95 xã, phường và 12 sở, ngành", "/don-vi", "more")
    caption = "Xếp theo mức kém hơn toàn tỉnh, không theo tỷ lệ thô"
    told = table("Các đơn vị", columns, rows)
    return section(
        "Năm xã, phường chiếm 19 % số trễ của tỉnh", [told, more, marks], caption, span=8
    )


def agency_row(name: str, late: int, part: int, whole: int, judgement: Judgement) -> Row:
    value = part / whole
    picture = interval(
        value,
        wilson(part, whole),
        Scale(0.8, 1),
        wording.percent(part, whole),
        0.956,
        target=0.98,
        judgement=judgement,
    )
    counted = link(wording.number(round(100 * value)), "/ho-so")
    cell = html.Div([counted, picture], className="number-and-mark")
    shown = made_up.HONEST if judgement is Judgement.WORSE else made_up.OFFICIAL
    spark = sparkline(
        [each.value for each in shown], "24 tháng", made_up.chart_of(shown),
        shown[0].indicator.better, "row",
    )  # fmt: skip
    bar = bar_cell(link(wording.count(late), "/ho-so"), late, 75)
    cells: list[Cell] = [
        link(name, "/don-vi"),
        bar,
        cell,
        wording.count(whole),
        spark,
        signal(judgement),
    ]
    return Row(cells)


def beside() -> Component:
    columns = [Column("Hạn trả"), Column("Hồ sơ", width="60%")]
    counts = [("Hôm nay, 16/11", 1284), ("Đến thứ Ba, 17/11", 2391), ("Đến thứ Năm, 19/11", 3962)]
    rows = [Row([day, bar_cell(link(wording.count(n), "/ho-so"), n, 3962)]) for day, n in counts]
    content = [table("Đến hạn", columns, rows)]
    return section("3.962 hồ sơ đến hạn trong 3 ngày làm việc", content, "Của tỉnh", span=4)


def trend_section() -> Component:
    chart = made_up.chart_of(made_up.HONEST)
    told = trend_of(
        made_up.HONEST, chart, ("Thực", "Chính thức"), made_up.OFFICIAL,
        [(date(2025, 7, 1), "01/07/2025: bỏ cấp huyện")],
    )  # fmt: skip
    says = "Đúng hạn thực, 24 tháng: dưới mức thường lệ từ tháng 9, nay 95,6 %."
    data = trend_data(made_up.HONEST, chart, "Đúng hạn thực theo tháng báo cáo")
    caption = "Phần trăm hồ sơ đến hạn xong đúng hạn, toàn tỉnh. Tháng 11: n = 45.018."
    content = [trend_chart(told, says, data)]
    return section("Đúng hạn thực dưới mức thường lệ từ tháng 9", content, caption)


SPECIMEN = Page("/mau", "Mẫu", ask, draw)
