"""The code that follows what was said without a name: shown once, stored as a hash."""

import hashlib
import secrets

from django.utils.crypto import salted_hmac

# Letters and digits that are not mistaken for each other when read aloud or copied by hand.
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 12


def code_hash(code: str) -> str:
    """How a follow code is stored. It has 59 bits of chance, so a plain hash cannot be tried through."""
    plain = "".join(letter for letter in code.lower() if letter in CODE_LETTERS)
    return hashlib.sha256(b"follow:" + plain.encode()).hexdigest()


def new_code(once: str = "", *what: str) -> str:
    """A code to follow an anonymous suggestion, in three groups of four. The same form (``once``, its random mark,
    and ``what`` was in it) sent twice gives the same code, so that whoever pressed Send twice still reads theirs. The
    mark is stored nowhere, so nobody reckons the code from what is stored: of the code itself there is only a hash."""
    if once:
        chance = salted_hmac("meetings.follow-code", "\0".join([once, *what]), algorithm="sha256").digest()
    else:
        chance = secrets.token_bytes(32)
    number = int.from_bytes(chance, "big")
    letters = ""
    for _place in range(CODE_LENGTH):
        number, at = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[at]
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))
