"""Opens a release's store, read-only: on disk, or loaded into memory where it is small."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Store

from kg.errors import ReleaseError
from kg.store.dump import open_dump
from kg.store.layout import Release

ENGINE = "pyoxigraph"


def open_store(release: Release, memory_quads: int = 0) -> Store:
    """The store of a release: in memory if it has at most ``memory_quads`` quads, else on disk.

    An in-memory store takes some 365 bytes per quad and answers small queries about twice as fast.
    Raises ReleaseError if the store is missing or damaged.
    """
    try:
        if release.quads > memory_quads:
            return Store.read_only(str(release.store))
        store = Store()
        with open_dump(release, "nquads") as dump:
            store.bulk_load(dump, RdfFormat.N_QUADS, lenient=True)
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise ReleaseError(
            f"the store is damaged ({error})", path=release.folder, remedy="run `kg build` again"
        ) from None
    return store
