"""The fourteen tables of the read contract.

Each column's comment gives its meaning and, after a slash, its field in the national
synchronisation record. Null means that the source does not say.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, text

from data_access.contract.kinds import (
    DAY,
    FLAG,
    INSTANT,
    LONG_TEXT,
    WHOLE,
    number,
    words,
)

metadata = MetaData()


CODE, NAME = words(60), words(300)


def origin() -> tuple[Column[str], Column[str], Column[object], Column[object]]:
    """Where a row came from; every table but source_capability and published_figure has it."""
    return (
        Column("source_id", words(30), nullable=False, comment="source system"),
        Column("source_key", words(100), nullable=False, comment="primary key there"),
        Column("source_updated_at", INSTANT, comment="last change there"),
        Column("extracted_at", INSTANT, nullable=False, comment="when it was read"),
    )


agency = Table(
    "agency",
    metadata,
    Column("agency_code", CODE, primary_key=True, comment="local code"),
    Column("national_code", words(40), comment="mã định danh / prefix of MaHoSo"),
    Column("name", NAME, nullable=False, comment="name / DonViXuLy"),
    Column(
        "level",
        words(10),
        comment="PROVINCE, DEPARTMENT, COMMUNE, BRANCH, DISTRICT (before 7/2025), OTHER",
    ),
    Column("parent_code", CODE, comment="agency above"),
    Column("active", FLAG, nullable=False, server_default=text("true"), comment="works today"),
    Column("valid_from", DAY, comment="first day; null = always"),
    Column("valid_to", DAY, comment="last day; null = still there"),
    *origin(),
)

agency_succession = Table(
    "agency_succession",
    metadata,
    Column("predecessor_code", CODE, primary_key=True, comment="old agency"),
    Column("successor_code", CODE, primary_key=True, comment="new agency"),
    Column("effective_on", DAY, primary_key=True, comment="first day of the successor"),
    Column("kind", words(8), nullable=False, comment="FULL: all of it went there; PARTIAL"),
    Column("legal_basis", words(200), comment="resolution or decision"),
    *origin(),
)

procedure = Table(
    "procedure",
    metadata,
    Column("procedure_code", CODE, primary_key=True, comment="local code / MaTTHC"),
    Column("national_code", CODE, comment="mã TTHC / MaTTHC"),
    Column("name", LONG_TEXT, nullable=False, comment="name / TenTTHC"),
    Column("field_code", CODE, comment="lĩnh vực / MaLinhVuc"),
    Column("field_name", NAME, comment="lĩnh vực / TenLinhVuc"),
    Column("service_level", words(12), comment="FULL toàn trình, PARTIAL một phần, INFORMATION"),
    Column("has_fee", FLAG, comment="bears phí or lệ phí / any Gia > 0"),
    Column("result_is_document", FLAG, comment="the result is a paper"),
    Column("time_limit", number(6, 2), comment="thời hạn giải quyết"),
    Column("time_limit_unit", words(12), comment="WORKING_DAY, HOUR, CALENDAR_DAY"),
    *origin(),
)

dossier = Table(
    "dossier",
    metadata,
    Column("dossier_code", CODE, primary_key=True, comment="mã hồ sơ / MaHoSo"),
    Column("national_dossier_code", CODE, comment="code at the portal when it differs / MaHoSo"),
    Column("agency_code", CODE, nullable=False, comment="owner / DonViXuLy"),
    Column("receiving_agency_code", CODE, comment="counter that took it in / prefix of MaHoSo"),
    Column("procedure_code", CODE, comment="thủ tục / MaTTHC"),
    Column(
        "channel",
        WHOLE,
        comment="1 counter, 2 online, 3 post, 4 e-mail, 5 internal, 6 telephone"
        " / KenhThucHien (1 to 3)",
    ),
    Column("submission_place", WHOLE, comment="1 national portal, 2 local / NoiNopHoSo"),
    Column(
        "applicant_kind",
        WHOLE,
        comment="1 citizen, 2 company, 3 state body, 4 other / LoaiDoiTuong",
    ),
    Column("applicant_commune_code", words(20), comment="code only"),
    Column("submitted_at", INSTANT, comment="ngày nộp / NgayNopHoSo"),
    Column("received_at", INSTANT, comment="ngày tiếp nhận; null = not accepted / NgayTiepNhan"),
    Column("due_at", INSTANT, comment="ngày hẹn trả now in force / NgayHenTra"),
    Column("original_due_at", INSTANT, comment="first promise / first NgayHenTraTruoc"),
    Column("result_at", INSTANT, comment="result ready / NgayKetThucXuLy"),
    Column("returned_at", INSTANT, comment="result given to the citizen / NgayTra"),
    Column("withdrawn_at", INSTANT, comment="withdrawn or sent back / NgayKetThucXuLy at status 7"),
    Column("refused_at", INSTANT, comment="refused at receipt / NgayTuChoi"),
    Column("status", WHOLE, nullable=False, comment="1 to 10 / TrangThaiHoSo"),
    Column("status_raw", words(200), comment="local status / TrangThaiHoSo"),
    Column(
        "outcome",
        words(20),
        comment="RESULT, REFUSED, SENT_BACK, WITHDRAWN, NOT_ACCEPTED; null = open / TrangThaiHoSo",
    ),
    Column("paused", FLAG, comment="clock stopped now / TrangThaiHoSo 5, 6, 8"),
    Column("return_method", WHOLE, comment="0 desk, 1 post, 2 electronic / HinhThuc"),
    Column("step_name", NAME, comment="current step / last NoiDungXuLy"),
    Column("step_code", CODE, comment="current step"),
    Column("holder", words(200), comment="who holds it / last NguoiXuLy"),
    Column("holder_unit", NAME, comment="holder's division / PhongBanXuLy"),
    Column("step_since", INSTANT, comment="step began / NgayBatDau"),
    Column("step_due_at", INSTANT, comment="step limit / NgayKetThucTheoQuyDinh"),
    Column("identity_verified", FLAG, comment="VNeID / TaiKhoanDuocXacThucVoiVNeID"),
    Column("time_precision", words(4), nullable=False, comment="TIME, or DAY when dates only"),
    Column(
        "deleted",
        FLAG,
        nullable=False,
        server_default=text("false"),
        comment="deleted or duplicate copy: excluded everywhere",
    ),
    *origin(),
)

pause = Table(
    "pause",
    metadata,
    Column("dossier_code", CODE, primary_key=True, comment="mã hồ sơ / MaHoSo"),
    Column("pause_no", Integer, primary_key=True, comment="nth stop / DanhSachHoSoBoSung"),
    Column("kind", words(12), comment="SUPPLEMENT, FINANCIAL, STOPPED, EXTENSION, OTHER"),
    Column("started_at", INSTANT, nullable=False, comment="stopped / NgayBoSung"),
    Column("ended_at", INSTANT, comment="null = still stopped / NgayTiepNhanBoSung"),
    Column("due_before", INSTANT, comment="due date before / NgayHenTraTruoc"),
    Column("due_after", INSTANT, comment="due date after / NgayHenTraMoi"),
    *origin(),
)

step = Table(
    "step",
    metadata,
    Column("dossier_code", CODE, primary_key=True, comment="mã hồ sơ / TienDo.MaHoSo"),
    Column("step_no", BigInteger, primary_key=True, comment="order, by ThoiDiemXuLy"),
    Column("happened_at", INSTANT, nullable=False, comment="entered to_step / ThoiDiemXuLy"),
    Column("from_step", NAME, comment="step left"),
    Column("to_step", NAME, comment="step entered / NoiDungXuLy"),
    Column("action", NAME, comment="thao tác / NoiDungXuLy"),
    Column("actor", words(200), comment="staff name or code / NguoiXuLy"),
    Column("actor_unit", NAME, comment="division / PhongBanXuLy"),
    Column("status", WHOLE, comment="1 to 10 / TrangThai"),
    Column("step_due_at", INSTANT, comment="limit of to_step / NgayKetThucTheoQuyDinh"),
    Column("rolled_back", FLAG, comment="undone"),
    *origin(),
)

document = Table(
    "document",
    metadata,
    Column(
        "document_key", words(100), primary_key=True, comment="MaHoSo + TepDinhKemId / GiayToId"
    ),
    Column("dossier_code", CODE, nullable=False, comment="mã hồ sơ / MaHoSo"),
    Column(
        "direction",
        words(9),
        nullable=False,
        comment="SUBMITTED / TaiLieuNop, RESULT / DanhSachGiayToKetQua",
    ),
    Column("component_code", CODE, comment="thành phần hồ sơ / MaThanhPhanHoSo"),
    Column("has_file", FLAG, nullable=False, comment="a stored file exists / DuongDan…"),
    Column("digitised", FLAG, comment="số hóa / DuocSoHoa"),
    Column("reuse", WHOLE, comment="0 none, 1 component, 2 result / DuocTaiSuDung"),
    Column("from_national_store", FLAG, comment="taken from the national store / DuocLayTuKhoDMQG"),
    Column("signed", FLAG, comment="ký số"),
    Column("result_code", words(100), comment="mã kết quả / MaGiayToKetQua, MaKetQuaThayThe"),
    *origin(),
)

payment = Table(
    "payment",
    metadata,
    Column("payment_key", words(100), primary_key=True, comment="MaHoSo + MaPhiLePhi"),
    Column("dossier_code", CODE, nullable=False, comment="mã hồ sơ / MaHoSo"),
    Column("amount", number(15, 0), comment="VND to pay / Gia"),
    Column("kind", words(10), comment="FEE phí, CHARGE lệ phí, OTHER"),
    Column(
        "collected_when",
        WHOLE,
        comment="1 receipt, 2 supplement, 4 return, 0 exempt / HinhThucThu",
    ),
    Column(
        "status",
        words(12),
        comment="NOT_DUE, WAITING, PAID, REFUNDED, CANCELLED / DuocThanhToanTrucTuyen",
    ),
    Column(
        "method",
        words(16),
        comment="ONLINE_NATIONAL, ONLINE_LOCAL, TRANSFER, CASH / DuocThanhToanTrucTuyen",
    ),
    Column("paid_at", INSTANT, comment="ngày nộp tiền"),
    *origin(),
)

rating = Table(
    "rating",
    metadata,
    Column("rating_key", words(100), primary_key=True, comment="phiếu đánh giá"),
    Column("dossier_code", CODE, comment="mã hồ sơ"),
    Column("agency_code", CODE, comment="đơn vị"),
    Column("criterion", CODE, comment="question asked"),
    Column("score", WHOLE, comment="3 very satisfied, 2 satisfied, 1 not satisfied"),
    Column("rated_at", INSTANT, nullable=False, comment="ngày đánh giá"),
    *origin(),
)

petition = Table(
    "petition",
    metadata,
    Column("petition_key", words(100), primary_key=True, comment="phản ánh, kiến nghị"),
    Column("kind", words(10), nullable=False, comment="FEEDBACK, COMPLAINT"),
    Column("dossier_code", CODE, comment="mã hồ sơ"),
    Column("agency_code", CODE, comment="đơn vị"),
    Column("received_at", INSTANT, nullable=False, comment="ngày nhận"),
    Column("due_at", INSTANT, comment="hạn trả lời"),
    Column("answered_at", INSTANT, comment="ngày trả lời"),
    *origin(),
)

apology = Table(
    "apology",
    metadata,
    Column("apology_key", words(100), primary_key=True, comment="thư xin lỗi"),
    Column("dossier_code", CODE, comment="mã hồ sơ"),
    Column("agency_code", CODE, comment="đơn vị"),
    Column("issued_at", INSTANT, nullable=False, comment="ngày phát hành"),
    Column("new_due_at", INSTANT, comment="ngày hẹn lại"),
    *origin(),
)

holiday = Table(
    "holiday",
    metadata,
    Column("day", DAY, primary_key=True, comment="ngày"),
    Column("scope", CODE, primary_key=True, comment="* or an agency_code"),
    Column("kind", words(8), nullable=False, comment="OFF, MAKE_UP, HALF_DAY"),
    Column("hours", words(60), comment="08:00-12:00,13:30-17:30; null = normal hours"),
    Column("name", words(200), comment="tên ngày nghỉ"),
    Column("legal_source", words(200), comment="căn cứ"),
    Column("confirmed", FLAG, nullable=False, comment="false = dự kiến"),
    *origin(),
)

source_capability = Table(
    "source_capability",
    metadata,
    Column("source_id", words(30), primary_key=True, comment="source system"),
    Column("table_name", words(40), primary_key=True, comment="table of this contract"),
    Column("column_name", words(40), primary_key=True, comment="column of that table"),
    Column(
        "capability",
        words(8),
        nullable=False,
        comment="YES, DERIVED, NO; of dossier.channel also NULL=1: yes, and null means the counter",
    ),
    Column("note", NAME, comment="why, how derived"),
)

published_figure = Table(
    "published_figure",
    metadata,
    Column("publisher", words(30), primary_key=True, comment="who computed it"),
    Column("period_from", DAY, primary_key=True, comment="first day"),
    Column("period_to", DAY, primary_key=True, comment="last day"),
    Column("agency_code", CODE, primary_key=True, comment="agency"),
    Column("field_code", CODE, primary_key=True, server_default="*", comment="* = all fields"),
    Column("indicator", CODE, primary_key=True, comment="our key or the publisher's"),
    Column("numerator", number(18, 2), comment="what was counted; null = not told"),
    Column("denominator", number(18, 2), comment="null = no data"),
    Column("value", number(18, 4), comment="as printed, in the publisher's unit"),
    Column("obtained_at", INSTANT, nullable=False, comment="when read or typed in"),
)

# Helps the dashboard's questions; a source that has none is read all the same, slower.
OPEN = dossier.c.outcome.is_(None)
Index("dossier_received", dossier.c.received_at, dossier.c.agency_code)
Index("dossier_result", dossier.c.result_at, dossier.c.agency_code)
Index(
    "dossier_open",
    dossier.c.agency_code,
    dossier.c.due_at,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("dossier_changed", dossier.c.source_updated_at)
Index("dossier_read", dossier.c.extracted_at)
Index("dossier_procedure", dossier.c.procedure_code, dossier.c.received_at)
Index("dossier_national", dossier.c.national_dossier_code)
Index("document_dossier", document.c.dossier_code)
Index("payment_dossier", payment.c.dossier_code)
Index("payment_paid", payment.c.paid_at)
Index("rating_dossier", rating.c.dossier_code)
Index("rating_rated", rating.c.rated_at)
Index("apology_dossier", apology.c.dossier_code)
for hanging in (pause, document, payment, rating, petition, apology):
    Index(f"{hanging.name}_read", hanging.c.extracted_at)
