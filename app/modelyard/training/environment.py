"""What a run's result depends on besides the data and the settings."""

from __future__ import annotations

import functools
import platform


def environment() -> dict[str, str]:
    """Versions of what computes, the platform, processor cores."""
    import joblib
    import numpy
    import pandas
    import scipy
    import sklearn

    return {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "pandas": pandas.__version__,
        "joblib": joblib.__version__,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": str(joblib.cpu_count()),
    }


@functools.cache
def _distributions() -> tuple[tuple[str, str], ...]:
    from importlib.metadata import distributions

    found = {str(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}
    return tuple(sorted(found.items(), key=lambda pair: pair[0].lower()))


def packages() -> dict[str, str]:
    """Every installed package and its version, by name."""
    return dict(_distributions())
