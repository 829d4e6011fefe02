import { Wordmark } from "./wordmark.tsx";

/** While it is asked who is signed in. */
export const Opening = () => (
  <div className="grid min-h-dvh place-items-center" role="status" aria-label="Opening Stint">
    <Wordmark className="pulse" />
  </div>
);
