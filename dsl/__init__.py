"""The language: text to a checked model, and back. Knows nothing of storage or the web."""
