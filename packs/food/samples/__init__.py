"""Example data of the food pack, made anew where it is wanted."""
