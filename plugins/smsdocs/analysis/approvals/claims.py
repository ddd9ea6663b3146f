"""What may show an approval: signatures, approval records, merges, trailers. Whether it does is judged elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.committed import find_merge, find_trailers
from smsdocs.analysis.approvals.recorded import find_records
from smsdocs.analysis.approvals.signed import find_signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.approvals.case import Case, Claim


def find_claims(case: Case) -> Iterator[Claim]:
    """Yield what may show an approval, best first."""
    yield from find_signatures(case)
    yield from find_records(case)
    yield from find_merge(case)
    yield from find_trailers(case)
