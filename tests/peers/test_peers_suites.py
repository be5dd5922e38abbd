"""papermill's and nbclient's own tests, with our engine and kernels in the place of theirs: `make peers`.

Their source, and what their tests need beside it, is fetched for it.
"""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.peers

UNKNOWN_PARAMETER = "a parameter that the notebook doesn't have is refused"
OTHER_TYPE = "text is refused where the notebook has a whole number"
MOCKS = "it puts a mock in the place of papermill's client, which is not ours"
# What fails with our engine and not with papermill's own, and why it should.
PAPERMILL_FAILS = {
    "test_backslash_params": UNKNOWN_PARAMETER,
    "test_backslash_quote_params": UNKNOWN_PARAMETER,
    "test_double_backslash_quote_params": UNKNOWN_PARAMETER,
    "test_no_tags": UNKNOWN_PARAMETER,
    "test_no_v3_language_backport": UNKNOWN_PARAMETER,
    "test_from_version_4_4_upgrades": OTHER_TYPE,
    "test_default_start_timeout": MOCKS,
    "test_start_timeout": MOCKS,
}
PAPERMILL_NEEDS = ("azure-datalake-store<1", "azure-identity", "azure-storage-blob", "black", "boto3", "gcsfs", "moto")
NBCLIENT_NEEDS = ("ipywidgets", "pytest-asyncio", "testpath", "xmltodict", "flaky")

PAPERMILL_PLUGIN = """
from papermill.engines import papermill_engines
from ccpi_nb.kernels.engine import WarmEngine

for name in (None, "nbclient"):
    papermill_engines.register(name, WarmEngine)
"""
NBCLIENT_PLUGIN = """
from nbclient import NotebookClient
from ccpi_nb.kernels.piped_client import piped

create = NotebookClient.create_kernel_manager


def create_piped(client):
    client.km = piped(create(client))
    return client.km


NotebookClient.create_kernel_manager = create_piped
"""


def failures(source: Path, tests: str, extra: Path, plugin: str = "") -> set[str]:
    """The names of the tests that fail."""
    (extra / "ours.py").write_text(plugin)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "-W", "default", "-p", "ours", "--color=no", tests],
        cwd=source,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(extra), *filter(None, [os.environ.get("PYTHONPATH")])])},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = run.stdout.partition("short test summary info")[2]
    assert " passed" in run.stdout, run.stdout[-2000:]
    named = [line.split(" - ")[0].split("::") for line in summary.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return {names[-1] if names[-1] != "test" else "::".join(names[-2:]) for names in named}


def fetched(name: str, folder: Path, *needs: str) -> tuple[Path, Path]:
    """The source of an installed package, and a folder with what its tests need."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    one = f"{name}=={version(name)}"
    subprocess.run([*pip, "download", "--no-deps", "--no-binary", ":all:", "-d", str(folder), one], check=True)
    (archive,) = folder.glob("*.tar.gz")
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    extra = folder / "extra"
    subprocess.run([*pip, "install", "--target", str(extra), *needs], check=True)
    return archive.with_name(archive.name.removesuffix(".tar.gz")), extra


def test_papermill_s_own_tests_fail_only_where_more_is_promised(tmp_path: Path) -> None:
    source, extra = fetched("papermill", tmp_path, *PAPERMILL_NEEDS)
    theirs = failures(source, "papermill/tests", extra)
    ours = failures(source, "papermill/tests", extra, PAPERMILL_PLUGIN)
    assert ours - theirs == set(PAPERMILL_FAILS)


def test_nbclient_s_own_tests_pass_on_forked_kernels(tmp_path: Path) -> None:
    source, extra = fetched("nbclient", tmp_path, *NBCLIENT_NEEDS)
    theirs = failures(source, "tests/test_client.py", extra)
    assert failures(source, "tests/test_client.py", extra, NBCLIENT_PLUGIN) - theirs == set()
