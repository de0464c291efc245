"""Draws the chart's Grafana dashboards from a real Prometheus, one PNG each: what a person would see, without Grafana.

    python helm/test/watch/draw_dashboards.py --prometheus http://127.0.0.1:9090 --minutes 5 --out docs/dashboards

Each panel stands where the dashboard has it and shows what its own queries give, with its unit and thresholds. A panel
without data ends the run with exit code 1. Needs the packages of helm/test/watch/requirements.txt.
"""

import argparse
import io
import json
import math
import re
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from figures import Samples, draw_panel  # noqa: E402
from PIL import Image  # noqa: E402

DASHBOARDS = Path(__file__).resolve().parents[2] / "unroll" / "files" / "dashboards"
COLUMNS = 24
COLUMN_INCHES, ROW_INCHES = 0.62, 0.34
MARGIN = 0.35
BACKGROUND, INK = "#f4f5f5", "#24292e"
POINTS = 150
RESOLUTION, PALETTE = 80, 160
TIMEOUT_SECONDS = 30


class Prometheus:
    """Asks what Grafana would ask, with "All" chosen in every variable but that of the model."""

    def __init__(self, address: str, seconds: float, seconds_ago: float, models: str) -> None:
        self.address = address
        self.end = time.time() - seconds_ago
        self.start = self.end - seconds
        self.step = max(1.0, seconds / POINTS)
        names = self.ask("/api/v1/query", query="unroll_lanes", time=str(self.end))
        self.values = {
            "$namespace": "|".join(sorted({name["metric"]["namespace"] for name in names})),
            "$pod": "|".join(sorted({name["metric"]["pod"] for name in names})),
            "$model": models,
            "$__rate_interval": f"{math.ceil(max(15.0, 4 * self.step))}s",
        }

    def ask(self, path: str, **parameters: str) -> list[dict]:
        url = f"{self.address}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)["data"]["result"]

    def filled(self, expression: str) -> str:
        for name, value in self.values.items():
            expression = expression.replace(name, value)
        return expression

    def samples(self, target: dict) -> list[Samples]:
        """What one query gives: a line each."""
        query = self.filled(target["expr"])
        if target.get("instant"):
            series = self.ask("/api/v1/query", query=query, time=str(self.end))
            return [Samples("", one["metric"], [0.0], [float(one["value"][1])]) for one in series]
        span = {"start": str(self.start), "end": str(self.end), "step": str(self.step)}
        series = self.ask("/api/v1/query_range", query=query, **span)
        return [
            Samples(
                legend(target.get("legendFormat", ""), one["metric"]),
                one["metric"],
                [(float(at) - self.end) / 60 for at, _ in one["values"]],
                [float(value) for _, value in one["values"]],
            )
            for one in series
        ]


def legend(form: str, labels: dict[str, str]) -> str:
    text = re.sub(r"{{\s*(\w+)\s*}}", lambda name: labels.get(name[1], ""), form)
    return re.sub(r"unroll\.v1\.SequenceInference/", "", text).strip()


def draw(dashboard: dict, prometheus: Prometheus, out: Path) -> list[str]:
    """Returns the titles of panels without data."""
    bottom = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in dashboard["panels"])
    width = COLUMNS * COLUMN_INCHES + 2 * MARGIN
    height = bottom * ROW_INCHES + 2 * MARGIN + 0.4
    figure = plt.figure(figsize=(width, height), facecolor=BACKGROUND)
    figure.text(MARGIN / width, 1 - 0.42 / height, dashboard["title"], fontsize=15, weight="bold", color=INK)
    figure.text(1 - MARGIN / width, 1 - 0.42 / height, dashboard["description"], fontsize=9, color=INK, ha="right")
    empty = []
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        left = (MARGIN + place["x"] * COLUMN_INCHES) / width
        top = 1 - (MARGIN + 0.4 + place["y"] * ROW_INCHES) / height
        size = (place["w"] * COLUMN_INCHES / width, place["h"] * ROW_INCHES / height)
        if panel["type"] == "row":
            figure.text(left, top - size[1] * 0.7, panel["title"], fontsize=11, weight="bold", color=INK)
            continue
        series = [line for target in panel["targets"] for line in prometheus.samples(target)]
        if not any(math.isfinite(value) for line in series for value in line.values):
            empty.append(panel["title"])
        draw_panel(figure, panel, series, (left, top - size[1], *size), (0.06 / width, 0.06 / height))
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=RESOLUTION, facecolor=BACKGROUND)
    plt.close(figure)
    # A palette makes the file a third as large; nobody sees the difference.
    Image.open(drawn).convert("RGB").quantize(PALETTE, dither=Image.Dither.NONE).save(out, optimize=True)
    return empty


def main() -> int:
    parser = argparse.ArgumentParser(description="Draws the chart's dashboards from a real Prometheus.")
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090", help="its address")
    parser.add_argument("--minutes", type=float, default=5, help="how far back")
    parser.add_argument("--seconds-ago", type=float, default=0, help="where they end")
    parser.add_argument("--models", default=".+", help="which of them the page of a model shows: a regular expression")
    parser.add_argument("--out", type=Path, required=True, help="a folder for the pictures")
    flags = parser.parse_args()
    flags.out.mkdir(parents=True, exist_ok=True)
    complaints = []
    for file in sorted(DASHBOARDS.glob("*.json")):
        models = flags.models if file.stem == "model" else ".+"
        prometheus = Prometheus(flags.prometheus, flags.minutes * 60, flags.seconds_ago, models)
        picture = flags.out / f"{file.stem}.png"
        empty = draw(json.loads(file.read_text("utf-8")), prometheus, picture)
        complaints += [f"{file.name}: {title}: no data" for title in empty]
        print(f"{picture}: {picture.stat().st_size:,} bytes")
    print("\n".join(complaints) or "every panel has data")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
