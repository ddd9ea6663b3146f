"""The topics of a management review, each with its live data."""
