import { createFileRoute } from "@tanstack/react-router";
import { useState } from "react";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { TelemetryToken } from "#web/components/integrations/telemetry-token.tsx";
import { Page } from "#web/components/page.tsx";
import { Choice } from "#web/components/ui/choice.tsx";
import { CopyBlock } from "#web/components/ui/copy-block.tsx";
import { integrationOf, type TelemetryAgent, telemetryAgents } from "#web/lib/integrations.ts";
import { oneOf } from "#web/lib/search.ts";

type IntegrationsSearch = { agent?: TelemetryAgent | undefined };

export const Route = createFileRoute("/w/$workspace/settings/integrations")({
  validateSearch: (search): IntegrationsSearch => ({
    agent: oneOf(telemetryAgents, search["agent"]),
  }),
  component: IntegrationsPage,
});

function IntegrationsPage() {
  return (
    <Page title="Integrations" lead={<p className="text-muted">How agents' usage gets here.</p>}>
      <section className="card grid grid-cols-1 gap-3 p-4" aria-label="Reporter">
        <h2 className="font-medium">Reporter</h2>
        <p className="max-w-2xl text-muted">
          Exact, with past logs, tools and branches. It reads Claude Code, Codex, Gemini CLI,
          OpenCode, Copilot CLI, Qwen Code, Amp, Droid, Goose, Kimi, Cline, Roo Code and Kilo Code.
        </p>
        <ConnectMachine />
      </section>
      <Telemetry />
    </Page>
  );
}

const placeholder = "YOUR-TOKEN";

function Telemetry() {
  const { workspace } = Route.useRouteContext();
  const { agent = "claude-code" } = Route.useSearch();
  const [token, setToken] = useState<string | null>(null);
  const options = telemetryAgents.map((value) => ({ value, label: shown(value).name }));
  const { files, note } = integrationOf(agent, {
    origin: location.origin,
    token: token ?? placeholder,
  });
  return (
    <section className="card grid grid-cols-1 gap-4 p-4" aria-label="Telemetry (OTLP)">
      <div className="grid gap-1">
        <h2 className="font-medium">Telemetry (OTLP)</h2>
        <p className="max-w-2xl text-muted">
          Live without a reporter: where nothing can be installed, in containers and in CI. With
          both, nothing counts twice. Only counts, names, ids and times are kept of it.
        </p>
      </div>
      {workspace.role === "viewer" ? (
        <p className="text-sm text-muted">Viewers cannot make tokens; ask a member for one.</p>
      ) : (
        <TelemetryToken workspace={workspace.slug} token={token} onToken={setToken} />
      )}
      <div>
        <Choice
          label="Agent"
          value={agent}
          options={options}
          searchOf={(value) => ({ agent: value })}
        />
      </div>
      <div className="grid max-w-2xl grid-cols-1 gap-3">
        {files.map(({ path, text }) => (
          <CopyBlock key={path} label={path} text={text} />
        ))}
        <p className="text-sm text-muted">{note}</p>
        {!token && (
          <p className="text-sm text-muted">
            <code className="font-mono">{placeholder}</code> stands for a token until you make one.
          </p>
        )}
      </div>
    </section>
  );
}

const shown = (agent: TelemetryAgent) => integrationOf(agent, { origin: "", token: "" });
