"""The language reference: syntax from the grammar, words from the tables, meaning from `meaning`, examples from files."""
