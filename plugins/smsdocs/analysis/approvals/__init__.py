"""Who approved a text, and how well that is shown: from what git and the records hold to the best that counts."""
