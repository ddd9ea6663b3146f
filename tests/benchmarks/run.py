"""Measure the speed of smsdocs as ratios, in one run on one machine; see README.md beside this file.

python tests/benchmarks/run.py [--quick] [core] [command] [records] [history] [site]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import TODAY, write_corpus
from history_runs import compare_history
from measurement import Cost, measure, python
from records_corpus import write_records
from site_builds import compare_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One line of the table; `bound` is what it should not exceed.

    Where there is nothing to compare with, `theirs` is None, and the figure itself is held to the bound.
    """

    name: str
    ours: float
    theirs: float | None
    bound: float
    unit: str = "s"

    def render(self, *, judged: bool) -> str:
        """Return the line; a quick run is not judged, since the bounds are those of the whole one."""
        ratio = self.ours / self.theirs if self.theirs else self.ours
        theirs = self._render_figure(self.theirs) if self.theirs else " " * 11
        line = f"{self.name:<62} {self._render_figure(self.ours)} {theirs} {ratio:7.2f}"
        verdict = "ok" if ratio <= self.bound else "OVER"
        return f"{line}  <= {self.bound:6.2f}  {verdict}" if judged else line

    def _render_figure(self, value: float) -> str:
        return f"{value:8.3f} s " if self.unit == "s" else f"{value:8.1f} {self.unit}"


def measure_core(folder: Path, *, quick: bool) -> Iterator[Ratio]:
    """Compare reading and judging with the floor, and with ten times as many documents."""
    count = 200 if quick else 1_000
    few, many = folder / "few", folder / "many"
    write_corpus(few, count)
    write_corpus(many, count * 10)
    schema = str(REPOSITORY / "schema")
    check = ("-m", "smsdocs", "check", "--no-cache", "--today", TODAY, "--root")
    costs = measure(
        {
            "whole": python(HERE, *check, str(few)),
            "floor": python(HERE, "floor.py", str(few), schema),
        },
        repeat=7,
    )
    large = measure({"whole": python(HERE, *check, str(many))}, repeat=2)
    name = f"`smsdocs check` on {count:,} documents / parse, validate"
    yield Ratio(name=name, ours=costs["whole"].cpu, theirs=costs["floor"].cpu, bound=1.25)
    name = f"`smsdocs check` on {count * 10:,} documents / on {count:,}"
    yield Ratio(name=name, ours=large["whole"].cpu, theirs=costs["whole"].cpu, bound=10.5)


def measure_command(_folder: Path, *, quick: bool) -> Iterator[Ratio]:
    """Compare the command on the sample with a Python that does nothing."""
    costs: dict[str, Cost] = measure(
        {
            "check": python(REPOSITORY, "-m", "smsdocs", "check", "--no-cache", "--fail-on", "never"),
            "help": python(REPOSITORY, "-m", "smsdocs", "--help"),
            "nothing": python(REPOSITORY, "-c", "pass"),
        },
        repeat=5 if quick else 20,
    )
    nothing = costs["nothing"].wall
    yield Ratio(
        name="`smsdocs check` on the sample / `python -c pass`",
        ours=costs["check"].wall,
        theirs=nothing,
        bound=30,
    )
    yield Ratio(name="`smsdocs --help` / `python -c pass`", ours=costs["help"].wall, theirs=nothing, bound=12)


def measure_records(folder: Path, *, quick: bool) -> Iterator[Ratio]:
    """Compare a running system with one of half its size: a check, and the site."""
    rows, records = (500, 1_000) if quick else (5_000, 10_000)
    few, many = folder / "few", folder / "many"
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    write_records(few, rows // 2, records // 2, settings)
    write_records(many, rows, records, settings)
    check = ("-m", "smsdocs", "check", "--no-cache", "--fail-on", "never", "--today", TODAY, "--root")
    costs = measure(
        {"few": python(HERE, *check, str(few)), "many": python(HERE, *check, str(many))},
        repeat=1 if quick else 3,
    )
    name = f"`smsdocs check` on {rows:,} rows and {records:,} records / on half"
    yield Ratio(name=name, ours=costs["many"].cpu, theirs=costs["few"].cpu, bound=2.2)
    build = ("-m", "mkdocs", "build", "--quiet")
    costs = measure({"few": python(few, *build), "many": python(many, *build)}, repeat=1)
    name = f"site of {rows:,} rows and {records:,} records / of half"
    yield Ratio(name=name, ours=costs["many"].cpu, theirs=costs["few"].cpu, bound=2.3)


def measure_history(folder: Path, *, quick: bool) -> Iterator[Ratio]:
    """Compare a check of years of history with the bare log of the same, cold and warm."""
    small = compare_history(folder / "small", 60, 300, cold=1, warm=20)
    name = "60 documents, 300 commits, nothing changed / `python -c pass`"
    yield Ratio(name=name, ours=small["warm"].wall, theirs=small["nothing"].wall, bound=8)
    costs = compare_history(folder / "medium", 1_000, 20_000, cold=3, warm=7)
    yield from _judge_history("1,000 documents", costs, warm=0.2, edited=0.25)
    if quick:
        return
    large = compare_history(folder / "large", 10_000, 100_000, cold=1, warm=3)
    yield from _judge_history("10,000 documents", large, warm=0.12, edited=0.12)
    name = "10,000 documents, from nothing / 1,000 documents"
    yield Ratio(name=name, ours=large["cold"].wall, theirs=costs["cold"].wall, bound=8)


def _judge_history(size: str, costs: dict[str, Cost], *, warm: float, edited: float) -> Iterator[Ratio]:
    git = costs["git"]
    for name, key, bound in (
        ("from nothing", "cold", 2.0),
        ("nothing changed", "warm", warm),
        ("after one edit and one commit", "edited", edited),
    ):
        yield Ratio(name=f"{size}, {name} / `git log`", ours=costs[key].wall, theirs=git.wall, bound=bound)
    yield Ratio(
        name=f"{size}, from nothing: memory / `git log`",
        ours=costs["cold"].memory,
        theirs=git.memory,
        bound=1.3,
        unit="MB",
    )
    name = f"{size}, nothing changed: memory in MB"
    yield Ratio(name=name, ours=costs["warm"].memory, theirs=None, bound=100, unit="MB")


def measure_site(folder: Path, *, quick: bool) -> Iterator[Ratio]:
    """Compare our site with what MkDocs Material makes of the same pages."""
    count = 200 if quick else 1_000
    costs = compare_sites(folder, count, repeat=2)
    size = f"site of {count:,} documents"
    name = f"{size}, from nothing / the same pages, plain"
    yield Ratio(name=name, ours=costs["cold"].cpu, theirs=costs["plain"].cpu, bound=1.15)
    name = f"{size}, nothing changed / the same pages, plain"
    yield Ratio(name=name, ours=costs["warm"].cpu, theirs=costs["plain"].cpu, bound=1.15)
    name = f"{size} / all pages in the navigation"
    yield Ratio(name=name, ours=costs["warm"].cpu, theirs=costs["full"].cpu, bound=0.35)


PARTS: dict[str, Callable[..., Iterator[Ratio]]] = {
    "core": measure_core,
    "command": measure_command,
    "records": measure_records,
    "history": measure_history,
    "site": measure_site,
}


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description="Measure the speed of smsdocs as ratios.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which tables; all without")
    parser.add_argument("--quick", action="store_true", help="fewer documents, no verdicts")
    options = parser.parse_args()
    print(f"{'':<62} {'ours':>11} {'theirs':>11} {'ratio':>7}")
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="smsdocs-bench-") as folder:
            for ratio in PARTS[part](Path(folder), quick=options.quick):
                print(ratio.render(judged=not options.quick), flush=True)
    if options.quick:
        print("No verdicts: the bounds hold for 1,000 documents; leave out --quick to be told.")


if __name__ == "__main__":
    main()
