"""What an editor asks of the language: positions in, answers out. No protocol, no screen."""
