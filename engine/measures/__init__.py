"""Measures over events: how they are kept (`incremental`) and what they mean (`naive`)."""
