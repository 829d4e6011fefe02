import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { FrontPage } from "#web/components/front-page.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { codeStyle, Field } from "#web/components/ui/field.tsx";
import { ApiError } from "#web/lib/api.ts";
import { pathOf, textOf } from "#web/lib/search.ts";
import { useFocus } from "#web/lib/use-focus.ts";
import {
  accountQueries,
  requestCode,
  signInWithCode,
  signInWithGithub,
} from "#web/queries/account.ts";

type LoginSearch = { to?: string | undefined; error?: string | undefined };

export const Route = createFileRoute("/login")({
  validateSearch: (search): LoginSearch => ({
    to: pathOf(search["to"]),
    error: textOf(search["error"]),
  }),
  component: LoginPage,
});

function LoginPage() {
  const { data: methods } = useQuery(accountQueries.signInMethods());
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  return (
    <FrontPage title="Sign in" below={methods?.local && <LocalMailbox />}>
      {isSent ? (
        <EnterCode email={email} onBack={() => setSent(false)} />
      ) : (
        <div className="grid gap-5">
          <div className="grid gap-1">
            <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
            <p className="text-muted">
              See what your agents do, and what it costs while it happens.
            </p>
          </div>
          {methods?.github && <Github />}
          <EnterEmail email={email} onEmail={setEmail} onSent={() => setSent(true)} />
        </div>
      )}
    </FrontPage>
  );
}

const LocalMailbox = () => (
  <p>
    This is a local run: codes are shown in the{" "}
    <a className="text-accent underline" href="/local/mailbox" target="_blank" rel="noreferrer">
      local mailbox
    </a>
    .
  </p>
);

function Github() {
  const { to = "/", error } = Route.useSearch();
  const leave = useMutation({ mutationFn: () => signInWithGithub(to) });
  const refusal = leave.error?.message ?? error;
  return (
    <>
      {refusal && (
        <p role="alert" className="text-sm text-danger">
          Signing in at GitHub did not work ({refusal}). Try again, or use your e-mail.
        </p>
      )}
      <Button size="medium" disabled={leave.isPending} onClick={() => leave.mutate()}>
        Continue with GitHub
      </Button>
      <p className="flex items-center gap-3 text-sm text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
    </>
  );
}

const submit = (work: () => void) => (event: FormEvent) => {
  event.preventDefault();
  work();
};

type EnterEmailProps = { email: string; onEmail: (email: string) => void; onSent: () => void };

function EnterEmail({ email, onEmail, onSent }: EnterEmailProps) {
  const field = useFocus();
  const send = useMutation({ mutationFn: () => requestCode(email), onSuccess: onSent });
  return (
    <form className="grid gap-4" onSubmit={submit(send.mutate)}>
      <Field
        ref={field}
        label="E-mail"
        type="email"
        name="email"
        autoComplete="email"
        required
        value={email}
        onChange={({ target }) => onEmail(target.value)}
        error={send.error?.message}
      />
      <Button type="submit" look="primary" size="medium" disabled={send.isPending}>
        Send a code
      </Button>
    </form>
  );
}

function EnterCode({ email, onBack }: { email: string; onBack: () => void }) {
  const { to = "/" } = Route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const field = useFocus();
  const [code, setCode] = useState("");
  const signIn = useMutation({
    mutationFn: () => signInWithCode(client, email, code),
    onSuccess: () => navigate({ href: to }),
  });
  return (
    <form className="grid gap-4" onSubmit={submit(signIn.mutate)}>
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">Enter the code</h1>
        <p className="text-muted">A six-digit code is on its way to {email}.</p>
      </div>
      <Field
        ref={field}
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\d{6}"
        maxLength={6}
        required
        className={codeStyle}
        value={code}
        onChange={({ target }) => setCode(target.value.replaceAll(/\D/g, ""))}
        error={signIn.error ? refusalOf(signIn.error) : undefined}
      />
      <Button
        type="submit"
        look="primary"
        size="medium"
        disabled={signIn.isPending || code.length < 6}
      >
        Sign in
      </Button>
      <Button look="ghost" onClick={onBack}>
        Use another address
      </Button>
    </form>
  );
}

/** What the sign-in library says in its own words. */
const refusals: Record<string, string> = {
  INVALID_OTP: "That is not the code. Compare it with the mail, or ask for another one.",
  OTP_EXPIRED: "This code is too old. Go back and ask for another one.",
  TOO_MANY_ATTEMPTS: "That was one try too many. Go back and ask for another code.",
};

const refusalOf = (error: Error) =>
  (error instanceof ApiError && refusals[error.code]) || error.message;
