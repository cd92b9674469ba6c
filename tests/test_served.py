"""The assembled application: what it answers to browsers, to garbage, and to nobody's surprise."""

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dash import Dash
from dash.development.base_component import Component
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from app import Settings, create_app
from callbacks import downloads
from layouts import frame, shell
from tests.board import make_register

NOW = datetime(2026, 11, 20, 9, 30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    folder: Path = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESTOP_DATABASE_URL", make_register(folder, NOW))
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'own.sqlite'}")
        yield create_app(Settings(cache="SimpleCache"))


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client


def ids_below(component: object) -> Iterator[str]:
    if isinstance(component, (list, tuple)):
        for each in component:
            yield from ids_below(each)
    if isinstance(component, Component):
        name = getattr(component, "id", None)
        if isinstance(name, str):
            yield name
        yield from ids_below(getattr(component, "children", None))


def wired(client: FlaskClient) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = client.get("/_dash-dependencies").get_json()
    return told


def asked(client: FlaskClient, output: str, inputs: list[Any], state: list[Any]) -> tuple[int, str]:
    """What the callback with an output answers to these values."""
    body = question(client, output, inputs, state)
    answer = client.post("/_dash-update-component", json=body)
    return answer.status_code, answer.get_data(as_text=True)


def question(
    client: FlaskClient, output: str, inputs: list[Any], state: list[Any]
) -> dict[str, Any]:
    """As the browser sends it."""
    (one,) = [each for each in wired(client) if output in each["output"]]
    outputs = [
        {"id": name.rsplit(".", 1)[0], "property": name.rsplit(".", 1)[1]}
        for name in one["output"].strip(".").split("...")
    ]
    return {
        "output": one["output"],
        "outputs": outputs if len(outputs) > 1 else outputs[0],
        "inputs": [dict(each, value=v) for each, v in zip(one["inputs"], inputs, strict=True)],
        "state": [dict(each, value=v) for each, v in zip(one["state"], state, strict=True)],
        "changedPropIds": [f"{one['inputs'][0]['id']}.{one['inputs'][0]['property']}"],
    }


def test_every_id_a_callback_names_is_an_id_of_ours(client: FlaskClient) -> None:
    from layouts import ids

    known = {value for name, value in vars(ids).items() if name.isupper()}
    used = {part["id"] for one in wired(client) for part in one["inputs"] + one["state"]}
    used |= {name for one in wired(client) for name in re.findall(r"([\w-]+)\.\w+", one["output"])}
    assert {name for name in used if not name.startswith("_")} <= known
    assert set(ids_below(shell.shell())) <= known


@pytest.mark.parametrize(
    ("path", "search", "words"),
    [
        ("/", "?ky=thang-bc-nay", "Đang quá hạn"),
        ("/", "", "Quá hạn đến hết"),
        ("/", "?lang=en", "Overdue at the end of"),
        ("/don-vi", "", "Tổng"),
        ("/ho-so/khong-co", "", "khong-co"),
        ("/khong-co", "", "Không có trang này"),
        ("/", "?tu=2026-31-10", "2026-31-10"),
        ("/", "?don-vi=H99.999", "H99.999"),
        ("/ho-so", "?buoc=khong-co", "không có hồ sơ nào ở bước “khong-co”"),
    ],
)
def test_an_address_is_answered_with_its_page(
    client: FlaskClient, path: str, search: str, words: str
) -> None:
    status, body = asked(client, "page.children", [path, search, None], [None])
    assert status == 200
    assert words in json.dumps(json.loads(body), ensure_ascii=False)


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    _, body = asked(client, "page.children", ["/chi-so", "", None], [None])
    shown = json.loads(body)["response"]["shown"]["data"]
    status, body = asked(client, "page.children", ["/chi-so", "", "pulse"], [shown])
    sent = set(json.loads(body)["response"]) if status == 200 else set()
    assert sent <= {"scope", "shown"}  # the age of the data may have moved on by a minute


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=json_values, search=json_values, felt=json_values, shown=json_values)
def test_no_garbage_from_a_browser_gives_a_traceback(
    client: FlaskClient, path: Any, search: Any, felt: Any, shown: Any
) -> None:
    status, body = asked(client, "page.children", [path, search, felt], [shown])
    assert status in (200, 204)
    assert "Traceback" not in body


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(json_values, min_size=8, max_size=8), search=st.text(max_size=30))
def test_no_garbage_in_the_filters_gives_a_traceback(
    client: FlaskClient, values: list[Any], search: str
) -> None:
    for output, inputs, state in (
        ("url.search", [1, None], ["/", search, *values]),
        ("filter-address", values, ["/", search]),
    ):
        status, body = asked(client, output, inputs, state)
        assert status in (200, 204)
        assert "Traceback" not in body


def test_a_page_of_figures_can_be_recomputed_from_its_file(client: FlaskClient) -> None:
    answer = client.get("/tai-ve/so-lieu.xlsx?trang=don-vi")
    assert answer.status_code == 200

    def rows(with_values: bool) -> list[dict[str, Any]]:
        book = openpyxl.load_workbook(io.BytesIO(answer.data), data_only=with_values)
        names, *lines = book.worksheets[1].iter_rows(values_only=True)
        return [dict(zip(map(str, names), line, strict=True)) for line in lines]

    numerator, denominator, value, note = "Tử số", "Mẫu số", "Giá trị", "Ghi chú"
    told, counted = rows(False), rows(True)
    at = [get_column_letter([*told[0]].index(each) + 1) for each in (numerator, denominator)]
    shares = 0
    for number, (formula, row) in enumerate(zip(told, counted, strict=True), 2):
        if row[denominator] and not row[note]:
            shares += 1
            assert formula[value] == f"={at[0]}{number}/{at[1]}{number}"
            assert row[value] == pytest.approx(row[numerator] / row[denominator])
        elif row[denominator]:  # fewer than ten: counts only
            assert (row[value], row[denominator] < 10) == (None, True)
    assert shares > 20


@pytest.mark.parametrize("page", ["", "don-vi", "linh-vuc", "thu-tuc"])
def test_figures_come_as_plain_text_too(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/tai-ve/so-lieu.csv?lang=en{'&trang=' + page if page else ''}")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) > 40


@pytest.mark.parametrize("file", ["ho-so.csv", "so-lieu.xlsx"])
def test_who_is_being_sent_a_file_waits_for_the_next(client: FlaskClient, file: str) -> None:
    done = downloads.LIMIT.taken("127.0.0.1")
    assert done is not None
    try:
        refused = client.get(f"/tai-ve/{file}")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "thử lại" in refused.get_data(as_text=True)
        other = client.get(f"/tai-ve/{file}", environ_base={"REMOTE_ADDR": "10.0.0.7"})
        assert (other.status_code, bool(other.get_data())) == (200, True)
    finally:
        done()
    for _ in range(5):  # each gives back what it took
        assert client.get(f"/tai-ve/{file}").get_data()[:2] in (b"PK", b"\xef\xbb")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tai-ve/so-lieu.pdf", 404),
        ("/tai-ve/../../etc/passwd", 404),
        ("/tai-ve/khac.exe", 404),
        ("/tai-ve/so-lieu.xlsx?trang=xyz", 400),
        ("/tai-ve/so-lieu.xlsx?tu=gestern&den=2026-01-01", 400),
        ("/tai-ve/ho-so.csv?don-vi=khong-co", 400),
        ("/tai-ve/ho-so.xlsx?loc=%7B", 400),
        ("/tai-ve/ho-so.xlsx?loc=1&loc=2", 400),
        ("/suc-khoe", 200),
        ("/_mcp", 404),
        ("/khong-co", 404),
        ("/don-vi/H99", 404),
        ("/don-vi", 200),
        ("/don-vi/", 200),
        ("/ho-so/H99-1", 200),  # whether there is such a dossier only its page can tell
        ("/man-hinh/cai-dat", 200),
        ("/man-hinh/khong-co", 404),
    ],
)
def test_plain_routes_answer_in_words(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_fault_in_drawing_is_told_in_the_frame_and_logged(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Planted where any page is put together; what answers is the whole application."""

    def faulty(*_told: object) -> Any:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(frame, "drawn", faulty)
    with caplog.at_level(logging.ERROR):
        status, body = asked(client, "page.children", ["/", "?lang=en&ky=quy", None], [None])
    told = json.dumps(json.loads(body), ensure_ascii=False)
    assert status == 200
    assert "This page cannot be shown" in told
    assert "masthead" in json.loads(body)["response"]
    assert "a fault of ours" not in told
    assert "a fault of ours" in caplog.text
    monkeypatch.undo()
    _, body = asked(client, "page.children", ["/", "?lang=en&ky=quy", None], [None])
    assert "Overdue" in body  # nothing of the fault was kept


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(part=st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds"]),
       told=json_values, index=st.integers(0, 2))  # fmt: skip
def test_a_question_bent_out_of_shape_is_refused_without_a_trace(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, part: str, told: Any, index: int
) -> None:
    body = question(client, "page.children", ["/chi-so", "", None], [None])
    body[part] = told
    caplog.clear()
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code in (200, 204, 400)
    bent = question(client, "page.children", ["/chi-so", "", None], [None])
    bent["inputs"][index] = told
    answer = client.post("/_dash-update-component", json=bent)
    assert answer.status_code in (200, 204, 400)
    assert not [each for each in caplog.records if each.exc_info]


@pytest.mark.parametrize("body", ["{}", "[]", "null", '"x"', '{"output": "page.children"}', "{"])
def test_a_body_that_is_no_question_is_refused(client: FlaskClient, body: str) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_nothing_is_served_that_asks_another_host(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
