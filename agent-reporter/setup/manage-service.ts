import { type CommandIo, exitCodes } from "../output/command-io.ts";
import {
  describeService,
  installService,
  isInstalled,
  ownService,
  requireServable,
  uninstallService,
} from "./install-service.ts";
import type { Service } from "./service-files.ts";

type Wish = { isInstall: boolean; isDry: boolean };

/** `stint watch --install-service` and `--uninstall-service`. */
export async function manageService(
  io: CommandIo,
  folder: string,
  { isInstall, isDry }: Wish,
): Promise<number> {
  const service = ownService(io, folder);
  io.stdout.write(isInstall ? describeService(service) : describeRemoval(service));
  if (isDry) return exitCodes.done;
  if (isInstall) {
    requireServable(io, folder);
    await installService(io, service);
    io.stdout.write(`The service ${service.name} runs.\n`);
    return exitCodes.done;
  }
  const wasThere = await uninstallService(io, service);
  io.stdout.write(
    wasThere ? `The service ${service.name} is removed.\n` : "There is no service.\n",
  );
  return exitCodes.done;
}

function describeRemoval(service: Service): string {
  if (!isInstalled(service)) return "";
  const commands = [...service.uninstall, ...service.afterUninstall];
  return `${commands.map((words) => `$ ${words.join(" ")}\n`).join("")}- ${service.file}\n`;
}
