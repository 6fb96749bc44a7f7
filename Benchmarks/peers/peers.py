"""Lets libraries take turns at the same work, prints a table and writes it as JSON.

peers.py --output FILE [--rounds 9] [--milliseconds 30] [--only hs256] FIXTURES NAME=COMMAND...

Each command is a program that answers `verify HS256 1000` with the nanoseconds of processor time that took. The
first one is ours; a ratio is the median over the rounds of our time divided by theirs in the same round.
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys


class Library:
    def __init__(self, name, command, fixtures):
        self.name = name
        self.process = subprocess.Popen(
            [*shlex.split(command), fixtures], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def nanoseconds(self, work, count):
        """Nanoseconds for one; None where the library does not do this."""
        print(work, count, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if answer == "unsupported":
            return None
        if not answer.isdigit():
            raise SystemExit(f"bench-peers: {self.name} failed at: {work}")
        return max(int(answer), 1) / count

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


def measure(libraries, work, options):
    counts = {}
    for library in libraries:
        if library.nanoseconds(work, 10) is None:
            continue
        once = library.nanoseconds(work, 40)
        # A second time with what fits, since clocks of ten milliseconds' steps say little about forty.
        count = max(10, min(200_000, int(options.milliseconds * 1e6 / max(once, 500))))
        counts[library] = max(5, int(options.milliseconds * 1e6 / library.nanoseconds(work, count)))
    times = {library: [] for library in counts}
    for round_number in range(options.rounds):
        order = list(counts) if round_number % 2 == 0 else list(counts)[::-1]
        for library in order:
            times[library].append(library.nanoseconds(work, counts[library]))
    return times


def result(name, times, libraries):
    ours = times[libraries[0]]
    ratios = {
        library.name: statistics.median(a / b for a, b in zip(ours, times[library]))
        for library in libraries[1:]
        if library in times
    }
    return {
        "name": name,
        "value": round(statistics.median(ours), 1),
        "unit": "ns",
        "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()},
    }


def row(entry, libraries):
    cells = [entry["name"].removeprefix("jose.").replace(".", " ").ljust(14), f"{entry['value'] / 1000:.2f} µs".rjust(11)]
    for library in libraries[1:]:
        ratio = entry["ratios"].get(library.name)
        cells.append(("–" if ratio is None else f"{ratio:.3f}").rjust(13))
    return "".join(cells)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--milliseconds", type=int, default=30)
    parser.add_argument("--only", default="")
    parser.add_argument("fixtures")
    parser.add_argument("libraries", nargs="+")
    options = parser.parse_args()
    if options.rounds < 5:
        parser.error("a median of fewer than five rounds says little")

    libraries = [Library(*text.split("=", 1), options.fixtures) for text in options.libraries]
    with open(options.fixtures, encoding="utf-8") as file:
        algorithms = [fixture["algorithm"] for fixture in json.load(file)]
    print(f"one thread, processor time, medians of {options.rounds} rounds in which all take turns")
    print("our time divided by theirs: below 1 we are faster\n")
    print(" " * 14 + "ours".rjust(11) + "".join(library.name.rjust(13) for library in libraries[1:]))
    entries = []
    for algorithm in algorithms:
        for verb in ("verify", "sign"):
            name = f"jose.{algorithm.lower()}.{verb}"
            if options.only not in name:
                continue
            entries.append(result(name, measure(libraries, f"{verb} {algorithm}", options), libraries))
            print(row(entries[-1], libraries), flush=True)
    for library in libraries:
        library.end()
    with open(options.output, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join("  " + json.dumps(entry, separators=(",", ":")) for entry in entries) + "\n]\n")
    print(f"\nwritten to {options.output}")


sys.exit(main())
