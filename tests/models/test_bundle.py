"""The bundle: complete, signed, safe to load, and honest about which scorer serves."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile

import numpy as np
import pandas as pd
import pytest

from modelyard.artifacts import (
    BundleRequest,
    build_bundle,
    load_pipeline,
    pack,
    read_reference,
    read_signature,
    unpack,
    verify,
)
from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.core.paths import config_dir
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec
from modelyard.domain.models import InputField, Signature
from tests.server import support

FILES = {
    "manifest.json", "MLmodel", "requirements.txt", "python_env.yaml", "input_example.json",
    "serving_input_example.json", "model.skops", "reference.json", "card.md", "scorer/preprocess.json",
}  # fmt: skip


def test_the_files_are_those_of_the_design(bundles):
    for algorithm, folder in bundles.items():
        found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        forest = algorithm in ("random_forest", "hist_gradient_boosting")
        assert found == FILES | ({"scorer/trees.json", "scorer/trees.npz"} if forest else {"scorer/linear.json"})
        manifest = json.loads((folder / "manifest.json").read_text())
        assert set(manifest["files"]) == found - {"manifest.json"}
        assert manifest["parity"]["max_difference"] <= 1e-12
        assert manifest["parity"]["rows"] == 2_000
        assert manifest["parity"]["edge_rows"] > 100
        assert (manifest["name"], manifest["version"], manifest["classes"]) == ("late-arrival", 3, ["false", "true"])
        card = (folder / "card.md").read_text()
        assert "# late-arrival v3" in card
        assert "- Training rows: 20,000" in card


def test_parity_tries_the_splits_themselves(bundles):
    for algorithm in ("random_forest", "hist_gradient_boosting"):
        manifest = json.loads((bundles[algorithm] / "manifest.json").read_text())
        assert manifest["parity"]["edge_rows"] > 1_000


def test_what_went_in_comes_out(bundles, pipelines, flights):
    folder = bundles["hist_gradient_boosting"]
    assert read_reference(folder) == support.REFERENCE
    assert read_signature(folder) == support.SIGNATURE
    frame = support.prepare_frame(support.april(flights), support.COLUMNS)
    for algorithm, pipeline in pipelines.items():
        given = load_pipeline(bundles[algorithm]).predict_proba(frame)
        assert np.abs(given - pipeline.predict_proba(frame)).max() <= 1e-15


def test_verify_notices_every_change(bundles, tmp_path):
    import shutil

    folder = bundles["logistic_regression"]
    assert verify(folder).name == "late-arrival"
    for name in [*sorted(FILES - {"manifest.json"}), "scorer/linear.json"]:
        copy = shutil.copytree(folder, tmp_path / name.replace("/", "-"))
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(content)
        with pytest.raises(InputError, match=f"{name} was altered"):
            verify(copy)
    copy = shutil.copytree(folder, tmp_path / "manifest")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["threshold"] = 0.1
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="not signed with this computer's key"):
        verify(copy)
    assert verify(copy, signature=False).threshold == 0.1


def test_the_key_is_private_and_stays(bundles, monkeypatch, tmp_path):
    key = config_dir() / "bundle.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32
    verify(bundles["baseline"])
    monkeypatch.setenv("MODELYARD_CONFIG_DIR", str(tmp_path / "another"))
    with pytest.raises(InputError, match="not signed with this computer's key"):
        verify(bundles["baseline"])


def test_a_damaged_key_is_a_sentence(bundles, monkeypatch, tmp_path):
    monkeypatch.setenv("MODELYARD_CONFIG_DIR", str(tmp_path))
    (tmp_path / "bundle.key").write_text("not hexadecimal")
    with pytest.raises(AppError, match="cannot be used"):
        verify(bundles["baseline"])


def test_a_foreign_type_is_refused_by_name(tmp_path):
    """A file whose schema names a function that runs commands is refused before anything is made of it."""
    import skops.io
    from sklearn.preprocessing import FunctionTransformer

    skops.io.dump(FunctionTransformer(os.system), tmp_path / "model.skops")
    with pytest.raises(InputError, match=r"(posix|nt|os)\.system"):
        load_pipeline(tmp_path)


def request(frame, signature=support.SIGNATURE):
    return BundleRequest("m", 1, signature, "A", {}, support.REFERENCE, frame)


def test_a_pipeline_with_foreign_types_leaves_no_bundle(flights, pipelines, tmp_path):
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    frame = support.april(flights, 50)
    steps = pipelines["baseline"].steps
    odd = Pipeline([steps[0], ("odd", FunctionTransformer(os.fspath)), steps[1]])
    with pytest.raises(InputError, match="not on the list of trusted types"):
        build_bundle(odd, request(frame), tmp_path / "bundle", support.Context())
    assert not (tmp_path / "bundle").exists()


def test_wrong_requests(flights, pipelines, tmp_path):
    frame = support.april(flights, 50)
    with pytest.raises(InputError, match="no column called 'carrier'"):
        build_bundle(
            pipelines["baseline"], request(frame.drop(columns="carrier")), tmp_path / "bundle", support.Context()
        )
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    with pytest.raises(InputError, match="is not empty"):
        build_bundle(pipelines["baseline"], request(frame), tmp_path / "full", support.Context())


def test_cancelling_leaves_nothing(flights, pipelines, tmp_path):
    class Cancelled(support.Context):
        def check_cancelled(self):
            if self.fractions[-1] and self.fractions[-1] > 0.5:
                raise CancelledError

    with pytest.raises(CancelledError):
        build_bundle(pipelines["random_forest"], request(support.april(flights, 50)), tmp_path / "bundle", Cancelled())
    assert not (tmp_path / "bundle").exists()


def test_a_scorer_that_differs_is_not_used(flights, pipelines, tmp_path, monkeypatch):
    """The gate itself: one threshold moved by its last bit is found, and scikit-learn serves."""
    from modelyard.artifacts import compiler, trees

    honest = trees.compile_boosting

    def moved(model, width):
        tree, arrays = honest(model, width)
        delay = len(support.COLUMNS) - 5  # categories first: dep_delay follows the 3 of them
        start, end = arrays["offsets"][delay], arrays["offsets"][delay + 1]
        middle = (start + end) // 2
        arrays["thresholds"][middle] = np.nextafter(arrays["thresholds"][middle], -np.inf)
        return tree, arrays

    monkeypatch.setattr(trees, "compile_boosting", moved)
    assert compiler
    context = support.Context()
    frame = support.april(flights)
    made = build_bundle(pipelines["hist_gradient_boosting"], request(frame), tmp_path / "bundle", context)
    assert made.scorer == made.parity.scorer == "sklearn"
    assert made.parity.max_difference > 1e-12
    assert "differed from scikit-learn by" in made.parity.reason
    assert not (tmp_path / "bundle" / "scorer").exists()
    assert any("Served by scikit-learn" in line for line in context.lines)
    assert verify(tmp_path / "bundle").scorer == "sklearn"


@pytest.mark.parametrize("algorithm", ["logistic_regression", "random_forest", "hist_gradient_boosting"])
def test_awkward_training_data_is_served_fast_and_exactly(algorithm, tmp_path):
    """Booleans, an all-missing column, a constant one, rare categories, odd names, missing in training."""
    from modelyard.training.features import make_pipeline, prepare_frame

    generator = np.random.default_rng(5)
    n = 3_000
    columns = {
        "flag": ColumnType.BOOLEAN, "empty": ColumnType.NUMBER, "constant": ColumnType.INTEGER,
        "Größe, m²": ColumnType.NUMBER, "kind": ColumnType.TEXT, "void": ColumnType.TEXT, "stamp": ColumnType.INTEGER,
    }  # fmt: skip
    if algorithm == "hist_gradient_boosting":
        del columns["empty"]  # scikit-learn 1.9 cannot bin a numeric column without values
    size = generator.normal(size=n) * 1e-3
    frame = pd.DataFrame(
        {
            "flag": pd.Series(generator.integers(0, 2, n).astype(bool), dtype=object).where(generator.random(n) > 0.1),
            "empty": np.full(n, np.nan),
            "constant": np.full(n, 7),
            "Größe, m²": np.where(generator.random(n) < 0.2, np.nan, size),
            "kind": pd.Series(generator.zipf(1.6, n).astype(str), dtype=object).where(generator.random(n) > 0.1, None),
            "void": np.full(n, None),
            "stamp": generator.integers(1_700_000_000, 1_800_000_000, n),
        }
    )
    target = (size + (frame.flag == True) * 1e-3 + generator.normal(size=n) * 1e-3 > 0).astype(int)  # noqa: E712
    pipeline = make_pipeline(columns, support.PLAIN, AlgorithmSpec(algorithm), 0).fit(
        prepare_frame(frame, columns), target
    )
    signature = Signature(tuple(InputField(name, kind) for name, kind in columns.items()), "y", ("no", "yes"))
    made = build_bundle(pipeline, request(frame, signature), tmp_path / "bundle", support.Context())
    assert made.parity.reason == ""
    assert made.scorer == ("linear" if algorithm == "logistic_regression" else "trees")
    assert made.parity.max_difference <= 1e-12


def test_a_tar_depends_on_the_content_only(bundles, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(bundles["baseline"], copy, copy_function=shutil.copyfile)
    os.utime(copy / "card.md", (1, 1))
    (copy / "MLmodel").chmod(0o600)
    first = pack(bundles["baseline"], tmp_path / "a.tar")
    second = pack(copy, tmp_path / "b.tar")
    assert first.read_bytes() == second.read_bytes()
    unpacked = unpack(first, tmp_path / "unpacked")
    verify(unpacked)
    with pytest.raises(InputError, match="not empty"):
        unpack(first, unpacked)


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, 0 if kind != tarfile.REGTYPE else 1
    return info


@pytest.mark.parametrize(
    "members",
    [
        [member("../evil")],
        [member("/etc/evil")],
        [member("a/../../evil")],
        [member("a\\..\\evil")],
        [member("C:evil")],
        [member("link", tarfile.SYMTYPE, "/etc")],
        [member("link", tarfile.SYMTYPE, "."), member("link/evil")],
        [member("hard", tarfile.LNKTYPE, "/etc/passwd")],
        [member("fifo", tarfile.FIFOTYPE)],
        [member("device", tarfile.CHRTYPE)],
        [member("twice"), member("TWICE")],
        [member(f"many{i}") for i in range(1_001)],
    ],
)
def test_a_tar_that_leads_elsewhere_is_refused(members, tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for info in members:
            tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(InputError):
        unpack(tmp_path / "evil.tar", tmp_path / "inner" / "folder")
    assert list((tmp_path / "inner").rglob("*")) == [tmp_path / "inner" / "folder"]
    assert not (tmp_path / "evil").exists()


def test_a_tar_that_is_none_or_cut_off(bundles, tmp_path):
    whole = pack(bundles["baseline"], tmp_path / "a.tar").read_bytes()
    for content in (b"", b"hello" * 1000, whole[:5_000], whole[: len(whole) // 2]):
        (tmp_path / "bad.tar").write_bytes(content)
        with pytest.raises(InputError, match="is damaged"):
            unpack(tmp_path / "bad.tar", tmp_path / "folder")
        assert list((tmp_path / "folder").iterdir()) == []
    with pytest.raises(FileNotFoundError):
        unpack(tmp_path / "absent.tar", tmp_path / "other")


def test_pack_refuses_links(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="no plain file"):
        pack(tmp_path / "folder", tmp_path / "a.tar")
