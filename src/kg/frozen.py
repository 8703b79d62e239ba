"""Dataclasses that nobody may change, as cheap to make as those that one may.

At runtime ``frozen=True`` makes the making of an object take four times as long, since every field goes through
``object.__setattr__``; reading a corpus makes half a million. That nobody assigns to a field is therefore left to the
type checker, for which this ``dataclass`` is that of the standard library.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, **options: Any) -> Callable[[type], type]:
        """``dataclasses.dataclass``, but what is ``frozen`` only has a hash as frozen objects have it."""

        def made(cls: type) -> type:
            hashed = frozen and options.get("eq", True) and "__hash__" not in vars(cls)
            return dataclasses.dataclass(cls, unsafe_hash=hashed, **options)

        return made


__all__ = ["dataclass"]
