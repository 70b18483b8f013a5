"""Why a score changed: parts that add up, and what cannot be told apart from chance."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from modelyard.core.errors import ConflictError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.attribution import Cause
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Task
from modelyard.services.data import datasets
from modelyard.services.experiments import why as service
from modelyard.services.workspace import Workspace
from modelyard.store.tables import runs as run_table
from tests.experiments.test_reproduce import WAIT, spec, trained, workspace  # noqa: F401


def found(workspace: Workspace, first: Run, second: Run, metric: str = "roc_auc"):  # noqa: F811
    job, _ = service.start_why(workspace, first.id, second.id, metric)
    workspace.wait(job.id, timeout=WAIT)
    one = service.attribution(workspace, first.id, second.id, metric)
    assert one is not None
    assert one.difference == pytest.approx(second.metrics[metric] - first.metrics[metric])
    assert sum(part.value for part in one.parts) == pytest.approx(one.difference, abs=1e-12)
    return one


def tree(depth: int) -> tuple[AlgorithmSpec, ...]:
    return (AlgorithmSpec("decision_tree", {"max_depth": depth}),)


@pytest.fixture(scope="module")
def asked(workspace) -> ExperimentSpec:  # noqa: F811
    return replace(spec(workspace, Task.BINARY), name="why", algorithms=tree(2))


@pytest.fixture(scope="module")
def first(workspace, asked) -> Run:  # noqa: F811
    return trained(workspace, asked)[0]


def test_one_change_has_it_all(workspace, asked, first) -> None:  # noqa: F811
    second = trained(workspace, replace(asked, algorithms=tree(12)))[0]
    one = found(workspace, first, second)
    assert [part.causes for part in one.parts] == [(Cause.PARAMETERS,)]
    assert [(f.name, f.then, f.now) for f in one.parts[0].facts] == [("max_depth", "2", "12")]
    assert one.fits == 0  # both ends are known
    assert one.paired
    assert "comes from parameters" in one.text


def test_three_changes_are_told_apart(workspace, asked, first) -> None:  # noqa: F811
    fewer = replace(asked, features=("distance", "month"), seed=11, algorithms=(AlgorithmSpec("naive_bayes"),))
    second = trained(workspace, fewer)[0]
    one = found(workspace, first, second)
    assert {part.causes for part in one.parts} == {(Cause.FEATURES,), (Cause.ALGORITHM,), (Cause.SEED,)}
    assert one.parts[0].causes == (Cause.FEATURES,), "the delay at departure says most"
    assert not one.paired, "another seed draws other hold-out rows"
    assert one.fits == 4
    assert one.parts[0].facts[0].then == "dep_delay, carrier, day"
    assert found(workspace, first, second, "log_loss").fits == 0, "halves are kept, with all their metrics"


def test_columns_that_only_the_new_data_has(workspace, asked, first, tmp_path) -> None:  # noqa: F811
    import pandas as pd

    from modelyard.services import sample

    rows = pd.read_parquet(sample.flights_file()).dropna(subset=["late", "arr_delay"]).head(1100)
    rows.assign(known=rows["arr_delay"].abs()).to_csv(tmp_path / "more.csv", index=False)
    workspace.wait(datasets.import_file(workspace, ImportRequest(str(tmp_path / "more.csv"), "more"))[0].id)
    version = datasets.find_version(workspace, "more")
    newer = replace(asked, dataset_version_id=version.id, features=(*asked.features, "known"), algorithms=tree(3))
    one = found(workspace, first, trained(workspace, newer)[0])
    assert {part.causes for part in one.parts} == {(Cause.DATA, Cause.FEATURES), (Cause.PARAMETERS,)}
    assert one.parts[0].name == "data and features and preparation"


def test_what_cannot_be_run_again_is_the_rest(workspace, asked, first) -> None:  # noqa: F811
    second = trained(workspace, asked)[0]
    assert found(workspace, first, second).parts == ()
    metrics = {**second.metrics, "roc_auc": second.metrics["roc_auc"] - 0.125}
    old = {"metrics": metrics, "environment": {**second.environment, "scikit-learn": "0.9"}}
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(run_table).where(run_table.c.id == second.id).values(**old))
    one = found(workspace, first, replace(second, metrics=metrics))
    assert [part.causes for part in one.parts] == [(Cause.REST,)]
    assert one.parts[0].value == pytest.approx(-0.125)
    assert [(f.name, f.now) for f in one.parts[0].facts] == [("scikit-learn", "0.9")]


def test_other_questions_are_refused(workspace, first) -> None:  # noqa: F811
    other = trained(workspace, spec(workspace, Task.REGRESSION, "ridge"))[0]
    with pytest.raises(ConflictError, match="different questions"):
        service.start_why(workspace, first.id, other.id, "roc_auc")
    with pytest.raises(InputError, match="itself"):
        service.start_why(workspace, first.id, first.id, "roc_auc")
