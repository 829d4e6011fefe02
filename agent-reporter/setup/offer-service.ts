import { messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import {
  describeService,
  installService,
  isCurrent,
  ownService,
  requireServable,
} from "./install-service.ts";
import { hashOf, readJournal, writeJournal } from "./setup-journal.ts";

/** Offers the service that keeps `stint watch` running. True where nobody answered. */
export async function offerService(io: CommandIo, folder: string, yes: boolean): Promise<boolean> {
  const service = ownService(io, folder);
  if (isCurrent(service)) {
    io.stdout.write(`Set up already: service ${service.name}\n`);
    return false;
  }
  io.stdout.write(`\n${describeService(service)}`);
  if (!yes && !io.confirm) return true;
  const question = "Install this service, so that usage is sent as it happens?";
  if (!yes && !(await io.confirm?.(question))) return false;
  try {
    requireServable(io, folder);
    await installService(io, service);
    const others = readJournal(folder).filter(({ kind }) => kind !== "service");
    const { file, content } = service;
    const entry = {
      kind: "service",
      file,
      backup: null,
      written: hashOf(content),
      previous: null,
    } as const;
    writeJournal(folder, [...others, entry]);
    io.stdout.write(`The service ${service.name} runs.\n`);
  } catch (error) {
    const hint = error instanceof Error && "hint" in error ? `\n  ${String(error.hint)}` : "";
    io.stderr.write(`No service: ${messageOf(error)}${hint}\n`);
  }
  return false;
}
