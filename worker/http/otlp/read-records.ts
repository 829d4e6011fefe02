import {
  eventOf,
  type Fact,
  isReadable,
  type TelemetryRecord,
} from "#worker/domain/telemetry/telemetry-record.ts";

/** The records of a logs request that tell of usage, with the attributes that may be read. */
export function readRecords(request: unknown): TelemetryRecord[] {
  return listIn(request, "resourceLogs").flatMap((resourceLogs) => {
    const ofResource = factsOf(fieldOf(resourceLogs, "resource"));
    return listIn(resourceLogs, "scopeLogs")
      .flatMap((scopeLogs) => listIn(scopeLogs, "logRecords"))
      .flatMap((record) => readRecord(record, ofResource) ?? []);
  });
}

type Facts = ReadonlyMap<string, Fact>;

function readRecord(record: unknown, ofResource: Facts): TelemetryRecord | null {
  const event = namesOf(record).flatMap((name) => eventOf(name) ?? [])[0];
  if (!event) return null;
  const facts = new Map([...ofResource, ...factsOf(record)]);
  const observed = nanosOf(record, "timeUnixNano") ?? nanosOf(record, "observedTimeUnixNano");
  return { event, observed: observed ?? "", at: momentOf(facts, observed), facts };
}

/** Agents put an event's name in one of three places. */
function namesOf(record: unknown): string[] {
  const attribute = listIn(record, "attributes").find(
    (one) => fieldOf(one, "key") === "event.name",
  );
  const names = [valueOf(attribute), fieldOf(fieldOf(record, "body"), "stringValue")];
  return [...names, fieldOf(record, "eventName")].filter((name) => typeof name === "string");
}

function factsOf(holder: unknown): Facts {
  const facts = new Map<string, Fact>();
  for (const attribute of listIn(holder, "attributes")) {
    const name = fieldOf(attribute, "key");
    const value = valueOf(attribute);
    if (typeof name === "string" && isReadable(name) && value !== null) facts.set(name, value);
  }
  return facts;
}

const kinds = ["stringValue", "intValue", "doubleValue", "boolValue"];

function valueOf(attribute: unknown): Fact | null {
  const holder = fieldOf(attribute, "value");
  for (const kind of kinds) {
    const value = fieldOf(holder, kind);
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return value;
  }
  return null;
}

/** Zero where an agent leaves it out. */
function nanosOf(record: unknown, name: string): string | null {
  const value = fieldOf(record, name);
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^[1-9]\d*$/.test(text) ? text : null;
}

function momentOf(facts: Facts, observed: string | null): number {
  const told = Date.parse(String(facts.get("event.timestamp")));
  if (Number.isSafeInteger(told)) return told;
  return Math.floor(Number(observed ?? Number.NaN) / 1e6);
}

const fieldOf = (holder: unknown, name: string): unknown =>
  typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;

function listIn(holder: unknown, name: string): unknown[] {
  const value = fieldOf(holder, name);
  return Array.isArray(value) ? value : [];
}
