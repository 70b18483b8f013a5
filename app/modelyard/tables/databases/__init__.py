"""Other people's databases, opened for reading only: their rows as text, converted as strictly as a file's."""
