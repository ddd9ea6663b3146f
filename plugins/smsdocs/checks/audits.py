"""SMS7xx: audits: coverage of the programme, impartial auditors, findings that are answered."""

from __future__ import annotations
