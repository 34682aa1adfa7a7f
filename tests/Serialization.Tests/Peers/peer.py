# An independent reader and writer of msgpack: Debian's python3-msgpack. MsgPackPeerTests runs it.
#   decode IN OUT          msgpack values, one after another -> a line of text for each
#   encode COUNT OUT TEXT  values of its own -> msgpack, and the line of text for each
import random
import struct
import sys

import msgpack


def text(value):
    if value is None:
        return "N"
    if value is True or value is False:
        return "T" if value else "F"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "dnan" if value != value else "d" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if isinstance(value, (bytes, bytearray)):
        return "b" + value.hex()
    if isinstance(value, msgpack.ExtType):
        return f"e{value.code}:{value.data.hex()}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(text(item) for item in value) + "]"
    return "{" + ",".join(f"{text(key)}:{text(item)}" for key, item in value.items()) + "}"


def make(dice, depth):
    kind = dice.randrange(8 if depth > 3 else 10)
    if kind == 0:
        return dice.choice([None, True, False])
    if kind in (1, 2):
        bits = dice.randrange(65)
        number = dice.getrandbits(bits) if bits else 0
        return number if dice.random() < 0.5 else -(number >> 1)
    if kind == 3:
        return struct.unpack(">f", struct.pack(">f", dice.uniform(-1e30, 1e30)))[0]
    if kind == 4:
        return dice.choice([0.0, -0.0, 1.5, float("inf"), float("nan"), 5e-324, dice.random()])
    if kind == 5:
        return "".join(chr(dice.choice([0x41, 0xE9, 0x4E2D, 0x1F600])) for _ in range(length(dice)))
    if kind == 6:
        return dice.randbytes(length(dice))
    if kind == 7:
        return msgpack.ExtType(dice.randrange(0, 128), dice.randbytes(dice.choice([1, 2, 3, 4, 8, 16, 17, 300])))
    count = dice.choice([0, 1, 2, 15, 16, 17]) if depth < 2 else dice.randrange(4)
    if kind == 8:
        return [make(dice, depth + 1) for _ in range(count)]
    return {f"k{index}": make(dice, depth + 1) for index in range(count)}


def length(dice):
    return dice.choice([0, 1, 31, 32, 33, 255, 256]) if dice.random() < 0.5 else dice.randrange(40)


def main(how, *rest):
    if how == "decode":
        unpacker = msgpack.Unpacker(open(rest[0], "rb"), raw=False, strict_map_key=False)
        with open(rest[1], "w", newline="\n") as lines:
            lines.writelines(text(value) + "\n" for value in unpacker)
        return
    dice = random.Random(7)
    with open(rest[1], "wb") as output, open(rest[2], "w", newline="\n") as lines:
        for _ in range(int(rest[0])):
            value = make(dice, 0)
            output.write(msgpack.packb(value, use_bin_type=True))
            lines.write(text(value) + "\n")


main(*sys.argv[1:])
