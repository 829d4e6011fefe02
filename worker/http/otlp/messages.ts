import type { Message } from "./protobuf.ts";

/*
 * The parts of OpenTelemetry's messages that are read, by the numbers of opentelemetry-proto 1.x. A record's body is
 * read for the name that Claude Code puts there, and for nothing else.
 */

const anyValue: Message = {
  1: { name: "stringValue", kind: "text" },
  2: { name: "boolValue", kind: "flag" },
  3: { name: "intValue", kind: "integer" },
  4: { name: "doubleValue", kind: "double" },
};

const keyValue: Message = {
  1: { name: "key", kind: "text" },
  2: { name: "value", kind: { message: anyValue } },
};

const attributes = { name: "attributes", kind: { message: keyValue }, list: true };

const logRecord: Message = {
  1: { name: "timeUnixNano", kind: "fixed64" },
  5: { name: "body", kind: { message: anyValue } },
  6: attributes,
  11: { name: "observedTimeUnixNano", kind: "fixed64" },
  12: { name: "eventName", kind: "text" },
};

const scopeLogs: Message = {
  2: { name: "logRecords", kind: { message: logRecord }, list: true },
};

const resourceLogs: Message = {
  1: { name: "resource", kind: { message: { 1: attributes } } },
  2: { name: "scopeLogs", kind: { message: scopeLogs }, list: true },
};

export const logsRequest: Message = {
  1: { name: "resourceLogs", kind: { message: resourceLogs }, list: true },
};

/** Metrics and traces: that they are messages at all. */
export const anyRequest: Message = { 1: { name: "entries", kind: { message: {} }, list: true } };
