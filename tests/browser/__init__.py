"""The site in a real browser. A package, for a second `conftest` beside the first would hide it."""
