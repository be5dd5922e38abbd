"""The pages of a preview as they are now, between the thread that makes them and those that hand them out."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


@dataclass(frozen=True)
class Posted:
    """A page as it was last made; its version is higher than that of any made before."""

    html: str
    version: int

    @property
    def content(self) -> bytes:
        """The page as a browser gets it, with its version."""
        return self.html.replace("<body>", f'<body data-version="{self.version}">', 1).encode()


@dataclass
class Board:
    """The pages by their paths, and which of them somebody looks at, the last that was opened first."""

    pages: dict[str, Posted] = field(default_factory=dict)
    _watched: Counter[str] = field(default_factory=Counter)
    _news: Condition = field(default_factory=Condition)
    _version: int = 0

    def post(self, path: str, html: str) -> None:
        """Put a page in the place of the one before, and tell those who look at it; not where it is the same."""
        with self._news:
            if path in self.pages and self.pages[path].html == html:
                return
            self._version += 1
            self.pages[path] = Posted(html, self._version)
            self._news.notify_all()

    def next_version(self, path: str, seen: int, patience: float) -> int:
        """Return a page's version as soon as it is not `seen`, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self._version_of(path) != seen, patience)
            return self._version_of(path)

    @contextmanager
    def watching(self, path: str) -> Iterator[None]:
        """Have a page kept up to date meanwhile."""
        with self._news:
            count = self._watched.pop(path, 0)
            self._watched[path] = count + 1
            self._news.notify_all()
        try:
            yield
        finally:
            with self._news:
                self._watched[path] -= 1

    @property
    def watched(self) -> tuple[str, ...]:
        """The paths of the pages that somebody looks at."""
        with self._news:
            return tuple(path for path, count in reversed(self._watched.items()) if count > 0)

    def wait(self, seconds: float) -> None:
        """Wait until somebody opens a page, or so long."""
        with self._news:
            self._news.wait(seconds)

    def _version_of(self, path: str) -> int:
        return self.pages[path].version if path in self.pages else 0
