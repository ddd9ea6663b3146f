"""SMS7xx: risks, context, customers, suppliers, milestones: what nobody owns, or nobody has looked at."""

from __future__ import annotations
