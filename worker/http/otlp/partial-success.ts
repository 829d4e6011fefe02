/** `ExportLogsServiceResponse{partial_success{rejected_log_records, error_message}}`. */
export function encodePartialSuccess(rejected: number, reason: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(reason);
  const inner = [0x08, ...varint(rejected), 0x12, ...varint(text.byteLength), ...text];
  return Uint8Array.from([0x0a, ...varint(inner.length), ...inner]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
}
