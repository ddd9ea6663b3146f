"""Values to values: coverage, claims, links, review state."""
