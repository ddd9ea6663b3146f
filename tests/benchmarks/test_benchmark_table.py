"""The table of the benchmarks: a verdict where the bound holds, and none elsewhere."""

from __future__ import annotations

import pytest
from run import Ratio


@pytest.mark.parametrize(("ours", "verdict"), [(1.2, "ok"), (1.3, "OVER")])
def test_a_whole_run_says_whether_the_bound_holds(ours: float, verdict: str) -> None:
    """The bound itself still holds."""
    line = Ratio(name="ours / floor", ours=ours, theirs=1.0, bound=1.25).render(judged=True)
    assert line.endswith(f"<=   1.25  {verdict}")


def test_a_quick_run_gives_the_ratio_and_no_verdict() -> None:
    """The bounds are those of 1,000 documents; 200 would be called over, and are not."""
    line = Ratio(name="ours / floor", ours=1.5, theirs=1.0, bound=1.25).render(judged=False)
    assert line.endswith("1.50")


@pytest.mark.parametrize(("ours", "verdict"), [(99.0, "ok"), (101.0, "OVER")])
def test_a_figure_with_nothing_beside_it_is_held_to_the_bound_itself(ours: float, verdict: str) -> None:
    """Memory of a warm run has no counterpart."""
    line = Ratio(name="memory", ours=ours, theirs=None, bound=100, unit="MB").render(judged=True)
    assert f"{ours:.1f} MB" in line
    assert line.endswith(f"<= 100.00  {verdict}")
