"""Tests of how the code is laid out, not of what it does."""
