"""How jobs and audit entries are written: states, times, results, verbs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from modelyard.core.clock import now
from modelyard.domain.audit import AuditEntry
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.widgets.table_model import Cell

CHIPS = {
    JobState.QUEUED: (QT_TRANSLATE_NOOP("Activity", "Queued"), "neutral"),
    JobState.RUNNING: (QT_TRANSLATE_NOOP("Activity", "Running"), "run"),
    JobState.SUCCEEDED: (QT_TRANSLATE_NOOP("Activity", "Finished"), "ok"),
    JobState.FAILED: (QT_TRANSLATE_NOOP("Activity", "Failed"), "bad"),
    JobState.CANCELLED: (QT_TRANSLATE_NOOP("Activity", "Cancelled"), "neutral"),
    JobState.INTERRUPTED: (QT_TRANSLATE_NOOP("Activity", "Interrupted"), "warn"),
}
RETRYABLE = (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
ICONS = {
    "dataset": "data", "experiment": "experiments", "run": "experiments", "model": "models",
    "deployment": "deployments", "monitoring": "monitoring", "job": "activity", "workspace": "folder",
}  # fmt: skip
VERBS = {
    "import": QT_TRANSLATE_NOOP("Activity", "Imported"),
    "anyway": QT_TRANSLATE_NOOP("Activity", "Imported anyway"),
    "refresh": QT_TRANSLATE_NOOP("Activity", "Refreshed"),
    "schedule": QT_TRANSLATE_NOOP("Activity", "Scheduled"),
    "create": QT_TRANSLATE_NOOP("Activity", "Made"),
    "register": QT_TRANSLATE_NOOP("Activity", "Registered"),
    "launch": QT_TRANSLATE_NOOP("Activity", "Launched"),
    "start": QT_TRANSLATE_NOOP("Activity", "Started"),
    "started": QT_TRANSLATE_NOOP("Activity", "Started"),
    "stop": QT_TRANSLATE_NOOP("Activity", "Stopped"),
    "stopped": QT_TRANSLATE_NOOP("Activity", "Stopped"),
    "restart": QT_TRANSLATE_NOOP("Activity", "Restarted"),
    "delete": QT_TRANSLATE_NOOP("Activity", "Deleted"),
    "deleted": QT_TRANSLATE_NOOP("Activity", "Deleted"),
    "cancel": QT_TRANSLATE_NOOP("Activity", "Cancelled"),
    "retry": QT_TRANSLATE_NOOP("Activity", "Retried"),
    "finish": QT_TRANSLATE_NOOP("Activity", "Finished"),
    "alias": QT_TRANSLATE_NOOP("Activity", "Moved alias"),
    "rename": QT_TRANSLATE_NOOP("Activity", "Renamed"),
    "archive": QT_TRANSLATE_NOOP("Activity", "Archived"),
    "replay": QT_TRANSLATE_NOOP("Activity", "Replayed traffic"),
    "fill": QT_TRANSLATE_NOOP("Activity", "Filled with the sample"),
}
# the page a kind of job works for, and where in its result or parameters the id of what it made is
MADE = {
    "data": ("data", "version_id"), "experiments": ("experiments", "run_id"), "models": ("models", "version_id"),
    "sample": ("models", "version_id"), "deployments": ("deployments", "deployment_id"),
    "monitoring": ("monitoring", "deployment_id"),
}  # fmt: skip


def tr(text: object) -> str:
    """A text of this page's tables in the user's language."""
    return QCoreApplication.translate("Activity", str(text))


def took(job: Job, present: datetime | None = None) -> str:
    """How long a job ran, or has been running."""
    if job.started_at is None:
        return texts.MISSING
    end = job.ended_at or (present or now())
    return texts.duration(max(0.0, (end - job.started_at).total_seconds()))


def started(job: Job) -> Cell:
    """When a job started, or was asked for."""
    return Cell(texts.when(job.started_at or job.created_at), "text3")


def job_detail(job: Job) -> Cell:
    """What a job is doing, or why it failed."""
    if job.state is JobState.FAILED and job.error is not None:
        return Cell(job.error.message, "bad-text", tip=f"{job.error.message} {job.error.hint}".strip())
    if job.cancel_requested and not job.state.ended:
        return Cell(tr(QT_TRANSLATE_NOOP("Activity", "stopping")), "text2")
    text = job_result(job) if job.state is JobState.SUCCEEDED else job.text
    return Cell(text, "text2", tip=text)


def job_result(job: Job) -> str:
    """What a finished job made, in a few words."""
    result = job.result
    if isinstance(result.get("rows"), int):  # a comparison's rows are counts of its own
        rejected = f", {result['rejected']:,} kept aside" if result.get("rejected") else ""
        missing = sum(result.get("set_missing", {}).values())
        return f"{result['rows']:,} rows{rejected}{f', {missing:,} values set to missing' if missing else ''}"
    if isinstance(result.get("metrics"), dict) and "roc_auc" in result["metrics"]:
        return f"ROC AUC {texts.score(result['metrics']['roc_auc'])}"
    return str(result.get("url") or "")


def job_action(job: Job) -> Cell:
    """The button of a job's row."""
    if not job.state.ended and not job.cancel_requested:
        return Cell(button=tr(QT_TRANSLATE_NOOP("Activity", "Cancel")), button_icon="stop")
    if job.state in RETRYABLE:
        return Cell(button=tr(QT_TRANSLATE_NOOP("Activity", "Retry")), button_icon="refresh")
    return Cell()


def job_progress(job: Job) -> Cell:
    """A running job's bar and percent."""
    if job.state is not JobState.RUNNING:
        return Cell()
    if job.fraction is None:
        return Cell("", bar=0.0, bar_width=88)
    return Cell(texts.percent(job.fraction), bar=job.fraction, bar_width=88, small=True)


def verb(action: str) -> str:
    """An action as people say it: dataset.import is "Imported"."""
    word = action.rsplit(".", 1)[-1]
    return tr(VERBS[word]) if word in VERBS else word.replace("_", " ").capitalize()


def audit_detail(entry: AuditEntry) -> str:
    """What changed, in a line: "champion: v2 to v3". Ids and nested values are left out; the export has them."""
    parts = []
    for key in [*entry.after, *(k for k in entry.before if k not in entry.after)]:
        old, new = entry.before.get(key), entry.after.get(key)
        if key == "id" or key.endswith("_id") or isinstance(old, dict | list) or isinstance(new, dict | list):
            continue
        name = key.replace("_", " ").replace("roc auc", "ROC AUC")
        if key in entry.before and key in entry.after:
            parts.append(f"{name}: {_plain(old)} to {_plain(new)}")
        elif new is not None and new != "":
            parts.append(f"{name} {_plain(new)}")
    return ", ".join(parts)


def _plain(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    if "/" in text and Path(text).is_absolute():
        return Path(text).name
    return text if len(text) <= 40 else f"{text[:6]}…{text[-4:]}" if " " not in text else f"{text[:39]}…"


def seconds_taken(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return ((job.ended_at or now()) - job.started_at).total_seconds()


def made_by(job: Job) -> tuple[str, str] | None:
    """The page and the id of what a job made or worked on."""
    page, key = MADE.get(job.kind.split(".")[0], ("", ""))
    value = job.result.get(key) or job.params.get(key)
    return (page, value) if isinstance(value, str) and value else None


def moment(at: datetime) -> str:
    local = at.astimezone()
    present = now().astimezone()
    clock = f"{local.hour}:{local.minute:02d}"
    if local.date() == present.date():
        return tr(QT_TRANSLATE_NOOP("Activity", "Today {clock}")).format(clock=clock)
    short = texts.when(at)
    return short if ":" in short else f"{short} {clock}"
