"""The engine: a checked model becomes a rule graph, and runs over a store."""
