"""Boards at work: the answers to their queries, and what their tiles show."""
