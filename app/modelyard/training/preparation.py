"""The parts of a pipeline that make inputs of columns, by what the columns are and what the algorithm needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.spec import (
    Encoding,
    ExperimentSpec,
    Formula,
    Missing,
    Role,
    Scaling,
    Selection,
    Task,
)
from modelyard.training.catalogue import entries, own

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

# Hist gradient boosting takes at most 255 categories a feature, the one for rare values included.
MOST_CATEGORIES = 255
# One-hot: values seen in fewer rows share one column, as do those beyond the most frequent 200.
FEWEST_ROWS = 5
MOST_COLUMNS = 200

WEIGHING = frozenset(
    {
        entries.LINEAR_REGRESSION,
        entries.RIDGE,
        entries.LASSO,
        entries.ELASTIC_NET,
        entries.LOGISTIC_REGRESSION,
        entries.K_NEIGHBORS,
        entries.LINEAR_SVM,
        entries.KERNEL_SVM,
        entries.MULTI_LAYER_PERCEPTRON,
        entries.K_MEANS,
    }
)
"""Algorithms that measure distances or weigh inputs: they want numbers on one scale, and categories one-hot."""
_ONE_HOT = WEIGHING | {entries.NAIVE_BAYES}
_TAKES_MISSING = frozenset({entries.BASELINE, entries.HIST_GRADIENT_BOOSTING, entries.LIGHTGBM, entries.XGBOOST})
_DENSE = frozenset({entries.NAIVE_BAYES, entries.HIST_GRADIENT_BOOSTING})

Part = tuple[str, Any, list[str]]


@dataclass(frozen=True, slots=True)
class Preparer:
    """What one experiment and one algorithm do to columns."""

    spec: ExperimentSpec
    key: str
    seed: int

    @property
    def categorical(self) -> bool:
        """Whether the model itself is told which of its inputs are categories."""
        preparation = self.spec.preparation
        return (
            self.key == entries.HIST_GRADIENT_BOOSTING
            and self.encoding is Encoding.ORDINAL
            and preparation.select is None
        )

    @property
    def encoding(self) -> Encoding:
        """How categories become numbers."""
        chosen = self.spec.preparation.encoding
        if chosen is Encoding.TARGET and not self.spec.task.supervised:
            raise InputError("Without a target, categories cannot become mean targets.", "Choose another encoding.")
        if chosen is not Encoding.AUTO:
            return chosen
        return Encoding.ONE_HOT if self.key in _ONE_HOT or is_own(self.key) else Encoding.ORDINAL

    @property
    def _takes_missing(self) -> bool:
        return own.known(self.key).takes_missing if is_own(self.key) else self.key in _TAKES_MISSING

    @property
    def _dense(self) -> bool:
        return not own.known(self.key).takes_sparse if is_own(self.key) else self.key in _DENSE

    def number(self) -> Any:
        """What is done to a number: missing values filled, then scaled; "passthrough" for neither."""
        from sklearn.pipeline import Pipeline

        steps = [(name, step) for name, step in (("impute", self._impute()), ("scale", self._scale())) if step]
        if not steps:
            return "passthrough"
        return steps[0][1] if len(steps) == 1 else Pipeline(steps)

    def then_number(self, name: str, first: BaseEstimator) -> Any:
        """A step that makes numbers, and what is done to numbers."""
        from sklearn.pipeline import Pipeline

        rest = self.number()
        return first if rest == "passthrough" else Pipeline([(name, first), ("number", rest)])

    def _impute(self) -> Any:
        from sklearn.impute import SimpleImputer

        missing = self.spec.preparation.missing
        if missing is Missing.AUTO:
            if self._takes_missing and self.spec.preparation.select is None:
                return None
            missing = Missing.MEDIAN
        if missing is Missing.ZERO:
            return SimpleImputer(strategy="constant", fill_value=0.0, keep_empty_features=True)
        return SimpleImputer(strategy=missing.value, keep_empty_features=True)

    def _scale(self) -> Any:
        from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

        scaling = self.spec.preparation.scaling
        if scaling is Scaling.AUTO:
            scaling = Scaling.STANDARD if self.key in WEIGHING or is_own(self.key) else Scaling.NONE
        kinds = {Scaling.STANDARD: StandardScaler, Scaling.MIN_MAX: MinMaxScaler, Scaling.ROBUST: RobustScaler}
        return kinds[scaling]() if scaling in kinds else None

    def category(self, text: bool = True) -> Any:
        """What is done to categories, which are text or else numbers."""
        import numpy as np
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import Pipeline

        if not text:
            return self._encode()

        def impute(missing: float | None) -> SimpleImputer:
            return SimpleImputer(
                missing_values=missing, strategy="constant", fill_value="missing", keep_empty_features=True
            )

        # A SimpleImputer replaces either NaN or None; a frame from elsewhere may hold both.
        steps = [("impute_nan", impute(np.nan)), ("impute_none", impute(None)), ("encode", self._encode())]
        return Pipeline(steps)

    def _encode(self) -> Any:
        import numpy as np
        from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

        encoding = self.encoding
        if encoding is Encoding.ONE_HOT:
            return OneHotEncoder(
                handle_unknown="infrequent_if_exist", min_frequency=FEWEST_ROWS, max_categories=MOST_COLUMNS
            )
        if encoding is Encoding.TARGET:
            # The rows at hand may have two of several classes, which makes fewer inputs; whole numbers are no classes.
            kind = "auto" if self.spec.task.classifies else "continuous"
            return TargetEncoder(target_type=kind, cv=shuffled_folds(self.spec.task, 5, self.seed))
        unknown = np.nan if self.categorical else -1
        return OrdinalEncoder(
            handle_unknown="use_encoded_value",
            unknown_value=unknown,
            encoded_missing_value=unknown,
            max_categories=MOST_CATEGORIES,
        )

    def together(self, parts: Sequence[Part]) -> Any:
        """All parts as one step, followed by the choice of the best inputs where one is wanted."""
        from sklearn.compose import ColumnTransformer
        from sklearn.pipeline import Pipeline

        dense = {"sparse_threshold": 0.0} if self._dense or self._by_any_relation else {}
        columns = ColumnTransformer(list(parts), verbose_feature_names_out=False, **dense)
        if self.spec.preparation.select is None:
            return columns
        return Pipeline([("columns", columns), ("select", self._select())])

    @property
    def _by_any_relation(self) -> bool:
        """Whether inputs are ranked by mutual information, which takes all that is sparse for categories, so that
        numbers with many values always come first."""
        preparation = self.spec.preparation
        return preparation.select is not None and preparation.select_by is Selection.MUTUAL_INFORMATION

    def _select(self) -> Any:
        from functools import partial

        from sklearn.feature_selection import (
            SelectKBest,
            f_classif,
            f_regression,
            mutual_info_classif,
            mutual_info_regression,
        )

        preparation, task = self.spec.preparation, self.spec.task
        if not task.supervised:
            raise InputError("Without a target, no input is better than another.", "Keep all inputs.")
        if preparation.select is None or preparation.select < 1:
            raise InputError(f"{preparation.select} inputs cannot be kept.", "Keep at least one.")
        if preparation.select_by is Selection.F_SCORE:
            score: Any = f_classif if task.classifies else f_regression
        else:
            mutual = mutual_info_classif if task.classifies else mutual_info_regression
            score = partial(mutual, random_state=self.seed)
        return SelectKBest(score, k=preparation.select)


def shuffled_folds(task: Task, count: int, seed: int) -> Any:
    """Folds in an order drawn with a seed; each class keeps its share in each."""
    from sklearn.model_selection import KFold, StratifiedKFold

    return (StratifiedKFold if task.classifies else KFold)(count, shuffle=True, random_state=seed)


def column_parts(preparer: Preparer, columns: dict[str, ColumnType], roles: dict[str, Role]) -> list[Part]:
    """The parts for these columns by role, each left out when it has no columns. "numeric" and "category" come first:
    a model that is told which inputs are categories counts on it."""
    from sklearn.impute import MissingIndicator

    def having(role: Role, *kinds: ColumnType) -> list[str]:
        return [name for name, kind in columns.items() if roles[name] is role and kind in kinds]

    preparation = preparer.spec.preparation
    numbers = having(Role.NUMERIC, *_NUMERIC)
    parts: list[Part] = []
    if numbers:
        parts.append(("numeric", preparer.number(), numbers))
    if text := having(Role.CATEGORY, *(set(ColumnType) - _NUMERIC)):
        parts.append(("category", preparer.category(), text))
    if codes := having(Role.CATEGORY, *_NUMERIC):
        parts.append(("codes", preparer.category(text=False), codes))
    if numbers and preparation.missing_flags:
        parts.append(("flags", MissingIndicator(error_on_new=False), numbers))
    return [*parts, *_made_parts(preparer, having), *_formula_parts(preparer, columns)]


_NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN})


def _made_parts(preparer: Preparer, having: Any) -> list[Part]:
    """The parts whose first step is not scikit-learn's own: written numbers, dates, text."""
    from modelyard_server.transformers import DateParts, TextNumbers, WordWeights

    preparation = preparer.spec.preparation
    parts: list[Part] = []
    if written := having(Role.NUMERIC, ColumnType.TEXT):
        parts.append(("written", preparer.then_number("read", TextNumbers()), written))
    moments = [ColumnType.DATETIME, ColumnType.TEXT]
    for kind, types in (("date", [ColumnType.DATE]), ("datetime", moments), ("time", [ColumnType.TIME])):
        if dates := having(Role.DATE, *types):
            parts.append((kind, preparer.then_number("parts", DateParts(kind)), dates))
    for place, name in enumerate(having(Role.TEXT, ColumnType.TEXT)):
        words = WordWeights(preparation.text_words, preparation.text_pairs)
        parts.append((f"text_{place}", words, [name]))
    return parts


def formula_kind(kind: ColumnType) -> str:
    """What a column is in a formula."""
    return "number" if kind in _NUMERIC else kind.value


def check_formula(formula: Formula, columns: Mapping[str, ColumnType]) -> tuple[str, ...]:
    """The columns a formula takes. Raises `FormulaProblem`, an `InputError` with the place of what is wrong."""
    from modelyard_server.formulas import FormulaError, parse

    try:
        return parse(formula.expression, {name: formula_kind(kind) for name, kind in columns.items()}).columns
    except FormulaError as error:
        raise FormulaProblem(f"{formula.name}: {error.message}", error.hint, "", error.start, error.end) from error


class FormulaProblem(InputError):
    """A formula is wrong. `start` and `end` are the place, as letters of its text."""

    def __init__(self, message: str, hint: str, details: str, start: int, end: int) -> None:
        super().__init__(message, hint, details)
        self.start, self.end = start, end

    def __reduce__(self) -> tuple[type[FormulaProblem], tuple[str, str, str, int, int]]:  # type: ignore[override]
        return type(self), (self.message, self.hint, self.details, self.start, self.end)


def _formula_parts(preparer: Preparer, columns: Mapping[str, ColumnType]) -> list[Part]:
    """One part for all formulas, which take the columns they name."""
    from modelyard_server.transformers import Formulas

    formulas = preparer.spec.preparation.formulas
    if not formulas:
        return []
    taken: dict[str, None] = {}
    for formula in formulas:
        if not formula.name.strip() or formula.name in columns or [f.name for f in formulas].count(formula.name) > 1:
            raise InputError(f"A formula cannot be called {formula.name!r}.", "Give it a name that nothing else has.")
        taken |= dict.fromkeys(check_formula(formula, columns))
    if not taken:
        raise InputError("The formulas name no column, so they say the same of every row.", "Name a column in them.")
    kinds = {name: formula_kind(columns[name]) for name in taken}
    step = Formulas({f.name: f.expression for f in formulas}, kinds)
    return [("formulas", preparer.then_number("compute", step), list(taken))]


def category_inputs(parts: Sequence[Part]) -> list[int]:
    """The places of the categories among the model's inputs, where each category is one input."""
    counts = {name: len(columns) for name, _, columns in parts}
    start = counts.get("numeric", 0)
    return list(range(start, start + counts.get("category", 0) + counts.get("codes", 0)))
