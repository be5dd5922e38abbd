"""The fixtures of pandas' own tests of extension arrays, as its authors ask for."""

from pandas.tests.extension.conftest import *  # noqa: F403
