import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Page } from "#web/components/page.tsx";
import { RateAudit } from "#web/components/rates/rate-audit.tsx";
import { RateForm } from "#web/components/rates/rate-form.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { vibeQueries } from "#web/queries/vibe.ts";

export const Route = createFileRoute("/w/$workspace/settings/rates")({ component: RatesPage });

function RatesPage() {
  const { workspace } = Route.useRouteContext();
  const { data, error, refetch } = useQuery(vibeQueries.rates(workspace.slug));
  return (
    <Page
      title="Rates"
      lead={
        <p className="text-muted">
          VIBE is the workspace’s own unit of cost: what it is worth, and what work is reckoned at
          before it is done.
        </p>
      }
    >
      {error && !data && (
        <section className="card">
          <Failure what="The rates" error={error} onRetry={() => void refetch()} />
        </section>
      )}
      {!data && !error && (
        <section className="card">
          <SkeletonRows rows={6} />
        </section>
      )}
      {data && <RateForm key={data.revision} workspace={workspace} book={data} />}
      <section className="card overflow-clip" aria-label="What was changed">
        <h2 className="border-b px-4 py-3 font-medium">What was changed</h2>
        <RateAudit workspace={workspace.slug} />
      </section>
    </Page>
  );
}
