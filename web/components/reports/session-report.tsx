import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, FileText, Printer, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { SessionSummary } from "#contract/sessions.ts";
import type { Workspace } from "#contract/team.ts";
import { Button } from "#web/components/ui/button.tsx";
import { CopyButton } from "#web/components/ui/copy-button.tsx";
import { Failure, Refusal, SkeletonRows } from "#web/components/ui/states.tsx";
import { printAlone } from "#web/lib/print-alone.ts";
import { saveFile } from "#web/lib/save-file.ts";
import { useCopy } from "#web/lib/use-copy.ts";
import { remakeReport, reportQueries } from "#web/queries/reports.ts";
import { ReportText } from "./report-text.tsx";

type SessionReportProps = { session: SessionSummary; workspace: Workspace };

/** What the session came to, as a document to take along. Of one that goes on, when it is asked for. */
export function SessionReport({ session, workspace }: SessionReportProps) {
  const [isWanted, setWanted] = useState(false);
  return (
    <section className="card overflow-clip" aria-label="Report">
      {session.endedAt !== null || isWanted ? (
        <Report session={session} workspace={workspace} />
      ) : (
        <Head>
          <p className="text-sm text-muted">It is made when the session ends.</p>
          <Button onClick={() => setWanted(true)}>
            <FileText aria-hidden /> Show it as it stands
          </Button>
        </Head>
      )}
    </section>
  );
}

const Head = ({ children }: { children?: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-2 px-4 py-2">
    <h2 className="mr-auto font-medium">Report</h2>
    {children}
  </div>
);

function Report({ session, workspace }: SessionReportProps) {
  const { data, error, refetch } = useQuery(reportQueries.session(workspace.slug, session));
  if (data !== undefined) {
    return (
      <>
        <Head>
          <Actions session={session} workspace={workspace} markdown={data} />
        </Head>
        <article className="print-alone max-w-3xl border-t p-4">
          <ReportText markdown={data} />
        </article>
      </>
    );
  }
  return (
    <>
      <Head />
      {error ? (
        <Failure what="The report" error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={6} />
      )}
    </>
  );
}

type ActionsProps = SessionReportProps & { markdown: string };

function Actions({ session, workspace, markdown }: ActionsProps) {
  const copying = useCopy(markdown);
  const remake = useRemake(session, workspace.slug);
  return (
    <>
      <Refusal error={remake.error} />
      <CopyButton copying={copying} label="Copy the report" hasWord />
      <Button
        look="ghost"
        onClick={() => saveFile(`session-${session.id}.md`, markdown, "text/markdown")}
      >
        <Download aria-hidden /> Download
      </Button>
      <Button look="ghost" onClick={printAlone}>
        <Printer aria-hidden /> Print
      </Button>
      {workspace.role !== "viewer" && (
        <Button look="ghost" disabled={remake.isPending} onClick={() => remake.mutate()}>
          <RefreshCw aria-hidden /> Make anew
        </Button>
      )}
    </>
  );
}

function useRemake(session: SessionSummary, workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remakeReport(workspace, session.id),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: reportQueries.session(workspace, session).queryKey }),
  });
}
