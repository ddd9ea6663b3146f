"""SMS6xx and SMS7xx: KPIs and objectives: targets, owners, values that are missing or off target."""

from __future__ import annotations
