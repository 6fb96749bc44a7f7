"""The figures of a benchmark, and the machine they were taken on."""

import os
import pathlib
import platform
import re


class Results:
    """The figures in the order they came, and what is to be said about them."""

    def __init__(self, budgets, others):
        # What each figure may be at most or at least, by itself or beside a baseline, and what others need for the same.
        self.budgets, self.others = budgets, others
        self.figures, self.notes = [], {}

    def add(self, name, value, unit, note="", **ratios):
        ratios = {baseline.replace("_", "-"): round(ratio, 3) for baseline, ratio in ratios.items()}
        self.figures.append({"name": name, "value": round(value, 2), "unit": unit, "ratios": ratios})
        self.notes[name] = note
        print(f"  {name} …", flush=True)

    def table(self):
        for figure in self.figures:
            ratios = ", ".join(f"{ratio:.2f} × {baseline}" for baseline, ratio in figure["ratios"].items())
            measured = f"{figure['value']:>10.1f} {figure['unit']:<6}"
            yield f"{figure['name']:<32}{measured}  {ratios:<22}{self.remarks(figure)}".rstrip()

    def remarks(self, figure):
        remarks = [self.notes[figure["name"]], self.others.get(figure["name"], "")]
        if figure["name"] in self.budgets:
            measure, bound, limit = self.budgets[figure["name"]]
            remarks.insert(0, f"{'ok' if self.fits(figure) else 'OVER BUDGET'}: {bound} {limit}")
        return "; ".join(remark for remark in remarks if remark)

    def fits(self, figure):
        measure, bound, limit = self.budgets[figure["name"]]
        seen = figure["value"] if measure == "value" else figure["ratios"][measure]
        return seen <= limit if bound == "at most" else seen >= limit


def machine():
    """What the figures were taken on, since without it they mean nothing."""
    model = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    name = model[1] if model else platform.machine()
    return f"{os.cpu_count()} processors ({name}), Linux {platform.release()}, the load generators on the same"
