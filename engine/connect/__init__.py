"""Ways in from the world outside: what others keep in their own forms becomes events."""
