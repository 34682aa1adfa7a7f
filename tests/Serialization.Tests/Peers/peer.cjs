// An independent reader and writer of msgpack: node's @msgpack/msgpack. MsgPackPeerTests runs it.
//   decode IN OUT          msgpack values, one after another -> a line of text for each
//   encode COUNT OUT TEXT  values of its own -> msgpack, and the line of text for each
"use strict";
const fs = require("fs");
const { encode, decodeMulti, ExtensionCodec, ExtData } = require("@msgpack/msgpack");

const hex = (bytes) => Buffer.from(bytes).toString("hex");

// Numbers of 64 bits come as BigInt; any other number without a fraction is a whole one. Values are chosen so.
function text(value) {
  if (value === null || value === undefined) return "N";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") {
    if (Number.isInteger(value)) return `i${value}`;
    if (Number.isNaN(value)) return "dnan";
    const bits = Buffer.alloc(8);
    bits.writeDoubleBE(value);
    return "d" + bits.toString("hex");
  }
  if (typeof value === "string") return "s" + Buffer.from(value, "utf8").toString("hex");
  if (value instanceof Uint8Array) return "b" + hex(value);
  if (value instanceof ExtData) return `e${value.type}:${hex(value.data)}`;
  if (Array.isArray(value)) return "[" + value.map(text).join(",") + "]";
  return "{" + Object.keys(value).map((key) => `${text(key)}:${text(value[key])}`).join(",") + "}";
}

let state = 7n;
function bits() {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number(state >> 33n);
}
const below = (end) => bits() % end;
const pick = (from) => from[below(from.length)];
const bytes = (count) => Uint8Array.from({ length: count }, () => below(256));
const length = () => (below(2) ? pick([0, 1, 31, 32, 33, 255, 256]) : below(40));

function make(depth) {
  const kind = below(depth > 3 ? 8 : 10);
  if (kind === 0) return pick([null, true, false]);
  if (kind === 1) return pick([0, 1, -1, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 4294967296n, -32, -33, -128, -129]);
  if (kind === 2) return pick([0xffffffffffffffffn, -0x8000000000000000n, BigInt(bits()) << 32n]);
  if (kind === 3) return Math.fround(bits() + 0.5) / 1024 + 0.25 + 1 / 3;
  if (kind === 4) return pick([1.5, Infinity, -Infinity, NaN, 5e-324, below(1000) + 0.125]);
  if (kind === 5) return Array.from({ length: length() }, () => pick(["A", "é", "中", "😀"])).join("");
  if (kind === 6) return bytes(length());
  if (kind === 7) return new ExtData(below(128), bytes(pick([1, 2, 3, 4, 8, 16, 17, 300])));
  const count = depth < 2 ? pick([0, 1, 2, 15, 16, 17]) : below(4);
  if (kind === 8) return Array.from({ length: count }, () => make(depth + 1));
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, make(depth + 1)]));
}

const options = { useBigInt64: true, extensionCodec: new ExtensionCodec() };
const [how, ...rest] = process.argv.slice(2);
if (how === "decode") {
  const lines = [];
  for (const value of decodeMulti(fs.readFileSync(rest[0]), options)) lines.push(text(value) + "\n");
  fs.writeFileSync(rest[1], lines.join(""));
} else {
  const runs = [];
  const lines = [];
  for (let index = 0; index < Number(rest[0]); index++) {
    const value = make(0);
    runs.push(Buffer.from(encode(value, options)));
    lines.push(text(value) + "\n");
  }
  fs.writeFileSync(rest[1], Buffer.concat(runs));
  fs.writeFileSync(rest[2], lines.join(""));
}
