"""What the Activity page says about finished jobs, whatever their results hold."""

from __future__ import annotations

from typing import Any

import pytest

from modelyard.core import clock
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.pages.activity.facts import job_result


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ({"rows": 1200, "rejected": 3}, "1,200 rows, 3 kept aside"),
        ({"rows": {"added": 4, "removed": 0}}, ""),  # a comparison of versions
        ({"rows": None}, ""),
        ({"metrics": {"roc_auc": 0.9123}}, "ROC AUC 0.9123"),
        ({"metrics": {"rmse": 4.0}}, ""),
        ({}, ""),
    ],
)
def test_a_result_is_said_in_a_few_words(result: dict[str, Any], text: str) -> None:
    job = Job("j", "data.compare", "Compare", JobState.SUCCEEDED, {}, clock.now(), "Ana", result=result)
    assert job_result(job) == text
