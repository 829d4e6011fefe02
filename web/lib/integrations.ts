/** What is written where, so that an agent sends its own telemetry to this server. */
export type Integration = {
  agent: TelemetryAgent;
  name: string;
  /** Files with what goes into them; what is there already stays beside it. */
  files: { path: string; text: string }[];
  note: string;
};

export const telemetryAgents = ["claude-code", "codex", "gemini-cli"] as const;
export type TelemetryAgent = (typeof telemetryAgents)[number];

type Server = { origin: string; token: string };

/** The lines of one agent. Only log records are asked for where that can be told: metrics repeat what they say. */
export const integrationOf = (agent: TelemetryAgent, server: Server): Integration =>
  makers[agent](server);

const makers: Record<TelemetryAgent, (server: Server) => Integration> = {
  "claude-code": ({ origin, token }) => ({
    agent: "claude-code",
    name: "Claude Code",
    files: [
      {
        path: "~/.claude/settings.json",
        text: jsonOf({
          env: {
            CLAUDE_CODE_ENABLE_TELEMETRY: "1",
            OTEL_LOGS_EXPORTER: "otlp",
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
            OTEL_EXPORTER_OTLP_ENDPOINT: origin,
            OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${token}`,
          },
        }),
      },
    ],
    note: "In the user's settings or managed ones: a project's are not heeded for telemetry. Joined with the log request by request, where a reporter reads it too.",
  }),
  codex: ({ origin, token }) => ({
    agent: "codex",
    name: "Codex",
    files: [
      {
        path: "~/.codex/config.toml",
        text: [
          "[otel]",
          "log_user_prompt = false",
          "",
          '[otel.exporter."otlp-http"]',
          `endpoint = "${origin}/v1/logs"`,
          'protocol = "json"',
          "",
          '[otel.exporter."otlp-http".headers]',
          `Authorization = "Bearer ${token}"`,
        ].join("\n"),
      },
    ],
    note: "At the end of the file. Its telemetry names no response, so it counts until a reporter reads the session's log, and the log stands from then on.",
  }),
  "gemini-cli": ({ origin, token }) => ({
    agent: "gemini-cli",
    name: "Gemini CLI",
    files: [
      {
        path: "~/.gemini/settings.json",
        text: jsonOf({
          telemetry: {
            enabled: true,
            target: "local",
            otlpEndpoint: origin,
            otlpProtocol: "http",
            logPrompts: false,
          },
        }),
      },
      {
        path: "~/.gemini/.env",
        text: `OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${token}"`,
      },
    ],
    note: "It sends protobuf. Its telemetry names no response, so it counts until a reporter reads the session's log, and the log stands from then on.",
  }),
};

const jsonOf = (value: unknown) => JSON.stringify(value, null, 2);
