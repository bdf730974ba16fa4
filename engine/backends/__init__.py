"""Back ends: what runs a rule graph. All of them mean the same; the conformance suite proves it."""
