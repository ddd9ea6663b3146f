"""What is late, on the home page and on the page of actions: every kind of it, and nothing that is over."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.reports.site.actions import build_actions, build_lanes
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.shape import build_shape
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from smsdocs.reports.site.desk import Desk

    Write = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2026, 6, 30)


def make_desk(write: Write, today: date = TODAY, **registers: list[dict[str, object]]) -> Desk:
    """Return the desk of a tree with some registers."""
    files = {
        f"docs/registers/{name}.yml": json.dumps({"id": name, "title": name, "owner": "boss", "rows": rows})
        for name, rows in registers.items()
    }
    root = write({"mkdocs.yml": "site_name: Ours\nplugins: [smsdocs]\n", **files})
    return build_desk(read_snapshot(root, today=today, history=False), (), directory_urls=False)


def list_lanes(desk: Desk) -> dict[str, list[str]]:
    """Return the ids of what hangs in each lane of the board."""
    return {lane.id: [one.action.id for one in lane.tickets] for lane in build_lanes(desk)}


def test_what_is_over_waits_for_nobody(write: Write) -> None:
    """A row that is closed or declined is no longer to be done, and its last day is not the day somebody did it."""
    rows: list[dict[str, object]] = [
        {"id": "I-1", "title": "Open", "owner": "boss", "state": "open"},
        {"id": "I-2", "title": "Declined", "owner": "boss", "decision": "declined"},
        {"id": "I-3", "title": "Done long ago", "owner": "boss", "state": "done", "due": "2026-06-20"},
        {"id": "I-4", "title": "Closed", "owner": "boss", "state": "closed"},
        {"id": "I-5", "title": "Late", "owner": "boss", "state": "planned", "due": "2026-06-29"},
    ]
    desk = make_desk(write, improvements=rows)
    lanes = list_lanes(desk)
    assert (lanes["overdue"], lanes["later"], lanes["done"]) == (["I-5"], ["I-1"], [])
    [tile] = [one for one in build_shape(desk).figures if one.title == "Actions"]
    assert (tile.number, [text for _, text in tile.notes]) == ("2", ["1 late"])


def test_home_tells_whatever_is_late(write: Write) -> None:
    """A milestone, a review of a supplier and a contract count as an action does, and have a list to lead to."""
    desk = make_desk(
        write,
        project=[{"id": "MS-1", "title": "A <b>plan</b>", "owner": "boss", "due": "2026-06-01"}],
        suppliers=[{"id": "S-1", "name": "Power", "owner": "boss", "contract_until": "2026-06-10"}],
    )
    shape = build_shape(desk)
    assert (shape.word.tone, shape.reasons.rpartition(", ")[2]) == ("fair", "2 other things late")
    [tile] = [one for one in shape.figures if one.title == "Actions"]
    assert [text for _, text in tile.notes] == ["none late", "2 other things late"]
    [page, *_] = build_actions(desk)
    late = page.body.partition('id="late"')[2].partition("<h2")[0]
    assert "milestone late</span>: <a" in late.replace("\n", "")
    assert "#row-MS-1" in late or "#MS-1" in late
    assert "A &lt;b&gt;plan&lt;/b&gt;" in late
    assert "Power: the contract ends" in late


def test_nothing_late_is_not_mentioned(write: Write) -> None:
    """On the very day nothing is late."""
    rows: list[dict[str, object]] = [{"id": "MS-1", "title": "A plan", "owner": "boss", "due": "2026-06-30"}]
    desk = make_desk(write, project=rows)
    assert "late" not in build_shape(desk).reasons
    assert list(build_actions(desk)) == []
