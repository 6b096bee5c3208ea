import re

import pytest
from django.contrib.staticfiles.finders import get_finders

from config.staticfiles import HashedStaticFiles

IMPORTED = re.compile(r"""(?:from\s*|import\s*\(?\s*)["']\./([^"']+)["']""")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The scripts of our own as they are published, by the name that a template gives them."""
    folder = tmp_path_factory.mktemp("static")
    storage = HashedStaticFiles(location=folder)
    paths = {}
    for finder in get_finders():
        for path, source in finder.list([]):
            if path.startswith("js/"):
                storage.save(path, source.open(path))
                paths[path] = (storage, path)
    for _name, _hashed, processed in storage.post_process(paths):
        assert processed is not None
        assert not isinstance(processed, Exception), processed
    return {path: (folder / storage.stored_name(path)).read_text() for path in paths}


def test_a_published_script_imports_others_by_their_hashed_names(published):
    """A page that is new must not meet a part that its browser kept from the version before."""
    found = {path: IMPORTED.findall(text) for path, text in published.items()}
    named = [name for names in found.values() for name in names]
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in named), named
    parts = {path: {name.partition(".")[0] for name in names} for path, names in found.items()}
    assert parts["js/record.js"] == {"arithmetic"}
    assert parts["js/app.js"] == {"arithmetic", "charts"}
