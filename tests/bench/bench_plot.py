# SPDX-License-Identifier: MIT
"""Time against size, both by powers of ten, as an SVG that needs nothing else and can be read on any page."""
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 480, 74, 230, 40, 52
STYLE = """
    .ground { fill: #ffffff } .grid { stroke: #dde3ea } .axis { stroke: #5b6b7d }
    .text { fill: #3c4a5a; font-size: 13px } .name { fill: #1c2733; font-size: 16px; font-weight: bold }
    .s0 { stroke: #1f5fbf; fill: #1f5fbf } .s1 { stroke: #c2571a; fill: #c2571a }
    .s2 { stroke: #7d8896; fill: #7d8896 } .s3 { stroke: #2c8a4b; fill: #2c8a4b }
    .s4 { stroke: #8a4fb5; fill: #8a4fb5 } .s5 { stroke: #b08d1e; fill: #b08d1e }
    .line { fill: none; stroke-width: 2 } .label { stroke: none; font-size: 13px }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #161b22 } .grid { stroke: #2b3440 } .axis { stroke: #93a1b1 } .text { fill: #b6c2cf }
      .name { fill: #e8edf3 }
      .s0 { stroke: #7fb0ff; fill: #7fb0ff } .s1 { stroke: #ff9d66; fill: #ff9d66 }
      .s2 { stroke: #9aa7b5; fill: #9aa7b5 } .s3 { stroke: #6fd08f; fill: #6fd08f }
      .s4 { stroke: #c79bec; fill: #c79bec } .s5 { stroke: #e3c35a; fill: #e3c35a }
    }
"""


class Scale:
    """Powers of ten from low to high, on pixels from first to last."""

    def __init__(self, low, high, first, last):
        self.low, self.high = math.log10(low), math.log10(high)
        self.first, self.last = first, last

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self):
        return [10.0 ** n for n in range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)]


def size_name(value):
    return f"{value / 1e9:g} GB" if value >= 1e9 else f"{value / 1e6:g} MB"


def time_name(value):
    return f"{value:g} s" if value >= 1 else f"{value * 1000:g} ms"


def text(left, top, anchor, words):
    return f'<text class="text" x="{left}" y="{top}" text-anchor="{anchor}">{words}</text>'


def grid(x, y):
    for tick in x.ticks():
        yield f'<path class="grid" d="M{x.at(tick)},{TOP} V{HEIGHT - BOTTOM}"/>'
        yield text(x.at(tick), HEIGHT - BOTTOM + 20, "middle", size_name(tick))
    for tick in y.ticks():
        yield f'<path class="grid" d="M{LEFT},{y.at(tick)} H{WIDTH - RIGHT}"/>'
        yield text(LEFT - 8, y.at(tick) + 4, "end", time_name(tick))
    yield f'<path class="axis" fill="none" d="M{LEFT},{TOP} V{HEIGHT - BOTTOM} H{WIDTH - RIGHT}"/>'
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "middle", "inflated size")


def spread(places):
    """Labels at the lines' ends, moved apart so that none covers another."""
    out = {}
    last = -100.0
    for place, key in sorted(places):
        last = max(place, last + 17)
        out[key] = last
    return out


def series(lines, x, y):
    largest = max(points[-1][0] for _, points in lines)
    ends = spread([(y.at(points[-1][1]), name) for name, points in lines if points[-1][0] > largest / 2])
    for number, (name, points) in enumerate(lines):
        places = [(x.at(size), y.at(seconds)) for size, seconds in points]
        path = " ".join(f"{'L' if n else 'M'}{left},{top}" for n, (left, top) in enumerate(places))
        dashes = "" if name.startswith("ec2access") else ' stroke-dasharray="6 4"'
        yield f'<path class="line s{number}"{dashes} style="fill:none" d="{path}"/>'
        for left, top in places:
            yield f'<circle class="s{number}" cx="{left}" cy="{top}" r="3"/>'
        left, top = places[-1]
        # What was not measured to the end has its name above its last point.
        left, top = (left + 10, ends[name] + 4) if name in ends else (left - 40, top - 12)
        yield f'<text class="label s{number}" x="{left}" y="{top}" style="stroke:none">{name}</text>'


def svg(lines):
    """lines: [(name, [(bytes, seconds), ...]), ...]"""
    sizes = [size for _, points in lines for size, _ in points]
    times = [seconds for _, points in lines for _, seconds in points]
    x = Scale(min(sizes) * 0.9, max(sizes) * 1.1, LEFT, WIDTH - RIGHT)
    y = Scale(10 ** math.floor(math.log10(min(times))), 10 ** math.ceil(math.log10(max(times))), HEIGHT - BOTTOM, TOP)
    body = "\n  ".join([*grid(x, y), *series(lines, x, y)])
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<!-- SPDX-License-Identifier: MIT -->\n'
            '<!-- Drawn by make bench-doc. -->\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t" '
            f'font-family="sans-serif">\n  <title id="t">Time against size</title>\n  <style>{STYLE}  </style>\n'
            f'  <rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="8"/>\n'
            f'  <text class="name" x="{LEFT}" y="26">Time of the whole process against size</text>\n  {body}\n</svg>\n')
