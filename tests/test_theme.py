"""Colours can be read and told apart, in both themes, and are written down once."""

import re
from pathlib import Path

import pytest

from layouts import theme

ASSETS = Path(__file__).resolve().parent.parent / "assets"
TEXT, MARK = 4.5, 3.0
TEXTS = ("ink", "ink-quiet", "ink-faint", "better-ink", "worse-ink")
MARKS = ("mark", "mark-quiet", "line-strong", "better", "worse", "target", "focus", "rule")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#0072b2", "#ffffff", 5.2),
        ("#d55e00", "#ffffff", 3.9),
        ("#28a197", "#ffffff", 3.2),
        ("#e8edf6", "#0b1220", 15.9),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.06)


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("ground", ["paper", "paper-quiet", "paper-press"])
@pytest.mark.parametrize("ink", TEXTS)
def test_text_can_be_read(name: str, ground: str, ink: str) -> None:
    colours = theme.THEMES[name]
    least = MARK if (ground, ink) == ("paper-press", "ink-faint") else TEXT
    assert contrast(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("mark", MARKS)
def test_marks_can_be_seen(name: str, mark: str) -> None:
    assert contrast(theme.THEMES[name][mark], theme.THEMES[name]["paper"]) >= MARK


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("wash", ["better-wash", "worse-wash"])
def test_a_notice_can_be_read(name: str, wash: str) -> None:
    colours = theme.THEMES[name]
    assert contrast(colours["ink-quiet"], colours[wash]) >= TEXT


def test_the_dark_theme_does_not_dazzle() -> None:
    assert contrast(theme.DARK["ink"], theme.DARK["paper"]) < 15


@pytest.mark.parametrize(
    ("name", "block"), [("light", r":root \{(.*?)\n\}"), ("dark", r'="dark"\] \{(.*?)\n  \}')]
)
def test_the_stylesheet_has_the_same_colours(name: str, block: str) -> None:
    css = (ASSETS / "10-tokens.css").read_text(encoding="utf-8")
    found = re.search(block, css, re.DOTALL)
    assert found
    assert dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", found.group(1))) == theme.THEMES[name]


def test_a_chart_s_colours_can_be_told_apart_by_the_stylesheet() -> None:
    css = (ASSETS / "60-chart.css").read_text(encoding="utf-8")
    told = set(re.findall(r'(stroke|fill): (rgb\([\d, ]+\))"\] \{ \1: var\(--([a-z-]+)\)', css))
    wanted = {(kind, theme.rgb(colour), name) for name, colour in theme.CHART.items()
              for kind in ("stroke", "fill")}  # fmt: skip
    assert told == wanted
    assert len(set(theme.CHART.values())) == len(theme.CHART)
