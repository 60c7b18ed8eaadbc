"""Arrays that are made in one piece."""

import math

import numpy as np

from tracker.reactions.event_study.model import Floats


def block(*shapes: tuple[int, ...]) -> list[Floats]:
    """Arrays without values, carved from one block.

    The allocator keeps one large block for the next study; pieces it gives back to the system, and getting their pages
    again takes longer than all the arithmetic of ten thousand events.
    """
    sizes = [math.prod(shape) for shape in shapes]
    whole = np.empty(sum(sizes))
    found, start = [], 0
    for shape, size in zip(shapes, sizes, strict=True):
        found.append(whole[start : start + size].reshape(shape))
        start += size
    return found
