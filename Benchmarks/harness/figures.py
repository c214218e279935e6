"""Figures, their goals, and the table of both."""

import json
import os
from dataclasses import dataclass

from .build import BENCHMARKS


@dataclass
class Figure:
    name: str
    value: float
    unit: str
    detail: str


class Figures:
    """Collects figures; thresholds.json has the goals."""

    def __init__(self):
        with open(os.path.join(BENCHMARKS, "thresholds.json")) as file:
            self.goals = json.load(file)
        self.figures = []

    def add(self, name, value, unit="×", detail=""):
        figure = Figure(name, value, unit, detail)
        self.figures.append(figure)
        print(" | ".join(self._row(figure)), flush=True)

    def _row(self, figure):
        goal = self.goals.get(figure.name)
        said, outcome = "", ""
        if goal:
            said = (f"≥ {goal['atLeast']:g}" if "atLeast" in goal else f"≤ {goal['atMost']:g}") + f" {figure.unit}"
            outcome = "held" if self._holds(figure) else "MISSED"
        digits = 0 if figure.unit in ("ms", "MB") and figure.value >= 100 else 1 if figure.unit != "×" else 2
        return [figure.name, f"{figure.value:.{digits}f} {figure.unit}", said, outcome, figure.detail]

    def _holds(self, figure):
        goal = self.goals.get(figure.name, {})
        return goal.get("atLeast", figure.value) <= figure.value <= goal.get("atMost", figure.value)

    @property
    def missed(self):
        return [figure.name for figure in self.figures if not self._holds(figure)]

    def table(self):
        """All of it, as Markdown."""
        rows = [["figure", "measured", "goal", "", "how it came about"], ["---"] * 5]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows + [self._row(figure) for figure in self.figures])
