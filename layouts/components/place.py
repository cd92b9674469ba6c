"""Where a value lies on a drawn scale, as the inline styles of marks."""

from dataclasses import dataclass

Style = dict[str, str | int]


@dataclass(frozen=True)
class Scale:
    """`least` is the left end, `most` the right."""

    least: float
    most: float

    def at(self, value: float) -> float:
        """In per cent of the width; a value beyond an end lies on it."""
        span = self.most - self.least
        share = (value - self.least) / span if span else 0.0
        return round(100 * min(1.0, max(0.0, share)), 2)

    def dot(self, value: float) -> Style:
        return {"left": f"{self.at(value):g}%"}

    def span(self, first: float, last: float) -> Style:
        left = self.at(first)
        return {"left": f"{left:g}%", "width": f"{round(self.at(last) - left, 2):g}%"}

    def shows(self, value: float) -> bool:
        return self.least <= value <= self.most


SHARE = Scale(0, 1)
NEAR_ALL = Scale(0.9, 1)  # on-time shares live here
