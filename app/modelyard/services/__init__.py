"""One function per user action. Each that writes returns `(result, Changes)`; window, CLI and tests call nothing else."""
