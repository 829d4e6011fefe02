import { Link } from "@tanstack/react-router";
import { buttonStyle } from "./ui/button.tsx";
import { Empty } from "./ui/states.tsx";

/** Where an address leads nowhere. */
export function NotFound() {
  return (
    <Empty
      title="There is nothing here"
      isPage
      action={
        <Link to="/" className={buttonStyle({ look: "primary" })}>
          To the overview
        </Link>
      }
    >
      The address may be mistyped, or what it led to is gone.
    </Empty>
  );
}
