import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "#web/queries/account.ts";
import { Button } from "./ui/button.tsx";
import { Refusal } from "./ui/states.tsx";

type SignOutProps = {
  email: string;
  /** Where the next one who signs in is led. */
  to?: string;
};

/** Who is signed in, on pages without a menu, and the way out. */
export function SignOut({ email, to }: SignOutProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => signOut(client),
    onSuccess: () => navigate({ to: "/login", search: to ? { to } : {} }),
  });
  return (
    <>
      <p className="flex flex-wrap items-center justify-center gap-x-2">
        Signed in as {email}
        <Button
          look="ghost"
          className="underline"
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Sign out
        </Button>
      </p>
      <Refusal error={leave.error} />
    </>
  );
}
