/** How a field is written: a text, a number of some kind, or a message with fields of its own. */
type Kind = "text" | "flag" | "integer" | "double" | "fixed64" | { message: Message };

/** The fields of a message that are read, by number, under the names that they have in JSON. */
export type Message = Record<number, { name: string; kind: Kind; list?: boolean }>;

/** The bytes are not what they claim to be. */
export class NotProtobuf extends Error {}

/** Reads a message into what its JSON would be. Fields that are not named are passed over. */
export function decodeProtobuf(bytes: Uint8Array, message: Message): Record<string, unknown> {
  const reader = new Reader(bytes);
  const found: Record<string, unknown> = {};
  while (!reader.isAtEnd) {
    const tag = Number(reader.varint());
    const value = reader.value(tag & 7);
    const field = message[tag >>> 3];
    if (!field) continue;
    const read = valueOf(value, field.kind);
    if (!field.list) found[field.name] = read;
    else listIn(found, field.name).push(read);
  }
  return found;
}

function listIn(found: Record<string, unknown>, name: string): unknown[] {
  const list = found[name];
  if (Array.isArray(list)) return list;
  const begun: unknown[] = [];
  found[name] = begun;
  return begun;
}

type Raw = bigint | Uint8Array;

function valueOf(raw: Raw, kind: Kind): unknown {
  if (typeof kind === "object") return decodeProtobuf(bytesOf(raw), kind.message);
  if (kind === "text") return new TextDecoder().decode(bytesOf(raw));
  if (typeof raw !== "bigint") throw new NotProtobuf("A number is expected.");
  if (kind === "flag") return raw !== 0n;
  if (kind === "integer") return String(BigInt.asIntN(64, raw));
  if (kind === "fixed64") return String(raw);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, raw);
  return view.getFloat64(0);
}

function bytesOf(raw: Raw): Uint8Array {
  if (typeof raw === "bigint") throw new NotProtobuf("Bytes are expected.");
  return raw;
}

class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) break;
      this.#at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new NotProtobuf("A number does not end.");
  }

  value(wireType: number): Raw {
    if (wireType === 0) return this.varint();
    if (wireType === 1) return this.#fixed(8);
    if (wireType === 2) return this.#take(Number(this.varint()));
    if (wireType === 5) return this.#fixed(4);
    throw new NotProtobuf("A field has a type that is not known.");
  }

  #fixed(size: 4 | 8): bigint {
    const at = this.#at;
    this.#take(size);
    return size === 8 ? this.#view.getBigUint64(at, true) : BigInt(this.#view.getUint32(at, true));
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.byteLength) throw new NotProtobuf("A field is cut off.");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
