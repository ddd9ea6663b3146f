"""Which file continues which, from the first landing to the tip: what landed with what, and whose work it is."""
