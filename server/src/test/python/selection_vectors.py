"""Writes selection-vectors.tsv, by which every implementation of the selection rule is tested.

    pip install mmh3==5.3.1
    python3 server/src/test/python/selection_vectors.py > proto/src/main/protobuf/assay/v1/selection-vectors.tsv

Independent of the Java code on purpose: the hash is that of mmh3, and the comparison is done in exact fractions, not in
doubles. MurmurHash3 can be run backwards, so the two ends of its range, which no random input reaches, are vectors of
the whole rule as well: with an empty id the input is the salt alone, one block of 16 bytes, chosen to give that hash.
"""

import random
import struct
from fractions import Fraction

import mmh3

MASK = (1 << 64) - 1
C1, C2 = 0x87C37B91114253D5, 0x4CF5AD432745937F
SALT = bytes(range(16))


def rotate_left(x, n):
    return ((x << n) | (x >> (64 - n))) & MASK


def rotate_right(x, n):
    return rotate_left(x, 64 - n)


def inverse(odd):
    return pow(odd, -1, 1 << 64)


def unmix(k):
    """The last mixing step of MurmurHash3, backwards. A shift by 33 of 64 bits undoes itself."""
    k ^= k >> 33
    k = k * inverse(0xC4CEB9FE1A85EC53) & MASK
    k ^= k >> 33
    k = k * inverse(0xFF51AFD7ED558CCD) & MASK
    return k ^ k >> 33


def salt_that_hashes_to(h1, h2):
    """The one block of 16 bytes whose hash has these halves."""
    wanted, length = h1, 16
    h2 = (h2 - h1) & MASK
    h1 = (h1 - h2) & MASK
    h1, h2 = unmix(h1), unmix(h2)
    h2 = (h2 - h1) & MASK
    h1 = (h1 - h2) & MASK
    h1, h2 = h1 ^ length, h2 ^ length
    k2 = rotate_right(((h2 - 0x38495AB5) * inverse(5) - h1) & MASK, 31)
    k1 = rotate_right((h1 - 0x52DCE729) * inverse(5) & MASK, 27)
    k1 = rotate_right(k1 * inverse(C2) & MASK, 31) * inverse(C1) & MASK
    k2 = rotate_right(k2 * inverse(C1) & MASK, 33) * inverse(C2) & MASK
    salt = struct.pack("<QQ", k1, k2)
    assert mmh3.hash64(salt, 0, True, signed=False)[0] == wanted
    return salt


def escaped(text):
    """ASCII letters and such as they are, all else as JSON escapes of UTF-16 units."""
    units = struct.unpack("<%dH" % (len(text.encode("utf-16-le")) // 2), text.encode("utf-16-le"))
    return "".join(chr(u) if 0x21 <= u <= 0x7E and chr(u) != "\\" else "\\u%04x" % u for u in units)


def vector(salt, prediction_id, percentage):
    u = mmh3.hash64(salt + prediction_id.encode("utf-8"), 0, True, signed=False)[0]
    selected = Fraction(u >> 11, 1 << 53) < Fraction(percentage)
    return [salt.hex(), escaped(prediction_id), "%016x" % u, repr(percentage), "true" if selected else "false"]


def vectors():
    ids = ["", "a", "order-1843", "0" * 15, "0" * 16, "0" * 17, "id with blanks", "back\\slash", "a/0", "a/1"]
    ids += ["\u00e4\u00f6\u00fc", "\u65e5\u672c\u8a9e", "\U0001f600", "x\U00010348y\U0010ffff", "z" * 128]
    for prediction_id in ids:
        for percentage in [0.0, 0.1, 0.5, 1.0]:
            yield vector(SALT, prediction_id, percentage)
    just_below_one = 1 - 2.0**-53
    for u in [0, (1 << 11) - 1, 1 << 11, MASK - (1 << 11), MASK - (1 << 11) + 1, MASK]:
        salt = salt_that_hashes_to(u, 0x0123456789ABCDEF)
        for percentage in [0.0, 5e-324, 2.0**-53, just_below_one - 2.0**-53, just_below_one, 1.0]:
            yield vector(salt, "", percentage)
    source = random.Random(20260101)
    for _ in range(200):
        salt = source.randbytes(16)
        letters = "abcXYZ0189-_\u00df\u20ac\U0001d11e"
        prediction_id = "".join(source.choice(letters) for _ in range(source.randrange(0, 60)))
        yield vector(salt, prediction_id, source.random())


def main():
    print("# salt (hex)\tprediction id (\\uXXXX: one UTF-16 unit)\tu (hex)\tsample_percentage\tselected")
    for columns in vectors():
        print("\t".join(columns))


main()
