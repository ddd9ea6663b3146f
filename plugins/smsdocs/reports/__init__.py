"""Values to words: formats for findings and coverage, and the generated pages."""
