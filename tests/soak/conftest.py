import pytest
from packs import Packs


@pytest.fixture(scope="session")
def _packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    return Packs(tmp_path_factory.mktemp("soak"))


@pytest.fixture
def packs(_packs: Packs) -> Packs:
    _packs.begin_again()
    return _packs
