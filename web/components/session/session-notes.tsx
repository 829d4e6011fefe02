import type { SessionDetail } from "#contract/sessions.ts";

/** What somebody wrote of the session. */
export function SessionNotes({ session }: { session: SessionDetail }) {
  const { summary, keyChanges, nextSteps } = session;
  if (!summary && keyChanges.length === 0 && nextSteps.length === 0) return null;
  return (
    <section className="card grid gap-3 px-4 py-3" aria-label="Notes">
      {summary && (
        <p dir="auto" className="max-w-[75ch] whitespace-pre-line">
          {summary}
        </p>
      )}
      <Lines title="Key changes" lines={keyChanges} />
      <Lines title="Next steps" lines={nextSteps} />
    </section>
  );
}

const Lines = ({ title, lines }: { title: string; lines: string[] }) =>
  lines.length > 0 && (
    <div>
      <h2 className="text-sm font-medium text-muted">{title}</h2>
      <ul className="list-disc pl-5">
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
