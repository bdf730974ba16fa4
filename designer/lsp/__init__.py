"""The language server: an editor's questions over stdio, answered by `dsl.services`."""
