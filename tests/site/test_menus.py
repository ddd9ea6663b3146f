"""The menu: branches that are drawn once per folder are those that the theme draws on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from built_site import build_site, copy_sample

from smsdocs.adapters.mkdocs.menus import Menus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("directory_urls", [False, True], ids=["files", "folders"])
def test_kept_branches_are_what_the_theme_draws(
    directory_urls: bool,  # noqa: FBT001  # a parameter of a test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same bytes on every page, with addresses of both kinds."""
    root = copy_sample(tmp_path / "sample")
    asked: list[str] = []

    def draw_anew(_: Menus, draw: Callable[..., str], *given: Any) -> str:  # noqa: ANN401  # whatever the theme hands over
        *item, page = given
        asked.append(page.url if page else "")
        return draw(*item)

    def make(name: str) -> dict[str, bytes]:
        built = build_site(
            root, tmp_path / name, monkeypatch, strict=False, use_directory_urls=directory_urls
        )
        return {path: text for path, text in built.files().items() if path.endswith(".html")}

    kept = make("kept")
    monkeypatch.setattr(Menus, "draw", draw_anew)
    assert make("drawn") == kept
    assert len(set(asked)) > 100
