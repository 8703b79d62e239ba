"""What is kept stays within its bound, and what goes is let go of."""

from __future__ import annotations

from kg.web.kept import Kept


def test_what_was_unused_for_longest_goes_first() -> None:
    gone: list[str] = []
    kept: Kept[int, str] = Kept(10, len, gone.append)
    kept.put(1, "aaaa")
    kept.put(2, "bbbb")
    assert kept.get(1) == "aaaa"
    kept.put(3, "cccc")
    assert gone == ["bbbb"]
    assert (1 in kept, kept.get(2), kept.weight) == (True, None, 8)


def test_a_value_in_the_place_of_another_lets_go_of_that_one() -> None:
    gone: list[str] = []
    kept: Kept[int, str] = Kept(10, len, gone.append)
    kept.put(1, "old")
    kept.put(1, "newer")
    assert (gone, kept.get(1), kept.weight) == (["old"], "newer", 5)


def test_a_value_beyond_the_bound_is_not_kept() -> None:
    gone: list[str] = []
    kept: Kept[int, str] = Kept(3, len, gone.append)
    kept.put(1, "much too long")
    assert (gone, kept.get(1), kept.weight) == (["much too long"], None, 0)
