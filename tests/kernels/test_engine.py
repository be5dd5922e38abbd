"""Our kernels keep what Jupyter's own promise a notebook, and papermill what papermill's options promise."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from builders import notebook, refusal
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from small import until

from ccpi_nb.kernels import notebook_client
from ccpi_nb.kernels.kernel_specs import serves
from ccpi_nb.kernels.notebook_client import size_shown
from ccpi_nb.kernels.piped_client import KernelNotStarted, PipedClient, PipedManager, piped
from ccpi_nb.kernels.processes import CAN_FORK
from ccpi_nb.render.json_form import BLOCKS_MIME
from ccpi_nb.run.notebook_run import CellFailed, run_notebook
from ccpi_nb.run.workers import LocalCrew, Task

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="without fork Jupyter's own kernels serve")
ENGINES = ("nbclient", "ccpi")
ONE = "print(1 + 1)"
BLOCKED = "import time\ntime.sleep(60)"


def node(*cells: str, **metadata: Any) -> NotebookNode:
    made = nbformat.reads(notebook(*(("code", dedent(cell)) for cell in cells)), as_version=4)
    made.metadata.update(nbformat.from_dict(metadata))
    return made


def run(*cells: str, engine: str = "ccpi", given: dict[str, Any] | None = None, **options: Any) -> NotebookNode:
    made: NotebookNode = papermill.execute_notebook(
        node(*cells), None, given, engine_name=engine, progress_bar=False, **options
    )
    return made


def printed(made: NotebookNode) -> str:
    return "".join(output.text for output in made.cells[-1].outputs if output.get("name") == "stdout").strip()


# As in a fresh kernel

FACTS = """
import json, multiprocessing, os, sys
import matplotlib, numpy, pandas
import pandas._config.config as options

process = multiprocessing.current_process()
print(json.dumps({
    "process": [process.name, process.daemon, str(multiprocessing.parent_process())],
    "method": multiprocessing.get_start_method(),
    "arguments": [os.path.basename(sys.argv[0]), sys.argv[1], *sys.argv[3:]],
    "path": sys.path,
    "leads": [os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid()],
    "environment": sorted(os.environ),
    "input": sys.stdin.read(),
    "folder": os.getcwd(),
    "pandas": {name: str(pandas.get_option(name)).lower() for name in options._registered_options},
    "numpy": str(numpy.get_printoptions()),
    "matplotlib": {name: str(value) for name, value in matplotlib.rcParams.items()},
    "recursion": sys.getrecursionlimit(),
    "main": str(sys.modules["__main__"]),
    "missing": [name for name, module in sys.modules.items() if module is None],
    "history": get_ipython().history_manager.enabled,
    "builtins": sorted(dir(__import__("builtins"))),
}))
"""


@pytest.mark.parametrize("settings", ["", "figure.dpi: 77\n"])
def test_a_kernel_can_t_be_told_from_one_of_jupyter_s(tmp_path: Path, settings: str) -> None:
    if settings:
        (tmp_path / "matplotlibrc").write_text(settings)
    theirs, ours = (json.loads(printed(run(FACTS, engine=each, cwd=str(tmp_path)))) for each in ENGINES)
    assert ours == theirs


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("import multiprocessing as m\nwith m.Pool(1) as pool: print(pool.map(abs, [-1]))", "[1]"),
        ("import multiprocessing as m\nwith m.get_context('spawn').Pool(1) as pool: print(pool.map(abs, [-1]))", "[1]"),
        ("import multiprocessing as m\nwith m.get_context('forkserver').Pool(1) as p: print(p.map(abs, [-1]))", "[1]"),
        (
            "from concurrent.futures import ProcessPoolExecutor as E\nwith E(1) as pool: print(*pool.map(abs, [-1]))",
            "1",
        ),
        ("import multiprocessing as m\nwith m.Manager() as manager: print(manager.list([1]))", "[1]"),
        (
            "from distributed import Client, LocalCluster\n"
            "c = Client(LocalCluster(n_workers=1, processes=True, threads_per_worker=1, dashboard_address=None))\n"
            "print(c.submit(abs, -3).result())\nc.close()",
            "3",
        ),
        ("import os\nif os.fork() == 0: os._exit(3)\nprint(os.waitstatus_to_exitcode(os.wait()[1]))", "3"),
        ("import subprocess\nprint(subprocess.check_output(['cat'], text=True) == '')", "True"),
        (
            "import nbformat, papermill\n"
            "inner = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1 + 1')], metadata={'kernelspec': "
            "{'name': 'python3', 'display_name': '', 'language': 'python'}})\n"
            "made = papermill.execute_notebook(inner, None, engine_name='ccpi', progress_bar=False)\n"
            "print(made.cells[0].outputs[0].data['text/plain'])",
            "2",
        ),
    ],
    ids=["fork", "spawn", "forkserver", "executor", "manager", "dask", "os.fork", "program", "papermill"],
)
def test_a_cell_may_start_processes(cell: str, shown: str) -> None:
    assert printed(run(cell)).endswith(shown)


def test_what_a_cell_forks_and_lets_run_on_takes_no_cell_from_the_kernel() -> None:
    assert printed(run("import os\npid = os.fork()", "print('here')", "print(pid > 0)", execution_timeout=60)) == "True"


def test_what_is_due_at_the_end_of_python_is_done(tmp_path: Path) -> None:
    run(
        f"""
        import atexit, tempfile, weakref
        from pathlib import Path
        folder = Path({str(tmp_path)!r})
        atexit.register((folder / "registered").touch)
        unclosed = (folder / "unclosed").open("w")
        unclosed.write("x" * 10)
        temporary = tempfile.TemporaryDirectory(dir=folder)
        class Thing: pass
        thing = Thing()
        weakref.finalize(thing, (folder / "finalized").touch)
        """
    )
    assert {path.name for path in tmp_path.iterdir()} == {"registered", "unclosed", "finalized"}
    assert (tmp_path / "unclosed").read_text() == "x" * 10


def test_each_kernel_has_random_numbers_of_its_own() -> None:
    cell = "import random, numpy\nprint(numpy.random.rand(), random.random(), numpy.random.default_rng().random())"
    numbers = [printed(run(cell)).split() for _ in range(2)]
    assert all(one != other for one, other in zip(*numbers, strict=True))


def test_what_python_reads_of_the_environment_as_it_begins_is_as_it_stands_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = """
    import importlib.util, sys, tempfile, time
    print(time.tzname, tempfile.gettempdir(), sys.warnoptions, importlib.util.find_spec("beside") is not None)
    """
    before = printed(run(cell))
    (tmp_path / "beside.py").touch()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONWARNINGS", "error::ResourceWarning")
    theirs, ours = (printed(run(cell, engine=each)) for each in ENGINES)
    assert ours == theirs != before


def test_what_a_fork_left_out_of_its_imports_is_there_for_a_cell() -> None:
    cell = """
    import debugpy, jsonschema, rfc3987_syntax
    assert rfc3987_syntax.is_valid_syntax("iri", "http://a/")
    for draft in ("Draft7Validator", "Draft201909Validator", "Draft202012Validator"):
        kind = getattr(jsonschema, draft)
        for format in ("iri", "iri-reference", "uri", "date", "email"):
            validator = kind({"format": format}, format_checker=kind.FORMAT_CHECKER)
            print(draft, format, len(list(validator.iter_errors("not one <>"))))
    """
    theirs, ours = (printed(run(cell, engine=each)) for each in ENGINES)
    assert ours == theirs


def test_a_wide_frame_shows_the_columns_that_jupyter_shows() -> None:
    cell = "import pandas\npandas.DataFrame([range(40)])"
    theirs, ours = (run(cell, engine=each).cells[0].outputs[0].data for each in ENGINES)
    assert ours == theirs


def test_a_traceback_s_frames_are_not_looked_for_in_every_module() -> None:
    cell = "import inspect, sys\nprint(inspect.getabsfile(sys._getframe()) in inspect.modulesbyfile)"
    assert printed(run(cell)) == "True"
    with pytest.raises(PapermillExecutionError, match="RecursionError"):
        run("def f(): return f()\nf()")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_kernel_ends_with_whoever_started_it_and_so_does_what_it_started(tmp_path: Path, how: int) -> None:
    cell = f"""
    import os, subprocess, time
    from pathlib import Path
    program = subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path({str(tmp_path / "part")!r}).write_text(f"{{os.getpid()}} {{program.pid}}")
    os.rename({str(tmp_path / "part")!r}, {str(tmp_path / "told")!r})
    time.sleep(600)
    """
    source = tmp_path / "long.ipynb"
    nbformat.write(node(cell), source)
    command = [sys.executable, "-m", "papermill", "--engine", "ccpi", str(source), str(tmp_path / "out.ipynb")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        assert until((tmp_path / "told").exists)
        process.send_signal(how)
        process.wait()
        left = [int(number) for number in (tmp_path / "told").read_text().split()]
        assert until(lambda: not any(map(is_alive, left)), 10)
    finally:
        process.kill()


def is_alive(number: int) -> bool:
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_report_and_its_kernel_begin_with_their_imports_done(tmp_path: Path) -> None:
    """What a fork imports after it, each fork imports again."""
    path = stored(tmp_path, node("import json, sys\nprint(json.dumps([*sys.modules]))"))
    with LocalCrew(1) as crew:
        (done,) = crew.done([Task("the report", "tasks:loaded_after", (path,), 60)])
    runs, kernel = done.value
    assert not {*runs, *kernel} - {"encodings.utf_8_sig", "faulthandler"}


# Whoever starts papermill

SCRIPT = """
print("begun", flush=True)
import papermill
made = papermill.execute_notebook("one.ipynb", None, engine_name="ccpi", progress_bar=False)
print(made.cells[0].outputs[0].text, flush=True)
"""
POOL = """
import multiprocessing, papermill
def one(number):
    made = papermill.execute_notebook("one.ipynb", None, engine_name="ccpi", progress_bar=False)
    return made.cells[0].outputs[0].text.strip()
if __name__ == "__main__":
    print("begun", one(0), flush=True)
    with multiprocessing.get_context({method!r}).Pool(2) as pool: print(pool.map(one, range(2)))
"""


@pytest.mark.parametrize("stdin", [False, True])
def test_a_plain_script_runs_a_notebook_and_is_not_run_again(tmp_path: Path, stdin: bool) -> None:
    nbformat.write(node(ONE), tmp_path / "one.ipynb")
    (tmp_path / "script.py").write_text(SCRIPT)
    assert said(tmp_path, ["-"] if stdin else ["script.py"], SCRIPT).split() == ["begun", "2"]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_the_processes_of_a_pool_run_notebooks(tmp_path: Path, method: str) -> None:
    nbformat.write(node(ONE), tmp_path / "one.ipynb")
    (tmp_path / "pool.py").write_text(POOL.format(method=method))
    assert said(tmp_path, ["pool.py"]).splitlines() == ["begun 2", "['2', '2']"]


@pytest.mark.parametrize(
    "name",
    [
        "kernels.engine",
        "kernels.piped_client",
        "kernels.piped_kernel",
        "kernels.notebook_client",
        "run.notebook_run",
        "run.jobs",
        "kernels.forks",
    ],
)
def test_any_of_our_modules_may_be_imported_first(tmp_path: Path, name: str) -> None:
    code = f"import ccpi_nb.{name}\nfrom papermill.engines import papermill_engines as e\nprint(e.get_engine('ccpi'))"
    assert said(tmp_path, ["-c", code]) == "<class 'ccpi_nb.kernels.engine.WarmEngine'>\n"


def said(folder: Path, arguments: Sequence[str], given: str = "") -> str:
    command = [sys.executable, *arguments]
    ended = subprocess.run(command, input=given, capture_output=True, text=True, cwd=folder, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


# papermill's options, and what it writes


def test_a_run_without_parameters_does_not_take_those_of_an_earlier_one() -> None:
    made = node("1 + 1", papermill={"parameters": {"old": 1}})
    made.cells[0].metadata.update(nbformat.from_dict({"tags": ["injected-parameters"], "papermill": {}}))
    papermill.execute_notebook(made, None, engine_name="ccpi", progress_bar=False)


def test_parameters_given_now_are_looked_at_where_an_earlier_run_s_stand() -> None:
    made = node("months = 3", "months = 1", papermill={"parameters": {"months": 1}})
    made.cells[0].metadata.tags = ["parameters"]
    made.cells[1].metadata.tags = ["injected-parameters"]
    given = {"munths": 3}
    sentence = refusal(lambda: papermill.execute_notebook(made, None, given, engine_name="ccpi", progress_bar=False))
    assert sentence == "the notebook 'given' has no parameter 'munths'; did you mean 'months'?"


def test_a_kernel_is_asked_nothing_after_its_last_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be interrupted at its answer, as every kernel is before it is shut down, and say so."""
    asked: list[str] = []
    send = PipedClient.kernel_info

    def noting(client: PipedClient, *args: Any, **kwargs: Any) -> str:
        asked.append("kernel_info")
        return str(send(client, *args, **kwargs))

    monkeypatch.setattr(PipedClient, "kernel_info", noting)
    assert run(ONE).metadata.language_info.name == "python"
    assert asked == ["kernel_info"]


@pytest.mark.parametrize("options", [{}, {"record_timing": True}, {"record_timing": False}])
def test_what_is_written_beside_the_outputs_is_what_papermill_writes(options: dict[str, Any]) -> None:
    widget = """
    import comm
    comm.create_comm(target_name="jupyter.widget", metadata={"version": "2.1.0"}, comm_id="a", data={"state": {
        "_model_name": "LabelModel", "_model_module": "@jupyter-widgets/controls", "_model_module_version": "2.0.0"}})
    """
    theirs, ours = (run(widget, ONE, engine=each, **options) for each in ENGINES)
    assert ours.metadata.language_info == theirs.metadata.language_info
    assert ours.metadata.widgets == theirs.metadata.widgets
    timings = [[{*cell.metadata.get("execution", {})} for cell in made.cells] for made in (theirs, ours)]
    assert timings[0] == timings[1]


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 1},
        {"execution_timeout": 1},
        {"timeout_func": lambda cell: 1},
        {"timeout": 9, "execution_timeout": 1},
    ],
)
def test_a_cell_that_takes_longer_than_papermill_lets_it_is_told_of_papermill_s_option(options: dict[str, Any]) -> None:
    with pytest.raises(PapermillExecutionError) as failed:
        run(BLOCKED, **options)
    assert failed.value.evalue == (
        "the cell took longer than its 1 s; make it quicker, or give it more with papermill's execution_timeout "
        "(--execution-timeout)"
    )


def test_a_cell_may_be_interrupted_at_its_timeout_instead() -> None:
    with pytest.raises(PapermillExecutionError, match="KeyboardInterrupt"):
        run(BLOCKED, timeout=1, interrupt_on_timeout=True)


def test_a_large_picture_is_no_reason_for_papermill_to_stop() -> None:
    made = run("from IPython.display import HTML\nHTML('x' * 6_000_000)")
    assert len(made.cells[0].outputs[0].data["text/html"]) == 6_000_000


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("while True: print('x' * 10_000)", "it printed more than 100,000 characters; take the printing out"),
        (
            "print('x')\nfrom IPython.display import HTML\nHTML('x' * 200_000)",
            "what it shows takes more than 100,000 characters; show less, or a smaller picture",
        ),
    ],
)
def test_a_report_that_shows_too_much_is_told_what_was_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, sentence: str
) -> None:
    monkeypatch.setattr(notebook_client, "_MOST_SHOWN", 100_000)
    with pytest.raises(CellFailed, match=f"^notebooks/calls.ipynb, cell 1: {sentence}$"):
        run_notebook(stored(tmp_path, node(cell)), {})


def test_what_a_table_shows_counts_once_though_its_blocks_say_it_again() -> None:
    page = {"text/html": "<table>", "text/plain": "a table"}
    assert size_shown({**page, BLOCKS_MIME: [{"kind": "table"}] * 1000}) == size_shown(page) < 100


def stored(folder: Path, made: NotebookNode) -> Path:
    path = folder / "calls.ipynb"
    nbformat.write(made, path)
    return path


# Whose kernel

LAUNCH = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.mark.parametrize(
    ("argv", "more", "ours"),
    [
        ([sys.executable, *LAUNCH], {}, True),
        (["python", *LAUNCH], {}, True),
        (["python3", "-Xfrozen_modules=off", *LAUNCH], {}, True),
        ([sys.executable, "-m", "ipykernel", "-f", "{connection_file}"], {}, True),
        ([sys.executable, *LAUNCH, "--debug"], {}, True),
        (["/usr/bin/no-such-python", *LAUNCH], {}, False),
        ([os.path.realpath(sys.executable) + "-elsewhere", *LAUNCH], {}, False),
        ([sys.executable, "-O", *LAUNCH], {}, False),
        ([sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"], {}, False),
        ([sys.executable, *LAUNCH], {"env": {"OMP_NUM_THREADS": "1"}}, False),
        ([sys.executable, *LAUNCH], {"metadata": {"kernel_provisioner": {"provisioner_name": "other"}}}, False),
        ([sys.executable], {}, False),
        ([], {}, False),
    ],
)
def test_a_fork_serves_only_for_this_python_s_own_ipykernel(argv: list[str], more: dict[str, Any], ours: bool) -> None:
    assert serves(KernelSpec(argv=argv, language="python", **more)) is ours


def test_another_environment_s_python_is_not_this_one_though_both_are_links_to_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(os.path.realpath(sys.executable))
    assert not serves(KernelSpec(argv=[str(tmp_path / "python"), *LAUNCH], language="python"))


class OwnManager(AsyncKernelManager):
    """Somebody's own."""


def test_a_kernel_manager_of_somebody_s_own_is_left_to_them() -> None:
    manager = OwnManager()
    assert piped(manager) is manager
    assert isinstance(piped(AsyncKernelManager()), PipedManager)


def test_a_kernel_that_can_t_write_its_settings_says_why_and_prints_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "profile_default").symlink_to("profile_default")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    with pytest.raises(KernelNotStarted) as refused:
        papermill.execute_notebook(node(ONE), None, engine_name="ccpi", progress_bar=False)
    assert str(refused.value.why).startswith("[Errno 40] Too many levels of symbolic links: '")
    assert "Traceback" not in capfd.readouterr().err


@pytest.fixture
def other_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kernel 'other' that leaves a file where it was started, and takes what isn't Python for comments."""
    folder = tmp_path / "kernels" / "other"
    folder.mkdir(parents=True)
    program = folder / "start.sh"
    program.write_text(f'#!/bin/sh\ntouch {tmp_path}/started\nexec {sys.executable} -m ipykernel_launcher "$@"\n')
    program.chmod(0o755)
    spec = {"argv": [str(program), "-f", "{connection_file}"], "display_name": "Other", "language": "other"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    return tmp_path / "started"


def test_a_notebook_of_another_kernel_is_run_by_that_kernel(other_kernel: Path) -> None:
    kernel = {"name": "other", "display_name": "Other", "language": "other"}
    made = node(ONE, kernelspec=kernel)
    assert printed(papermill.execute_notebook(made, None, engine_name="ccpi", progress_bar=False)) == "2"
    assert other_kernel.exists()


@pytest.mark.parametrize(
    "kernel", [{"name": "other", "display_name": "Other"}, {"name": ".venv", "display_name": ".venv"}, None]
)
def test_a_report_is_run_by_the_workbook_s_own_python_whatever_kernel_it_names(
    tmp_path: Path, other_kernel: Path, kernel: dict[str, str] | None
) -> None:
    made = node("import sys\nprint(sys.executable)")
    made.metadata = nbformat.from_dict({"kernelspec": kernel} if kernel else {})
    assert printed(run_notebook(stored(tmp_path, made), {})) == sys.executable
    assert not other_kernel.exists()


def test_a_report_s_kernel_has_none_of_its_user_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("months = 99")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    path = stored(tmp_path, node("print(globals().get('months'), get_ipython().history_manager.enabled)"))
    assert printed(run_notebook(path, {})) == "None False"


HALF = "it shows half of a character (such as \\ud83d), which no file can hold; show the whole one"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (r"print('before \ud83d after')", HALF),
        (r"print('a' * 9); print('\ud83d'); print('b' * 9)", HALF),
        (r"import sys; print('\ud83d', file=sys.stderr)", HALF),
        (r"import warnings; warnings.warn('\ud83d')", HALF),
        ("class Half:\n    def __repr__(self): return '\\ud83d'\nHalf()", HALF),
        (r"from IPython.display import HTML; HTML('<p>\ud83d</p>')", HALF),
        (r"from IPython.display import display; display({'text/plain': 'x'}, metadata={'\ud83d': 1}, raw=True)", HALF),
        (r"import threading as t; a = t.Thread(target=print, args=['\ud83d']); a.start(); a.join()", HALF),
        (r"raise ValueError('\ud83d')", "stopped with ValueError"),
        (r"open('\ud83d')", "stopped with UnicodeEncodeError"),
        (
            r"from ccpi_nb.errors import InputError; raise InputError('\ud83d; write it again')",
            "\ud83d; write it again",
        ),
    ],
)
def test_half_a_character_stops_a_report_at_its_cell(tmp_path: Path, cell: str, why: str) -> None:
    with pytest.raises(CellFailed) as failed:
        run_notebook(stored(tmp_path, node(ONE, cell, ONE)), {})
    assert str(failed.value) == f"notebooks/calls.ipynb, cell 2: {why}"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (r"'\ud83d'", r"'\ud83d'"),
        (r"['\ud83d', 1]", r"['\ud83d', 1]"),
        (r"import os; os.write(1, b'a \xff b\n');", "a \ufffd b\n"),
        (r"import os; print(os.fsdecode(b'2014-\xff.csv'))", "2014-\ufffd.csv\n"),
        (r"print('\N{BAR CHART}')", "\U0001f4ca\n"),
        (r"get_ipython().set_next_input('\ud83d'); print(1)", "1\n"),
    ],
)
def test_what_jupyter_shows_in_its_place_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, shown: str
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it ipykernel does not hear what is written to a number
    outputs = run_notebook(stored(tmp_path, node(cell)), {}).cells[0].outputs
    assert [output.text if output.output_type == "stream" else output.data["text/plain"] for output in outputs] == [
        shown
    ]


def test_a_cell_that_finds_no_room_on_the_disk_says_so(tmp_path: Path) -> None:
    cell = "import errno\nraise OSError(errno.ENOSPC, 'No space left on device', 'secret')"
    with pytest.raises(CellFailed, match=r"cell 1: the disk: No space left on device; make room and run again$"):
        run_notebook(stored(tmp_path, node(cell)), {})
