"""Conformance: what every back end must make of a pack and a stream of events. `cases` is data only; see its README."""
