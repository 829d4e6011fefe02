import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { z } from "zod";
import { Button } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Wordmark } from "#web/components/wordmark.tsx";
import {
  accountQueries,
  requestCode,
  signInWithCode,
  signInWithGithub,
} from "#web/queries/account.ts";

export const Route = createFileRoute("/login")({
  validateSearch: z.object({
    to: z.string().startsWith("/").optional().catch(undefined),
    error: z.string().optional().catch(undefined),
  }),
  component: LoginPage,
});

function LoginPage() {
  const { to = "/", error } = Route.useSearch();
  const { data: methods } = useQuery(accountQueries.signInMethods());
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-sm gap-6">
        <Wordmark />
        <div className="card grid gap-5 p-6 shadow-float">
          <div className="grid gap-1">
            <h1 className="text-xl font-semibold tracking-tight">
              {isSent ? "Enter the code" : "Sign in"}
            </h1>
            <p className="text-muted">
              {isSent
                ? `A six-digit code is on its way to ${email}.`
                : "See what your agents do, and what it costs while it happens."}
            </p>
          </div>
          {error && (
            <p className="text-sm text-danger">
              Signing in at GitHub did not work ({error}). Try again, or use your e-mail.
            </p>
          )}
          {methods?.github && !isSent && (
            <>
              <Button look="plain" size="medium" onClick={() => void signInWithGithub(to)}>
                Continue with GitHub
              </Button>
              <p className="flex items-center gap-3 text-sm text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
                or
              </p>
            </>
          )}
          {isSent ? (
            <CodeForm email={email} to={to} onBack={() => setSent(false)} />
          ) : (
            <EmailForm email={email} onEmail={setEmail} onSent={() => setSent(true)} />
          )}
        </div>
        {methods?.local && (
          <p className="text-center text-sm text-muted">
            This is a local run: codes are shown in the{" "}
            <a
              className="text-accent underline"
              href="/local/mailbox"
              target="_blank"
              rel="noreferrer"
            >
              local mailbox
            </a>
            .
          </p>
        )}
      </div>
    </main>
  );
}

function useAttempt(work: () => Promise<void>) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (event?: FormEvent) => {
    event?.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return { attempt, error, isBusy };
}

type EmailFormProps = { email: string; onEmail: (email: string) => void; onSent: () => void };

function EmailForm({ email, onEmail, onSent }: EmailFormProps) {
  const { attempt, error, isBusy } = useAttempt(async () => {
    await requestCode(email);
    onSent();
  });
  return (
    <form className="grid gap-4" onSubmit={(event) => void attempt(event)}>
      <Field
        label="E-mail"
        type="email"
        name="email"
        autoComplete="email"
        required
        autoFocus
        value={email}
        onChange={({ target }) => onEmail(target.value)}
        error={error}
      />
      <Button type="submit" look="primary" size="medium" disabled={isBusy}>
        Send a code
      </Button>
    </form>
  );
}

function CodeForm({ email, to, onBack }: { email: string; to: string; onBack: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const { attempt, error, isBusy } = useAttempt(async () => {
    await signInWithCode(email, code);
    client.removeQueries({ queryKey: accountQueries.me().queryKey });
    await navigate({ href: to });
  });
  return (
    <form className="grid gap-4" onSubmit={(event) => void attempt(event)}>
      <Field
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\d{6}"
        maxLength={6}
        required
        autoFocus
        className="h-12 text-center font-mono text-xl tracking-[0.4em]"
        value={code}
        onChange={({ target }) => setCode(target.value.replaceAll(/\D/g, ""))}
        error={error}
      />
      <Button type="submit" look="primary" size="medium" disabled={isBusy || code.length < 6}>
        Sign in
      </Button>
      <Button look="ghost" onClick={onBack}>
        Use another address
      </Button>
    </form>
  );
}
