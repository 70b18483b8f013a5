"""The Experiments stage: one function a user action; `*_work.py` is what a job runs in its child process."""
