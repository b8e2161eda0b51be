"""What stops a start: a sentence for the person at the terminal, which says what to do next."""


class StartError(Exception):
    """Amends cannot start or go on as things are. The text says why and what to do."""
