"""The table of the benchmarks: a verdict where the bound holds, and none elsewhere."""

from __future__ import annotations

import pytest
from run import Ratio


@pytest.mark.parametrize(("ours", "verdict"), [(1.2, "ok"), (1.3, "OVER")])
def test_a_whole_run_says_whether_the_bound_holds(ours: float, verdict: str) -> None:
    """The bound itself still holds."""
    line = Ratio(name="ours / floor", ours=ours, theirs=1.0, bound=1.25).render(judged=True)
    assert line.endswith(f"<=  1.25  {verdict}")


def test_a_quick_run_gives_the_ratio_and_no_verdict() -> None:
    """The bounds are those of 1,000 documents; 200 would be called over, and are not."""
    line = Ratio(name="ours / floor", ours=1.5, theirs=1.0, bound=1.25).render(judged=False)
    assert line.endswith("1.50")
