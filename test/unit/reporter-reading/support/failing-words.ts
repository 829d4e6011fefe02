import { secret } from "./log-steps.ts";

/* What stands in the logs of `failing-logs.ts` wherever they have content. */

export const failing = `grep ${secret} /home/${secret}/notes`;
export const destroying = `rm -rf /home/${secret}`;
export const prompt = `Do ${secret}`;
export const noSuchFile = `ENOENT: no such file or directory, open '/home/${secret}/x'`;
export const refusal = "The user doesn't want to proceed with this tool use.";

export const blocks = (text: string) => [{ type: "text", text }];
