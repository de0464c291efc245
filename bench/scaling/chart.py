"""The picture of a simulation: replicas and the longest waiting, by what they were scaled on."""

import math

from cluster import SAMPLE_SECONDS, Outcome
from loads import Load

WIDTH, HEIGHT, GAP, LEFT, TOP = 520, 190, 70, 58, 40
INK, QUIET, GRID = "#24292e", "#70777f", "#e3e6e9"
COLOURS = ["#c4162a", "#e0852d", "#3274d9", "#2f8f46"]
LEAST, MOST = 0.01, 20.0
MOST_POINTS = 480


def picture(loads: dict[str, Load], outcomes: dict[tuple[str, str], Outcome], policies: list[str]) -> str:
    width = LEFT + len(loads) * (WIDTH + GAP)
    height = TOP + 2 * (HEIGHT + 52) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for column, (load, shown) in enumerate((name, load.shown) for name, load in loads.items()):
        runs = [(policy, shortened(outcomes[load, policy], *shown)) for policy in policies]
        left = LEFT + column * (WIDTH + GAP)
        span = (shown[0], min(shown[1], loads[load].seconds))
        parts += replicas(left, TOP, f"{load} load", span, runs)
        parts += waiting(left, TOP + HEIGHT + 52, span, runs)
    for number, policy in enumerate(policies):
        at = LEFT + number * 170
        parts.append(f'<rect x="{at}" y="{height - 16}" width="14" height="4" fill="{COLOURS[number]}"/>')
        parts.append(f'<text x="{at + 20}" y="{height - 10}">{policy}</text>')
    return "\n".join([*parts, "</svg>", ""])


def shortened(outcome: Outcome, begin: int, end: int) -> Outcome:
    """What lies between, of neighbours the highest, so that there are no more points than can be seen."""
    first, last = begin // SAMPLE_SECONDS, min(end // SAMPLE_SECONDS, len(outcome.worst))
    step = max(1, (last - first) // MOST_POINTS)
    places = range(first, last, step)
    return Outcome(
        replicas=[max(outcome.replicas[place : place + step]) for place in places],
        rates=[max(outcome.rates[place : place + step]) for place in places],
        worst=[max(outcome.worst[place : place + step]) for place in places],
    )


def replicas(left: float, top: float, load: str, span: tuple[int, int], runs: list[tuple[str, Outcome]]) -> list[str]:
    most = max(max(outcome.replicas) for _, outcome in runs)
    peak = max(runs[0][1].rates)
    parts = axes(left, top, f"{load}: replicas, and calls a second (grey)", span)
    for count in range(0, most + 1, 2):
        parts += level(left, top, count / most, str(count))
    rates = [rate / peak for rate in runs[0][1].rates]
    area = f"{left},{top + HEIGHT} {points(rates, left, top)} {left + WIDTH},{top + HEIGHT}"
    parts.append(f'<polygon points="{area}" fill="#c8ccd1" opacity="0.55"/>')
    parts.append(f'<text x="{left + WIDTH}" y="{top - 6}" text-anchor="end" fill="{QUIET}">peak {peak:,.0f} /s</text>')
    for number, (_, outcome) in enumerate(runs):
        parts.append(curve(points([count / most for count in outcome.replicas], left, top), number))
    return parts


def waiting(left: float, top: float, span: tuple[int, int], runs: list[tuple[str, Outcome]]) -> list[str]:
    parts = axes(left, top, "the longest waiting", span)
    for seconds, name in [(0.01, "10 ms"), (0.1, "100 ms"), (1.0, "1 s"), (10.0, "10 s")]:
        parts += level(left, top, share(seconds), name)
    for number, (_, outcome) in enumerate(runs):
        parts.append(curve(points([share(seconds) for seconds in outcome.worst], left, top), number))
    return parts


def share(seconds: float) -> float:
    """On a logarithmic scale."""
    seconds = min(MOST, max(LEAST, seconds))
    return math.log(seconds / LEAST) / math.log(MOST / LEAST)


def axes(left: float, top: float, title: str, span: tuple[int, int]) -> list[str]:
    begin, end = span
    unit, step, name = (3_600, 4, "h") if end - begin > 4 * 3_600 else (60, 4, "min")
    parts = [f'<text x="{left}" y="{top - 6}" font-weight="bold">{title}</text>']
    for count in range(0, (end - begin) // unit + 1, step):
        at = left + WIDTH * count * unit / (end - begin)
        words = f'text-anchor="middle" fill="{QUIET}">{count} {name}'
        parts.append(f'<text x="{at:.1f}" y="{top + HEIGHT + 15}" {words}</text>')
    return parts


def level(left: float, top: float, height: float, name: str) -> list[str]:
    at = top + HEIGHT * (1 - height)
    return [
        f'<line x1="{left}" x2="{left + WIDTH}" y1="{at:.1f}" y2="{at:.1f}" stroke="{GRID}"/>',
        f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end" fill="{QUIET}">{name}</text>',
    ]


def points(heights: list[float], left: float, top: float) -> str:
    across = WIDTH / max(1, len(heights) - 1)
    return " ".join(
        f"{left + place * across:.1f},{top + HEIGHT * (1 - height):.1f}" for place, height in enumerate(heights)
    )


def curve(places: str, number: int) -> str:
    return f'<polyline points="{places}" fill="none" stroke="{COLOURS[number]}" stroke-width="1.3" opacity="0.85"/>'
