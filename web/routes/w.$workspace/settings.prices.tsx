import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PriceList } from "#contract/prices.ts";
import { Page } from "#web/components/page.tsx";
import { ModelPrices } from "#web/components/prices/model-prices.tsx";
import { OwnPrices } from "#web/components/prices/own-prices.tsx";
import { PriceAudit } from "#web/components/prices/price-audit.tsx";
import { PriceForm } from "#web/components/prices/price-form.tsx";
import { RepricePanel } from "#web/components/prices/reprice-panel.tsx";
import { UnpricedModels } from "#web/components/prices/unpriced-models.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { textOf } from "#web/lib/search.ts";
import { priceQueries } from "#web/queries/prices.ts";

type PricesSearch = {
  /** The model whose price is being set. */
  price?: string | undefined;
};

export const Route = createFileRoute("/w/$workspace/settings/prices")({
  validateSearch: (search): PricesSearch => ({ price: textOf(search["price"], 200) }),
  component: PricesPage,
});

function PricesPage() {
  const { workspace } = Route.useRouteContext();
  const { data, error, refetch } = useQuery(priceQueries.list(workspace.slug));
  return (
    <Page
      title="Prices"
      lead={<p className="text-muted">Dollars per million tokens, by the day of each response.</p>}
    >
      {error && !data && (
        <section className="card">
          <Failure what="The prices" error={error} onRetry={() => void refetch()} />
        </section>
      )}
      {!data && !error && (
        <section className="card">
          <SkeletonRows rows={6} />
        </section>
      )}
      {data && <Prices list={data} />}
    </Page>
  );
}

function Prices({ list }: { list: PriceList }) {
  const { workspace } = Route.useRouteContext();
  const { price } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { slug, role } = workspace;
  const mayChange = role === "owner" || role === "admin";
  const unpriced = list.items.filter(
    ({ price: has, unpricedEvents }) => !has || unpricedEvents > 0,
  );
  const known = { workspace: slug, list, mayChange };
  const close = () => void navigate({ search: {}, replace: true, resetScroll: false });
  return (
    <>
      <Part title="Without a price">
        <UnpricedModels models={unpriced} mayChange={mayChange} isAnySeen={list.items.length > 0} />
      </Part>
      <Part title="This workspace's own">
        <OwnPrices {...known} />
      </Part>
      <Part title="Past responses">
        <RepricePanel {...known} />
      </Part>
      <Part title="Models">
        <ModelPrices models={list.items} mayChange={mayChange} />
      </Part>
      <Part title="What was changed">
        <PriceAudit workspace={slug} />
      </Part>
      {price && mayChange && (
        <PriceForm key={price} workspace={slug} list={list} model={price} onClose={close} />
      )}
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card overflow-clip" aria-label={title}>
    <h2 className="border-b px-4 py-3 font-medium">{title}</h2>
    {children}
  </section>
);
