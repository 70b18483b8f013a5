"""What goes into a bundle, and what came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.models import Parity, Signature
from modelyard.domain.monitoring import Reference

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """Everything a bundle says beside the fitted pipeline.

    `validation` holds raw feature columns (numbers, booleans, text; missing as NaN or None) of some thousand rows that
    the parity check compares on. `facts` are label -> text lines of the card, for example "Training rows": "80,789".
    `code` is the own code that the pipeline's objects are of.
    """

    model_name: str
    version: int
    signature: Signature
    algorithm_name: str
    metrics: dict[str, float]
    reference: Reference
    validation: pd.DataFrame
    facts: dict[str, str] = field(default_factory=dict)
    note: str = ""
    author: str = ""
    code: tuple[OwnSource, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """A bundle that was written. `digest` is the sha256 of its manifest, `size_bytes` the sum of its files."""

    path: Path
    digest: str
    size_bytes: int
    scorer: str
    parity: Parity
