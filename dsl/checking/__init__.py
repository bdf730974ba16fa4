"""The stages of `dsl.check`: from names over types to rules; each module knows only those before it."""
