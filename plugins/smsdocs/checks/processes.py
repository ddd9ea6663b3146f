"""SMS6xx: processes: interfaces, procedures, records; scope, services and agreements that contradict each other."""

from __future__ import annotations
