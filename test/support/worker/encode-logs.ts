import type { LogRecord, LogsRequest } from "./telemetry.ts";

/** A logs request as exporters of protobuf write it, by the field numbers of opentelemetry-proto. */
export const encodeLogs = ({ resourceLogs }: LogsRequest): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    resourceLogs.flatMap(({ resource, scopeLogs }) =>
      message(1, [
        ...message(1, attributes(1, resource)),
        ...scopeLogs.flatMap(({ logRecords }) =>
          message(2, [
            // The scope and a schema's URL, which nobody reads.
            ...message(1, text(1, "scope")),
            ...logRecords.flatMap((record) => message(2, recordOf(record))),
            ...text(3, "https://opentelemetry.io/schemas/1.0.0"),
          ]),
        ),
      ]),
    ),
  );

const recordOf = (record: LogRecord) => [
  ...fixed64(1, record.timeUnixNano ?? "0"),
  // A severity, as a number and as a text.
  ...varint((2 << 3) | 0),
  ...varint(9),
  ...text(3, "INFO"),
  ...message(5, valueOf(record.body ?? {})),
  ...attributes(6, record),
  // Flags, fixed32.
  (8 << 3) | 5,
  1,
  0,
  0,
  0,
  ...bytes(
    9,
    Array.from({ length: 16 }, () => 255),
  ),
  ...fixed64(11, record.observedTimeUnixNano ?? "0"),
  ...(record.eventName === undefined ? [] : text(12, record.eventName)),
];

function attributes(field: number, holder: object): number[] {
  const list: unknown = Reflect.get(holder, "attributes");
  if (!Array.isArray(list)) return [];
  return list.flatMap(({ key, value }: LogRecord["attributes"][number]) =>
    message(field, [...text(1, key), ...message(2, valueOf(value))]),
  );
}

function valueOf(value: object): number[] {
  const [kind, held] = Object.entries(value)[0] ?? ["", undefined];
  if (kind === "stringValue") return text(1, String(held));
  if (kind === "boolValue") return [(2 << 3) | 0, held === true ? 1 : 0];
  if (kind === "intValue") return [(3 << 3) | 0, ...varint(BigInt.asUintN(64, BigInt(held)))];
  if (kind === "doubleValue") return [(4 << 3) | 1, ...doubleOf(Number(held))];
  if (kind !== "arrayValue") return [];
  const { values = [] } = held as { values?: object[] };
  return message(
    5,
    values.flatMap((one) => message(1, valueOf(one))),
  );
}

const message = (field: number, content: number[]) => bytes(field, content);
const text = (field: number, value: string) => bytes(field, [...new TextEncoder().encode(value)]);
const bytes = (field: number, content: number[]) => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];

function fixed64(field: number, value: string): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value), true);
  return [...varint((field << 3) | 1), ...new Uint8Array(view.buffer)];
}

function doubleOf(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

function varint(value: number | bigint): number[] {
  const rest = BigInt(value);
  return rest < 128n ? [Number(rest)] : [Number(rest & 127n) | 128, ...varint(rest >> 7n)];
}
