"""The face of Bincard: command line and web application."""
