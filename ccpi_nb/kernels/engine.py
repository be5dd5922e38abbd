"""What papermill loads by name: the engine `ccpi`.

`papermill --engine ccpi` has the warm kernels of a run, for notebooks of this Python; those of another kernel are run
by that kernel. Where there is no fork (Windows), Jupyter's own kernels serve, more slowly.

papermill loads this module while it is imported itself, so nothing of papermill's is imported here before it is used.
"""

from typing import Any

from nbformat import NotebookNode


class WarmEngine:
    """papermill's own engine, on warm kernels: what papermill asks of an engine.

    It takes papermill's options; `report` beside them is for a run of this workbook: see kernels/notebook_client.py.
    """

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run a notebook's cells, and return it.

        InputError where the parameters given are not those of the notebook.
        """
        from ccpi_nb.kernels.notebook_client import NotebookEngine

        notebook: NotebookNode = NotebookEngine.execute_notebook(nb, kernel_name, **options)
        return notebook

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the kernel to run a notebook with: `name`, or the one that it names.

        ValueError where there is none.
        """
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return a notebook's language, unless one is given. ValueError where the notebook doesn't say."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
