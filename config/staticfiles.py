"""Third-party files are served from node_modules, by an explicit list: nothing else there is published."""

from collections.abc import Iterable
from typing import Any

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

VENDOR = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/sortable.min.js": "sortablejs/Sortable.min.js",
    # The common build has line, bar, pie and scatter, at two thirds of the whole.
    "vendor/echarts.min.js": "echarts/dist/echarts.common.min.js",
}


class VendorStorage(FileSystemStorage):
    """Reads node_modules under the names of VENDOR."""

    def path(self, name: str) -> str:
        return super().path(VENDOR.get(name, name))


class NodeModulesFinder(BaseFinder):
    """Finds the files of VENDOR, and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = VendorStorage(location=settings.BASE_DIR / "node_modules")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [source for name, source in VENDOR.items() if not self.storage.exists(name)]
        if not missing:
            return []
        return [Error(f"node_modules lacks {', '.join(missing)}; run `npm ci`.", id="config.E001")]

    def find(self, path: str, find_all: bool = False) -> Any:
        found = [self.storage.path(path)] if path in VENDOR and self.storage.exists(path) else []
        if find_all:
            return found
        # Django looks at the next finder after an empty list; None would count as found.
        return found[0] if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        for name in VENDOR:
            yield name, self.storage


class QuickCompressor(Compressor):
    """Brotli at quality 9: within 10% of its best for a thirtieth of the time, so that a start stays quick."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=9)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names for every file, and compressed twins beside them.

    References in style sheets are followed, and imports between our own scripts, so that a page never meets one script
    of today with another of yesterday. Scripts of others are taken as they are, and so are comments that point at
    source maps, which are not published.
    """

    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", """@import url("%(url)s")"""),
            ),
        ),
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return QuickCompressor(**kwargs)
