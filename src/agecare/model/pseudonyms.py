"""Names that nobody can trace back without the centre's key: the same id always has the same one."""

import hashlib
import hmac

import attrs

LEAST_KEY_BYTES = 16
_LETTERS = 16


def _long_enough(_: object, __: object, key: bytes) -> None:
    if len(key) < LEAST_KEY_BYTES:
        raise ValueError(f"a key has at least {LEAST_KEY_BYTES} bytes, this one has {len(key)}")


@attrs.frozen
class Pseudonyms:
    """Pseudonyms by HMAC-SHA256 with a key that stays at the centre and never appears in ``repr``.

    Without the key, ids (which are few and easy to guess) cannot be tried out one by one; with another key the same
    people have other pseudonyms, so that two files cannot be joined.

    Raises
    ------
    ValueError
        For a key of fewer than 16 bytes.

    References
    ----------
    RFC 2104, HMAC: Keyed-Hashing for Message Authentication. ISO 25237:2017, Health informatics: Pseudonymization.

    Examples
    --------
    >>> pseudonym = Pseudonyms(b"the key of one centre")
    >>> pseudonym("clients", "E-001") == pseudonym("clients", "E-001") != pseudonym("workers", "E-001")
    True
    >>> len(pseudonym("clients", "E-001"))
    17
    """

    key: bytes = attrs.field(repr=False, validator=_long_enough)

    def __call__(self, kind: str, id_: str) -> str:
        """The pseudonym of a record's id: an id itself, ``p`` and 16 hexadecimal digits."""
        digest = hmac.new(self.key, f"{kind}\0{id_}".encode(), hashlib.sha256).hexdigest()
        return f"p{digest[:_LETTERS]}"
