// Without Zod: the app loads this.

/** Reporters tell of their agents at every change, and else this often. */
export const heartbeatMs = 30_000;

/** An agent that nothing was heard of for so long is gone: the machine sleeps, or its reporter was ended. */
export const silentMs = 95_000;

/** An agent that did something within this time works. */
export const workingMs = 120_000;
