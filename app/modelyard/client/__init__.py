"""Log runs from notebooks and scripts: `from modelyard.client import start_run`.

    with start_run("churn", name="first try") as run:
        run.log_params({"depth": 6, "rate": 0.1})
        for epoch in range(20):
            run.log_metric("loss", train_one(epoch))

Importing this takes a few milliseconds; what is heavy is imported by the first run.
"""

from modelyard.client.autolog import autolog
from modelyard.client.fluent import (
    active_run,
    end_run,
    flush,
    log_dict,
    log_figure,
    log_file,
    log_metric,
    log_metrics,
    log_model,
    log_param,
    log_params,
    log_text,
    resume_run,
    set_note,
    set_tag,
    set_tags,
    start_run,
)
from modelyard.client.run import Run

__all__ = [
    "Run",
    "active_run",
    "autolog",
    "end_run",
    "flush",
    "log_dict",
    "log_figure",
    "log_file",
    "log_metric",
    "log_metrics",
    "log_model",
    "log_param",
    "log_params",
    "log_text",
    "resume_run",
    "set_note",
    "set_tag",
    "set_tags",
    "start_run",
]
