"""Queries of boards as SQL: over the tables of a store, without its state in memory, with the same rows as the interpreter."""
