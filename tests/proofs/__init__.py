"""Proofs over checked models."""
