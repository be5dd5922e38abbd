"""A new Python environment: what stops it is said in sentences. That one makes the same bytes is for `ccpi verify --fresh-environment`."""

from pathlib import Path

from builders import refusal, refusals

from ccpi_nb.review.environments import run_in_new_environment


def test_without_a_lock_file_there_is_nothing_to_make_it_from(tmp_path: Path) -> None:
    said = refusal(run_in_new_environment, tmp_path, tmp_path / "workbook", "2014-12-11")
    assert said == f"{tmp_path} has no requirements.lock or no pyproject.toml, from which a new environment could be made"


def test_a_lock_file_that_can_t_be_installed_is_said_with_pip_s_words(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("???\n")
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "again/workbook").mkdir(parents=True)
    said = refusals(run_in_new_environment, tmp_path, tmp_path / "again/workbook", "2014-12-11")
    assert all(sentence.startswith("requirements.lock can't be installed: ") for sentence in said)
    assert any("Invalid requirement" in sentence for sentence in said)
