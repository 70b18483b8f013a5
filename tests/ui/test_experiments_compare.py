"""Runs side by side in the window: charts, all runs around them, real differences, why, and the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from modelyard.client import start_run
from modelyard.services.experiments import runs as experiments
from modelyard.ui.pages.experiments.compare.tags import RunTags
from modelyard.ui.pages.experiments.compare.view import CompareView
from tests.ui.experiments_workspace import imported, show, trained

__all__ = ["imported", "trained"]


def compared(window, workspace, until, *numbers: int) -> CompareView:
    by_number = {r.number: r.id for r in experiments.runs(workspace)}
    page = show(window, workspace, ("compare", *(by_number[n] for n in numbers)))
    until(lambda: page._compare_view is not None and page._compare_view.curves.view.chart is not None)
    return page._compare_view


@pytest.fixture(scope="module")
def scripted(trained) -> list[str]:
    """Two runs that a script logged, with histories of two metrics."""
    for rate in (1.0, 2.0):
        with start_run("scripts", workspace=trained.path) as run:
            for step in range(5):
                run.log_metrics({"loss": rate / (step + 1), "gain": rate * step})
    return [r.id for r in experiments.runs(trained) if r.experiment_name == "scripts"]


def test_the_parts_of_a_comparison(window, trained, until) -> None:
    view = compared(window, trained, until, 1, 2, 3)
    assert view.curves.view.chart.name == "ROC curve"
    view.curves.which.chosen.emit("2")
    assert view.curves.view.chart.name == "Calibration"
    around = view.around
    until(lambda: len(around.parallel.inside()) == 3)
    around.parallel.set_range("metrics.roc_auc", 0.5, 1.0)
    assert "ROC AUC" in around.fact.text()
    assert not around.clear_button.isHidden()
    around.clear_button.click()
    assert around.clear_button.isHidden()
    around._choose("scatter")
    around.across.set_key("algorithm")
    assert "Algorithm" in around.scatter.chart.table().columns
    until(lambda: "best ROC AUC" in around.sentence.text() or "better than" in around.sentence.text())
    assert len(around.differences.chart.table().rows) == 2


def test_why_is_found_out_on_demand_of_the_chosen_pair(window, trained, until) -> None:
    view = compared(window, trained, until, 1, 2, 3)
    view.around._choose("why")
    panel = view.around.why
    until(lambda: "between run 1 and run 2" in panel.sentence.text())
    by_number = {r.number: r.id for r in experiments.runs(trained)}
    panel.before.set_key(by_number[2])
    assert panel.sentence.text() == "Choose two different runs."
    assert panel.find_button.isHidden()
    panel.after.set_key(by_number[3])
    until(lambda: "between run 2 and run 3" in panel.sentence.text())
    panel.find_button.click()
    until(lambda: panel.table.rows.rowCount() == 1)
    assert [part.name for part in panel.table.rows.rows()] == ["parameters"]
    assert "parameters" in panel.sentence.text()


def test_people_choose_whose_curves_they_see(window, trained, until) -> None:
    view = compared(window, trained, until, 1, 2, 3)
    wanted = [view._runs[2].id, view._runs[0].id]
    view.curves.runs_chosen.emit(wanted)
    until(lambda: view.curves.part.text() == "2 of 3 runs")
    rows = view.curves.view.chart.table().rows
    assert {row[0] for row in rows} == {"Run 1", "Run 3"}
    assert "2 of 3 runs" in view.importance.fact.text()
    view.chosen.emit([r.id for r in view._runs[:2]])  # run 3 is taken out: run 1 was chosen, and stays so
    until(lambda: len(view._runs) == 2 and view.curves.part.text() == "1 of 2 runs")


def test_runs_of_scripts_are_compared_by_their_histories(window, trained, scripted, until, tmp_path: Path) -> None:
    page = show(window, trained, ("compare", *scripted))
    until(lambda: page._compare_view is not None and page._compare_view.curves.view.chart is not None)
    view = page._compare_view
    assert view.curves.view.chart.name == "History"
    assert view.importance.isHidden()
    view.curves.about.set_key("gain")
    until(lambda: "gain" in view.curves.view.chart.table().columns)
    assert {row[-1] for row in view.curves.view.chart.table().rows} == {0, 1, 2, 3, 4, 6, 8}
    view.exporting.write(scripted, tmp_path / "report.html")
    until(lambda: (tmp_path / "report.html").exists() and "</html>" in (tmp_path / "report.html").read_text("utf-8"))
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<article>") == 2


def test_tags_of_many_runs_are_all_there_with_the_button_in_sight(qtbot, house, trained, until) -> None:
    run = experiments.runs(trained)[0]
    many = [(replace(run, id=f"run {n}", number=n), "#000000") for n in range(1, 51)]
    tags = RunTags()
    qtbot.addWidget(tags)
    tags.resize(700, 80)
    tags.show()
    tags.show_runs(many)
    until(lambda: tags.verticalScrollBar().maximum() > 20)
    assert len(tags._tags) < 50  # the others are made when they are scrolled to

    def scrolled() -> bool:
        tags.verticalScrollBar().setValue(tags.verticalScrollBar().maximum())
        return list(tags._tags) == [r.id for r, _ in many]

    until(scrolled)
    tags.verticalScrollBar().setValue(0)
    assert tags.rect().contains(tags.add_button.mapTo(tags, tags.add_button.rect().bottomRight()))
    assert tags.heightForWidth(700) < 100
    removed: list[object] = []
    tags.removed.connect(removed.append)
    tags._tags["run 50"].removed.emit("run 50")
    assert removed == ["run 50"]
    tags.show_runs(many[:2])
    assert list(tags._tags) == ["run 1", "run 2"]
    assert not tags._tags["run 1"].what.isHidden()


def test_the_report_is_written(window, trained, until, tmp_path: Path) -> None:
    view = compared(window, trained, until, 1, 2)
    ids = [r.id for r in view._runs]
    for name, start in (("report.html", b"<!doctype html>"), ("report.pdf", b"%PDF-1")):
        path = tmp_path / name
        view.exporting.write(ids, path)
        until(lambda path=path, start=start: path.exists() and path.read_bytes().startswith(start))
    until(lambda: (tmp_path / "report.pdf").read_bytes().rstrip().endswith(b"%%EOF"))
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert b"/Subtype /Image" not in pdf  # charts are lines and letters, sharp at any size
    assert pdf.count(b"/Type /Page ") == 2
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.count("<article>") == 5
    assert "Run 2" in text
    assert "http" not in text.replace("http://www.w3.org", "")
