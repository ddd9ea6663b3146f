"""The pages of the site that nobody writes: values to Markdown whose blocks may be HTML."""
