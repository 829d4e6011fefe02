import { randomUUID } from "node:crypto";
import { logsRequest } from "#worker/http/otlp/messages.ts";
import { decodeProtobuf } from "#worker/http/otlp/protobuf.ts";
import { encodeLogs } from "./encode-logs.ts";

type Value = string | number | boolean;
type Attribute = { key: string; value: Record<string, unknown> };
export type LogRecord = {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  body?: object;
  eventName?: string;
  attributes: Attribute[];
};
export type LogsRequest = {
  resourceLogs: { resource: object; scopeLogs: { logRecords: LogRecord[] }[] }[];
};

/** As OTel's exporter in JavaScript writes a value. */
function attributeOf([key, value]: [string, Value]): Attribute {
  if (typeof value === "string") return { key, value: { stringValue: value } };
  if (typeof value === "boolean") return { key, value: { boolValue: value } };
  return { key, value: Number.isInteger(value) ? { intValue: value } : { doubleValue: value } };
}

const attributesOf = (facts: Record<string, Value>) => Object.entries(facts).map(attributeOf);

export const startedAt = Date.UTC(2026, 5, 1, 10);

/** A request of Claude Code's, as its telemetry tells it; name only what the test is about. */
export function anApiRequest(facts: Record<string, Value> = {}, at = startedAt): LogRecord {
  return {
    timeUnixNano: `${at}000000`,
    body: { stringValue: "claude_code.api_request" },
    attributes: attributesOf({
      "event.name": "api_request",
      "event.timestamp": new Date(at).toISOString(),
      "session.id": "session",
      model: "claude-opus-4-6",
      input_tokens: 100,
      output_tokens: 10,
      cache_read_tokens: 10_000,
      cache_creation_tokens: 1_000,
      cache_creation_5m_tokens: 1_000,
      cache_creation_1h_tokens: 0,
      cost_usd: 0.01,
      request_id: `req_${randomUUID()}`,
      query_source: "sdk",
      ...facts,
    }),
  };
}

/** Any record, by its event's name. */
export const aRecord = (name: string, facts: Record<string, Value>, at = startedAt): LogRecord => ({
  timeUnixNano: `${at}000000`,
  attributes: attributesOf({ "event.name": name, ...facts }),
});

/** The same as versions told it that know no request ids. */
export function anOldApiRequest(facts: Record<string, Value> = {}, at = startedAt): LogRecord {
  const record = anApiRequest(facts, at);
  const newer = new Set(["request_id", "query_source"]);
  return { ...record, attributes: record.attributes.filter(({ key }) => !newer.has(key)) };
}

export const aLogsRequest = (...logRecords: LogRecord[]): LogsRequest => ({
  resourceLogs: [
    {
      resource: { attributes: attributesOf({ "service.name": "claude-code" }) },
      scopeLogs: [{ logRecords }],
    },
  ],
});

/** One request for each record. */
export const recordsApart = ({ resourceLogs }: LogsRequest): LogsRequest[] =>
  resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs
      .flatMap(({ logRecords }) => logRecords)
      .map((record) => ({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] })),
  );

/** What the Worker makes of it where it comes as protobuf. */
export const throughProtobuf = (request: LogsRequest) =>
  decodeProtobuf(encodeLogs(request), logsRequest);
