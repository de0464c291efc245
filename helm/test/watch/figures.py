"""Draws one panel of a dashboard: a number, curves, a heat map or a table."""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator, NullLocator

INK, QUIET, PAPER = "#24292e", "#70777f", "white"
NAMED = {"green": "#2f8f46", "yellow": "#c98a00", "red": "#d0342c"}
LINES = ["#2f8f46", "#d9a514", "#3274d9", "#e0752d", "#c4162a", "#8f3bb8", "#37872d", "#1f60c4", "#fa6400", "#705da0"]
MOST_IN_LEGEND = 12


@dataclass(frozen=True)
class Samples:
    """A line: minutes before now, and values."""

    name: str
    labels: dict[str, str]
    minutes: list[float]
    values: list[float]

    def last(self) -> float:
        return next((value for value in reversed(self.values) if math.isfinite(value)), math.nan)


# Of each unit the larger ones, the largest first.
LARGER = {
    "s": [(86_400, " d"), (3_600, " h"), (60, " min"), (1, " s"), (1e-3, " ms"), (1e-6, " µs")],
    "bytes": [(2**30, " GiB"), (2**20, " MiB"), (2**10, " KiB"), (1, " B")],
    "Bps": [(2**30, " GiB/s"), (2**20, " MiB/s"), (2**10, " KiB/s"), (1, " B/s")],
    "reqps": [(1e6, " M/s"), (1e3, " k/s"), (1, " /s")],
    "cps": [(1e6, " M/s"), (1e3, " k/s"), (1, " /s")],
    "short": [(1e6, " M"), (1e3, " k"), (1, "")],
    "percentunit": [(0.01, "%")],
    "percent": [(1, "%")],
    "none": [(1, "")],
}


def written(value: float, unit: str) -> str:
    """As Grafana writes values of that unit."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    factor, name = next((one for one in LARGER[unit] if abs(value) >= one[0]), LARGER[unit][-1])
    digits = value / factor
    return f"{digits:.0f}{name}" if abs(digits) >= 100 else f"{digits:.3g}{name}"


def colour(value: float, thresholds: dict) -> str:
    chosen = "green"
    for step in thresholds["steps"]:
        if step["value"] is None or value >= step["value"]:
            chosen = step["color"]
    return NAMED[chosen]


def draw_panel(
    figure: Figure,
    panel: dict,
    series: list[Samples],
    box: tuple[float, float, float, float],
    gap: tuple[float, float],
) -> None:
    left, bottom, width, height = box[0] + gap[0], box[1] + gap[1], box[2] - 2 * gap[0], box[3] - 2 * gap[1]
    figure.add_artist(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="square,pad=0",
            facecolor=PAPER,
            edgecolor="#d8dade",
            linewidth=0.8,
            transform=figure.transFigure,
            zorder=-1,
        )
    )
    line = 1 / (figure.get_figheight() * 6)
    figure.text(
        left + 2 * gap[0], bottom + height - line, panel["title"], fontsize=8.5, weight="bold", color=INK, va="center"
    )
    inside = (left + 2 * gap[0], bottom + gap[1], width - 4 * gap[0], height - 1.7 * line - gap[1])
    axes = figure.add_axes(inside)
    kinds = {"stat": stat, "timeseries": curves, "heatmap": heat, "table": table}
    kinds[panel["type"]](axes, panel, series)


def stat(axes: Axes, panel: dict, series: list[Samples]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    value = series[0].last() if series else math.nan
    paint = colour(value, defaults["thresholds"])
    axes.axis("off")
    if series and panel["options"]["graphMode"] == "area" and len(series[0].values) > 1:
        finite = [value if math.isfinite(value) else 0.0 for value in series[0].values]
        axes.fill_between(series[0].minutes, finite, color=paint, alpha=0.15, linewidth=0)
        axes.plot(series[0].minutes, finite, color=paint, linewidth=0.8, alpha=0.6)
        axes.set_ylim(0, max(finite) * 2.5 or 1)
    text = written(value, defaults["unit"])
    axes.text(
        0.5, 0.6, text, transform=axes.transAxes, fontsize=19, weight="bold", color=paint, ha="center", va="center"
    )


def curves(axes: Axes, panel: dict, series: list[Samples]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    custom, unit = defaults["custom"], defaults["unit"]
    series = sorted(series, key=lambda one: one.name)
    logarithmic = custom.get("scaleDistribution", {}).get("type") == "log"
    if custom["stacking"]["mode"] == "normal":
        stack(axes, series)
    else:
        for number, one in enumerate(series):
            axes.plot(one.minutes, one.values, color=LINES[number % len(LINES)], linewidth=1, label=one.name)
    frame(axes, unit)
    if logarithmic:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, unit)))
        axes.yaxis.set_minor_locator(NullLocator())
    elif "min" in defaults:
        if unit == "bytes" and series:
            largest = axes.get_ylim()[1]
            axes.yaxis.set_major_locator(MultipleLocator(2 ** math.ceil(math.log2(max(largest, 1) / 5))))
        axes.set_ylim(bottom=defaults["min"], top=defaults.get("max"))
        if "max" not in defaults:
            axes.set_ylim(top=max(axes.get_ylim()[1], 1e-9) * 1.1)
    if custom["thresholdsStyle"]["mode"] != "off":
        low, high = axes.get_ylim()
        for before, step in zip(defaults["thresholds"]["steps"], defaults["thresholds"]["steps"][1:]):
            at = step["value"]
            # A threshold far above all curves would flatten them.
            if at <= high * (10 if logarithmic else 1.6):
                paint = NAMED[step["color"] if step["color"] != "green" else before["color"]]
                axes.axhline(at, color=paint, linewidth=1, linestyle=(0, (4, 3)))
                high = max(high, at * (1.5 if logarithmic else 1.15))
        if "max" not in defaults:
            axes.set_ylim(low, high)
    legend(axes, len(series))


def stack(axes: Axes, series: list[Samples]) -> None:
    at = sorted({minute for one in series for minute in one.minutes})
    rows = []
    for one in series:
        known = dict(zip(one.minutes, one.values))
        rows.append([value if math.isfinite(value := known.get(minute, 0.0)) else 0.0 for minute in at])
    if rows:
        paints = [LINES[number % len(LINES)] for number in range(len(rows))]
        axes.stackplot(at, rows, colors=paints, labels=[one.name for one in series], alpha=0.55, linewidth=0)


def frame(axes: Axes, unit: str) -> None:
    axes.tick_params(labelsize=6.5, colors=QUIET, length=2, pad=1.5)
    axes.grid(color="#e7e9ec", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=unit == "none"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, unit)))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda minute, _: "now" if minute == 0 else f"{minute:g} min"))
    axes.margins(x=0)
    shrink(axes, left=0.105, bottom=0.085)


def shrink(axes: Axes, left: float, bottom: float) -> None:
    place = axes.get_position()
    axes.set_position(
        (
            place.x0 + left * place.width,
            place.y0 + bottom * place.height,
            place.width * (1 - left - 0.01),
            place.height * (1 - bottom),
        )
    )


def legend(axes: Axes, count: int) -> None:
    if not count:
        return
    columns = 1 if count > 6 else 2
    shown = axes.get_legend_handles_labels()
    handles, names = shown[0][:MOST_IN_LEGEND], shown[1][:MOST_IN_LEGEND]
    if count > MOST_IN_LEGEND:
        names[-1] = f"… and {count - MOST_IN_LEGEND + 1} more"
    longest = max(len(name) for name in names)
    columns = max(1, min(4, 66 // (longest + 6)))
    rows = math.ceil(len(names) / columns)
    place = axes.get_position()
    room = min(0.5, 0.075 * rows + 0.03)
    axes.set_position((place.x0, place.y0 + room * place.height, place.width, place.height * (1 - room)))
    axes.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(-0.1, -0.085 / (1 - room)),
        fontsize=6.2,
        ncols=columns,
        frameon=False,
        labelcolor=INK,
        handlelength=1,
        handletextpad=0.5,
        columnspacing=1,
        labelspacing=0.25,
        borderaxespad=0.2,
    )


def heat(axes: Axes, panel: dict, series: list[Samples]) -> None:
    bounds = sorted(series, key=lambda one: float(one.labels["le"]))
    unit = panel["options"]["yAxis"]["unit"]
    at = sorted({minute for one in bounds for minute in one.minutes})
    rows, below = [], [0.0] * len(at)
    for one in bounds:
        known = dict(zip(one.minutes, one.values))
        upto = [known.get(minute, 0.0) for minute in at]
        rows.append([max(0.0, high - low) ** 0.5 for high, low in zip(upto, below)])
        below = upto
    used = [number for number, row in enumerate(rows) if any(value > 0 for value in row)] or [0]
    first, last = max(0, used[0] - 1), min(len(rows) - 1, used[-1] + 1)
    axes.imshow(
        rows[first : last + 1],
        aspect="auto",
        origin="lower",
        cmap="YlOrRd",
        extent=(at[0], at[-1], 0, last - first + 1),
    )
    frame(axes, "none")
    axes.grid(visible=False)
    names = [written(float(one.labels["le"]), unit) for one in bounds[first : last + 1]]
    # Every second: all of them would touch.
    places = range(len(names) - 1, -1, -2)
    words = [f"≤ {names[place]}" if names[place] != "–" else "more" for place in places]
    axes.set_yticks([place + 1 for place in places], words)


def table(axes: Axes, panel: dict, series: list[Samples]) -> None:
    axes.axis("off")
    rules = panel["transformations"][0]["options"]
    columns = sorted(rules["indexByName"], key=rules["indexByName"].get)
    names = [rules["renameByName"].get(column, column) for column in columns]
    rows = sorted(
        [f"{one.last():g}" if column == "Value" else one.labels.get(column, "") for column in columns] for one in series
    )
    longest = [max(len(row[place]) for row in [names, *rows]) + 2 for place in range(len(names))]
    shown = axes.table(
        cellText=rows,
        colLabels=names,
        colWidths=[length / sum(longest) for length in longest],
        loc="upper left",
        cellLoc="left",
        colLoc="left",
        edges="horizontal",
    )
    shown.auto_set_font_size(False)
    shown.set_fontsize(7.5)
    for (row, _), cell in shown.get_celld().items():
        cell.set_edgecolor("#e7e9ec")
        cell.set_height(0.98 / max(15, len(rows) + 1))
        cell.PAD = 0.03
        cell.set_text_props(color=INK, weight="bold" if row == 0 else "normal")
