"""What differs between two versions of a document: their fields, their words, and how that is said."""
