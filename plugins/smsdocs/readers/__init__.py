"""The outside world, one source per file; everything that comes out is a value of the model."""
