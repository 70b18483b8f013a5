"""Other tools' stores of runs, read and written without the tools themselves."""
