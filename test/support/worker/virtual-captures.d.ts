declare module "virtual:captures" {
  const captures: {
    name: string;
    logs: import("./telemetry.ts").LogsRequest[];
    items: import("#contract/ingest.ts").IngestItem[];
    served: Record<"transcript" | "compact" | "aux" | "all", Record<string, number>>;
  }[];
  export default captures;
}
