"""Why a file cannot be taken in."""


class CsvFileError(Exception):
    """A file that says too little, or says it wrongly: nothing of it is taken.

    The texts never quote the file: it is known to the user, and may hold a meter's number.
    """

    def __init__(self, key: str, **placeholders: str | int) -> None:
        """Keep the reason.

        Args:
            key: The reason as the key of a message.
            placeholders: What the message needs; `line` is the number of the line, the first being 1.

        """
        super().__init__(key)
        self.key = key
        self.placeholders = {name: str(value) for name, value in placeholders.items()}
