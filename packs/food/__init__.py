"""The food pack: rules as text, and in `samples` a month of a frozen-food plant."""
