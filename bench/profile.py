"""Where the time of extraction goes: ``python -m bench profile [PATH…]``.

Looks at the stack each millisecond of processor time while the documents (as ``bench.extraction`` takes them) are
read, which slows nothing down, and prints the share of each room, of the steps within it and of the functions that
are busiest themselves. Prints Markdown; ``docs/profile.md`` says what it showed.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from bench.extraction import Spent, documents, extract, load

EVERY = 0.001  # seconds
ROOMS = ("documents", "mentions", "statements")
STEPS = 24
FUNCTIONS = 16


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


class Samples:
    """What the stack showed, by room, by function with all it calls, and by function alone."""

    def __init__(self) -> None:
        self.rooms: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.alone: Counter[str] = Counter()

    def take(self, _signal: int, frame: FrameType | None) -> None:
        """Note where this process is."""
        places = [place for found in _frames(frame) if (place := _place(found))]
        if not places:
            return
        self.rooms[places[0].split("/")[0]] += 1
        self.alone[places[0]] += 1
        self.whole.update(set(places))


def _place(frame: FrameType) -> str:
    """``room/module.function`` of a frame in one of the rooms, else nothing; a library's time is its caller's."""
    path = Path(frame.f_code.co_filename)
    rooms = [part for part in path.parts[-3:-1] if part in ROOMS]
    return f"{rooms[0]}/{path.stem}.{frame.f_code.co_qualname}" if rooms else ""


def _table(head: str, counts: Sequence[tuple[str, int]], total: int) -> str:
    rows = "".join(f"| `{name}` | {count / total:.1%} |\n" for name, count in counts)
    return f"| {head} | share |\n| --- | ---: |\n{rows}"


def main(arguments: Sequence[str] = ()) -> None:
    """Measure and print."""
    spent, samples = Spent(), Samples()
    paths = documents([Path(argument) for argument in arguments])
    knowledge = load(spent)
    signal.signal(signal.SIGPROF, samples.take)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        for path in paths:
            extract(path, knowledge, spent)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    total = sum(samples.rooms.values())
    print(f"{len(paths)} documents, {spent}\n")
    print(_table("room", samples.rooms.most_common(), total))
    print(_table("step, with all it calls", samples.whole.most_common(STEPS), total))
    print(_table("function, alone", samples.alone.most_common(FUNCTIONS), total))


if __name__ == "__main__":
    main(sys.argv[1:])
