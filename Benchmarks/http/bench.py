"""Drives routes that differ in nothing but their guard, over loopback, and prints what the guard costs.

Each guard takes turns with a bare route that stands beside it, in pairs, and its ratio is the median of the pairs':
on a machine where others work too, the ratio is worth more than the figure. Each request carries the next of 1,000
different tokens, on the bare route as well. Ends by itself in about eleven minutes.
"""

import argparse
import base64
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "server"))
import load  # noqa: E402

GUARDS = (
    "pass", "hs256.cached", "es256.cached", "ed25519.cached", "rs256.cached",
    "hs256", "es256", "ed25519", "rs256", "hs256.own.cached", "hs256.own", "session", "jwt-kit",
)  # fmt: skip
CACHED_BUDGET, HS256_BUDGET, MIDDLEWARE_BUDGET = 0.95, 0.93, 2500
BESIDE = {"bare-route": "bare", "primitive": "HMAC"}
CLIENTS = 32
SCRIPT = pathlib.Path(__file__).parent / "rotate.lua"
TICKS = os.sysconf("SC_CLK_TCK")


class Served:
    def __init__(self, process, url):
        self.process, self.url = process, url

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextlib.contextmanager
def serving(program, folder):
    with subprocess.Popen([program, "serve", folder], stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            if not url.startswith("http://"):
                raise SystemExit("the benchmark's application did not start")
            yield Served(process, url)
        finally:
            process.terminate()
            process.wait(30)


def rate(served, route, tokens, seconds):
    settings = {"ROUTE": f"/{route}", "TOKENS": str(tokens)}
    # One thread for all: more of them would only take turns with the server's.
    seen = load.run(load.Script(str(SCRIPT), CLIENTS, settings, threads=1), served, seconds)
    if seen.bad:
        raise SystemExit(f"/{route}: {seen.bad} answers were not 200")
    return seen.rate, seen.server_processors / seen.rate * 1e6


def measure(folder, options):
    """Pairs of a guard and the bare route beside it, whichever first by turns."""
    guards = [guard for guard in GUARDS if not options.only or guard in options.only]
    rates, ratios = {guard: [] for guard in ("bare", *guards)}, {guard: [] for guard in guards}
    costs = {guard: [] for guard in guards}
    for turn in range(options.rounds):
        with serving(options.program, folder) as served:
            rate(served, f"open/{guards[0]}", folder / guards[0], 1)
            for guard in guards:
                bare, held = f"open/{guard}", f"held/{guard}"
                # The first run verifies each token once and fills the caches, which is no part of the pair.
                rate(served, held, folder / guard, options.seconds)
                order = (bare, held) if turn % 2 == 0 else (held, bare)
                pair = {route: rate(served, route, folder / guard, options.seconds) for route in order}
                ratios[guard].append(pair[held][0] / pair[bare][0])
                costs[guard].append(pair[held][1] - pair[bare][1])
                rates["bare"].append(pair[bare][0])
                rates[guard].append(pair[held][0])
        print(f"  round {turn + 1} of {options.rounds} …", flush=True)
    figures = [figure("http.bare", statistics.median(rates["bare"]), "req/s")]
    for guard in guards:
        ratio = statistics.median(ratios[guard])
        figures.append(figure(f"http.{guard}", statistics.median(rates[guard]), "req/s", ratio))
        figures.append(figure(f"http.{guard}.cost", statistics.median(costs[guard]), "µs"))
    return figures


def tokens_in_words(folder):
    """Which guard is sent which claims, read from the tokens themselves."""
    sizes = {}
    for guard in GUARDS:
        token = (folder / guard).read_text().partition("\n")[0]
        if token.count(".") == 2:
            payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
            sizes.setdefault(tuple(payload), []).append(f"{guard} {len(token)}")
    for claims, guards in sizes.items():
        yield f"{len(claims)} claims ({' '.join(claims)}), octets a token: {', '.join(guards)}"


def figure(name, value, unit, ratio=None):
    ratios = {} if ratio is None else {"bare-route": round(ratio, 3)}
    return {"name": name, "value": round(value, 2), "unit": unit, "ratios": ratios}


def middleware(options):
    """Nanoseconds and allocations of the authenticator alone."""
    timed = subprocess.run([options.program, "middleware"], capture_output=True, text=True, check=True)
    counted = subprocess.run(
        [options.program, "allocations"], capture_output=True, text=True, check=True,
        env=os.environ | {"LD_PRELOAD": str(options.allocation_count)},
    )  # fmt: skip
    lines = [json.loads(line) for line in (timed.stdout + counted.stdout).splitlines()]
    values = {line["name"]: line["value"] for line in lines}
    for line in lines:
        is_mac = line["name"].startswith("middleware.hs256") and line["unit"] == "ns"
        threads = ".two-threads" if line["name"].endswith(".two-threads") else ""
        primitive = values[f"middleware.primitive{threads}"]
        yield line | {"ratios": {"primitive": round(line["value"] / primitive, 2)} if is_mac else {}}


def verdict(result):
    name, ratio = result["name"], result["ratios"].get("bare-route")
    if ".own" in name:
        # Larger tokens than those that the budgets are for.
        return None, ""
    if ratio is not None and name.endswith(".cached"):
        return ratio >= CACHED_BUDGET, f"at least {CACHED_BUDGET}"
    if name == "http.hs256":
        return ratio >= HS256_BUDGET, f"at least {HS256_BUDGET}"
    if name == "middleware.hs256":
        return result["value"] <= MIDDLEWARE_BUDGET, f"at most {MIDDLEWARE_BUDGET} ns"
    return None, ""


def table(figures):
    for result in figures:
        is_met, budget = verdict(result)
        words = "" if is_met is None else f"{budget}: {'met' if is_met else 'MISSED'}"
        beside = "".join(f"{ratio:.3f} of {BESIDE[name]}" for name, ratio in result["ratios"].items())
        yield f"{result['name']:<36}{result['value']:>10,.1f} {result['unit']:<6}{beside:>14}  {words}".rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--allocation-count", type=pathlib.Path, required=True, help="the compiled allocation_count.c")
    parser.add_argument("--output", type=pathlib.Path, default=".build/bench/http.json")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=1, help="of every run")
    parser.add_argument("--only", choices=GUARDS, action="append")
    options = parser.parse_args()
    others = os.getloadavg()[0]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="http-bench-", dir=options.output.parent.resolve()) as name:
        figures = measure(pathlib.Path(name), options)
        words = list(tokens_in_words(pathlib.Path(name)))
    figures += middleware(options)
    print(f"\n{os.cpu_count()} processors, wrk on the same; load of the machine before the run: {others:.1f}")
    if others > 0.5:
        print("Others were at work here: read the ratios, not the figures.")
    print("\n".join([*words, "", *table(figures)]))
    options.output.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {options.output}.")


if __name__ == "__main__":
    main()
