"""Reads a site that was built: any folder with HTML, ours or not."""
