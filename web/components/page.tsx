import { type ReactNode, useEffect } from "react";

type PageProps = {
  title: string;
  tabTitle?: string;
  actions?: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
};

/** A screen: its name, what can be done, and its parts below each other. */
export function Page({ title, tabTitle = title, actions, lead, children }: PageProps) {
  useEffect(() => {
    document.title = `${tabTitle} · Stint`;
  }, [tabTitle]);
  return (
    <div className="mx-auto grid w-full max-w-[1280px] grid-cols-1 gap-4 px-4 py-5 md:px-8 md:py-7">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h1
            dir="auto"
            title={title}
            className="line-clamp-3 text-left text-xl font-semibold tracking-tight"
          >
            {title}
          </h1>
          {lead}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
