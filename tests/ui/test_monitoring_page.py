"""The Monitoring page over a real workspace: a served model, traffic, drift, labels that come late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from modelyard.core.changes import Changes, Kind
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.deployments import Backend, LaunchRequest
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.monitoring import Distribution, Grain
from modelyard.jobs.pool import LightPool
from modelyard.services import deployments, models, monitoring, sample
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.monitoring import MonitoringPage
from modelyard.ui.pages.monitoring import facts as words
from modelyard.ui.pages.monitoring.labels_dialog import LabelsDialog
from modelyard.ui.pages.monitoring.side import VerdictRow
from modelyard.ui.widgets.chart_card import ChartCard
from tests.ui.data_support import Until, opened

FEATURES = ("dep_delay", "distance", "carrier", "origin")


@pytest.fixture
def workspace(window: MainWindow, pool: LightPool, tmp_path: Path) -> Iterator[Workspace]:
    with opened(window, pool, tmp_path / "lab.modelyard") as made:
        yield made
        for found in deployments.deployments(made):
            made.wait(deployments.delete(made, found.id)[0].id)


def _page(window: MainWindow) -> MonitoringPage:
    page = window.page("monitoring")
    assert isinstance(page, MonitoringPage)
    return page


def _drawn(card: ChartCard) -> bool:
    return not card.view.busy


def _serve(workspace: Workspace, folder: Path) -> tuple[str, str]:
    """Import two weeks of flights, train, register and launch as a local process; returns deployment and version."""
    csv = folder / "flights.csv"
    query = f"SELECT * FROM '{sample.flights_file()}' WHERE (month = 1 AND day <= 10) OR (month = 4 AND day <= 16)"
    duckdb.sql(query).write_csv(str(csv))
    version_id = workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "flights"))[0].id).result[
        "version_id"
    ]
    spec = ExperimentSpec(
        "late", version_id, "late", FEATURES, (AlgorithmSpec("logistic_regression"),), where="month = 1"
    )
    run = experiments.start(workspace, spec)[0][0]
    assert run.job_id is not None
    workspace.wait(run.job_id)
    model = workspace.wait(models.register(workspace, run.id, "late")[0].id).result["version_id"]
    job, _ = deployments.launch(workspace, LaunchRequest("late-live", model, backend=Backend.PROCESS))
    return workspace.wait(job.id).result["deployment_id"], version_id


def test_without_deployment_and_without_traffic_it_says_what_to_do(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    window.go("monitoring")
    page = _page(window)
    until(lambda: page.states.state == "empty")
    assert window.header.buttons["monitoring.labels"].isEnabled() is False


@pytest.mark.timeout(240)
def test_traffic_drift_and_late_labels(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path, qtbot: Any
) -> None:
    deployment_id, version_id = _serve(workspace, tmp_path)
    window.go("monitoring")
    page = _page(window)
    until(lambda: page.chosen is not None and page.states.state == "empty")

    where = "month = 4 AND dep_delay IS NOT NULL"
    sent = workspace.wait(sample.replay(workspace, deployment_id, version_id, where=where)[0].id).result
    workspace.runner.emit(monitoring.collect(workspace, deployment_id)[1] | Changes.of(Kind.MONITORING))

    def seen() -> int:  # the collector may have told of a part before
        return sum(p.rows for p in page.report.traffic) if page.report is not None else 0

    until(lambda: page.states.state == "full" and seen() == sent["rows"])
    assert page.report is not None
    assert f"{sent['rows']:,} rows" in page.requests.fact.text()
    assert page.report.grain is Grain.DAY
    rows = page.side.findChildren(VerdictRow)
    assert {r.point.feature for r in rows} == {*FEATURES, "prediction"}
    for card in (page.requests, page.latency, page.errors, page.drift, page.scores, page.quality):
        until(partial(_drawn, card))
        assert card.view.grab().toImage().isNull() is False

    rows[-1].click()
    chosen = rows[-1].point
    until(lambda: page.side.detail.title.text().startswith(chosen.feature))
    until(lambda: bool(page.side.sentence.text()))

    page.period.chosen.emit("day")
    page.period.set_key("day")
    page.reload()
    until(lambda: page.report is not None and page.report.grain is Grain.HOUR)

    page.period.set_key("all")
    page.reload()
    labels = tmp_path / "labels.csv"
    count = sample.write_labels_csv(workspace, version_id, labels, where)
    window.header.buttons["monitoring.labels"].click()
    dialog = window.findChildren(LabelsDialog)[0]
    dialog.path.setText(str(labels))
    dialog.path.editingFinished.emit()
    until(lambda: dialog.primary.isEnabled())
    assert (dialog.id_column.key(), dialog.label_column.key()) == ("prediction_id", "late")
    dialog.primary.click()
    until(lambda: bool(dialog.started))
    workspace.wait(dialog.started)
    until(lambda: page.report is not None and page.report.labelled == count)
    assert any(q.roc_auc is not None for q in page.report.quality)


def test_labels_that_cannot_be_read_keep_the_dialog_open(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _serve(workspace, tmp_path)
    found = deployments.deployments(workspace)[0]
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"")
    dialog = LabelsDialog(window, found, "late", str(broken))
    window.open_dialog(dialog)
    until(lambda: "empty" in dialog.failure.label.text())
    assert dialog.primary.isEnabled() is False
    dialog.reject()


def test_words_for_periods_and_shifts() -> None:
    start = datetime(2013, 4, 1, 10, tzinfo=UTC)
    assert words.span_text(start, datetime(2014, 1, 1, tzinfo=UTC)) == "Apr to Dec 2013"
    assert words.span_text(start, datetime(2014, 2, 1, tzinfo=UTC)) == "Apr 2013 to Jan 2014"
    assert words.span_text(start, start + timedelta(days=3)) == "1 to 4 Apr 2013"
    assert words.span_text(start, start + timedelta(hours=2)) == "1 Apr 2013"
    assert words.window_text(datetime(2013, 12, 16, tzinfo=UTC), Grain.WEEK) == "week of 16 Dec"
    assert [words.grain_of(timedelta(days=d)) for d in (1, 7, 90)] == [Grain.HOUR, Grain.DAY, Grain.WEEK]
    shifted = Distribution("dep_delay", ("below 0", "0 and up", "missing"), (0.0,), (50, 50, 0), (10, 90, 0))
    assert words.shift_sentence(shifted) == "below 0: 10\u00a0% of the rows, in training 50\u00a0%."
    assert "nothing to compare" in words.shift_sentence(Distribution("x", ("a",), (), (1,), (0,)))
