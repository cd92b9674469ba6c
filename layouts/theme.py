"""The colours of `assets/10-tokens.css`, for charts and for the test of contrasts."""

from typing import Final

FONT: Final = '"Noto Sans Variable", "Noto Sans", system-ui, sans-serif'
AXIS_SIZE: Final = 12

LIGHT: Final = {
    "paper": "#ffffff",
    "paper-quiet": "#f4f6f8",
    "paper-press": "#e8edf1",
    "ink": "#13202c",
    "ink-quiet": "#44525f",
    "ink-faint": "#5f6c79",
    "line": "#d3dae0",
    "line-strong": "#84909b",
    "rule": "#13202c",
    "mark": "#54636f",
    "mark-quiet": "#84919d",
    "band": "#dfe5ea",
    "target": "#13202c",
    "better": "#0072b2",
    "better-ink": "#005c91",
    "better-wash": "#e7f1f8",
    "worse": "#d55e00",
    "worse-ink": "#a34700",
    "worse-wash": "#fdf0e6",
    "on-signal": "#ffffff",
    "focus": "#13202c",
}
DARK: Final = {
    "paper": "#10181f",
    "paper-quiet": "#17212a",
    "paper-press": "#22303b",
    "ink": "#dbe3ea",
    "ink-quiet": "#b1bdc8",
    "ink-faint": "#93a1ae",
    "line": "#2b3945",
    "line-strong": "#6b7c8b",
    "rule": "#c3ced8",
    "mark": "#8798a7",
    "mark-quiet": "#6b7d8c",
    "band": "#24323e",
    "target": "#dbe3ea",
    "better": "#4fa8e0",
    "better-ink": "#74bdec",
    "better-wash": "#132b3c",
    "worse": "#f0873a",
    "worse-ink": "#f59a57",
    "worse-wash": "#38240f",
    "on-signal": "#10181f",
    "focus": "#dbe3ea",
}
THEMES: Final = {"light": LIGHT, "dark": DARK}

# A chart is drawn once, in these light colours; assets/60-chart.css turns each into its token, so
# the theme, paper and old data change a chart without asking the server. Hence all must differ.
CHART: Final = {
    name: LIGHT[name]
    for name in (
        "ink", "ink-quiet", "ink-faint", "line", "line-strong", "mark", "mark-quiet", "band",
        "better", "better-ink", "worse", "worse-ink",
    )
}  # fmt: skip


def rgb(colour: str) -> str:
    """As a browser writes it back: rgb(19, 32, 44)."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"
