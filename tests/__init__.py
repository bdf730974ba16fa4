"""Tests of Bincard; the folders mirror the source."""
