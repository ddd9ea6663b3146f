"""A benchmark of broken documents would measure nothing: the synthetic system must be sound."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corpus import TODAY, write_corpus
from floor import count_faults

from smsdocs.checks.run import check
from smsdocs.model.finding import Severity
from smsdocs.readers.resources import find_packaged_schema
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path


def test_a_synthetic_system_has_no_errors(tmp_path: Path) -> None:
    """Twenty documents, all controlled, all sound, by our rules and by the floor's."""
    write_corpus(tmp_path / "sms", 20)
    snapshot = read_snapshot(tmp_path / "sms", today=date.fromisoformat(TODAY))
    assert len(snapshot.documents) == 20
    assert [str(finding) for finding in check(snapshot) if finding.severity is Severity.ERROR] == []
    assert count_faults(tmp_path / "sms", find_packaged_schema()) == (20, 0)


def test_the_same_bytes_come_out_every_time(tmp_path: Path) -> None:
    """Two runs measure the same thing."""
    for name in ("one", "other"):
        write_corpus(tmp_path / name, 20)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.md"))
    assert files
    assert all(
        (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes() for file in files
    )
