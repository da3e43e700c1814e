"""Calling a function with room for many calls below it.

CPython keeps the frames of Python calls in chunks of 16 KB. Where a template happens to be drawn right at the end of
one, each call asks the system for the next chunk and each return gives it back: two system calls and a page fault for
a call, a third of the time of the tests that ask for thousands of pages. A function that says that it needs much room
gets a chunk that is large enough for all below it.
"""

import functools

# Words of eight bytes, just over what fits into a quarter of a megabyte: the chunk is half of one then.
WORDS = 2**15


def _call(function, args, kwargs):
    return function(*args, **kwargs)


_call.__code__ = _call.__code__.replace(co_stacksize=WORDS)


def with_room(function):
    @functools.wraps(function)
    def roomy(*args, **kwargs):
        return _call(function, args, kwargs)

    return roomy
