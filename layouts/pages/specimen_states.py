"""The lower half of /mau: states, signals, the equation, a dossier's course."""

from collections.abc import Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
)
from data_access.indicators.signals import Assurance, Judgement
from layouts.components.assurance import assurance
from layouts.components.equation import Term, equation
from layouts.components.figure import Around, figure, figure_block, note, value_block
from layouts.components.freshness import freshness
from layouts.components.link import link
from layouts.components.notice import notice
from layouts.components.section import figures_row, section
from layouts.components.signal import signal
from layouts.components.timeline import Course, CourseLine, CourseStep, Whole, course_key, timeline
from layouts.pages import specimen_data as made_up
from layouts.pages.page import View


def states(view: View, fresh: Component) -> Component:
    few = figure(made_up.reading(ONLINE, 3, 8), view, Around(lines=[signal(Judgement.TOO_FEW)]))
    silent = figure(made_up.reading(ONLINE, None), view, Around())
    none = figure(made_up.reading(ONLINE_PAYMENT, 0, 0), view, Around())
    zero = figure(made_up.reading(OVERDUE, 0), view, Around(is_hero=True))
    unread = figure_block("Đúng hạn", value_block("–"), Around(lines=[note("Chưa đọc được")]))
    row = figures_row([(3, few), (3, silent), (2, none), (2, zero), (2, unread)], "Trạng thái")
    old = html.Div([fresh], className="stale")
    return html.Div(
        [
            notice(
                "Số liệu đã cũ: dừng ở 17:05 thứ Sáu, 13/11/2026.",
                "Mọi con số dưới đây đúng vào lúc đó, không phải bây giờ.",
                ["Bình thường 5 phút có thay đổi mới."],
            ),
            notice(
                "Không đọc được cơ sở dữ liệu.",
                "Trang tự thử lại.",
                ["Không hiện số cũ. ", link("Thử lại ngay", "/mau")],
                shape="unlinked",
            ),
            notice("Đã chép địa chỉ.", is_quiet=True, shape="info"),
            html.Div([freshness(made_up.moment(is_stale=True)), freshness(None)]),
            row,
            old,
        ]
    )


def signals() -> Component:
    changes: Sequence[Component] = [signal(each, "dưới giới hạn 96,4 %") for each in Judgement]
    better = OVERDUE.better
    aims = [assurance(each, "98 %", better) for each in (*Assurance, None)]
    return section("Dấu hiệu", [html.Div([*changes, *aims])], "Mọi dấu hiệu")


def equations() -> Component:
    terms = [
        Term("Đến hạn", "1.214", "/ho-so"),
        Term("Xong đúng hạn", "1.114", "/ho-so", "="),
        Term("Không đúng hạn", "100", "/ho-so", "+", is_shown=True),
        Term("Xong trễ", "41", "/ho-so", "gồm"),
        Term("Chưa xong", "59", None, "+"),
    ]
    return section("Phép cộng", [equation(terms)])


def course_section() -> Component:
    def at(day: int, hour: int = 8, month: int = 10) -> datetime:
        return datetime(2026, month, day, hour)

    steps = [
        CourseStep("Tiếp nhận, kiểm tra", "Bộ phận Một cửa", at(5, 9), at(5, 14), at(6, 9), (),
                   0.6, 1, "0,6 / 1"),
        CourseStep("Thẩm định hồ sơ", "Chi nhánh đăng ký đất đai", at(6, 10), at(16, 17),
                   at(14, 10), [(at(7, 14), at(9, 14))], 6.6, 4, "6,6 / 4", "+2,6"),
        CourseStep("Xác định nghĩa vụ tài chính", made_up.LONG_NAME, at(16, 17), at(28, 14),
                   at(21, 17), (), 7.6, 3, "7,6 / 3", "+4,6"),
        CourseStep("Trả kết quả", "Bộ phận Một cửa", at(2, 14, 11), at(3, 10, 11), None, (), 0.4,
                   None, "0,4"),
    ]  # fmt: skip
    course = Course(
        at(5, 0), at(6, 0, 11), steps,
        [CourseLine(at(21, 17), "Hẹn trả 21/10", "first"), CourseLine(at(28, 17), "Hẹn lại 28/10"),
         CourseLine(at(3, 10, 11), "Xong 03/11", "end")],
        [date(2026, 10, day) for day in (10, 11, 17, 18, 24, 25, 31)] + [date(2026, 11, 1)],
        [(at(5, 0), "05/10"), (at(12, 0), "12/10"), (at(19, 0), "19/10"), (at(26, 0), "26/10"),
         (at(2, 0, 11), "02/11")],
        Whole("Từ tiếp nhận đến khi xong", "Trừ 2 ngày tạm dừng", "19 / 10", "+9"),
    )  # fmt: skip
    facts = html.Dl(
        [
            html.Div([html.Dt("Mã hồ sơ"), html.Dd("H99.118-261005-42", className="columns__main"),
                      html.Dd("Đăng ký biến động quyền sử dụng đất")], className="columns__wide"),
            html.Div([html.Dt("Tiếp nhận"), html.Dd("05/10/2026", className="columns__main"),
                      html.Dd("09:14, thứ Hai")]),
            html.Div([html.Dt("Kết luận"),
                      html.Dd(signal(Judgement.WORSE), className="columns__main")]),
        ],
        className="columns",
    )  # fmt: skip
    content = [facts, timeline(course, "Đường đi của hồ sơ"), course_key()]
    return section("Ba bước vượt thời hạn", content, "Nền xám: ngày nghỉ")
