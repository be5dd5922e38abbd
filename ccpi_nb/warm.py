"""What a report needs, imported and tried out once: preloaded by the process that reports are forked from."""

import gc
import sys

# Builds a grammar for a second, to check international resource identifiers in JSON; jsonschema does without, and notebooks hold none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from matplotlib.figure import Figure  # noqa: E402

import ccpi_nb.making  # noqa: E402
import ccpi_nb.reports  # noqa: E402, F401
from ccpi_nb.charts import drawn  # noqa: E402

_figure = Figure()
_figure.subplots().plot([0, 1], [0, 1], label="first")
drawn(_figure, "The first chart loads the fonts", "A line.")

# What is here now is never garbage: a fork need not look through it, nor copy it by looking.
gc.collect()
gc.freeze()
