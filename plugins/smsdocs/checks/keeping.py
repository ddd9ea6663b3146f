"""SMS7xx: what is kept where and how long: tables, record locations, retention, documents of others."""

from __future__ import annotations
