"""The rules, a file per family; each is one function that sees only the snapshot."""
