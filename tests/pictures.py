"""The pictures of the README, taken of the sample as it is on a fixed day: `make screenshots`.

Each is as large as it says, takes less than 150 KB, and is the same for the same sample and browser.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import NO_CHROMIUM, find_chromium
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/pictures"
TODAY = "2026-06-30"
MOST = 150_000
DESK, PHONE = (1280, 800), (390, 760)
PICTURES = {
    "home": ("index.html", DESK, "light"),
    "home-phone": ("index.html", PHONE, "light"),
    "document": ("processes/incident-management/index.html", DESK, "light"),
    "document-dark": ("processes/incident-management/index.html", DESK, "dark"),
    "clause": ("standards/iso20000-1-2018/8.6.1.html", DESK, "light"),
    "clause-phone": ("standards/iso20000-1-2018/8.6.1.html", PHONE, "dark"),
    "matrix": ("traceability.html", DESK, "light"),
    "reviews": ("reviews.html", DESK, "light"),
    "certification": ("certification.html", DESK, "light"),
    "process-map": ("process-map.html", (1280, 640), "light"),
    "kpis": ("kpis.html", DESK, "light"),
    "audits": ("audits.html", DESK, "light"),
}
"""Name: page, size of the window, scheme."""


def main() -> int:
    """Build the sample, take every picture, and say how large each is."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write(f"{NO_CHROMIUM}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build = [sys.executable, "-m", "smsdocs", "build", "--site-dir", str(site)]
        subprocess.run(build, cwd=ROOT, check=True, env={**os.environ, "SMSDOCS_TODAY": TODAY})
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            sizes = {name: take(browser.new_page(), site, name) for name in PICTURES}
            browser.close()
    for name, size in sizes.items():
        sys.stdout.write(
            f"docs/pictures/{name}.png {size // 1000} KB{' (too large)' if size > MOST else ''}\n"
        )
    return int(max(sizes.values()) > MOST)


def take(page: Page, site: Path, name: str) -> int:
    """Take one picture, and return its size in bytes."""
    path, (width, height), scheme = PICTURES[name]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # light or dark
    page.set_viewport_size({"width": width, "height": height})
    page.goto((site / path).as_uri())
    page.wait_for_timeout(500)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled", scale="css")
    page.close()
    return file.stat().st_size


if __name__ == "__main__":
    raise SystemExit(main())
