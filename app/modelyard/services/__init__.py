"""One function per user action; each that writes returns `(result, Changes)`. Window, CLI and tests call these."""
