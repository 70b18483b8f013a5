"""Runs side by side in the window: charts, all runs around them, real differences, why, and the report."""

from __future__ import annotations

from pathlib import Path

from modelyard.services.experiments import runs as experiments
from modelyard.ui.pages.experiments.compare.view import CompareView
from tests.ui.experiments_workspace import imported, show, trained

__all__ = ["imported", "trained"]


def compared(window, workspace, until, *numbers: int) -> CompareView:
    by_number = {r.number: r.id for r in experiments.runs(workspace)}
    page = show(window, workspace, ("compare", *(by_number[n] for n in numbers)))
    until(lambda: page._compare_view is not None and page._compare_view.curves.view.chart is not None)
    return page._compare_view


def test_the_parts_of_a_comparison(window, trained, until) -> None:
    view = compared(window, trained, until, 1, 2, 3)
    assert view.curves.view.chart.name == "ROC curve"
    view.curves.which.chosen.emit("2")
    assert view.curves.view.chart.name == "Calibration"
    around = view.around
    assert len(around.parallel.inside()) == 3
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
