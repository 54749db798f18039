# SPDX-License-Identifier: MIT
"""How often Session Manager was used each day, as a picture. In a notebook: plot(per_day("trail/")).

Usage: usage_plot.py FOLDER PICTURE.png
"""
import sys
from collections import Counter
from datetime import timedelta

import matplotlib.pyplot as plt

import ec2access

CALLS = ("StartSession", "ResumeSession", "TerminateSession")


def per_day(inputs, **filters):
    """{call: {day: how many}}, every event once, however often its record was delivered; UTC."""
    counts = {call: Counter() for call in CALLS}
    for event in ec2access.events(inputs, event_name=CALLS, **filters):
        if event.time:
            counts[event.event_name][event.time.date()] += 1
    return counts


def plot(counts):
    """Bars on top of one another; days without a call stay visible as gaps."""
    days = sorted({day for call in counts.values() for day in call})
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    if days:
        days = [days[0] + timedelta(n) for n in range((days[-1] - days[0]).days + 1)]
    below = [0] * len(days)
    for call in CALLS:
        heights = [counts[call][day] for day in days]
        axes.bar(days, heights, bottom=below, label=call, width=0.8)
        below = [low + height for low, height in zip(below, heights)]
    axes.set_title("Session Manager, calls per day (UTC)")
    axes.set_ylabel("calls")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_xticks(days[:: len(days) // 12 + 1], [f"{day:%Y-%m-%d}" for day in days[:: len(days) // 12 + 1]])
    axes.set_ylim(0, 1.2 * max([*below, 1]))
    axes.legend(frameon=False, ncols=3, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.autofmt_xdate()
    return figure


if __name__ == "__main__":
    plot(per_day(sys.argv[1])).savefig(sys.argv[2], dpi=120)
