"""Writing a model bundle, checking it, and loading the pipeline from it."""

from __future__ import annotations

import hmac
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from modelyard.artifacts.card import render_card
from modelyard.artifacts.compiler import Compiled, Unsupported, compile_pipeline
from modelyard.artifacts.keys import signing_key
from modelyard.artifacts.mlflow_format import library_versions, write_mlflow_files
from modelyard.artifacts.parity import compare, reference_scores, specs, validation_rows
from modelyard.artifacts.request import BundleInfo, BundleRequest
from modelyard.core import clock, codec
from modelyard.core.errors import InputError
from modelyard.core.files import sync_dir, sync_file
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.domain.models import InputField, Parity, Signature
from modelyard.domain.monitoring import Reference
from modelyard_server import bundle as files
from modelyard_server.bundle import FileEntry, Manifest, OwnModule, file_digest, open_bundle, sign
from modelyard_server.errors import BundleError
from modelyard_server.own_code import bundle_file
from modelyard_server.predictor import load_fast
from modelyard_server.scorers.sklearn import load_trusted

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

REFERENCE = "reference.json"
CARD = "card.md"
EXAMPLE_ROWS = 3


def build_bundle(pipeline: Pipeline, request: BundleRequest, out_dir: Path, ctx: JobContext) -> BundleInfo:
    """Write the bundle of a fitted pipeline to the new or empty folder `out_dir`, synced to disk.

    The fast scorer is used only where it equals scikit-learn within 1e-12; otherwise `parity.reason` says why not.
    The folder is emptied when the work fails or is cancelled. Raises `InputError` for a folder that is not empty, a
    validation table without the model's columns, and a pipeline with types that are not on the trusted list.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    if any(out_dir.iterdir()):
        raise InputError(f"The folder {out_dir} is not empty.", "Choose another one.")
    absent = [f.name for f in request.signature.inputs if f.name not in request.validation.columns]
    if absent:
        raise InputError(f"The validation rows have no column called {absent[0]!r}.", "Register the run again.")
    try:
        return _build(pipeline, request, out_dir, ctx)
    except BaseException:
        shutil.rmtree(out_dir, ignore_errors=True)
        raise


def _build(pipeline: Pipeline, request: BundleRequest, folder: Path, ctx: JobContext) -> BundleInfo:
    now = clock.now()
    inputs = request.signature.inputs
    ctx.progress(0.05, "Writing the pipeline")
    write_pipeline(pipeline, folder / files.PIPELINE)
    ctx.check_cancelled()
    ctx.progress(0.4, "Loading it again")
    loaded = load_pipeline(folder)
    rows = validation_rows(request.validation, inputs)
    ctx.check_cancelled()
    ctx.progress(0.6, "Comparing the fast scorer with scikit-learn")
    parity = _write_scorer(pipeline, loaded, inputs, rows, folder)
    if parity.reason:
        ctx.log(f"Served by scikit-learn. {parity.reason}")
    ctx.check_cancelled()
    ctx.progress(0.9, "Writing the manifest")
    libraries = library_versions(folder / files.PIPELINE)
    _write_code(request, folder)
    write_mlflow_files(folder, request.signature, _example(rows, inputs), libraries, now)
    (folder / REFERENCE).write_text(codec.to_json(request.reference) + "\n", encoding="utf-8")
    (folder / CARD).write_text(render_card(request, parity, now), encoding="utf-8")
    entries = {name: FileEntry(file_digest(path), path.stat().st_size) for name, path in _files(folder)}
    no, yes = request.signature.classes
    manifest = Manifest(
        format=files.FORMAT,
        name=request.model_name,
        version=request.version,
        created_at=now.isoformat(),
        task="binary_classification",
        algorithm=request.algorithm_name,
        inputs=specs(inputs),
        target=request.signature.target,
        classes=(no, yes),
        threshold=request.signature.threshold,
        scorer=parity.scorer,
        parity=files.Parity(parity.scorer, parity.rows, parity.edge_rows, parity.max_difference, parity.reason),
        metrics={name: value for name, value in request.metrics.items() if math.isfinite(value)},
        libraries=libraries,
        files=entries,
        hmac="",
        own_code=tuple(OwnModule(one.estimator.name, one.estimator.sha256) for one in request.code),
    )
    _write_manifest(folder, manifest)
    for _, path in _files(folder):
        sync_file(path)
    sync_dir(folder)
    size = sum(path.stat().st_size for _, path in _files(folder))
    ctx.progress(1.0, f"{request.model_name} v{request.version} is ready")
    return BundleInfo(folder, file_digest(folder / files.MANIFEST), size, parity.scorer, parity)


def load_pipeline(bundle_dir: Path) -> Pipeline:
    """The fitted pipeline of a bundle, loaded with a fixed list of types.

    Raises `InputError` that names the first type not on the list. Does not check hashes; `verify` does.
    """
    return read_pipeline(bundle_dir / files.PIPELINE)


def read_pipeline(path: Path) -> Pipeline:
    """A fitted pipeline from a skops file, loaded with a fixed list of types; see `load_pipeline`."""
    try:
        pipeline: Pipeline = load_trusted(path)
    except BundleError as error:
        raise InputError(
            str(error), "Only use models that were made with Modelyard, or train it again from stock classes."
        ) from error
    return pipeline


def verify(bundle_dir: Path, signature: bool = True) -> Manifest:
    """Check every file against the manifest, and the manifest against this computer's key; return the manifest.

    With `signature` false the key is left out, for a bundle that another computer made. Raises `InputError`.
    """
    try:
        manifest = open_bundle(bundle_dir).manifest
    except BundleError as error:
        raise InputError(str(error), "Do not use it. Register the version again.") from error
    if signature:
        expected = sign((bundle_dir / files.MANIFEST).read_bytes(), signing_key())
        if not hmac.compare_digest(expected, manifest.hmac):
            raise InputError(
                f"The bundle of {manifest.name} v{manifest.version} was not signed with this computer's key.",
                "It was made elsewhere, or altered. Use it only if you trust where it came from.",
            )
    return manifest


def read_signature(bundle_dir: Path) -> Signature:
    """What a bundle takes and gives."""
    manifest = files.read_manifest(bundle_dir)[0]
    fields = tuple(
        InputField(s.name, ColumnType(s.type), s.required, s.nullable, s.minimum, s.maximum, s.categories)
        for s in manifest.inputs
    )
    return Signature(fields, manifest.target, manifest.classes, manifest.threshold)


def read_reference(bundle_dir: Path) -> Reference:
    """What training looked like, for monitoring."""
    return codec.from_json((bundle_dir / REFERENCE).read_bytes(), Reference)


def write_pipeline(pipeline: Pipeline, path: Path) -> None:
    """Write a fitted pipeline as a skops file. Raises `InputError` when it holds more than stock classes."""
    import skops.io

    try:
        skops.io.dump(pipeline, path, compresslevel=1)
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(
            "The pipeline cannot be written without unsafe pickling.",
            "Use stock scikit-learn classes only, no functions of your own.",
            repr(error),
        ) from error


def _write_scorer(
    pipeline: Pipeline,
    loaded: Pipeline,
    inputs: tuple[InputField, ...],
    rows: dict[str, list[Any]],
    folder: Path,
) -> Parity:
    """Compile, write scorer/, and keep it only where it is exact. The loaded pipeline has to equal the fitted one."""
    import numpy as np

    count = len(next(iter(rows.values()), []))
    if count and not np.array_equal(reference_scores(pipeline, inputs, rows), reference_scores(loaded, inputs, rows)):
        difference = np.abs(reference_scores(pipeline, inputs, rows) - reference_scores(loaded, inputs, rows)).max()
        if difference > 1e-12:
            raise InputError(
                "The pipeline predicts otherwise once it was written and read again.", "Report this as a bug."
            )
    scorer_dir = folder / "scorer"
    try:
        compiled = compile_pipeline(pipeline)
        scorer_dir.mkdir()
        _write_compiled(compiled, folder)
        parity = compare(loaded, compiled, load_fast(folder, compiled.kind), inputs, rows)
    except Unsupported as unsupported:
        parity = Parity("sklearn", 0, 0, 0.0, str(unsupported))
    if parity.scorer == "sklearn":
        shutil.rmtree(scorer_dir, ignore_errors=True)
    return parity


def _write_code(request: BundleRequest, folder: Path) -> None:
    """The texts of own code, which the server runs before it reads the model."""
    for one in request.code:
        path = folder / bundle_file(one.estimator.sha256)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(one.source.encode())


def _write_compiled(compiled: Compiled, folder: Path) -> None:
    import numpy as np

    (folder / files.PREPROCESS).write_bytes(msgspec.json.encode(compiled.preprocess))
    model = files.LINEAR if compiled.kind == "linear" else files.TREES
    (folder / model).write_bytes(msgspec.json.encode(compiled.model))
    if compiled.arrays:
        np.savez(folder / files.TREE_ARRAYS, allow_pickle=False, **compiled.arrays)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    signature = sign(msgspec.json.encode(manifest), signing_key())
    content = msgspec.json.encode(msgspec.structs.replace(manifest, hmac=signature))
    (folder / files.MANIFEST).write_bytes(msgspec.json.format(content, indent=1) + b"\n")


def _example(rows: dict[str, list[Any]], inputs: tuple[InputField, ...]) -> dict[str, list[Any]]:
    """A few rows without missing values, in the types a caller would send."""
    complete = [i for i, row in enumerate(zip(*rows.values(), strict=True)) if None not in row][:EXAMPLE_ROWS]
    kinds = {ColumnType.INTEGER: int, ColumnType.BOOLEAN: bool}
    return {f.name: [kinds.get(f.type, lambda v: v)(rows[f.name][i]) for i in complete] for f in inputs}


def _files(folder: Path) -> list[tuple[str, Path]]:
    paths = [(p.relative_to(folder).as_posix(), p) for p in folder.rglob("*") if p.is_file()]
    return sorted(paths)
