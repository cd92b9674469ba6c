"""What the browser is given: pinned, ours, and saying numbers as Python does."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.offline
import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from layouts import shell, vendored, wording
from scripts import vendor_assets
from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
PACKAGES = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
OURS = [*ASSETS.glob("*.css"), *ASSETS.glob("*.js"), *ASSETS.glob("head/*.js")]


def test_the_chart_bundle_is_the_one_plotly_asks_for() -> None:
    version = PACKAGES["dependencies"]["plotly.js-basic-dist-min"]
    assert version == plotly.offline.get_plotlyjs_version()


def test_packages_are_pinned_exactly() -> None:
    told = {**PACKAGES["dependencies"], **PACKAGES["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in told.values())


def test_the_lock_names_no_place_to_download_from() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "integrity" in text


def test_pages_name_the_files_as_they_are_copied() -> None:
    names = vendor_assets.names()
    assert f"vendor/{names['latin']}" == vendored.LATIN
    assert f"vendor/{names['vietnamese']}" == vendored.VIETNAMESE
    assert f"vendor/{names['plotly']}" == vendored.PLOTLY
    assert f"vendor/{names['grid_words']}" == vendored.GRID_WORDS
    css = (ASSETS / "10-tokens.css").read_text(encoding="utf-8")
    assert set(re.findall(r"url\((vendor/[^)]+)\)", css)) == {vendored.LATIN, vendored.VIETNAMESE}


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_nothing_is_fetched_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|//[a-z]+\.[a-z]{2,}/|@import|\beval\(|new Function", text)


def test_the_first_html_holds_no_script_of_its_own() -> None:
    for lang in ("vi", "en"):
        text = shell.index_string(lang)
        assert f'<html lang="{lang}">' in text
        assert re.findall(r"<script[^>]*>(.*?)</script>", text) == [""]


def test_copying_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor_assets, "MODULES", tmp_path)
    with pytest.raises(vendor_assets.Missing, match="run `npm ci` first"):
        vendor_assets.checked(vendor_assets.PLOTLY)
    (tmp_path / vendor_assets.PLOTLY).mkdir()
    (tmp_path / vendor_assets.PLOTLY / "package.json").write_text('{"version": "1.0.0"}')
    with pytest.raises(vendor_assets.Missing, match=r"is 1\.0\.0, package\.json says"):
        vendor_assets.checked(vendor_assets.PLOTLY)


def test_the_grid_s_words_come_out_of_the_module_of_all_languages() -> None:
    module = 'var AG_GRID_LOCALE_VN = {\n  // Filter\n  equals: "B\\u1EB1ng",\n};\nvar B = {};'
    told = vendor_assets.grid_words(module)
    assert told == 'window.onestopGridWords = {\n  equals: "B\\u1EB1ng",\n};\n'
    with pytest.raises(vendor_assets.Missing):
        vendor_assets.grid_words("var A = {};")


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """A blank page with our scripts, and nothing else."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        missing("no browser: install Debian's package chromium")
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        page.set_content("<html lang='vi'><body></body></html>")
        for name in ("20-page.js", "30-grid.js"):
            page.evaluate("window.onestopTheme = { language: () => {} }")
            page.add_script_tag(path=str(ASSETS / name))
        yield page
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("told", [0, 7, 999, 1000, 12345, 1_000_000])
def test_the_grid_writes_counts_as_the_pages_do(scripts: Any, lang: str, told: int) -> None:
    scripts.evaluate("lang => { document.documentElement.lang = lang }", lang)
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale(lang):
        assert scripts.evaluate("n => dashAgGridFunctions.number(n)", told) == wording.count(told)


@pytest.mark.browser
def test_the_grid_writes_days_as_the_pages_do(scripts: Any) -> None:
    write = "told => dashAgGridFunctions.day(told)"
    assert scripts.evaluate(write, "2026-11-05") == "05/11/2026"
    assert scripts.evaluate(write, None) == ""
    told = scripts.evaluate("dashAgGridFunctions.instant('2026-11-05T08:42:00')")
    assert told == "08:42, 05/11/2026"


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", ["Phường Đông Kinh", "Xã Ổn Định", "Nguyễn Thị Tuyết", "HOÀI NHƠN", "Đặng Ứng Quỳ"]
)
def test_the_browser_searches_as_python_does(scripts: Any, name: str) -> None:
    told = scripts.evaluate("name => dash_clientside.onestop.withoutMarks(name)", name)
    assert told == wording.without_marks(name)
